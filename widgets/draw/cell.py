"""A street as a cell: a box of its gauge, counts, day and live stream."""

from __future__ import annotations

from typing import Final

from domain.views.cells import Cell
from widgets.draw.lens import Lens
from widgets.draw.lines import stream_line
from widgets.draw.parts import count, gauge, percent, share_tone, spark
from widgets.draw.spans import (
    RULE,
    Line,
    Span,
    Tone,
    block,
    cells,
    gap,
    line,
    short,
)

#: Rows of a box above its stream.
HEADING_ROWS: Final = 5


def box(one: Cell, lens: Lens, columns: int, rows: int, *, chosen: bool) -> list[Line]:
    """The cell in exactly that much room; what does not fit is left out from below."""
    lines = [
        heading(one, lens, columns, chosen=chosen),
        line(*gauge(one.share, columns)),
        counts(one, lens),
        _day(one, lens),
        _spark(one, columns),
    ]
    room = rows - HEADING_ROWS
    lines += [stream_line(event, lens, columns) for event in one.lines[: max(0, room)]]
    return block(lines, columns, rows)


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


def counts(one: Cell, lens: Lens) -> Line:
    """Open cases: not overdue, due soon, overdue."""
    lights = one.lights
    soon = Tone.WARN if lights.yellow else Tone.DIM
    late = Tone.BAD if lights.red else Tone.DIM
    return line(
        *_labelled(lens.say("cell.clear"), lights.clear, Tone.TEXT),
        gap(2),
        *_labelled(lens.say("cell.soon"), lights.yellow, soon),
        gap(2),
        *_labelled(lens.say("cell.late"), lights.red, late),
    )


def _day(one: Cell, lens: Lens) -> Line:
    return line(
        Span(lens.say("cell.today"), Tone.DIM),
        gap(1),
        *_labelled(lens.say("cell.filed"), one.filed, Tone.TEXT),
        gap(1),
        *_labelled(lens.say("cell.closed"), one.closed, Tone.TEXT),
        gap(1),
        *_labelled(lens.say("cell.bounced"), one.bounced, Tone.TEXT),
    )


def _labelled(word: str, number: int, tone: Tone) -> tuple[Span, Span]:
    return Span(f"{word} ", Tone.DIM), Span(count(number), tone)


def _spark(one: Cell, columns: int) -> Line:
    hours = max(1, len(one.hours))
    size = hours * max(1, (columns - 4) // hours)
    return line(
        Span(spark(one.hours, size), Tone.CALM), gap(1), Span("24h", Tone.FAINT)
    )
