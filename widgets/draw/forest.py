"""Rates with their intervals on one scale: a row of a forest plot, and as text."""

from __future__ import annotations

from typing import Final

from domain.rates import Bounces, Interval
from widgets.draw.parts import percent
from widgets.draw.spans import Span, Tone, cell, gap

_POINT, _REACH, _USUAL, _BEYOND = "●", "━", "│", "›"
#: Full scale is a multiple of this.
_STEP: Final = 0.05
#: 2 % of 20 % is a tenth, whatever floats say.
_ROUNDING: Final = 1e-9
RATE_CELLS: Final = 7
INTERVAL_CELLS: Final = 11


def full_scale(intervals: list[Interval], most: float = 1.0) -> float:
    """A round share that no rate of them lies above; wide intervals may be cut off.

    Departments with three dispatches reach to 80 %; the scale is for the others: it
    holds every low end and the median high end twice.
    """
    if not intervals:
        return _STEP
    highs = sorted(interval.high for interval in intervals)
    need = max(
        max(interval.low for interval in intervals) * 1.25,
        min(highs[-1], 1.5 * highs[len(highs) // 2]),
    )
    return min(most, _STEP * (int(need / _STEP) + 1))


def forest(
    bounces: Bounces, usual: float | None, scale: float, size: int, tone: Tone
) -> tuple[Span, ...]:
    """The interval as a rule with the rate as a point, over the place's usual rate.

    Exactly `size` cells for 0 to `scale`; what lies beyond is cut off with an arrow.
    """
    row = [" "] * size
    if usual is not None:
        row[_at(usual, scale, size)] = _USUAL
    interval = bounces.interval
    if interval is None:
        return (Span("".join(row), Tone.FAINT),)
    low, end = _at(interval.low, scale, size), _at(interval.high, scale, size) + 1
    row[low:end] = _REACH * (end - low)
    if interval.high > scale:
        row[-1] = _BEYOND
    point = bounces.asked.value or 0.0
    at = _at(point, scale, size) if point <= scale else end
    if at < end:
        row[at] = _POINT
    before, after = min(at, end), min(at + 1, end)
    reach = Tone.DIM if tone is Tone.CALM else tone
    text = "".join(row)
    parts = (
        (text[:low], Tone.FAINT), (text[low:before], reach), (text[before:after], tone),
        (text[after:end], reach), (text[end:], Tone.FAINT),
    )  # fmt: skip
    return tuple(Span(part, of) for part, of in parts if part)


def _at(share: float, scale: float, size: int) -> int:
    return max(0, min(size - 1, int(share / scale * size + _ROUNDING)))


def rate_cell(bounces: Bounces, tone: Tone, *, apart: bool) -> Span:
    """`▲12.5%`, on the right of seven cells."""
    text = ("▲" if apart else "") + percent(bounces.asked)
    return cell(text, RATE_CELLS, tone, right=True)


def interval_cell(bounces: Bounces, tone: Tone = Tone.DIM) -> Span:
    """`3.1-9.8`, percent, after a gap; nothing when nothing was sent."""
    interval = bounces.interval
    if interval is None:
        return gap(INTERVAL_CELLS)
    text = f" {100 * interval.low:.1f}-{100 * interval.high:.1f}"
    return cell(text, INTERVAL_CELLS, tone)
