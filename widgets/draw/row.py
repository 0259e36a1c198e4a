"""A street as one row of a table, where there is no room for boxes."""

from __future__ import annotations

from typing import Final, NamedTuple

from domain.views.cells import Cell
from widgets.draw.lens import Lens
from widgets.draw.parts import brief, gauge, percent, share_tone, spark
from widgets.draw.spans import Line, Span, Tone, cell, gap, line

_SHARE: Final = 6
_COUNT: Final = 5  # cells of a count
_SPARK: Final = 24
_LEAST_GAUGE: Final = 8
_MOST_GAUGE: Final = 24


class Widths(NamedTuple):
    """How a row is divided; what does not fit has no cells."""

    name: int
    gauge: int
    spark: int
    day: int


def widths(columns: int, lens: Lens) -> Widths:
    """Name, share and counts always; then the day, the gauge, the sparkline."""
    name = 12 if lens.wide else 8
    rest = columns - 1 - name - 1 - _SHARE - 3 * _COUNT
    day = 3 * _COUNT if rest >= 3 * _COUNT else 0
    rest -= day
    sparkline = _SPARK + 2 if rest >= _SPARK + 2 + _LEAST_GAUGE + 1 else 0
    half = _SPARK // 2 + 2
    if not sparkline and rest > half + _LEAST_GAUGE // 2:  # never in the gauge's place
        sparkline = half
    rest -= sparkline
    bar = min(_MOST_GAUGE, rest - 1)
    return Widths(name, bar if bar >= _LEAST_GAUGE // 2 else 0, sparkline, day)


def titles(lens: Lens, columns: int) -> Line:
    """The table's heading."""
    w = widths(columns, lens)
    spans = [gap(1), cell(lens.say("row.street"), w.name, Tone.DIM)]
    if w.gauge:
        spans += [gap(1), gap(w.gauge)]
    spans += [gap(1), cell(lens.say("row.ontime"), _SHARE, Tone.DIM, right=True)]
    spans += [_head(lens, key) for key in ("clear", "soon", "late")]
    if w.spark:
        spans += [gap(2), cell(lens.say("row.spark"), w.spark - 2, Tone.DIM)]
    if w.day:
        spans += [_head(lens, key) for key in ("filed", "closed", "bounced")]
    return line(*spans)


def _head(lens: Lens, key: str) -> Span:
    return cell(lens.say(f"row.{key}"), _COUNT, Tone.DIM, right=True)


def row(one: Cell, lens: Lens, columns: int, *, chosen: bool) -> Line:
    """One street; counts stand under the words of the heading, with glyphs."""
    w = widths(columns, lens)
    lights = one.lights
    mark = Span("▸" if chosen else " ", Tone.INFO)
    name = lens.names.street(one.key)
    spans = [mark, cell(name, w.name, Tone.INFO if chosen else Tone.STRONG)]
    if w.gauge:
        spans += [gap(1), *gauge(one.share, w.gauge)]
    share = cell(percent(one.share), _SHARE, share_tone(one.share), right=True)
    spans += [
        gap(1),
        share,
        _count(lights.clear, "", Tone.TEXT),
        _count(lights.yellow, "◆", Tone.WARN),
        _count(lights.red, "▲", Tone.BAD),
    ]
    if w.spark:
        spans += [gap(2), Span(spark(one.hours, w.spark - 2), Tone.CALM)]
    if w.day:
        numbers = (one.filed, one.closed, one.bounced)
        spans += [_count(number, "", Tone.DIM) for number in numbers]
    return line(*spans)


def _count(number: int, glyph: str, tone: Tone) -> Span:
    """A column; the glyph and the colour only when there is something."""
    if not number:
        return cell("0", _COUNT, Tone.DIM, right=True)
    return cell(f"{glyph}{brief(number)}", _COUNT, tone, right=True)
