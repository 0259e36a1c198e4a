"""A calendar's file, read strictly: working windows and the days that differ, by year.

Text in, checked days out; `calendar.py` does the counting. The format is that of
`calendars/*.json`: days are `"MM-DD"` or `"MM-DD..MM-DD"`, windows `"HH:MM"` pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Final

import msgspec

from domain.errors import CalendarError

#: Years a calendar can count in; an instant outside is taken for a mistake.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
_SATURDAY: Final = 5
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_DAY: Final = re.compile(r"\d\d-\d\d", re.ASCII)
_YEAR: Final = re.compile(r"[12]\d{3}", re.ASCII)


class YearStatus(StrEnum):
    """How far a year's days can be trusted; a year that is not listed is missing."""

    PUBLISHED = "published"
    PROVISIONAL = "provisional"
    MISSING = "missing"


class Year(msgspec.Struct, frozen=True):
    """The days of one year that are not what their weekday says."""

    status: YearStatus
    holidays: frozenset[date]
    makeup: frozenset[date]  # Saturdays and Sundays that are worked


class CalendarFile(msgspec.Struct, frozen=True):
    """A checked file; windows are minutes since midnight, in order, not overlapping."""

    version: str
    windows: tuple[tuple[int, int], ...]
    years: Mapping[int, Year]


class _WrittenYear(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: YearStatus
    holidays: tuple[str, ...]
    makeup: tuple[str, ...] = ()


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.-]*\Z")]
    source: str
    windows: tuple[tuple[str, str], ...]
    years: dict[str, msgspec.Raw]


def parse(raw: bytes) -> CalendarFile:
    """Read a calendar file; `CalendarError` says which field is wrong and why."""
    try:
        written = msgspec.json.decode(raw, type=_Written)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CalendarError(f"calendar file: {error}") from error
    try:
        return CalendarFile(
            version=written.version,
            windows=_windows(written.windows),
            years=MappingProxyType(
                dict(_year(text, body) for text, body in written.years.items())
            ),
        )
    except CalendarError as error:
        raise CalendarError(f"calendar {written.version}: {error}") from error


def _windows(written: Sequence[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
    if not written:
        raise CalendarError("windows: at least one is needed")
    windows = tuple((_minute(start), _minute(end)) for start, end in written)
    bounds = [minute for window in windows for minute in window]
    if any(later <= earlier for earlier, later in pairwise(bounds)):
        raise CalendarError("windows: they must be in order, apart and not empty")
    return windows


def _minute(text: str) -> int:
    if not _TIME.fullmatch(text):
        raise CalendarError(f"windows: {text!r} is no time of day (HH:MM)")
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _year(text: str, body: msgspec.Raw) -> tuple[int, Year]:
    where = f"years.{text}"
    if not _YEAR.fullmatch(text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise CalendarError(f"{where}: not a year from {FIRST_YEAR} to {LAST_YEAR}")
    try:
        written = msgspec.json.decode(body, type=_WrittenYear)
    except msgspec.DecodeError as error:
        raise CalendarError(f"{where}: {error}") from error
    if written.status is YearStatus.MISSING:
        raise CalendarError(f"{where}.status: leave a missing year out of the file")
    number = int(text)
    holidays = _days(number, written.holidays, f"{where}.holidays")
    makeup = _days(number, written.makeup, f"{where}.makeup")
    for day in sorted(makeup):
        if day.weekday() < _SATURDAY:
            raise CalendarError(f"{where}.makeup: {day} is no Saturday or Sunday")
        if day in holidays:
            raise CalendarError(f"{where}.makeup: {day} is among the holidays too")
    return number, Year(written.status, holidays, makeup)


def _days(year: int, written: Sequence[str], where: str) -> frozenset[date]:
    days: set[date] = set()
    for text in written:
        for day in _stretch(year, text, where):
            if day in days:
                raise CalendarError(f"{where}: {day} is named twice")
            days.add(day)
    return frozenset(days)


def _stretch(year: int, text: str, where: str) -> Iterator[date]:
    start, _, end = text.partition("..")
    first = _day(year, start, where)
    last = _day(year, end, where) if ".." in text else first
    if last < first:
        raise CalendarError(f"{where}: {text!r} runs backwards")
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _day(year: int, text: str, where: str) -> date:
    # The pattern first: `fromisoformat` alone would take other ISO forms as well.
    with suppress(ValueError):
        if _DAY.fullmatch(text):
            return date.fromisoformat(f"{year}-{text}")
    raise CalendarError(f"{where}: {text!r} is no day of {year} (MM-DD)")
