"""The help: every key and command in sections, with what is searched for above."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.text import width
from widgets.draw.entry import EntryView, entry
from widgets.draw.lens import Lens
from widgets.draw.spans import Ground, Line, Span, Tone, cell, exact, gap, line, short

#: Cells of a column at least, columns at most, cells that are enough for a
#: help, cells of keys that set the width of all sections.
_COLUMN: Final = 56
_ABREAST: Final = 4
_HELP: Final = 36
_USUAL: Final = 14


class KeyHelp(msgspec.Struct, frozen=True):
    """A line: its keys, its help (a key of the catalogue), whether it writes.

    `also` is not shown; a search finds it.
    """

    keys: str
    help: str
    writes: bool = False
    also: str = ""


class KeysSection(msgspec.Struct, frozen=True):
    """Lines that belong together; `here`: those of the pane that has the keys."""

    title: str
    rows: tuple[KeyHelp, ...]
    here: bool = False


class KeysView(msgspec.Struct, frozen=True):
    """`start` is the first line that is shown, `cursor` an index into `typed`."""

    sections: tuple[KeysSection, ...] = ()
    typed: str = ""
    cursor: int = 0
    start: int = 0


def keys(view: KeysView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The search, a windowful of the lines, how to scroll and leave."""
    search = EntryView(view.typed, cursor=view.cursor, prompt="?", hint="keys.title")
    body = body_lines(view, lens, columns)
    room = max(0, rows - 2)
    start = min(view.start, most(view, lens, columns, rows))
    lines = [entry(search, lens, columns), *body[start : start + room]]
    lines += [line()] * (rows - 1 - len(lines))
    more = f"{start + 1}–{min(start + room, len(body))} / {len(body)}"
    note = Span(more if len(body) > room else "", Tone.DIM)
    close = short(lens.say("keys.close"), columns - width(note.text) - 3, Tone.DIM)
    between = columns - width(close.text) - width(note.text) - 2
    lines.append(line(gap(1), close, gap(between), note, gap(1)))
    return [Line(exact(one, columns).spans, Ground.FORM) for one in lines[:rows]]


def most(view: KeysView, lens: Lens, columns: int, rows: int) -> int:
    """The last start that leaves no empty lines at the end."""
    return max(0, len(body_lines(view, lens, columns)) - max(0, rows - 2))


def body_lines(view: KeysView, lens: Lens, columns: int) -> list[Line]:
    """Every section, its lines side by side where there is room."""
    if not view.sections:
        return [line(gap(3), Span(lens.say("keys.nothing"), Tone.DIM))]
    usual = [r.keys for s in view.sections for r in s.rows if width(r.keys) <= _USUAL]
    least = max(map(width, usual), default=0)
    abreast = max(1, min(_ABREAST, columns // _COLUMN))
    each = (columns - 2) // abreast
    lines: list[Line] = []
    for section in view.sections:
        if lines:
            lines.append(line())
        tone = Tone.INFO if section.here else Tone.STRONG
        lines.append(line(gap(1), Span(lens.say(section.title), tone)))
        lines += _rows(section.rows, lens, abreast, each, least)
    return lines


def _rows(
    rows: tuple[KeyHelp, ...], lens: Lens, abreast: int, each: int, least: int
) -> list[Line]:
    """Down the first column, then down the next."""
    high = -(-len(rows) // abreast)
    named = min(max(each // 2 - 2, each - _HELP), max(width(row.keys) for row in rows))
    named = max(named, least)
    lines: list[Line] = []
    for y in range(high):
        spans: list[Span] = [gap(1)]
        for row in rows[y::high]:
            tone = Tone.WARN if row.writes else Tone.INFO
            spans += [gap(2), cell(row.keys, named, tone), gap(2)]
            spans.append(cell(lens.say(row.help), each - named - 4, Tone.TEXT))
        lines.append(line(*spans))
    return lines
