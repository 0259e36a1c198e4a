"""The streets, departments and classes of the place as offers."""

from __future__ import annotations

from domain.initials import initials
from tui.commands.wall import World
from tui.completion import Offer


def streets(world: World) -> list[Offer]:
    """By initials; codes and names find them too."""
    found = world.place.streets if world.place else ()
    return [
        Offer(s.initials, s.short_zh if world.lang == "zh" else s.short_en,
              (s.code, s.zh, s.en, s.short_zh, s.short_en))
        for s in found
    ]  # fmt: skip


def departments(world: World) -> list[Offer]:
    """By code; initials and names find them too."""
    found = world.place.departments if world.place else ()
    return [
        Offer(d.code, d.short_zh if world.lang == "zh" else d.short_en,
              (d.initials, d.zh, d.en, d.short_zh, d.short_en))
        for d in found
    ]  # fmt: skip


def subclasses(world: World) -> list[Offer]:
    """By code; pinyin initials and names find them too."""
    found = world.place.subclasses if world.place else ()
    return [
        Offer(s.code, s.zh if world.lang == "zh" else s.en,
              (initials(s.zh), s.zh, s.en))
        for s in found
    ]  # fmt: skip
