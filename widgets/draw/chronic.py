"""Places where the same thing comes again, and what is counted apart."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.views.around import Apart, Chronic
from widgets.draw.lens import Lens
from widgets.draw.parts import count, short_number
from widgets.draw.spans import (
    Ground,
    Line,
    Span,
    Tone,
    cell,
    cells,
    exact,
    flow,
    gap,
    line,
    title,
)

_MARGIN: Final = 2
_GRID: Final = 15
_COUNT: Final = 6
_LEAST_ABOUT: Final = 8


class ChronicView(msgspec.Struct, frozen=True):
    """`places`: all of them, shown from `start`; `cursor`: the chosen case."""

    places: tuple[Chronic, ...] = ()
    apart: Apart = Apart()
    cursor: str = ""
    start: int = 0
    now: int = 0
    stamp: str = ""


def chronic(view: ChronicView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title, what counts apart, headings, a place a row."""
    many = count(len(view.places))
    note = view.stamp or lens.say("chronic.note").format(n=many)
    lines = [title(lens.say("chronic.title"), columns, note)]
    lines += _apart(view.apart, lens, columns)
    if not view.places:
        lines.append(line(gap(_MARGIN), Span(lens.say("chronic.none"), Tone.DIM)))
        return lines[:rows]
    lines.append(exact(_headings(lens, columns), columns))
    shown = view.places[view.start :]
    lines += [exact(_row(one, view, lens, columns), columns) for one in shown]
    return lines[:rows]


def heading_rows(view: ChronicView, lens: Lens, columns: int) -> int:
    """Rows above the first place."""
    return 2 + len(_apart(view.apart, lens, columns))


def _apart(one: Apart, lens: Lens, columns: int) -> list[Line]:
    chunks = [
        (Span(lens.say("chronic.apart"), Tone.DIM),),
        *(
            (
                Span(lens.say(f"chronic.{name}") + " ", Tone.DIM),
                Span(count(getattr(one, name)), Tone.STRONG),
            )
            for name in ("coordinators", "self_handled", "special", "merged")
        ),
    ]
    return flow(chunks, columns)


def _sizes(lens: Lens, columns: int) -> tuple[int, int, int]:
    """Street, grid, and what is left for what it is about."""
    street, who = (12, 8) if lens.wide else (8, 6)
    fixed = _MARGIN + 9 + street + who + 5 + 2 * _COUNT + 6
    grid = _GRID if columns - fixed - _GRID - 1 >= _LEAST_ABOUT + 6 else 0
    about = columns - fixed - grid - bool(grid)
    return street, grid, max(_LEAST_ABOUT, about)


def _headings(lens: Lens, columns: int) -> Line:
    street, grid, about = _sizes(lens, columns)
    words = (
        (_COUNT, "chronic.times", True),
        (street, "queue.street", False),
        (grid, "queue.grid", False),
        (about, "queue.about", False),
        (8 if lens.wide else 6, "queue.department", False),
        (9, "queue.number", False),
        (5, "chronic.since", False),
        (_COUNT, "chronic.open", True),
    )
    spans = [gap(_MARGIN)]
    for size, key, right in words:
        if size:
            spans += [cell(lens.say(key), size, Tone.FAINT, right=right), gap(1)]
    return line(*spans)


def _row(one: Chronic, view: ChronicView, lens: Lens, columns: int) -> Line:
    street, grid, about = _sizes(lens, columns)
    here = one.case == view.cursor
    what = lens.names.headline(one.spot.subclass, one.title)
    parts = (
        cell(count(one.times), _COUNT, Tone.WARN, right=True),
        cell(lens.names.street(one.spot.street), street),
        cell(one.spot.grid, grid, Tone.DIM),
        cell(what, about, Tone.STRONG if here else Tone.TEXT),
        cell(lens.names.department(one.department), 8 if lens.wide else 6, Tone.DIM),
        cell(short_number(one.number), 9),
        cell(lens.clock.near(one.since, view.now), 5, Tone.DIM),
        cell(count(one.open), _COUNT, Tone.DIM, right=True),
    )
    spans = [Span("▸" if here else " ", Tone.INFO), gap(1)]
    for part in parts:
        if cells((part,)):
            spans += [part, gap(1)]
    return line(*spans, ground=Ground.CURSOR if here else Ground.BASE)
