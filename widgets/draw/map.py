"""The map as a pane: heading, picture, legend, what is under the cursor, the parts."""

from __future__ import annotations

from typing import Final, NamedTuple

from domain.views.map import Here, MapView, Measure, Spot, Tally
from domain.views.sheet import Level
from widgets.draw.halfblock import (
    FIRST,
    MARKS,
    Label,
    Layout,
    draw,
    fitting,
    hues,
    labels,
    layout,
)
from widgets.draw.lens import Lens
from widgets.draw.mapparts import (
    TONES,
    duty_name,
    has_duties,
    least,
    map_parts,
    part_name,
)
from widgets.draw.parts import count, short_number
from widgets.draw.spans import (
    RULE,
    Line,
    Span,
    Tone,
    beside,
    block,
    cell,
    cells,
    exact,
    flow,
    gap,
    line,
    short,
)

_HEADING: Final = 1
_LEGEND: Final = 1
#: The list of the parts beside the picture is so wide at most.
_ASIDE: Final = 64
_BETWEEN: Final = 3
_CASES: Final = 4
_NEWEST: Final = 18  # cells; in fewer the newest case would say nothing
_STEPS: Final = ("none", "few", "some", "many", "most")


class Plan(NamedTuple):
    """How a pane is divided: the picture, rows below the legend, columns beside."""

    layout: Layout
    below: int
    beside: int


def plan(
    view: MapView, columns: int, rows: int, *, wide: bool, plain: bool
) -> Plan | None:
    """The division of so much room; None when there is nothing to draw.

    `wide` is for languages of longer words.
    """
    if view.sheet is None or not view.sheet.grids or columns < 1 or rows < 1:
        return None
    room_beside = least(wide=wide)
    box = view.sheet.box(view.area)
    room = max(1, rows - _HEADING - _LEGEND)
    scale = fitting(box, columns, room)
    if scale.spread > 1:  # large cells leave room for lists
        less = fitting(box, columns - _BETWEEN - room_beside, room - _CASES)
        scale = less if less.spread > 1 else scale
    of = layout(view.sheet, view.area, scale, plain=plain)
    across, high = of.size
    below = max(0, rows - _HEADING - _LEGEND - high)
    aside = min(columns - across - _BETWEEN, _ASIDE)
    return Plan(of, below, aside if aside >= room_beside else 0)


def map_pane(
    view: MapView, lens: Lens, columns: int, rows: int, *, plain: bool = False
) -> list[Line]:
    """The whole pane; `plain` draws with characters instead of colours."""
    divided = plan(view, columns, rows, wide=lens.wide, plain=plain)
    if divided is None:
        return [
            _heading(view, lens, columns),
            line(gap(1), Span(lens.say(_missing(view)), Tone.DIM)),
        ]
    of = divided.layout
    drawn = draw(of, view.counts, view.measure, view.cursor, _labels(view, of, lens))
    across, high = of.size
    legend = _legend(view, lens, drawn.bounds, of)
    lines = block(drawn.lines, across, high)
    upright = bool(divided.beside) and not divided.below and high > len(legend)
    if divided.beside:
        low = [line(*chunk) for chunk in legend] if upright else []
        low = [line(), *low] if len(low) + 1 < high else low
        aside = map_parts(view, lens, divided.beside, high - len(low)) + low
        lines = beside(lines, block(aside, divided.beside, high), between=_BETWEEN)
    found = [_heading(view, lens, columns), *lines]
    if upright or (view.cursor and not divided.below):  # no room for both
        return [*found, *_under(view, lens, columns, 1)][:rows]
    found.append(_flat(legend, columns))
    return [*found, *_under(view, lens, columns, divided.below)][:rows]


def _missing(view: MapView) -> str:
    return "map.wait" if view.sheet is None else "map.no_grids"


def _labels(view: MapView, of: Layout, lens: Lens) -> tuple[Label, ...]:
    level = view.area.level
    if view.sheet is None or level is Level.DUTY:
        return ()
    parts = {part.code for part in view.parts}
    names = ((code, part_name(code, level, lens, view.sheet)) for code in sorted(parts))
    if level is Level.STREET and not has_duties(view.sheet, view.area):
        return ()
    return labels(of, tuple(names))


def _heading(view: MapView, lens: Lens, columns: int) -> Line:
    left = [Span(lens.say("map.title"), Tone.STRONG)]
    left += [gap(2), Span(lens.say(f"map.{view.measure.value}"), TONES[view.measure])]
    for word in _path(view, lens):
        left += [Span(" › ", Tone.FAINT), Span(word, Tone.TEXT)]
    place = lens.names.place
    note = view.stamp or (place.attribution if place else "")
    if view.part < 1 and not view.stamp:
        note = lens.say("map.counting").format(percent=int(view.part * 100))
    rest = columns - cells(left) - 1
    right = short(note, max(0, rest - 6), Tone.DIM)
    if right.text != note and not view.stamp:
        right = Span("")
    rule = max(0, rest - cells((right,)) - bool(right.text))
    found = line(
        *left, gap(1), Span(RULE * rule, Tone.FAINT), gap(bool(right.text)), right
    )
    return exact(found, columns)


