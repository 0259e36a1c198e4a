"""Which clock runs, where the day begins, and instants as the place writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.codes import State
from domain.sla import Light
from domain.views.clocks import (
    HELD,
    LocalClock,
    Running,
    day_start,
    next_day,
    running,
)
from tests.town import DAY, HOUR, MINUTE, MONDAY, Book
from tests.unit.domain.cases import DISP, HW, filed, handling
from tests.unit.views.shift import Step, play, steps

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
)
INSTANTS = st.integers(0, 4_000_000_000_000)


def ms(*parts: int, zone: ZoneInfo) -> int:
    year, month, day, *rest = parts
    return int(datetime(year, month, day, *rest, tzinfo=zone).timestamp() * 1000)


@given(steps(30))
def test_the_clock_is_that_of_who_has_the_next_move(drawn: list[Step]) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    for case in book.state.cases.values():
        clock = running(case)
        if case.state in HELD:
            assert (clock is None) == (case.paused or case.clock is None)
            assert clock is None or clock.disposal
        else:
            assert (clock is None) == (case.stage_due is None)
            assert clock is None or (clock.due == case.stage_due)
            assert clock is None or not clock.disposal
        assert clock is None or clock.warn_at <= clock.due


def test_a_disposal_clock_from_dispatch_until_it_is_paused() -> None:
    book = Book()
    case = filed(book)
    stage = running(book.case(case))
    assert stage == Running(MONDAY + 12 * MINUTE, MONDAY + 15 * MINUTE, disposal=False)
    book.do(case, c.Dispatch(department="hw"), DISP)
    held = running(book.case(case))
    disposal = book.case(case).clock
    assert disposal is not None
    assert held == Running(disposal.warn_at, disposal.deadline, disposal=True)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)  # the review has its own
    assert running(book.case(case)) == stage


def test_nothing_runs_for_a_suspended_case() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.AskSuspension(reason="H02", wake=MONDAY + DAY), HW)
    asked = running(book.case(case))
    assert asked is not None
    assert asked.disposal
    book.do(case, c.ApproveSuspension(), DISP)
    assert book.case(case).state is State.HUNG
    assert running(book.case(case)) is None


def test_a_light_is_yellow_after_the_warning_and_red_after_the_deadline() -> None:
    clock = Running(80, 100, disposal=True)
    lights = [clock.light(now) for now in (0, 80, 81, 100, 101)]
    assert lights == [
        Light.GREEN,
        Light.GREEN,
        Light.YELLOW,
        Light.YELLOW,
        Light.RED,
    ]


@given(INSTANTS, ZONES)
def test_local_time_is_what_the_zone_says(at: int, name: str) -> None:
    zone = ZoneInfo(name)
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    clock = LocalClock(zone)
    if local.minute != datetime.fromtimestamp(at / 1000, UTC).minute:
        clock.local(at - at % HOUR)  # the kept offset is that of the whole hour
    assert clock.minute(at) == f"{local:%H:%M}"
    assert clock.second(at) == f"{local:%H:%M:%S}"
    assert clock.day(at) == f"{local:%m-%d}"
    assert clock.date(at) == f"{local:%Y-%m-%d}"


def test_near_is_the_time_today_and_the_day_before_that() -> None:
    clock = LocalClock(SHANGHAI)
    assert clock.near(MONDAY, MONDAY + HOUR) == "09:00"
    assert clock.near(MONDAY, MONDAY + 15 * HOUR - 1) == "09:00"
    assert clock.near(MONDAY, MONDAY + 15 * HOUR) == "09-21"


@given(INSTANTS, ZONES)
def test_a_day_begins_at_local_midnight_and_ends_at_the_next(
    at: int, name: str
) -> None:
    zone = ZoneInfo(name)
    start = day_start(at, zone)
    end = next_day(start, zone)
    assert start <= at < end
    assert day_start(start, zone) == start
    assert day_start(end - 1, zone) == start
    assert day_start(end, zone) == end
    local = datetime.fromtimestamp(start / 1000, UTC).astimezone(zone)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)


@pytest.mark.parametrize(("day", "hours"), [
    ((2026, 3, 8), 23), ((2026, 11, 1), 25), ((2026, 11, 2), 24),
])  # fmt: skip
def test_days_of_23_and_25_hours(day: tuple[int, int, int], hours: int) -> None:
    zone = ZoneInfo("America/New_York")
    start = ms(*day, zone=zone)
    assert day_start(ms(*day, 22, zone=zone), zone) == start
    assert next_day(start, zone) - start == hours * HOUR


def test_the_offset_of_many_hours_is_not_kept_for_ever() -> None:
    clock = LocalClock(SHANGHAI)
    for hour in range(5000):
        clock.local(MONDAY + hour * HOUR)
    assert len(clock._offsets) <= 4097
    assert clock.minute(MONDAY) == "09:00"
