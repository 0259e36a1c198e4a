"""Bounce rates of the departments as bars with their intervals."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from domain.text import width
from domain.views.departments import Bar, Departments
from widgets.draw.forest import INTERVAL_CELLS, interval_cell
from widgets.draw.lens import Lens
from widgets.draw.parts import bar, count, percent
from widgets.draw.spans import Line, Span, Tone, cell, cells, gap, line, title

#: Full scale of the bars is a multiple of this.
_SCALE_STEP: Final = 0.05
_RATE, _NUMBER = 7, 6
#: Columns from which names are whole and intervals are in figures too.
_ROOMY: Final = 90
#: Columns from which the title says what the interval is.
_NOTED: Final = 56


class DepartmentsView(msgspec.Struct, frozen=True):
    """`stamp` marks a picture that is not current."""

    departments: Departments = Departments()
    stamp: str = ""


class _Sizes(NamedTuple):
    name: int
    bar: int
    interval: int


def departments(
    view: DepartmentsView, lens: Lens, columns: int, rows: int
) -> list[Line]:
    """Title, heading, a row a department, highest rate first."""
    shown = view.departments
    key = "dept.note" if columns >= _NOTED else "dept.note_short"
    note = view.stamp or lens.say(key).format(all=percent(shown.all))
    lines = [title(lens.say("dept.title"), columns, note)]
    if not shown.bars:
        return [*lines, line(gap(1), Span(lens.say("dept.empty"), Tone.DIM))]
    sizes = _sizes(lens, columns)
    lines.append(_titles(lens, sizes))
    scale = _scale(shown.bars)
    lines += [_row(one, lens, sizes, scale) for one in shown.bars]
    return lines[:rows]


def _sizes(lens: Lens, columns: int) -> _Sizes:
    """With room: whole names, and the interval in figures beside its bar."""
    roomy = columns >= _ROOMY
    name = (26 if roomy else 7) if lens.wide else (20 if roomy else 4)
    interval = INTERVAL_CELLS if roomy else 0
    rest = columns - name - 1 - _RATE - interval - 3 * _NUMBER
    return _Sizes(name, max(4, rest), interval)


def _scale(bars: tuple[Bar, ...]) -> float:
    most = max(one.bounces.asked.value or 0.0 for one in bars)
    return _SCALE_STEP * (int(most / _SCALE_STEP) + 1)


def _titles(lens: Lens, sizes: _Sizes) -> Line:
    heading = lens.say("dept.interval")
    if sizes.interval or width(heading) >= sizes.bar:
        heading = ""
    return line(
        cell(lens.say("dept.name"), sizes.name, Tone.FAINT),
        gap(1),
        cell(heading, sizes.bar, Tone.FAINT),
        cell(lens.say("dept.rate"), _RATE, Tone.FAINT, right=True),
        cell(" " + lens.say("scores.interval"), sizes.interval, Tone.FAINT),
        *(
            cell(lens.say(f"dept.{key}"), _NUMBER, Tone.FAINT, right=True)
            for key in ("approved", "rejected", "sends")
        ),
    )


def _row(one: Bar, lens: Lens, sizes: _Sizes, scale: float) -> Line:
    asked, interval = one.bounces.asked, one.bounces.interval
    tone = Tone.WARN if one.apart else Tone.CALM
    solid = Span(bar((asked.value or 0.0) / scale, sizes.bar), tone)
    high = min(1.0, (interval.high if interval else 0.0) / scale)
    dots = max(0, round(high * sizes.bar) - cells((solid,)))
    rest = sizes.bar - cells((solid,)) - dots
    rate = ("▲" if one.apart else "") + percent(asked)
    names = lens.names
    name = names.department_full if sizes.interval else names.department
    return line(
        cell(name(one.department), sizes.name, Tone.TEXT),
        gap(1),
        solid,
        Span("·" * dots, Tone.FAINT),
        gap(rest),
        cell(rate, _RATE, tone if one.apart else Tone.STRONG, right=True),
        *((interval_cell(one.bounces),) if sizes.interval else ()),
        _number(one.bounces.approved.numerator, Tone.DIM),
        _number(one.bounces.rejected.numerator, Tone.DIM),
        _number(one.sends, Tone.DIM),
    )


def _number(number: int, tone: Tone) -> Span:
    return cell(count(number) if number else "·", _NUMBER, tone, right=True)