def _path(view: MapView, lens: Lens) -> list[str]:
    sheet, area = view.sheet, view.area
    if sheet is None or area.level is Level.PLACE:
        return []
    if area.level is Level.STREET:
        return [lens.names.street(area.code)]
    members = sheet.members(area)
    street = sheet.grids[members[0]].street if members else ""
    return [lens.names.street(street), duty_name(area.code)]


# The legend


def _flat(chunks: list[tuple[Span, ...]], columns: int) -> Line:
    """The legend in one line."""
    loose = flow(chunks, columns, between=2)
    return loose[0] if len(loose) == 1 else flow(chunks, columns, between=1)[0]


def _legend(
    view: MapView, lens: Lens, bounds: tuple[int, int, int, int], of: Layout
) -> list[tuple[Span, ...]]:
    chunks = _steps(view, lens, bounds, plain=of.plain)
    size = of.across * of.down
    unit = lens.say("map.unit" if size == 1 else "map.units")
    chunks.append((Span(unit.format(across=of.across, down=of.down), Tone.DIM),))
    if view.loose:
        loose = lens.say("map.loose").format(count=count(view.loose))
        chunks.append((Span(loose, Tone.DIM),))
    return chunks


def _steps(
    view: MapView, lens: Lens, bounds: tuple[int, int, int, int], *, plain: bool
) -> list[tuple[Span, ...]]:
    colours = hues(view.measure)
    words = [lens.say(f"map.{step}") for step in _STEPS]
    if plain:
        return [
            (Span(MARKS, Tone.FAINT), gap(1), Span(words[0], Tone.DIM)),
            (Span("1-9", Tone.STRONG), gap(1), Span(lens.say("map.digits"), Tone.DIM)),
            (Span("+", Tone.STRONG), gap(1), Span("10", Tone.DIM)),
        ]
    found: list[tuple[Span, ...]] = [
        (Span("  ", Tone.DIM, colours[2]), Span(f" {words[0]}", Tone.DIM))
    ]
    for step, first in enumerate(bounds):
        last = bounds[step + 1] - 1 if step + 1 < len(bounds) else None
        range_of = f"{first}+" if last is None else f"{first}-{last}"
        text = str(first) if last == first else range_of
        swatch = Span("  ", Tone.DIM, colours[FIRST + step])
        found.append((swatch, Span(f" {words[step + 1]} {text}", Tone.DIM)))
    return found


# Under the cursor


def _under(view: MapView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """What is under the cursor, its cases, and those of the area around."""
    spot = view.spot
    if spot is None or rows < 1:
        return []
    lines = [_where(view, spot, lens, columns)]
    lines += [_here(case, lens, columns) for case in spot.cases[: rows - 1]]
    room = rows - len(lines) - 1
    if spot.others and room > 0:
        around = duty_name(spot.duty) if spot.duty else lens.names.street(spot.street)
        word = lens.say("map.around").format(area=around)
        lines.append(line(Span(word, Tone.FAINT)))
        lines += [_here(case, lens, columns) for case in spot.others[:room]]
    return lines


def _where(view: MapView, spot: Spot, lens: Lens, columns: int) -> Line:
    """Street, responsibility grid, unit grid, counts, and the newest case."""
    spans = [Span(lens.names.street(spot.street), Tone.STRONG)]
    if view.cursor is None:
        spans = [Span(f"{lens.say('map.fullest')} ", Tone.DIM), *spans]
    if spot.duty:
        spans += [gap(1), Span(duty_name(spot.duty), Tone.TEXT)]
    place = spot.grid
    if spot.grids > 1:
        place = lens.say("map.several").format(count=spot.grids)
    spans += [gap(1), Span(place, Tone.DIM), gap(2), *_counts(spot.tally, lens)]
    if spot.cases:
        newest = spot.cases[0]
        about = lens.names.headline(newest.subclass, newest.title)
        when = lens.clock.minute(newest.at)
        rest = columns - cells(spans) - 2
        text = f"{lens.say('map.newest')} {when} {about}"
        if rest >= _NEWEST:
            spans += [gap(2), short(text, rest, Tone.DIM)]
    return line(*spans)


def _counts(tally: Tally, lens: Lens) -> list[Span]:
    spans: list[Span] = []
    for measure in Measure:
        number = tally.of(measure)
        if spans:
            spans.append(gap(2))
        tone = TONES[measure] if number and measure is not Measure.OPEN else Tone.TEXT
        spans.append(Span(f"{lens.say(f'map.{measure.value}')} ", Tone.DIM))
        spans.append(Span(count(number), tone))
    return spans


def _here(case: Here, lens: Lens, columns: int) -> Line:
    number = short_number(case.number)
    who = 8 if lens.wide else 4
    tone = Tone.BAD if case.overdue else Tone.TEXT
    late = lens.say("map.overdue") if case.overdue else ""
    tail = 8
    head = [
        Span(f"{lens.clock.day(case.at)} {lens.clock.minute(case.at)}", Tone.DIM),
        gap(2),
        cell(number, 10, Tone.DIM),
        gap(2),
    ]
    about = max(0, min(columns, 84) - cells(head) - who - tail - 4)
    return line(
        *head,
        cell(lens.names.headline(case.subclass, case.title), about, Tone.TEXT),
        gap(2),
        cell(lens.names.department(case.department), who, Tone.DIM),
        gap(2),
        cell(f"▲{late}" if late else "", tail, tone),
    )
