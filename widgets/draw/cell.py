"""A street as a cell: a box of its gauge, counts, day and live stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from domain.views.cells import Cell
from domain.views.streams import StreamLine
from widgets.draw.lens import Lens
from widgets.draw.lines import stream_line
from widgets.draw.parts import brief, count, gauge, percent, share_tone, spark
from widgets.draw.spans import (
    BLANK,
    RULE,
    Line,
    Span,
    Tone,
    block,
    cells,
    exact,
    gap,
    line,
    short,
)

#: Rows of a box above its stream.
HEADING_ROWS: Final = 5


#: Lines of streams as they were drawn.
Drawn = dict[StreamLine, Line]


def box(
    one: Cell,
    lens: Lens,
    columns: int,
    rows: int,
    known: Drawn | None = None,
    *,
    chosen: bool,
) -> list[Line]:
    """The cell in exactly that much room; what does not fit is left out from below.

    `known`: lines of an earlier drawing as wide; those drawn now are added.
    """
    kept = {} if known is None else known
    lines = [
        heading(one, lens, columns, chosen=chosen),
        line(*gauge(one.share, columns)),
        counts(one, lens, columns),
        _day(one, lens, columns),
        _spark(one, columns),
    ]
    room = rows - HEADING_ROWS
    lines = block(lines, columns, min(rows, HEADING_ROWS))
    for event in one.lines[: max(0, room)]:
        drawn = kept.get(event)
        if drawn is None:
            drawn = kept[event] = exact(stream_line(event, lens, columns), columns)
        lines.append(drawn)
    return lines + [exact(BLANK, columns)] * (rows - len(lines))


def heading(one: Cell, lens: Lens, columns: int, *, chosen: bool) -> Line:
    """Name, second name, a rule, the on-time share."""
    share = Span(percent(one.share), share_tone(one.share))
    room = columns - cells((share,)) - 1
    mark = Span("▸", Tone.INFO) if chosen else Span("", Tone.INFO)
    tone = Tone.INFO if chosen else Tone.STRONG
    name = short(lens.names.street(one.key), room - 1, tone)
    spans = [mark, name]
    if second := lens.names.street_beside(one.key):
        spans += [gap(1), short(second, room - cells(spans) - 3, Tone.FAINT)]
    rule = room - cells(spans) - 1
    return line(*spans, gap(1), Span(RULE * max(0, rule), Tone.FAINT), gap(1), share)


def counts(one: Cell, lens: Lens, columns: int) -> Line:
    """Open cases: not overdue, due soon, overdue; in thousands if need be."""
    exactly = _lights(one, lens, count)
    return exactly if cells(exactly.spans) <= columns else _lights(one, lens, brief)


def _lights(one: Cell, lens: Lens, told: Callable[[int], str]) -> Line:
    lights = one.lights
    soon = Tone.WARN if lights.yellow else Tone.DIM
    late = Tone.BAD if lights.red else Tone.DIM
    return line(
        *_labelled(lens.say("cell.clear"), told(lights.clear), Tone.TEXT),
        gap(2),
        *_labelled(lens.say("cell.soon"), told(lights.yellow), soon),
        gap(2),
        *_labelled(lens.say("cell.late"), told(lights.red), late),
    )


def _day(one: Cell, lens: Lens, columns: int) -> Line:
    """What today brought; the word for it only where there is room."""
    spans = (
        *_labelled(lens.say("cell.filed"), count(one.filed), Tone.TEXT),
        gap(1),
        *_labelled(lens.say("cell.closed"), count(one.closed), Tone.TEXT),
        gap(1),
        *_labelled(lens.say("cell.bounced"), count(one.bounced), Tone.TEXT),
    )
    today = Span(lens.say("cell.today"), Tone.DIM), gap(1)
    return line(*(today if cells((*today, *spans)) <= columns else ()), *spans)


def _labelled(word: str, number: str, tone: Tone) -> tuple[Span, Span]:
    return Span(f"{word} ", Tone.DIM), Span(number, tone)


def _spark(one: Cell, columns: int) -> Line:
    hours = max(1, len(one.hours))
    size = hours * max(1, (columns - 4) // hours)
    return line(
        Span(spark(one.hours, size), Tone.CALM), gap(1), Span("24h", Tone.FAINT)
    )
