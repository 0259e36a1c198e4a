"""Departments by streets: bounced of sent in each square, warm where it stands out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from domain.state import ALL
from domain.text import width
from domain.views.matrix import Heat, Matrix, Square
from widgets.draw.lens import Lens
from widgets.draw.parts import percent
from widgets.draw.spans import Ground, Line, Span, Tone, cell, gap, line, title

#: Rows above the first department.
HEADING_ROWS: Final = 2
_LEAST, _MOST = 7, 18
_SHARED: Final = 16  # cells from which a square says its rate as well
_HINTED, _FULL_NAME, _HUGE = 100, 150, 250
_TONES: Final = {
    Heat.EMPTY: Tone.FAINT,
    Heat.NONE: Tone.DIM,
    Heat.USUAL: Tone.TEXT,
    Heat.HIGH: Tone.STRONG,
    Heat.APART: Tone.WARN,
}


class MatrixView(msgspec.Struct, frozen=True):
    """`cursor`: (department, street), either of them `ALL`; `start`: the first row."""

    matrix: Matrix = Matrix()
    cursor: tuple[str, str] = (ALL, ALL)
    start: int = 0
    focused: bool = False
    stamp: str = ""


class _Sizes(NamedTuple):
    name: int
    square: int
    streets: tuple[str, ...]  # those that have room


def matrix(view: MatrixView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title, streets, a row a department, and the sums of both."""
    shown = view.matrix
    since = f"{lens.clock.day(shown.since)} {lens.clock.minute(shown.since)}"
    key = "matrix.note" if columns >= _HINTED else "matrix.note_short"
    note = view.stamp or lens.say(key).format(period=shown.period, since=since)
    lines = [title(lens.say("matrix.title"), columns, note)]
    if not shown.departments:
        return [*lines, line(gap(1), Span(lens.say("dept.empty"), Tone.DIM))]
    sizes = _sizes(view, lens, columns)
    lines.append(_titles(view, lens, sizes))
    listed = (ALL, *shown.departments[view.start :])
    lines += [_row(code, view, lens, sizes) for code in listed]
    return lines[:rows]


def _sizes(view: MatrixView, lens: Lens, columns: int) -> _Sizes:
    name = _name_cells(lens, columns)
    streets = view.matrix.streets
    room = columns - name - 2
    square = max(_LEAST, min(_MOST, room // (len(streets) + 1)))
    fitting = max(1, room // square - 1)
    first = 0
    if len(streets) > fitting and view.cursor[1] in streets:
        at = streets.index(view.cursor[1])
        first = max(0, min(at - fitting // 2, len(streets) - fitting))
    return _Sizes(name, square, streets[first : first + fitting])


def _name_cells(lens: Lens, columns: int) -> int:
    if columns >= _HUGE:
        return 36 if lens.wide else 24
    if columns >= _FULL_NAME:
        return 20 if lens.wide else 18
    return 7 if lens.wide else 5


def _titles(view: MatrixView, lens: Lens, sizes: _Sizes) -> Line:
    say = _heading(lens, sizes)
    spans = [gap(2 + sizes.name)]
    for street in (ALL, *sizes.streets):
        here = view.focused and street == view.cursor[1]
        tone = Tone.INFO if here else Tone.FAINT
        spans.append(cell(say(street), sizes.square, tone, right=True))
    return line(*spans)


def _heading(lens: Lens, sizes: _Sizes) -> Callable[[str], str]:
    """Short names where all have room, else what people type for a street."""
    if all(width(lens.names.street(s)) < sizes.square for s in sizes.streets):
        return lens.names.street
    place = lens.names.place
    typed = {s.code: s.initials.upper() for s in place.streets} if place else {}
    return lambda code: lens.names.street(ALL) if code == ALL else typed.get(code, code)


def _row(code: str, view: MatrixView, lens: Lens, sizes: _Sizes) -> Line:
    shown, here = view.matrix, code == view.cursor[0]
    tone = Tone.STRONG if here or code == ALL else Tone.TEXT
    spans = [
        Span("▸" if here else " ", Tone.INFO),
        gap(1),
        cell(_name(code, lens, sizes), sizes.name, tone),
    ]
    for street in (ALL, *sizes.streets):
        chosen = here and view.focused and street == view.cursor[1]
        spans += _square(at(shown, code, street), sizes.square, chosen=chosen)
    return line(*spans, ground=Ground.CURSOR if here else Ground.BASE)


def at(shown: Matrix, department: str, street: str) -> Square:
    """A square or a sum: both may be `ALL`."""
    if department == ALL and street == ALL:
        return shown.whole
    if department == ALL:
        return shown.by_street.get(street, Square())
    if street == ALL:
        return shown.by_department.get(department, Square())
    return shown.square(department, street)


def _name(code: str, lens: Lens, sizes: _Sizes) -> str:
    if code == ALL:
        return lens.names.street(ALL)
    if sizes.name > 7:  # noqa: PLR2004 (more than a short name takes)
        return lens.names.department_full(code)
    return lens.names.department(code)


def _square(square: Square, size: int, *, chosen: bool) -> tuple[Span, ...]:
    tone = Tone.INFO if chosen else _TONES[square.heat]
    share = square.share
    if square.heat is Heat.EMPTY:
        return (cell("·", size, tone, right=True),)
    text = f"{share.numerator}/{share.denominator}"
    mark = "▲" if square.heat is Heat.APART else ""
    if size >= _SHARED:
        rate = cell(percent(share), 7, Tone.INFO if chosen else Tone.DIM, right=True)
        return cell(mark + text, size - 7, tone, right=True), rate
    if width(mark + text) >= size:
        text = percent(share, 0)
    return (cell(mark + text, size, tone, right=True),)
