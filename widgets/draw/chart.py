"""Line charts by plotext: its text with one colour a series, decoded into tones.

Building takes milliseconds, importing plotext far longer: callers build off the loop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from domain.state import ALL
from domain.views.departments import RateTrend, Trend
from widgets.draw.lens import Lens
from widgets.draw.spans import Line, Span, Tone, gap, line, short, title

_SGR: Final = re.compile("\x1b\\[([0-9;]*)m")
#: Colours that stand for a tone: nothing else in a colourless chart has them.
_KEYS: Final = {"38;2;1;0;0": Tone.CALM, "38;2;2;0;0": Tone.SECOND}
_PIXELS: Final = {Tone.CALM: (1, 0, 0), Tone.SECOND: (2, 0, 0)}
_LEAST_ROWS: Final = 5
_LEAST_POINTS: Final = 2


class Series(msgspec.Struct, frozen=True):
    """A line: points, a tone (`CALM` or `SECOND`)."""

    points: tuple[tuple[float, float], ...]
    tone: Tone


class Scale(msgspec.Struct, frozen=True):
    """Ends of both axes, and what stands below the horizontal one."""

    left: float
    right: float
    top: float
    ticks: tuple[tuple[float, str], ...]


def _figure() -> Any:
    """An empty figure of a terminal of its own: plotext's own one is global."""
    import plotext  # type: ignore[import-untyped]

    return type(plotext.terminal)().limit(False, False)._master  # noqa: SLF001


def plot(series: Sequence[Series], scale: Scale, columns: int, rows: int) -> list[Line]:
    """The chart in exactly that much room."""
    import plotext

    figure = _figure()
    figure.plot_size(columns, rows)
    figure.theme("colorless")
    figure.axes(False, axis="x", side="upper")
    figure.axes(False, axis="y", side="right")
    across, up = figure.ruler("x", "lower"), figure.ruler("y", "left")
    across.lim(scale.left, scale.right)
    across.ticks([at for at, _ in scale.ticks], [word for _, word in scale.ticks])
    up.lim(0, scale.top)
    up.frequency(3)
    for one in series:
        marker = plotext.marker("braille", pixel=_PIXELS[one.tone])
        xs, ys = zip(*one.points, strict=True)
        figure.draw(figure.signal(list(xs), list(ys), marker=marker).lines())
    return [decode(text) for text in figure.build().string().splitlines()]


def decode(text: str) -> Line:
    """A line of coloured text as spans; unknown colours are axes."""
    spans: list[Span] = []
    tone = Tone.DIM
    for index, part in enumerate(_SGR.split(text)):
        if index % 2:
            tone = _KEYS.get(part, Tone.DIM)
        elif part:
            spans.append(Span(part, tone))
    return Line(tuple(spans))


def top_of(values: Sequence[float]) -> float:
    """A round number not below any value: of 5, 10, 20, 50, 100 and so on."""
    most, step = max([*values, 1.0]), 5.0
    while True:
        for times in (1, 2, 4, 10):
            if step * times >= most:
                return step * times
        step *= 10


def inflow(trend: Trend, lens: Lens, now: int, columns: int, rows: int) -> list[Line]:
    """Reports and closings an hour over the last day."""
    hours = len(trend.inflow)
    heading = title(lens.say("trend.inflow"), columns, lens.say("trend.per_hour"))
    if hours < _LEAST_POINTS or not any(trend.inflow + trend.closed):
        return _nothing(heading, lens)
    scale = Scale(
        0, hours - 1, top_of((*trend.inflow, *trend.closed)), _hours(lens, now, hours)
    )
    series = [
        Series(
            tuple((float(x), float(y)) for x, y in enumerate(trend.closed)), Tone.SECOND
        ),
        Series(
            tuple((float(x), float(y)) for x, y in enumerate(trend.inflow)), Tone.CALM
        ),
    ]
    legend = _legend(lens.say("trend.in"), lens.say("trend.out"))
    return _charted([heading, legend], series, scale, columns, rows)


