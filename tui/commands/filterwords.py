"""What completes a filter: names of fields, saved filters, and a field's values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from domain.codes import (
    BOUNCE_REASONS,
    ROLE_WORDS,
    STATE_WORDS,
    Kind,
    Source,
    Words,
)
from domain.sla import Light
from domain.views.filter import quoted
from domain.views.filter.fields import BY_NAME, FIELDS, Field, Sort
from domain.views.filter.rows import fold
from domain.views.words import LIGHT_WORDS, SOURCE_WORDS
from domain.views.works import WORKERS
from tui.commands.places import departments, streets
from tui.commands.wall import World
from tui.completion import NOTHING, Completion, Offer, best

#: A term: what comes before the value, and the value as far as it is typed.
_TERM: Final = re.compile(r"(!?)([^\s:=<>!]+)(:|=|!=|<=|>=|<|>)(?:[^\s,]*,)*([^\s,]*)$")
_USUAL: Final = {
    Sort.SPAN: ("30m", "2h", "1d", "3d"),
    Sort.NUMBER: ("0", "1", "2", "3"),
    Sort.SWITCH: ("yes", "no"),
}


def complete_filter(text: str, world: World) -> Completion:
    """What would complete the last term of a filter that is typed so far."""
    term = text.rpartition(" ")[2]
    if not term:
        return NOTHING
    found = _TERM.search(term)
    if found is None:
        not_ = term.startswith("!")
        offers = best(term[not_:], fields(world))
        return Completion(len(text) - len(term) + not_, offers)
    field = BY_NAME.get(fold(found[2]))
    if field is None:
        return NOTHING
    value = found[4]
    return Completion(len(text) - len(value), best(value, values(field, world)))


def fields(world: World) -> list[Offer]:
    """Every field, ready for its value."""
    return [
        Offer(
            f"{field.id}{'<' if field.sort is Sort.SPAN else ':'}",
            field.zh if world.lang == "zh" else "",
            (field.short, field.zh, *field.also),
        )
        for field in FIELDS
    ]


def values(field: Field, world: World) -> Sequence[Offer]:
    """What a field may be: codes with their names, or usual values."""
    if field.sort is not Sort.CHOICE:
        usual = _USUAL.get(field.sort, ())
        return [Offer(value) for value in usual]
    if field.codes == "street":
        return streets(world)
    if field.codes == "department":
        return departments(world)
    named = _named(field.codes, world.lang)
    return named or _classes(field.codes, world)


def _named(kind: str, lang: str) -> list[Offer]:
    words: dict[str, dict[str, Words]] = {
        "state": {s.value.lower(): w for s, w in STATE_WORDS.items()},
        "light": {s.value: w for s, w in LIGHT_WORDS.items() if s is not Light.NONE},
        "source": {s.value: SOURCE_WORDS[s] for s in Source},
        "reason": BOUNCE_REASONS,
        "role": {r.value: ROLE_WORDS[r] for r in WORKERS},
        "kind": {k.value: Words("", "") for k in Kind},
    }
    return [
        Offer(code, word.zh if lang == "zh" else word.en, (word.zh, word.en))
        for code, word in words.get(kind, {}).items()
    ]


def _classes(kind: str, world: World) -> list[Offer]:
    if world.place is None:
        return []
    found: Sequence[tuple[str, str]] = (
        [(s.zh, s.en) for s in world.place.subclasses]
        if kind == "subclass"
        else [(c.zh, c.en) for c in world.place.categories]
    )
    zh = world.lang == "zh"
    return [Offer(quoted(a if zh else b), "", (a, b)) for a, b in found]
