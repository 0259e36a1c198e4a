"""The palette: what is typed, and below it what that may mean."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.text import width
from widgets.draw.entry import EntryView, entry
from widgets.draw.lens import Lens
from widgets.draw.spans import Ground, Line, Span, Tone, cell, exact, gap, line, short

_KIND: Final = 10  # cells
_TEXT: Final = (12, 24)  # least and most


class PaletteRow(msgspec.Struct, frozen=True):
    """`kind` is a key of the catalogue; `text` and `about` may be outside text."""

    kind: str
    text: str
    about: str = ""


class PaletteView(msgspec.Struct, frozen=True):
    """`cursor` is an index into `typed`, `chosen` one into `rows`."""

    typed: str = ""
    cursor: int = 0
    rows: tuple[PaletteRow, ...] = ()
    chosen: int = 0


def palette(view: PaletteView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The line, as many rows as fit around the chosen one, the keys."""
    typed = EntryView(view.typed, cursor=view.cursor, prompt="›", hint="palette.title")
    room = max(0, rows - 2)
    start = max(0, min(view.chosen - room // 2, len(view.rows) - room))
    lines = [entry(typed, lens, columns)]
    for number, row in enumerate(view.rows[start : start + room], start):
        lines.append(_row(row, lens, columns, chosen=number == view.chosen))
    if not view.rows:
        lines.append(line(gap(3), Span(lens.say("palette.nothing"), Tone.DIM)))
    lines += [line()] * (rows - 1 - len(lines))
    lines.append(line(gap(1), short(lens.say("palette.keys"), columns - 1, Tone.DIM)))
    return [
        exact(one if one.ground is Ground.CURSOR else one._replace(ground=Ground.FORM),
              columns)
        for one in lines[:rows]
    ]  # fmt: skip


def _row(row: PaletteRow, lens: Lens, columns: int, *, chosen: bool) -> Line:
    mark = Span("▸" if chosen else " ", Tone.INFO)
    kind = cell(lens.say(row.kind), _KIND, Tone.DIM)
    least, most = _TEXT
    wide = max(least, min(most, width(row.text)))
    if not row.about:
        wide = columns - _KIND - 4
    text = cell(row.text, wide, Tone.STRONG if chosen else Tone.TEXT)
    left = columns - _KIND - wide - 6
    about = short(row.about, max(0, left), Tone.TEXT if chosen else Tone.DIM)
    ground = Ground.CURSOR if chosen else Ground.FORM
    return line(gap(1), mark, gap(1), kind, text, gap(2), about, ground=ground)