def bounce_rate(
    trend: Trend, lens: Lens, now: int, columns: int, rows: int
) -> list[Line]:
    """The place's bounce rate, a day at a time, over the week."""
    points = tuple((-float(back), rate) for back, rate in trend.bounce_rate)
    heading = title(lens.say("trend.bounce"), columns, lens.say("trend.percent"))
    if len(points) < _LEAST_POINTS:
        return _nothing(heading, lens)
    start = points[0][0]
    scale = Scale(
        start, 0.0, top_of([rate for _, rate in points]), _days(lens, now, int(-start))
    )
    return _charted([heading], [Series(points, Tone.CALM)], scale, columns, rows)


def rate_trend(
    trend: RateTrend, lens: Lens, now: int, columns: int, rows: int
) -> list[Line]:
    """A department's bounce rate, or the place's alone; which hours a point counts."""
    note = lens.say("trend.window").format(days=trend.window // 24)
    heading = title(rate_title(trend.key, lens), columns, note)
    alone = trend.key == ALL
    found = (
        (trend.own, Tone.CALM), (trend.whole, Tone.CALM if alone else Tone.SECOND)
    )  # fmt: skip
    series = [
        Series(tuple((-float(back), rate) for back, rate in points), tone)
        for points, tone in found
        if len(points) >= _LEAST_POINTS
    ]
    if not series:
        return _nothing(heading, lens)
    start = min(one.points[0][0] for one in series)
    top = top_of([rate for one in series for _, rate in one.points])
    scale = Scale(start, 0.0, top, _days(lens, now, int(-start)))
    above = [heading]
    if not alone:
        own = lens.names.department(trend.key)
        few = "" if trend.own else " " + lens.say("trend.few")
        above.append(_legend(own + few, lens.names.street(ALL)))
    return _charted(above, series, scale, columns, rows)


def rate_title(key: str, lens: Lens) -> str:
    """What the chart of a department is called."""
    who = lens.names.street(ALL) if key == ALL else lens.names.department(key)
    return lens.say("trend.rate").format(who=who)


def _legend(first: str, second: str) -> Line:
    return line(
        gap(1), Span("— ", Tone.CALM), short(first, 24, Tone.DIM),
        gap(2), Span("— ", Tone.SECOND), short(second, 24, Tone.DIM),
    )  # fmt: skip


def _charted(
    above: list[Line], series: list[Series], scale: Scale, columns: int, rows: int
) -> list[Line]:
    room = rows - len(above)
    if room < _LEAST_ROWS:
        above, room = above[:1], rows - 1
    if room < _LEAST_ROWS:
        return above
    return [*above, *plot(series, scale, columns, room)]


def _nothing(heading: Line, lens: Lens) -> list[Line]:
    return [heading, line(gap(1), Span(lens.say("trend.empty"), Tone.DIM))]


_HOUR: Final = 3_600_000


def _hours(lens: Lens, now: int, hours: int) -> tuple[tuple[float, str], ...]:
    """Every sixth local hour."""
    found = []
    for x in range(hours):
        hour = lens.clock.local(now - (hours - 1 - x) * _HOUR).hour
        if hour % 6 == 0:
            found.append((float(x), f"{hour:02d}"))
    return tuple(found)


def _days(lens: Lens, now: int, back: int) -> tuple[tuple[float, str], ...]:
    """Every local midnight, or every sixth hour when there is less than two days."""
    step, short = 24, back >= 48  # noqa: PLR2004 (two days)
    if not short:
        step = 6
    found = []
    for hours in range(back, -1, -1):
        at = now - hours * _HOUR
        if lens.clock.local(at).hour % step == 0:
            word = lens.clock.day(at) if short else lens.clock.minute(at)[:2]
            found.append((-float(hours), word))
    return tuple(found)
