"""A street enlarged: its cell with room around it, its departments, its officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from domain.place import Person
from domain.state import ALL
from domain.views.cells import Cell
from domain.views.street import Duty, Unit
from widgets.draw.cell import counts, heading
from widgets.draw.lens import Lens
from widgets.draw.parts import count, gauge, percent, spark
from widgets.draw.spans import (
    BLANK,
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
    short,
    title,
)

HEADING_ROWS: Final = 2
#: From so many rows on the sparkline becomes pillars.
_TALL: Final = 8
_EIGHTHS: Final = "▁▂▃▄▅▆▇█"
_NUMBER: Final = 6
_MOST_BAR: Final = 30
#: Full scale of the bars of bounce rates.
_SCALE: Final = 0.3


class StreetView(msgspec.Struct, frozen=True):
    """`rolls`: the carousel goes on every so many seconds; 0: it is off."""

    cell: Cell = Cell("")
    rolls: int = 0
    hour: int = 0  # of the last value of the sparkline, local
    stamp: str = ""


def street(view: StreetView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Heading, gauge, counts, the day; what is left becomes the last 24 hours."""
    one = view.cell
    first = heading(one, lens, columns, chosen=False)
    if view.stamp:
        first = title(lens.names.street(one.key), columns, view.stamp)
    elif view.rolls:
        first = _rolling(view, lens, columns)
    drawn = [first, line(*gauge(one.share, columns)), _counts(one, lens, columns)]
    if rows >= _TALL:
        drawn.append(BLANK)
    room = rows - len(drawn)
    if room > 1:
        drawn += pillars(one.hours, columns, room - 1)
        drawn.append(_axis(one.hours, columns, view.hour))
    return drawn[:rows]


def _rolling(view: StreetView, lens: Lens, columns: int) -> Line:
    one = view.cell
    words = lens.say("street.rolls").format(n=view.rolls)
    share = percent(one.share)
    return title(lens.names.street_full(one.key), columns, f"{words}  {share}")


def _counts(one: Cell, lens: Lens, columns: int) -> Line:
    """Open by light, then today's; the total where there is room."""
    today = [
        gap(3),
        Span(lens.say("cell.today"), Tone.DIM),
        *(
            span
            for key, number in (
                ("filed", one.filed),
                ("closed", one.closed),
                ("bounced", one.bounced),
            )
            for span in (
                gap(1),
                Span(lens.say(f"cell.{key}") + " ", Tone.DIM),
                Span(count(number), Tone.TEXT),
            )
        ),
    ]
    total = [
        Span(lens.say("street.open") + " ", Tone.DIM),
        Span(count(one.lights.open), Tone.STRONG),
        gap(3),
    ]
    spans = list(counts(one, lens, columns).spans)
    if cells([*spans, *today]) <= columns:
        spans += today
    if cells([*total, *spans]) <= columns:
        spans = [*total, *spans]
    return line(*spans)


def pillars(values: Sequence[int], columns: int, rows: int) -> list[Line]:
    """Values as pillars, `rows` high; one row is a sparkline."""
    if not values:
        return [BLANK] * rows
    wide = _pillar(values, columns)
    if rows == 1 or not wide:
        return [line(Span(spark(values, columns), Tone.CALM))] + [BLANK] * (rows - 1)
    top = max(*values, 1)
    heights = [round(value / top * rows * 8) for value in values]
    drawn = []
    for row in range(rows - 1, -1, -1):
        parts = []
        for value, high in zip(values, heights, strict=True):
            level = max(high, 1 if value and not row else 0) - row * 8
            mark = " " if level <= 0 else _EIGHTHS[min(level, 8) - 1]
            parts.append(mark * (wide - 1) + " " if wide > 1 else mark)
        drawn.append(line(Span("".join(parts), Tone.CALM)))
    return drawn


