"""Counted time: when a span ends that only runs in working hours, and what is left.

Pure arithmetic over the days of `calendar_file.py`; `sla.py` makes clocks of it. Every
instant is `int` milliseconds since the epoch, UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec

from domain.calendar_file import FIRST_YEAR, LAST_YEAR, CalendarFile, YearStatus, parse
from domain.errors import CalendarError

#: Milliseconds since the epoch, UTC.
Instant = int

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
_SATURDAY: Final = 5


class Unit(StrEnum):
    """How the time of a limit is counted."""

    URGENT_HOUR = "urgent_hour"  # 紧急工作时: continuous, nights and holidays included
    WORK_HOUR = "work_hour"  # 工作时: only in the windows of workdays
    WORK_DAY = "work_day"  # 工作日: the windows of one workday, wherever it starts
    NATURAL_DAY = "natural_day"  # 自然日: continuous 24 h


class Limit(msgspec.Struct, frozen=True, array_like=True):
    """So many of a unit: `Limit(4, Unit.WORK_HOUR)`, as JSON `[4, "work_hour"]`."""

    count: Annotated[int, msgspec.Meta(ge=1)]
    unit: Unit


class Due(msgspec.Struct, frozen=True):
    """An end; `approximate` ("≈") when a year on the way is provisional or missing."""

    at: Instant
    approximate: bool


class _Table:
    """The working windows of one local year, with what was counted before each."""

    __slots__ = ("_before", "_closes", "_opens", "_until", "total")

    def __init__(self, windows: list[tuple[Instant, Instant]]) -> None:
        self._opens = [opened for opened, _ in windows]
        self._closes = [closed for _, closed in windows]
        self._until = list(accumulate(closed - opened for opened, closed in windows))
        self._before = [0, *self._until[:-1]]
        self.total: Final = self._until[-1] if windows else 0

    def counted(self, at: Instant) -> int:
        """Working ms of this year up to `at`."""
        index = bisect_right(self._opens, at) - 1
        if index < 0:
            return 0
        return self._before[index] + min(at, self._closes[index]) - self._opens[index]

    def instant(self, counted_ms: int) -> Instant:
        """The first instant with so much counted; 0 < `counted_ms` <= total.

        The first: a span that is used up at a window's end ends there, not when the
        next window opens.
        """
        index = bisect_left(self._until, counted_ms)
        return self._opens[index] + counted_ms - self._before[index]


class Calendar:
    """The working time of a place; two of the same version and zone are equal.

    A year without an entry counts Monday to Friday, and whatever was counted through it
    is marked approximate. Instants outside 1900 to 2999 raise `CalendarError`.
    """

    __slots__ = ("_published", "_tables", "_windows", "_years", "_zone", "version")

    def __init__(self, file: CalendarFile, zone: ZoneInfo) -> None:
        self.version: Final = file.version
        self._zone = zone
        self._windows = file.windows
        self._years = file.years
        self._published = frozenset(
            number
            for number, year in file.years.items()
            if year.status is YearStatus.PUBLISHED
        )
        # Filled as years are asked for; a table depends on nothing that changes.
        self._tables: dict[int, _Table] = {}

    @classmethod
    def from_json(cls, raw: bytes, zone: ZoneInfo) -> Calendar:
        """The calendar of a file; `CalendarError` says which field is wrong and why."""
        return cls(parse(raw), zone)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Calendar):
            return NotImplemented
        return (self.version, self._zone) == (other.version, other._zone)

    def __hash__(self) -> int:
        return hash(self.version)

    def year_status(self, year: int) -> YearStatus:
        """Whether the days of a year are published, provisional or missing."""
        entry = self._years.get(year)
        return YearStatus.MISSING if entry is None else entry.status

    def is_workday(self, day: date) -> bool:
        """Holidays and make-up days as listed, else Monday to Friday."""
        year = self._years.get(day.year)
        if year is not None and day in year.makeup:
            return True
        if year is not None and day in year.holidays:
            return False
        return day.weekday() < _SATURDAY

    def spans(self, limit: Limit) -> int:
        """The limit in counted ms; a work day is the sum of this calendar's windows."""
        match limit.unit:
            case Unit.URGENT_HOUR | Unit.WORK_HOUR:
                return limit.count * HOUR_MS
            case Unit.WORK_DAY:
                minutes = sum(end - start for start, end in self._windows)
                return limit.count * minutes * MINUTE_MS
            case Unit.NATURAL_DAY:
                return limit.count * DAY_MS

    def add(self, start: Instant, counted_ms: int, unit: Unit) -> Due:
        """The first instant with `counted_ms` of the unit's time passed since `start`.

        A negative `counted_ms` goes back, zero stays at `start`. Continuous units never
        meet the calendar, so they are never approximate.
        """
        if counted_ms == 0 or _is_continuous(unit):
            return Due(start + counted_ms, approximate=False)
        first = year = self._year(start)
        table = self._table(year)
        ahead = table.counted(start) + counted_ms
        while ahead > table.total:
            ahead -= table.total
            year += 1
            table = self._table(year)
        while ahead <= 0:
            year -= 1
            table = self._table(year)
            ahead += table.total
        return Due(table.instant(ahead), approximate=self._doubtful(first, year))

    def counted(self, start: Instant, end: Instant, unit: Unit) -> int:
        """Ms of the unit's time between two instants; 0 unless `start` < `end`."""
        if end <= start:
            return 0
        if _is_continuous(unit):
            return end - start
        first, last = self._year(start), self._year(end)
        whole = sum(self._table(year).total for year in range(first, last))
        return (
            whole + self._table(last).counted(end) - self._table(first).counted(start)
        )

    def _doubtful(self, one: int, other: int) -> bool:
        if one == other:
            return one not in self._published
        years = range(min(one, other), max(one, other) + 1)
        return not self._published.issuperset(years)

    def _year(self, at: Instant) -> int:
        try:
            return datetime.fromtimestamp(at / 1000, self._zone).year
        except (ValueError, OverflowError, OSError) as error:
            raise CalendarError(f"calendar {self.version}: no instant {at}") from error

    def _table(self, year: int) -> _Table:
        table = self._tables.get(year)
        if table is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise CalendarError(
                    f"calendar {self.version}: the year {year} is outside "
                    f"{FIRST_YEAR} to {LAST_YEAR}"
                )
            table = self._tables[year] = _Table(list(self._open(year)))
        return table

    def _open(self, year: int) -> Iterator[tuple[Instant, Instant]]:
        day = date(year, 1, 1)
        closed = self._instant(day, 0)
        while day.year == year:
            if self.is_workday(day):
                for start, end in self._windows:
                    # A clock change can turn a night window inside out: never go back.
                    opened = max(closed, self._instant(day, start))
                    closed = max(opened, self._instant(day, end))
                    yield opened, closed
            day += timedelta(days=1)

    def _instant(self, day: date, minute: int) -> Instant:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        return int((midnight + timedelta(minutes=minute)).timestamp()) * 1000


def _is_continuous(unit: Unit) -> bool:
    return unit is Unit.URGENT_HOUR or unit is Unit.NATURAL_DAY


def deadline(calendar: Calendar, start: Instant, limit: Limit) -> Due:
    """When a limit that starts to run at `start` is used up."""
    return calendar.add(start, calendar.spans(limit), limit.unit)
