"""Bounce rates of the departments as bars with their intervals."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.views.departments import Bar, Departments
from widgets.draw.lens import Lens
from widgets.draw.parts import bar, count, percent
from widgets.draw.spans import Line, Span, Tone, cell, cells, gap, line, title

#: Full scale of the bars is a multiple of this.
_SCALE_STEP: Final = 0.05
_RATE, _NUMBER = 7, 6


class DepartmentsView(msgspec.Struct, frozen=True):
    """`stamp` marks a picture that is not current."""

    departments: Departments = Departments()
    stamp: str = ""


def departments(
    view: DepartmentsView, lens: Lens, columns: int, rows: int
) -> list[Line]:
    """Title, heading, a row a department, highest rate first."""
    shown = view.departments
    note = view.stamp or lens.say("dept.note").format(all=percent(shown.all))
    lines = [title(lens.say("dept.title"), columns, note)]
    if not shown.bars:
        return [*lines, line(gap(1), Span(lens.say("dept.empty"), Tone.DIM))]
    name = 8 if lens.wide else 4
    room = max(4, columns - name - 1 - _RATE - 3 * _NUMBER)
    lines.append(_titles(lens, name, room))
    scale = _scale(shown.bars)
    lines += [_row(one, lens, name, room, scale) for one in shown.bars]
    return lines[:rows]


def _scale(bars: tuple[Bar, ...]) -> float:
    most = max(one.bounces.asked.value or 0.0 for one in bars)
    return _SCALE_STEP * (int(most / _SCALE_STEP) + 1)


def _titles(lens: Lens, name: int, room: int) -> Line:
    return line(
        cell(lens.say("dept.name"), name, Tone.FAINT),
        gap(1),
        cell(lens.say("dept.interval"), room, Tone.FAINT),
        cell(lens.say("dept.rate"), _RATE, Tone.FAINT, right=True),
        *(
            cell(lens.say(f"dept.{key}"), _NUMBER, Tone.FAINT, right=True)
            for key in ("approved", "rejected", "sends")
        ),
    )


def _row(one: Bar, lens: Lens, name: int, room: int, scale: float) -> Line:
    asked, interval = one.bounces.asked, one.bounces.interval
    tone = Tone.WARN if one.apart else Tone.CALM
    solid = Span(bar((asked.value or 0.0) / scale, room), tone)
    high = min(1.0, (interval.high if interval else 0.0) / scale)
    dots = max(0, round(high * room) - cells((solid,)))
    rest = room - cells((solid,)) - dots
    rate = ("▲" if one.apart else "") + percent(asked)
    return line(
        cell(lens.names.department(one.department), name, Tone.TEXT),
        gap(1),
        solid,
        Span("·" * dots, Tone.FAINT),
        gap(rest),
        cell(rate, _RATE, tone if one.apart else Tone.STRONG, right=True),
        _number(one.bounces.approved.numerator, Tone.DIM),
        _number(one.bounces.rejected.numerator, Tone.DIM),
        _number(one.sends, Tone.DIM),
    )


def _number(number: int, tone: Tone) -> Span:
    return cell(count(number) if number else "·", _NUMBER, tone, right=True)
