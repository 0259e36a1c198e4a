"""Times and durations as the course of a case writes them."""

from __future__ import annotations

from typing import Final

from domain.calendar import DAY_MS, HOUR_MS, MINUTE_MS, Unit
from domain.views.words import UNIT_WORDS
from widgets.draw.lens import Lens

#: A working day is eight hours of the calendar.
_UNIT_MS: Final = {
    Unit.URGENT_HOUR: HOUR_MS,
    Unit.WORK_HOUR: HOUR_MS,
    Unit.WORK_DAY: 8 * HOUR_MS,
    Unit.NATURAL_DAY: DAY_MS,
}


def when(at: int, lens: Lens, now: int) -> str:
    """`14:03:27` on the day of `now`, else `11-23 14:03`: the day never goes unsaid."""
    clock = lens.clock
    if clock.day(at) == clock.day(now):
        return clock.second(at)
    return f"{clock.day(at)} {clock.minute(at)}"


def when_cells(first: int, lens: Lens, now: int) -> int:
    """How many cells `when` takes if nothing is older than `first`."""
    return 8 if lens.clock.day(first) == lens.clock.day(now) else 11


def lasted(ms: int, lens: Lens) -> str:
    """How long: `45 min`, `2 h 05`, `3 d 4 h`."""
    minutes = max(0, ms) // MINUTE_MS
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return lens.say("span.minutes").format(n=minutes)
    if hours < 48:  # noqa: PLR2004 (told in days from here on)
        return lens.say("span.hours").format(h=hours, m=f"{minutes:02d}")
    return lens.say("span.days").format(d=hours // 24, h=hours % 24)


def amount(used: int | None, limit: int, unit: Unit | None, lens: Lens) -> str:
    """`5/15 min`, `2.2/4 work hours`: what is used of a limit, in its unit."""
    if unit is None:
        spent = "?" if used is None else str(used // MINUTE_MS)
        return lens.say("span.minutes").format(n=f"{spent}/{limit // MINUTE_MS}")
    size = _UNIT_MS[unit]
    spent = "?" if used is None else _short(used / size)
    return f"{spent}/{_short(limit / size)} {lens.names.say(UNIT_WORDS[unit])}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
