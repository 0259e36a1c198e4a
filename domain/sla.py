"""Clocks: the department's one disposal clock with its pauses, and the stage clocks.

`calendar.py` counts, `decide` asks here, and the answers go into the events, so that
folding needs no calendar. Instants are ms since the epoch, UTC; "counted" ms run only
when the clock's unit does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from domain.calendar import MINUTE_MS, Calendar, Due, Instant, Limit, Unit

#: A clock warns when one fifth of its limit is left: 80 % are used.
_LAST_PART: Final = 5


class Disposal(msgspec.Struct, frozen=True, gc=False):
    """The department's clock for one case.

    `limit_ms` is the counted time granted, extensions included; `paused_ms` what the
    unit counted while the clock stood still. So the deadline is always `limit_ms +
    paused_ms` of counted time after `started`. `warn_at`: 80 % of the limit are used.
    """

    started: Instant
    limit_ms: int
    unit: Unit
    deadline: Instant
    warn_at: Instant
    approximate: bool
    paused_ms: int = 0


def start(calendar: Calendar, at: Instant, limit: Limit) -> Disposal:
    """A clock that starts to run now."""
    return _running(calendar, at, calendar.spans(limit), limit.unit)


def until(calendar: Calendar, at: Instant, deadline: Instant, unit: Unit) -> Disposal:
    """A clock for a record that brings its own deadline, kept as it is."""
    limit_ms = calendar.counted(at, deadline, unit)
    return _clock(calendar, at, limit_ms, unit, Due(deadline, approximate=False))


def left(calendar: Calendar, disposal: Disposal, at: Instant) -> int:
    """Counted ms left at `at`; below zero exactly when the deadline is past.

    Then it is the counted overrun, at least 1 ms: a deadline at Friday's close is
    missed on Saturday, although no working time has passed.
    """
    if at <= disposal.deadline:
        return calendar.counted(at, disposal.deadline, disposal.unit)
    return -max(1, calendar.counted(disposal.deadline, at, disposal.unit))


def resume(
    calendar: Calendar, disposal: Disposal, at: Instant, left_ms: int
) -> Disposal:
    """The clock goes on at `at` with the `left_ms` it had when it was paused.

    The deadline moves by the counted length of the pause. With nothing left the clock
    is returned as it was: a pause never heals an overdue clock.
    """
    if left_ms <= 0:
        return disposal
    since = calendar.counted(disposal.started, at, disposal.unit)
    return _running(
        calendar,
        disposal.started,
        disposal.limit_ms,
        disposal.unit,
        since + left_ms - disposal.limit_ms,
    )


def restart(calendar: Calendar, disposal: Disposal, at: Instant) -> Disposal:
    """A clock that starts anew at `at` with the limit it had: a failed check."""
    return _running(calendar, at, disposal.limit_ms, disposal.unit)


def extend(calendar: Calendar, disposal: Disposal, limit: Limit) -> Disposal:
    """One more `limit`, counted in its own unit from the old deadline.

    `limit_ms` grows by what that is in the clock's unit; the warning moves along.
    """
    due = calendar.add(disposal.deadline, calendar.spans(limit), limit.unit)
    more = calendar.counted(disposal.deadline, due.at, disposal.unit)
    return _clock(
        calendar,
        disposal.started,
        disposal.limit_ms + more,
        disposal.unit,
        Due(due.at, due.approximate or disposal.approximate),
        disposal.paused_ms,
    )


def recompute(calendar: Calendar, disposal: Disposal) -> Disposal:
    """An approximate clock by a newer calendar; an exact one stays as it was judged.

    What earlier pauses counted stays as it was recorded.
    """
    if not disposal.approximate:
        return disposal
    return _running(
        calendar,
        disposal.started,
        disposal.limit_ms,
        disposal.unit,
        disposal.paused_ms,
    )


def _running(
    calendar: Calendar, started: Instant, limit_ms: int, unit: Unit, paused_ms: int = 0
) -> Disposal:
    due = calendar.add(started, limit_ms + paused_ms, unit)
    return _clock(calendar, started, limit_ms, unit, due, paused_ms)


def _clock(
    calendar: Calendar,
    started: Instant,
    limit_ms: int,
    unit: Unit,
    due: Due,
    paused_ms: int = 0,
) -> Disposal:
    warn = calendar.add(due.at, -(limit_ms // _LAST_PART), unit)
    return Disposal(
        started=started,
        limit_ms=limit_ms,
        unit=unit,
        deadline=due.at,
        warn_at=warn.at,
        approximate=due.approximate,
        paused_ms=paused_ms,
    )


class Light(StrEnum):
    """How far a clock has run: green up to 80 % used, yellow up to 100 %, then red."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"  # no clock runs


def light(now: Instant, warn_at: Instant | None, deadline: Instant | None) -> Light:
    """The light of a clock: none without a deadline, no yellow without a warning.

    On time means finished at or before the deadline.
    """
    if deadline is None:
        return Light.NONE
    if now > deadline:
        return Light.RED
    return Light.YELLOW if warn_at is not None and now > warn_at else Light.GREEN


class Stage(StrEnum):
    """A step with a clock of its own; the centre's, but for `PICK_UP`."""

    ACCEPT = "accept"
    VERIFY = "verify"
    FILE = "file"
    DISPATCH = "dispatch"
    PICK_UP = "pick_up"
    RETURN_REVIEW = "return_review"
    HANG_REVIEW = "hang_review"
    VOID_REVIEW = "void_review"
    CHECK = "check"
    CLOSE = "close"


#: Limits in minutes where a place does not set its own.
STAGE_MINUTES: Final[Mapping[str, int]] = MappingProxyType(
    {
        Stage.ACCEPT: 15,
        Stage.VERIFY: 30,
        Stage.FILE: 15,
        Stage.DISPATCH: 15,
        Stage.PICK_UP: 60,
        Stage.RETURN_REVIEW: 15,
        Stage.HANG_REVIEW: 30,
        Stage.VOID_REVIEW: 30,
        Stage.CHECK: 30,
        Stage.CLOSE: 15,
    }
)


def stage_due(at: Instant, minutes: int) -> Instant:
    """When a stage that starts at `at` is due; stages run day and night."""
    return at + minutes * MINUTE_MS


def stage_warn(since: Instant, due: Instant) -> Instant:
    """When 80 % of a stage that runs from `since` to `due` are used."""
    return due - max(0, due - since) // _LAST_PART
