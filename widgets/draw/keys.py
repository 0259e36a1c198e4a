"""The help: every key of the one table, with what it does."""

from __future__ import annotations

import msgspec

from domain.text import width
from widgets.draw.lens import Lens
from widgets.draw.spans import Ground, Line, Span, Tone, cell, exact, gap, line, title

_KEYS: int = 18


class KeyHelp(msgspec.Struct, frozen=True):
    """One action: its keys, its help (a key of the catalogue), whether it writes."""

    keys: str
    help: str
    writes: bool = False


class KeysView(msgspec.Struct, frozen=True):
    """Keys and commands."""

    keys: tuple[KeyHelp, ...] = ()
    commands: tuple[KeyHelp, ...] = ()


def keys(view: KeysView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """In one column, or in two where one is too long."""
    entries = [*view.keys, *view.commands]
    room = rows - 2
    abreast = 1 if len(entries) <= room else 2
    each = (columns - 2) // abreast
    height = -(-len(entries) // abreast)
    lines = [exact(title(" " + lens.say("keys.title"), columns), columns)]
    for y in range(min(height, room)):
        spans: list[Span] = [gap(1)]
        for one in entries[y::height]:
            spans += _entry(one, lens, each)
        lines.append(exact(line(*spans), columns))
    lines.append(exact(line(gap(1), Span(lens.say("keys.close"), Tone.DIM)), columns))
    return [Line(one.spans, Ground.FORM) for one in lines[:rows]]


def _entry(one: KeyHelp, lens: Lens, size: int) -> list[Span]:
    wide = min(_KEYS, max(6, size // 3))
    text = cell(lens.say(one.help), max(0, size - wide - 1), Tone.TEXT)
    named = cell(one.keys, wide, Tone.WARN if one.writes else Tone.INFO)
    return [named, gap(size - wide - width(text.text)), text]
