"""Overdue cases by street, as bars."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.state import ALL
from domain.views.departments import Late
from widgets.draw.lens import Lens
from widgets.draw.parts import count
from widgets.draw.spans import (
    Ground,
    Line,
    Span,
    Tone,
    cell,
    cells,
    gap,
    line,
    title,
)

#: Rows above the first street.
HEADING_ROWS: Final = 2
_NUMBER: Final = 6


class OverdueView(msgspec.Struct, frozen=True):
    """`cursor`: the chosen street, shown while the pane has the keys."""

    streets: tuple[Late, ...] = ()
    cursor: str = ALL
    start: int = 0
    focused: bool = False
    stamp: str = ""


def overdue(view: OverdueView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Title, heading, a bar a street, all on the scale of the longest."""
    total = sum(one.overdue for one in view.streets)
    note = view.stamp or lens.say("overdue.note").format(count=count(total))
    lines = [title(lens.say("overdue.title"), columns, note)]
    if not view.streets:
        return lines
    name = 13 if lens.wide else 9
    room = max(4, columns - 2 - name - 2 * _NUMBER - 1)
    lines.append(
        line(
            gap(2),
            cell(lens.say("overdue.street"), name, Tone.FAINT),
            cell(lens.say("overdue.count"), _NUMBER, Tone.FAINT, right=True),
            gap(1 + room),
            cell(lens.say("overdue.open"), _NUMBER, Tone.FAINT, right=True),
        )
    )
    most = max(1, *(one.overdue for one in view.streets))
    lines += [
        _row(one, view, lens, name, room, most) for one in view.streets[view.start :]
    ]
    return lines[:rows]


def _row(
    one: Late, view: OverdueView, lens: Lens, name: int, room: int, most: int
) -> Line:
    here = view.focused and one.street == view.cursor
    solid = Span("━" * -(-one.overdue * room // most), Tone.BAD)
    number = count(one.overdue) if one.overdue else "·"
    return line(
        Span("▸" if here else " ", Tone.INFO),
        gap(1),
        cell(lens.names.street(one.street), name, Tone.TEXT),
        cell(number, _NUMBER, Tone.BAD if one.overdue else Tone.FAINT, right=True),
        gap(1),
        solid,
        gap(room - cells((solid,))),
        cell(count(one.open), _NUMBER, Tone.DIM, right=True),
        ground=Ground.CURSOR if here else Ground.BASE,
    )
