"""Which clock runs for a case, and where the day begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from domain import sla
from domain.calendar import HOUR_MS, MINUTE_MS
from domain.codes import State
from domain.sla import Light
from domain.state import Case

#: States whose move is the department's: its disposal clock is the one that counts.
HELD: Final = frozenset({State.DISPATCHED, State.HANDLING, State.HANG_REQ})
_KEPT_OFFSETS: Final = 4096


class Running(msgspec.Struct, frozen=True, gc=False):
    """The clock of whoever has the next move; ms, UTC."""

    warn_at: int
    due: int
    disposal: bool  # the department's; else a stage clock of the centre

    def light(self, now: int) -> Light:
        """How far it has run."""
        return sla.light(now, self.warn_at, self.due)


def running(case: Case) -> Running | None:
    """The clock that runs for a case; None while none does (suspended, no limit)."""
    if case.state in HELD:
        clock = case.clock
        if clock is None or case.paused:
            return None
        return Running(clock.warn_at, clock.deadline, disposal=True)
    due = case.stage_due
    if due is None:
        return None
    return Running(sla.stage_warn(case.stage_since, due), due, disposal=False)


class LocalClock:
    """Instants as the place shows them; the offset of an hour is worked out once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone: Final = zone
        self._offsets: dict[int, timedelta] = {}

    def local(self, at: int) -> datetime:
        """The instant (ms, UTC) in the place's zone, without tzinfo."""
        hour = at // HOUR_MS
        offset = self._offsets.get(hour)
        utc = datetime.fromtimestamp(at / 1000, UTC)
        if offset is None:
            if len(self._offsets) > _KEPT_OFFSETS:
                self._offsets.clear()
            offset = utc.astimezone(self.zone).utcoffset() or timedelta()
            self._offsets[hour] = offset
        return (utc + offset).replace(tzinfo=None)

    def minute(self, at: int) -> str:
        """`14:03`."""
        local = self.local(at)
        return f"{local.hour:02d}:{local.minute:02d}"

    def second(self, at: int) -> str:
        """`14:03:27`."""
        local = self.local(at)
        return f"{local.hour:02d}:{local.minute:02d}:{local.second:02d}"

    def day(self, at: int) -> str:
        """`11-23`."""
        local = self.local(at)
        return f"{local.month:02d}-{local.day:02d}"

    def date(self, at: int) -> str:
        """`2026-11-23`."""
        return f"{self.local(at).year:04d}-{self.day(at)}"

    def near(self, at: int, now: int) -> str:
        """`14:03` on the day of `now`, else `11-23`: five cells both."""
        return self.minute(at) if self.day(at) == self.day(now) else self.day(at)


def day_start(now: int, zone: ZoneInfo) -> int:
    """The local midnight before `now`; ms, UTC."""
    local = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone)
    midnight = datetime(local.year, local.month, local.day, tzinfo=zone)
    return int(midnight.timestamp() * 1000)


def next_day(start: int, zone: ZoneInfo) -> int:
    """The local midnight after the one at `start`; days of 23 and 25 h included."""
    local = datetime.fromtimestamp(start / 1000, UTC).astimezone(zone)
    return day_start(int((local + timedelta(hours=26)).timestamp() * 1000), zone)


def left(due: int, now: int) -> int:
    """Time left as a wall tells it, ms: whole minutes, -1 for less than one over.

    What reads the same is the same, so that it is not drawn again.
    """
    whole = abs(due - now) // MINUTE_MS * MINUTE_MS
    return whole if due >= now else -max(whole, 1)
