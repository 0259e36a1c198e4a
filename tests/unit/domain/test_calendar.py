"""Counted time against the trade's own vectors, a real record, and a slow count."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain
from domain.calendar import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Calendar,
    Due,
    Limit,
    Unit,
    deadline,
)
from domain.calendar_file import YearStatus
from domain.errors import CalendarError

FILES = Path(domain.__file__).parent / "calendars"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
CN = Calendar.from_json((FILES / "cn-2026-1.json").read_bytes(), SHANGHAI)
BOSTON = Calendar.from_json((FILES / "boston-2015.json").read_bytes(), NEW_YORK)
UNITS = st.sampled_from(Unit)


def written(**changes: Any) -> dict[str, Any]:
    return {
        "version": "test-1",
        "source": "invented",
        "windows": [["08:00", "12:00"], ["14:00", "18:00"]],
        "years": {},
    } | changes


def calendar(zone: ZoneInfo = SHANGHAI, **changes: Any) -> Calendar:
    return Calendar.from_json(json.dumps(written(**changes)).encode(), zone)


def year(**changes: Any) -> dict[str, Any]:
    return {"status": "published", "holidays": []} | changes


NIGHT_HOURS = [["00:00", "01:30"], ["01:31", "02:30"], ["02:31", "06:00"]]
#: Sundays of clock changes are inside a window here, unlike in the shipped files.
NIGHT = calendar(
    NEW_YORK,
    windows=NIGHT_HOURS,
    years={"2015": year(makeup=["03-08", "11-01"])},
)


def instant(local: str, zone: ZoneInfo = SHANGHAI) -> int:
    at = datetime.fromisoformat(local).replace(tzinfo=zone)
    return round(at.timestamp() * 1000)


def local(at: int, zone: ZoneInfo = SHANGHAI) -> str:
    return datetime.fromtimestamp(at / 1000, zone).isoformat(" ")[:19]


CALENDARS = st.sampled_from([CN, BOSTON, NIGHT])
STARTS = st.integers(
    instant("2014-11-20", NEW_YORK), instant("2016-02-10", NEW_YORK)
) | st.integers(instant("2024-12-20"), instant("2027-02-10"))
SPANS = st.integers(0, 60 * 8 * HOUR_MS) | st.integers(0, 240).map(HOUR_MS.__mul__)


def slowly(which: Calendar, start: int, end: int, windows: list[list[str]]) -> int:
    """Counted work time, window by window, without tables."""
    zone, total = which._zone, 0
    day = datetime.fromtimestamp(start / 1000, zone).date()
    while instant(f"{day}", zone) < end:
        if which.is_workday(day):
            for opens, closes in windows:
                first = max(start, instant(f"{day} {opens}", zone))
                total += max(0, min(end, instant(f"{day} {closes}", zone)) - first)
        day += timedelta(days=1)
    return total


@pytest.mark.parametrize(
    ("start", "count", "unit", "expected"),
    [
        ("2025-09-26 17:30", 4, "work_hour", "2025-09-28 11:30:00"),
        ("2025-09-26 17:30", 2, "urgent_hour", "2025-09-26 19:30:00"),
        ("2025-09-27 10:00", 1, "work_day", "2025-09-28 18:00:00"),
        ("2025-09-28 10:00", 2, "work_hour", "2025-09-28 12:00:00"),
        ("2025-09-30 12:30", 2, "work_hour", "2025-09-30 16:00:00"),
        ("2025-09-30 16:00", 1, "work_day", "2025-10-09 16:00:00"),
        ("2025-09-30 16:00", 1, "natural_day", "2025-10-01 16:00:00"),
        ("2025-09-30 18:00", 2, "work_hour", "2025-10-09 10:00:00"),
        ("2025-01-27 17:59:30", 1, "work_hour", "2025-02-05 08:59:30"),
        ("2025-01-26 09:00", 5, "work_day", "2025-02-08 09:00:00"),
        ("2026-02-13 17:00", 2, "work_day", "2026-02-24 17:00:00"),
        ("2026-02-28 08:00", 8, "work_hour", "2026-02-28 18:00:00"),
    ],
)
def test_a_limit_ends_where_the_trade_says(
    start: str, count: int, unit: str, expected: str
) -> None:
    due = deadline(CN, instant(start), Limit(count, Unit(unit)))

    assert (local(due.at), due.approximate) == (expected, False)


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        ("2015-04-17 14:58:43", 2, "2015-04-22 14:58:43"),  # Patriots' Day
        ("2015-02-12 08:34:44", 10, "2015-02-27 08:34:44"),  # Washington's Birthday
        ("2015-03-06 12:14:05", 2, "2015-03-10 12:14:05"),  # clocks go forward
        ("2015-05-22 11:18:53", 15, "2015-06-15 11:18:53"),  # Memorial Day
        ("2015-07-02 08:51:18", 10, "2015-07-16 08:51:18"),  # 3 July was worked
    ],
)
def test_boston_days_are_those_of_the_due_times_in_its_real_record(
    opened: str, days: int, due: str
) -> None:
    start = instant(opened, NEW_YORK)

    counted = deadline(BOSTON, start, Limit(days, Unit.WORK_DAY))

    assert (local(counted.at, NEW_YORK), counted.approximate) == (due, False)


@pytest.mark.parametrize(
    ("number", "holidays_and_weekends", "workdays"),
    [(2024, 115, 251), (2025, 117, 248), (2026, 117, 248)],
)
def test_a_chinese_year_has_as_many_workdays_as_its_notice_leaves(
    number: int, holidays_and_weekends: int, workdays: int
) -> None:
    days = [date(number, 1, 1) + timedelta(days=n) for n in range(366)]
    worked = [CN.is_workday(day) for day in days if day.year == number]

    assert (len(worked) - sum(worked), sum(worked)) == (holidays_and_weekends, workdays)


@pytest.mark.parametrize("day", ["2025-01-26", "2025-10-11", "2026-02-14"])
def test_a_make_up_day_is_worked_although_it_is_at_the_weekend(day: str) -> None:
    at = date.fromisoformat(day)

    assert at.weekday() >= 5
    assert CN.is_workday(at)
    assert (
        CN.counted(instant(day), instant(day) + DAY_MS, Unit.WORK_HOUR) == 8 * HOUR_MS
    )


def test_a_span_used_up_at_a_windows_end_ends_there() -> None:
    start = instant("2025-09-24 10:00")

    assert local(CN.add(start, 2 * HOUR_MS, Unit.WORK_HOUR).at) == "2025-09-24 12:00:00"
    assert local(CN.add(start, 6 * HOUR_MS, Unit.WORK_HOUR).at) == "2025-09-24 18:00:00"
    just_after = CN.add(start, 2 * HOUR_MS + 1, Unit.WORK_HOUR)
    assert just_after.at == instant("2025-09-24 14:00") + 1


def test_going_back_over_new_year_ends_at_the_old_years_last_close() -> None:
    end = CN.add(instant("2025-01-02 10:00"), -2 * HOUR_MS, Unit.WORK_HOUR).at

    assert local(end) == "2024-12-31 18:00:00"


def test_nothing_to_count_ends_at_once_even_at_night() -> None:
    night = instant("2025-09-24 03:00")

    assert CN.add(night, 0, Unit.WORK_HOUR) == Due(night, approximate=False)


@pytest.mark.parametrize(
    ("start", "days", "expected", "approximate"),
    [
        ("2026-12-30 18:00", 1, "2026-12-31 18:00:00", False),
        ("2026-12-31 18:00", 1, "2027-01-01 18:00:00", True),
        ("2026-12-31 17:00", 2, "2027-01-04 17:00:00", True),
        ("2027-03-01 08:00", 1, "2027-03-01 18:00:00", True),
        ("2023-12-29 17:00", 1, "2024-01-02 17:00:00", True),
        ("2023-12-31 10:00", 1, "2024-01-02 18:00:00", True),
        ("2024-01-01 10:00", 1, "2024-01-02 18:00:00", False),
    ],
)
def test_a_missing_year_counts_monday_to_friday_and_says_so(
    start: str, days: int, expected: str, *, approximate: bool
) -> None:
    due = deadline(CN, instant(start), Limit(days, Unit.WORK_DAY))

    assert (local(due.at), due.approximate) == (expected, approximate)


def test_a_missing_year_in_the_middle_of_the_way_is_noticed() -> None:
    gap = calendar(years={"2025": year(), "2027": year()})

    there = deadline(gap, instant("2025-12-01 08:00"), Limit(300, Unit.WORK_DAY))

    assert (local(there.at)[:4], there.approximate) == ("2027", True)
    back = gap.add(there.at, -300 * 8 * HOUR_MS, Unit.WORK_DAY)
    assert (local(back.at)[:4], back.approximate) == ("2025", True)


def test_continuous_time_is_exact_in_any_year() -> None:
    start = instant("2026-12-31 23:00")

    for limit in (Limit(2, Unit.URGENT_HOUR), Limit(40, Unit.NATURAL_DAY)):
        assert not deadline(CN, start, limit).approximate


def test_a_provisional_year_is_counted_by_its_days_but_approximate() -> None:
    plan = calendar(
        years={"2027": year(status="provisional", holidays=["01-01..01-03"])}
    )

    due = deadline(plan, instant("2027-01-01 08:00"), Limit(1, Unit.WORK_DAY))

    assert (local(due.at), due.approximate) == ("2027-01-04 18:00:00", True)


def test_the_status_of_a_year_is_told() -> None:
    plan = calendar(years={"2026": year(), "2027": year(status="provisional")})

    assert [plan.year_status(number) for number in (2025, 2026, 2027)] == [
        YearStatus.MISSING,
        YearStatus.PUBLISHED,
        YearStatus.PROVISIONAL,
    ]


def test_importing_a_year_makes_the_same_question_exact() -> None:
    start, limit = instant("2026-12-31 17:00"), Limit(2, Unit.WORK_DAY)
    notice = year(holidays=["01-01..01-03"], makeup=["01-09"])
    published = calendar(years={"2026": year(), "2027": notice})

    assert deadline(CN, start, limit) == Due(instant("2027-01-04 17:00"), True)
    assert deadline(published, start, limit) == Due(instant("2027-01-05 17:00"), False)


def test_a_work_day_is_the_sum_of_the_calendars_own_windows() -> None:
    one = Limit(1, Unit.WORK_DAY)

    assert CN.spans(one) == 8 * HOUR_MS
    assert BOSTON.spans(one) == 8 * HOUR_MS + 30 * MINUTE_MS
    assert CN.spans(Limit(3, Unit.WORK_HOUR)) == 3 * HOUR_MS
    assert CN.spans(Limit(3, Unit.URGENT_HOUR)) == 3 * HOUR_MS
    assert CN.spans(Limit(3, Unit.NATURAL_DAY)) == 3 * DAY_MS


def test_a_natural_day_is_24_hours_when_the_clocks_change() -> None:
    start = instant("2015-03-07 12:00", NEW_YORK)

    due = deadline(BOSTON, start, Limit(1, Unit.NATURAL_DAY))

    assert local(due.at, NEW_YORK) == "2015-03-08 13:00:00"


@pytest.mark.parametrize(
    ("day", "hours"), [("2015-03-06", 6), ("2015-03-08", 5), ("2015-11-01", 7)]
)
def test_a_window_over_a_clock_change_counts_the_hours_that_pass(
    day: str, hours: int
) -> None:
    start, end = instant(day, NEW_YORK), instant(f"{day} 06:00", NEW_YORK)

    counted = NIGHT.counted(start, end, Unit.WORK_HOUR)

    assert counted == hours * HOUR_MS - 2 * MINUTE_MS  # between the three windows


def test_a_window_inside_the_hour_that_is_skipped_counts_nothing() -> None:
    hours = [["02:30", "03:00"], ["03:10", "06:00"]]  # 02:30 comes out as 03:30
    odd = calendar(NEW_YORK, windows=hours, years={"2015": year(makeup=["03-08"])})
    start = instant("2015-03-08", NEW_YORK)

    assert odd.counted(start, start + DAY_MS, Unit.WORK_HOUR) == 150 * MINUTE_MS


def test_a_calendar_open_round_the_clock_counts_across_midnight_and_new_year() -> None:
    always = calendar(windows=[["00:00", "24:00"]], years={"2025": year()})
    start = instant("2024-12-31 22:00")

    due = deadline(always, start, Limit(5, Unit.WORK_HOUR))

    assert local(due.at) == "2025-01-01 03:00:00"


def test_calendars_are_the_same_when_version_and_zone_are() -> None:
    twin = Calendar.from_json((FILES / "cn-2026-1.json").read_bytes(), SHANGHAI)

    assert twin == CN
    assert hash(twin) == hash(CN)
    assert calendar(NEW_YORK) != calendar(SHANGHAI)
    assert calendar(version="test-2") != calendar()
    assert CN != "cn-2026-1"


def test_a_limit_is_written_as_an_array_and_is_never_empty() -> None:
    limit = Limit(4, Unit.WORK_HOUR)

    assert msgspec.json.encode(limit) == b'[4,"work_hour"]'
    assert msgspec.json.decode(b'[4,"work_hour"]', type=Limit) == limit
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'[0,"work_hour"]', type=Limit)


@given(which=CALENDARS, start=STARTS, span=SPANS, unit=UNITS)
@settings(deadline=None)
def test_counting_undoes_adding(
    which: Calendar, start: int, span: int, unit: Unit
) -> None:
    there = which.add(start, span, unit).at

    assert there >= start
    assert which.counted(start, there, unit) == span
    back = which.add(there, -span, unit).at
    assert back <= there
    assert which.counted(back, there, unit) == span


@given(which=CALENDARS, start=STARTS, spans=st.tuples(SPANS, SPANS), unit=UNITS)
@settings(deadline=None)
def test_two_spans_after_each_other_are_one_span(
    which: Calendar, start: int, spans: tuple[int, int], unit: Unit
) -> None:
    first = which.add(start, spans[0], unit)
    second = which.add(first.at, spans[1], unit)

    assert second.at == which.add(start, sum(spans), unit).at


@given(
    which=CALENDARS,
    starts=st.tuples(STARTS, STARTS).map(sorted),
    spans=st.tuples(SPANS, SPANS).map(sorted),
    unit=UNITS,
)
@settings(deadline=None)
def test_later_starts_and_longer_spans_never_end_earlier(
    which: Calendar, starts: list[int], spans: list[int], unit: Unit
) -> None:
    base = which.add(starts[0], spans[0], unit).at

    assert base <= which.add(starts[0], spans[1], unit).at
    if spans[0]:
        assert base <= which.add(starts[1], spans[0], unit).at


@given(
    which=st.sampled_from(
        [
            (CN, [["08:00", "12:00"], ["14:00", "18:00"]]),
            (BOSTON, [["08:30", "17:00"]]),
            (NIGHT, NIGHT_HOURS),
        ]
    ),
    start=STARTS,
    days=st.floats(-1, 40),
)
@settings(deadline=None)
def test_the_tables_count_what_a_slow_count_does(
    which: tuple[Calendar, list[list[str]]], start: int, days: float
) -> None:
    end = start + int(days * DAY_MS)

    slow = slowly(which[0], start, end, which[1])

    assert which[0].counted(start, end, Unit.WORK_HOUR) == slow


@pytest.mark.parametrize("at", [-(10**13), 10**14, 10**19, 10**30])
def test_an_instant_nobody_can_mean_is_refused(at: int) -> None:
    with pytest.raises(CalendarError, match="calendar cn-2026-1"):
        CN.add(at, HOUR_MS, Unit.WORK_HOUR)


def test_a_span_beyond_all_years_is_refused() -> None:
    with pytest.raises(CalendarError, match="the year 3000 is outside"):
        deadline(CN, instant("2998-01-01"), Limit(1000, Unit.WORK_DAY))
