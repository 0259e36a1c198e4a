"""Small drawings that many panes use: bars, sparklines, gauges, times, shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.rates import NO_SHARE, Share
from domain.sla import Light
from widgets.draw.spans import Span, Tone

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_LEFT_BLOCKS: Final = " ▏▎▍▌▋▊▉█"
_EIGHTHS: Final = 8
_MINUTE: Final = 60_000
_HOURS_A_DAY: Final = 24
_TEN_THOUSAND: Final = 10_000
#: From here on a time left is told in days.
_LONG_HOURS: Final = 100
#: A gauge below these shares is due for a look, or bad.
LOOK: Final = 0.95
LOW: Final = 0.90

LIGHT_TONES: Final = {
    Light.GREEN: Tone.DIM,
    Light.YELLOW: Tone.WARN,
    Light.RED: Tone.BAD,
    Light.NONE: Tone.DIM,
}
LIGHT_GLYPHS: Final = {
    Light.GREEN: "·",
    Light.YELLOW: "◆",
    Light.RED: "▲",
    Light.NONE: " ",
}


def percent(share: Share, decimals: int = 1) -> str:
    """`96.4%`, or a dash when there is no share."""
    return share.percent(decimals).replace(" ", "")


def share_tone(share: Share) -> Tone:
    """Grey while in order: colour is for what is not."""
    if share.value is None or share.value >= LOOK:
        return Tone.STRONG
    return Tone.WARN if share.value >= LOW else Tone.BAD


def gauge(share: Share, size: int) -> tuple[Span, Span]:
    """A thin bar: the part in order, and the rest."""
    part = share.value or 0.0
    full = min(size, int(part * size + 0.5))
    if share.numerator < share.denominator and full == size:
        full = max(0, size - 1)  # nothing short of all looks like all
    tone = share_tone(share)
    tone = Tone.CALM if tone is Tone.STRONG else tone
    return Span("━" * full, tone), Span("─" * (size - full), Tone.FAINT)


def spark(values: Sequence[int], size: int) -> str:
    """A sparkline of exactly `size` cells; columns hold whole numbers of values."""
    if not values or size <= 0:
        return " " * max(0, size)
    columns = _columns(values, size)
    top = max(columns)
    if top <= 0:
        return _BLOCKS[0] * len(columns) + " " * (size - len(columns))
    steps = len(_BLOCKS) - 1
    drawn = "".join(_BLOCKS[round(value / top * steps)] for value in columns)
    return drawn + " " * (size - len(drawn))


def _columns(values: Sequence[int], size: int) -> list[float]:
    if size >= len(values):
        times = size // len(values)
        return [float(value) for value in values for _ in range(times)]
    return [
        sum(part) / len(part)
        for i in range(size)
        if (part := values[i * len(values) // size : (i + 1) * len(values) // size])
    ]


def bar(part: float, size: int) -> str:
    """A solid bar of `part` (0 to 1) of `size` cells, in eighths, without padding."""
    eighths = round(min(max(part, 0.0), 1.0) * size * _EIGHTHS)
    full, rest = divmod(eighths, _EIGHTHS)
    return "█" * full + (_LEFT_BLOCKS[rest] if rest else "")


def left(ms: int | None) -> str:
    """Time left: `23:59`, `-00:07`, `12d`; a dash when no clock runs."""
    if ms is None:
        return NO_SHARE
    sign = "-" if ms < 0 else ""
    minutes = abs(ms) // _MINUTE
    hours, minutes = divmod(minutes, 60)
    if hours >= _LONG_HOURS:
        return f"{sign}{hours // _HOURS_A_DAY}d"
    return f"{sign}{hours:02d}:{minutes:02d}"


def count(number: int) -> str:
    """`1,284`."""
    return f"{number:,}"


def brief(number: int) -> str:
    """`9999`, then `12k`: at most four cells below ten million."""
    return f"{number // 1000}k" if number >= _TEN_THOUSAND else str(number)


def span_of(seconds: int) -> str:
    """An age: `4s`, `2m`, `3h`."""
    if seconds < 60:  # noqa: PLR2004 (seconds a minute)
        return f"{seconds}s"
    minutes = seconds // 60
    return f"{minutes}m" if minutes < 60 else f"{minutes // 60}h"  # noqa: PLR2004


def short_number(number: str) -> str:
    """`CN-20260926-0417` as `0926-0417`: this year's day and serial."""
    parts = number.rsplit("-", 2)
    return f"{parts[1][4:]}-{parts[2]}" if len(parts) == 3 else number  # noqa: PLR2004
