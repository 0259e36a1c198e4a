"""Beside the map: the parts of what it shows, with their counts."""

from __future__ import annotations

from typing import Final, NamedTuple

from domain.views.map import MapView, Measure, Part
from domain.views.sheet import VOID, Area, Level, Sheet
from widgets.draw.halfblock import FIRST, hues
from widgets.draw.lens import Lens
from widgets.draw.parts import count
from widgets.draw.spans import Line, Span, Tone, block, cell, gap, line

TONES: Final = {
    Measure.OPEN: Tone.INFO,
    Measure.OVERDUE: Tone.BAD,
    Measure.BOUNCED: Tone.WARN,
}
#: Cells of a name and of a number, in Chinese and in a language of longer words.
_NARROW: Final = (8, 5)
_WIDE: Final = (12, 9)
_MOST_NAME: Final = 14
_BAR: Final = (4, 20)  # a shorter one says nothing


def least(*, wide: bool) -> int:
    """Columns that the list takes at least; `wide` for languages of longer words."""
    return sum(_WIDE if wide else _NARROW)


def map_parts(view: MapView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """Exactly `rows` lines: the parts of the area, then those of the part chosen."""
    here = _current(view)
    lines = _listed(_List(view.area, view.parts, here), view, lens, columns)
    spot = view.spot
    if spot is not None and spot.inner is not None and len(lines) + 3 < rows:
        lines.append(line())
        lines += _listed(_List(spot.inner, spot.parts), view, lens, columns)
    return block(lines, columns, rows)


class _List(NamedTuple):
    area: Area
    parts: tuple[Part, ...]
    chosen: str = ""


def _current(view: MapView) -> str:
    if view.cursor is None or view.sheet is None:
        return ""
    number = view.sheet.at(*view.cursor)
    return view.sheet.part(view.area, number) if number >= 0 else ""


class _Widths(NamedTuple):
    """All measures where there is room, else the one that the map shows."""

    measures: tuple[Measure, ...]
    name: int
    number: int
    bar: int


def _widths(shown: Measure, lens: Lens, columns: int) -> _Widths:
    name, number = _WIDE if lens.wide else _NARROW
    fit = columns >= name + len(Measure) * number
    measures = tuple(Measure) if fit else (shown,)
    count_of = len(measures)
    name = max(name, min(_MOST_NAME, columns - count_of * (number + 1)))
    number = min(number + 1, (columns - name) // count_of)
    room = columns - name - count_of * number - 2
    long = min(room, _BAR[1]) if room >= _BAR[0] else 0
    return _Widths(measures, name, number, long)


def _listed(shown: _List, view: MapView, lens: Lens, columns: int) -> list[Line]:
    widths = _widths(view.measure, lens, columns)
    most = max((part.tally.of(view.measure) for part in shown.parts), default=0)
    lines = [_titles(shown.area, view, lens, widths)]
    for part in shown.parts:
        if part.tally.open or shown.area.level is Level.PLACE:
            share = part.tally.of(view.measure) / most if most else 0.0
            lines.append(_row(part, shown, view, lens, widths, share))
    return lines


def _titles(area: Area, view: MapView, lens: Lens, widths: _Widths) -> Line:
    word = lens.say("map.unit_grid")
    if area.level is Level.PLACE:
        word = lens.say("map.street")
    elif area.level is Level.STREET and has_duties(view.sheet, area):
        word = lens.names.street(area.code)
    elif area.level is Level.DUTY:
        word = duty_name(area.code)
    numbers = (
        cell(
            lens.say(f"map.{one.value}"),
            widths.number,
            TONES[one] if one is view.measure else Tone.FAINT,
            right=True,
        )
        for one in widths.measures
    )
    return line(cell(word, widths.name, Tone.FAINT), *numbers)


def _row(
    part: Part,
    shown: _List,
    view: MapView,
    lens: Lens,
    widths: _Widths,
    share: float,
) -> Line:
    word = part_name(part.code, shown.area.level, lens, view.sheet)
    tone = Tone.INFO if part.code == shown.chosen else Tone.TEXT
    return line(
        cell(word, widths.name, tone),
        *(
            _figure(part.tally.of(one), one, view.measure, widths.number)
            for one in widths.measures
        ),
        gap(2 if widths.bar else 0),
        Span("━" * round(share * widths.bar), hues(view.measure)[FIRST + 1] or tone),
    )


def _figure(number: int, measure: Measure, shown: Measure, size: int) -> Span:
    tone = TONES[measure]
    if not number:
        tone = Tone.FAINT
    elif measure is Measure.OPEN:
        tone = Tone.STRONG if measure is shown else Tone.DIM
    return cell(count(number) if number else "·", size, tone, right=True)


def has_duties(sheet: Sheet | None, area: Area) -> bool:
    """Whether an area has responsibility grids."""
    if sheet is None:
        return False
    members = sheet.members(area)
    return bool(members) and bool(sheet.grids[members[0]].duty)


def part_name(code: str, level: Level, lens: Lens, sheet: Sheet | None) -> str:
    """How a part is called: a street by its name, the rest by the end of its code."""
    if level is Level.PLACE:
        return lens.names.street(code)
    number = sheet.number(code) if sheet else VOID
    if sheet and number != VOID:
        return code.removeprefix(sheet.grids[number].street)
    return duty_name(code)


def duty_name(code: str) -> str:
    """`310105001R01` is `R01` wherever its street stands beside it."""
    head, sign, tail = code.rpartition("R")
    return sign + tail if head.isdigit() and tail.isdigit() else code