def _pillar(values: Sequence[int], columns: int) -> int:
    return min(8, columns // len(values))


def _axis(values: Sequence[int], columns: int, hour: int) -> Line:
    """Every sixth hour under its pillar, then the hour that runs."""
    wide = _pillar(values, columns) if values else 0
    if not wide:
        return line(Span("24h", Tone.FAINT))
    text = ""
    for at in range(len(values)):
        back = len(values) - 1 - at
        if back % 6 == 0 and len(text) <= at * wide:
            text = text.ljust(at * wide) + f"{(hour - back) % 24:02d}"
    most = f" {max(values)}/h"
    return line(Span(text.ljust(len(values) * wide), Tone.FAINT), Span(most, Tone.DIM))


class UnitsView(msgspec.Struct, frozen=True):
    """The departments of a street (`key`); `start` of them are scrolled away."""

    units: tuple[Unit, ...] = ()
    key: str = ALL
    start: int = 0
    cursor: int | None = None
    loading: bool = False
    stamp: str = ""


def units(view: UnitsView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Department, open, overdue, then how much of what it was sent it bounced."""
    where = view.stamp or lens.names.street(view.key)
    drawn = [title(lens.say("units.title"), columns, where)]
    if not view.units:
        word = "units.counting" if view.loading else "units.empty"
        return [*drawn, line(gap(1), Span(lens.say(word), Tone.DIM))][:rows]
    name = 9 if lens.wide else 6
    drawn.append(_unit_titles(lens, name, columns))
    for at, one in enumerate(view.units[view.start :], view.start):
        ground = Ground.CURSOR if at == view.cursor else Ground.BASE
        drawn.append(_unit(one, lens, name, columns, ground))
    return drawn[:rows]


def _room(lens: Lens, name: int, columns: int) -> int:
    """Cells that the name and the four numbers leave for a bar."""
    return columns - name - 1 - 4 * (_NUMBER + 2 * lens.wide) - 2


def _unit_titles(lens: Lens, name: int, columns: int) -> Line:
    room = _room(lens, name, columns)
    size = _NUMBER + 2 * lens.wide
    words = [
        cell(lens.say(f"units.{key}"), size, Tone.FAINT, right=True)
        for key in ("open", "late", "sends", "rate")
    ]
    spans = [cell(lens.say("units.name"), name, Tone.FAINT), gap(1), *words]
    note = Span(lens.say("units.note"), Tone.FAINT)
    if room >= cells((note,)):
        spans += [gap(2), note]
    return exact(line(*spans), columns)


def _unit(one: Unit, lens: Lens, name: int, columns: int, ground: Ground) -> Line:
    room = _room(lens, name, columns)
    late = f"▲{count(one.overdue)}" if one.overdue else "·"
    sends = one.bounced.denominator
    size = _NUMBER + 2 * lens.wide
    spans = [
        cell(lens.names.department(one.department), name, Tone.TEXT),
        gap(1),
        cell(count(one.open) if one.open else "·", size, Tone.STRONG, right=True),
        cell(late, size, Tone.BAD if one.overdue else Tone.DIM, right=True),
        cell(count(sends) if sends else "·", size, Tone.DIM, right=True),
        cell(percent(one.bounced, 0), size, Tone.TEXT, right=True),
    ]
    if room > 4:  # noqa: PLR2004 (a bar needs some room)
        part = (one.bounced.value or 0.0) / _SCALE
        full = round(min(part, 1.0) * min(room, _MOST_BAR))
        spans += [gap(2), Span("━" * full, Tone.CALM)]
    return exact(line(*spans, ground=ground), columns)


class OfficersView(msgspec.Struct, frozen=True):
    """The roster of a street (`key`); the first `start` lines are scrolled away."""

    duties: tuple[Duty, ...] = ()
    key: str = ALL
    start: int = 0
    stamp: str = ""


def officers(view: OfficersView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """A title, then every responsibility grid with its people."""
    people = sum(len(duty.people) for duty in view.duties)
    note = view.stamp or lens.say("officers.note").format(n=people)
    head = title(lens.say("officers.title"), columns, note)
    return [head, *roster(view, lens, columns)[view.start :]][:rows]


def roster(view: OfficersView, lens: Lens, columns: int) -> list[Line]:
    """Every line of the roster; grids in columns where several fit."""
    if view.key == ALL:
        return [line(gap(1), Span(lens.say("officers.choose"), Tone.DIM))]
    if not any(duty.people for duty in view.duties):
        words = [line(gap(1), Span(lens.say("officers.empty"), Tone.DIM))]
        return words + _empty_duties(view, lens, columns)
    drawn: list[Line] = []
    for duty in view.duties:
        drawn += _duty(duty, view.key, lens, columns)
    return drawn


def _empty_duties(view: OfficersView, lens: Lens, columns: int) -> list[Line]:
    drawn: list[Line] = []
    for duty in view.duties:
        drawn += _duty(duty, view.key, lens, columns)
    return drawn


def _duty(duty: Duty, key: str, lens: Lens, columns: int) -> list[Line]:
    """`R02  在办 12 ▲3  叶玉悦 范文 …`, the names going on below each other."""
    grid = duty.grid.removeprefix(key) or lens.say("officers.street")
    label = 8 if lens.wide else 6
    spans = [cell(grid, label, Tone.STRONG)]
    if duty.grid:
        late = f"▲{duty.overdue}" if duty.overdue else ""
        spans += [
            cell(count(duty.open), 4, Tone.TEXT, right=True),
            gap(1),
            cell(late, 4, Tone.BAD),
        ]
    else:
        spans.append(gap(9))
    spans.append(gap(1))
    room = max(8, columns - cells(spans))
    rows = flow((_person(one, lens) for one in duty.people), room, 2)
    first, *rest = rows or [line(Span("—", Tone.DIM))]
    indent = gap(cells(spans))
    return [line(*spans, *first.spans), *(line(indent, *row.spans) for row in rest)]


def _person(person: Person, lens: Lens) -> tuple[Span, ...]:
    """A name; what he is only where that is not a grid officer."""
    name = short(person.name, 24, Tone.TEXT)
    if person.role.value == "officer":
        return (name,)
    return name, Span(" " + lens.names.role(person.role), Tone.DIM)
