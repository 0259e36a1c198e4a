"""The disposal clock: pauses, extensions, imported years; stages and lights."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import domain
from domain import sla
from domain.calendar import DAY_MS, HOUR_MS, MINUTE_MS, Calendar, Limit, Unit, deadline
from domain.sla import Disposal, Light, Stage

SHANGHAI = ZoneInfo("Asia/Shanghai")
RAW = (Path(domain.__file__).parent / "calendars" / "cn-2026-1.json").read_bytes()
CN = Calendar.from_json(RAW, SHANGHAI)
WORK_DAY = Limit(1, Unit.WORK_DAY)
UNITS = st.sampled_from(Unit)
LIMITS = st.builds(Limit, st.integers(1, 15), UNITS)


def instant(local: str) -> int:
    at = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    return round(at.timestamp() * 1000)


def local(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, SHANGHAI).isoformat(" ")[:16]


STARTS = st.integers(instant("2024-12-20"), instant("2027-01-15"))
PASSES = st.integers(0, 20 * DAY_MS)


def imported_2027() -> Calendar:
    """The shipped calendar once an invented 2027 has been published."""
    file = json.loads(RAW)
    notice = {"status": "published", "holidays": ["01-01..01-05"], "makeup": ["01-09"]}
    file["version"], file["years"]["2027"] = "cn-2027-test", notice
    return Calendar.from_json(json.dumps(file).encode(), SHANGHAI)


def test_a_clock_knows_its_deadline_and_when_it_warns() -> None:
    at = instant("2025-09-30 16:00")

    clock = sla.start(CN, at, WORK_DAY)

    assert clock == Disposal(
        started=at,
        limit_ms=8 * HOUR_MS,
        unit=Unit.WORK_DAY,
        deadline=instant("2025-10-09 16:00"),
        warn_at=instant("2025-10-09 14:24"),
        approximate=False,
    )


def test_what_is_left_stands_still_outside_working_time() -> None:
    clock = sla.start(CN, instant("2025-09-30 16:00"), WORK_DAY)

    holiday = [sla.left(CN, clock, instant(f"2025-10-0{day} 10:00")) for day in (1, 8)]

    assert holiday == [6 * HOUR_MS, 6 * HOUR_MS]
    assert sla.left(CN, clock, clock.deadline) == 0


def test_an_overrun_is_counted_like_the_span_and_never_reads_as_in_time() -> None:
    clock = sla.start(CN, instant("2025-10-10 08:00"), Limit(8, Unit.WORK_HOUR))

    assert local(clock.deadline) == "2025-10-10 18:00"
    assert sla.left(CN, clock, instant("2025-10-10 20:00")) == -1
    assert sla.left(CN, clock, instant("2025-10-11 09:30")) == -90 * MINUTE_MS


def test_a_pause_over_a_holiday_costs_the_department_nothing() -> None:
    clock = sla.start(CN, instant("2025-09-30 08:00"), WORK_DAY)
    left = sla.left(CN, clock, instant("2025-09-30 16:00"))

    again = sla.resume(CN, clock, instant("2025-10-09 10:00"), left)

    assert left == 2 * HOUR_MS
    assert local(again.deadline) == "2025-10-09 12:00"
    assert again.paused_ms == 4 * HOUR_MS  # 16-18 on the 30th, 8-10 on the 9th
    assert (again.started, again.limit_ms) == (clock.started, clock.limit_ms)


def test_a_clock_that_had_warned_is_still_warned_after_a_pause() -> None:
    clock = sla.start(CN, instant("2025-09-24 08:00"), WORK_DAY)
    back = instant("2025-09-26 10:00")

    again = sla.resume(CN, clock, back, HOUR_MS)

    assert local(again.deadline) == "2025-09-26 11:00"
    assert sla.light(back, again.warn_at, again.deadline) is Light.YELLOW


@pytest.mark.parametrize("left", [0, -1, -5 * HOUR_MS])
def test_a_pause_never_heals_an_overdue_clock(left: int) -> None:
    clock = sla.start(CN, instant("2025-09-24 08:00"), WORK_DAY)

    assert sla.resume(CN, clock, instant("2025-09-29 10:00"), left) == clock


def test_an_extension_adds_one_limit_to_the_old_deadline() -> None:
    clock = sla.start(CN, instant("2025-09-29 10:00"), WORK_DAY)

    longer = sla.extend(CN, clock, WORK_DAY)
    longest = sla.extend(CN, longer, WORK_DAY)

    assert [local(c.deadline) for c in (clock, longer, longest)] == [
        "2025-09-30 10:00",
        "2025-10-09 10:00",
        "2025-10-10 10:00",
    ]
    assert [c.limit_ms // HOUR_MS for c in (clock, longer, longest)] == [8, 16, 24]
    assert CN.counted(longest.warn_at, longest.deadline, Unit.WORK_DAY) == round(
        0.2 * longest.limit_ms
    )


def test_an_extension_in_another_unit_grows_the_limit_by_what_that_counts() -> None:
    clock = sla.start(CN, instant("2025-09-26 10:00"), Limit(4, Unit.WORK_HOUR))

    longer = sla.extend(CN, clock, Limit(1, Unit.NATURAL_DAY))

    assert local(longer.deadline) == "2025-09-27 16:00"  # a Saturday off
    assert longer.limit_ms == 6 * HOUR_MS


def test_rework_gets_the_whole_limit_again_without_the_old_pauses() -> None:
    clock = sla.start(CN, instant("2025-09-24 08:00"), WORK_DAY)
    clock = sla.resume(CN, clock, instant("2025-09-26 10:00"), HOUR_MS)
    at = instant("2025-09-29 10:00")

    assert sla.restart(CN, clock, at) == sla.start(CN, at, WORK_DAY)


def test_an_extended_clock_stays_approximate() -> None:
    clock = sla.start(CN, instant("2026-12-31 17:00"), WORK_DAY)

    assert clock.approximate
    assert sla.extend(CN, clock, Limit(1, Unit.NATURAL_DAY)).approximate


def test_a_record_may_bring_its_own_deadline() -> None:
    at, due = instant("2025-09-26 17:00"), instant("2025-09-28 03:00")

    clock = sla.until(CN, at, due, Unit.URGENT_HOUR)

    assert (clock.deadline, clock.limit_ms) == (due, 34 * HOUR_MS)
    assert clock.warn_at == at + 34 * HOUR_MS * 4 // 5
    past = sla.until(CN, due, at, Unit.URGENT_HOUR)
    assert (past.deadline, past.limit_ms, past.warn_at) == (at, 0, at)


def test_importing_a_year_makes_an_approximate_clock_exact() -> None:
    clock = sla.start(CN, instant("2026-12-31 17:00"), Limit(3, Unit.WORK_DAY))
    paused_at, back = instant("2026-12-31 17:30"), instant("2026-12-31 17:45")
    clock = sla.resume(CN, clock, back, sla.left(CN, clock, paused_at))
    known = imported_2027()

    exact = sla.recompute(known, clock)

    assert (local(clock.deadline), clock.approximate) == ("2027-01-05 17:15", True)
    assert (local(exact.deadline), exact.approximate) == ("2027-01-08 17:15", False)
    assert exact.paused_ms == clock.paused_ms


def test_an_exact_clock_is_not_judged_by_another_calendar() -> None:
    clock = sla.until(CN, 5, 3, Unit.URGENT_HOUR)

    assert sla.recompute(imported_2027(), clock) == clock


def test_a_clock_is_the_same_after_the_wire() -> None:
    clock = sla.extend(
        CN, sla.start(CN, instant("2026-12-31 17:00"), WORK_DAY), WORK_DAY
    )

    assert msgspec.json.decode(msgspec.json.encode(clock), type=Disposal) == clock


@given(at=STARTS, limit=LIMITS)
@settings(deadline=None)
def test_the_light_changes_at_80_and_at_100_percent(at: int, limit: Limit) -> None:
    clock = sla.start(CN, at, limit)

    assert clock.deadline == deadline(CN, at, limit).at
    assert CN.counted(at, clock.warn_at, limit.unit) * 5 == clock.limit_ms * 4
    moments = (at, clock.warn_at, clock.warn_at + 1, clock.deadline, clock.deadline + 1)
    assert [sla.light(now, clock.warn_at, clock.deadline) for now in moments] == [
        Light.GREEN,
        Light.GREEN,
        Light.YELLOW,
        Light.YELLOW,
        Light.RED,
    ]


@given(at=STARTS, limit=LIMITS, later=PASSES)
@settings(deadline=None)
def test_used_and_left_make_the_limit(at: int, limit: Limit, later: int) -> None:
    clock, now = sla.start(CN, at, limit), at + later

    left = sla.left(CN, clock, now)

    assert (left < 0) == (now > clock.deadline)
    used = CN.counted(at, now, limit.unit)
    assert left == clock.limit_ms - used or left == -1


@given(at=STARTS, limit=LIMITS, share=st.floats(0, 0.999), pause=PASSES)
@settings(deadline=None)
def test_a_pause_moves_the_deadline_by_its_own_counted_length(
    at: int, limit: Limit, share: float, pause: int
) -> None:
    clock = sla.start(CN, at, limit)
    paused_at = CN.add(at, int(clock.limit_ms * share), limit.unit).at
    left = sla.left(CN, clock, paused_at)
    counted = CN.counted(paused_at, paused_at + pause, limit.unit)

    again = sla.resume(CN, clock, paused_at + pause, left)

    assert again.deadline == CN.add(clock.deadline, counted, limit.unit).at
    assert again.warn_at == CN.add(clock.warn_at, counted, limit.unit).at
    assert again.paused_ms == counted
    assert sla.left(CN, again, paused_at + pause) == left


@given(at=STARTS, limit=LIMITS, pauses=st.lists(st.tuples(PASSES, PASSES), max_size=4))
@settings(deadline=None)
def test_many_pauses_take_nothing_and_give_nothing(
    at: int, limit: Limit, pauses: list[tuple[int, int]]
) -> None:
    clock, now, held = sla.start(CN, at, limit), at, 0
    for run, pause in pauses:
        left = sla.left(CN, clock, now + run)
        assume(left > 0)
        held += CN.counted(now, now + run, limit.unit)
        now += run + pause
        clock = sla.resume(CN, clock, now, left)

    assert held + sla.left(CN, clock, now) == clock.limit_ms == CN.spans(limit)
    assert clock.deadline == CN.add(at, clock.limit_ms + clock.paused_ms, limit.unit).at


@given(at=STARTS, limit=LIMITS)
@settings(deadline=None)
def test_recomputing_by_the_same_calendar_changes_nothing(
    at: int, limit: Limit
) -> None:
    clock = sla.extend(CN, sla.start(CN, at, limit), limit)

    assert sla.recompute(CN, clock) == clock


def test_without_a_deadline_there_is_no_light() -> None:
    assert sla.light(5, None, None) is Light.NONE
    assert sla.light(5, None, 5) is Light.GREEN
    assert sla.light(6, None, 5) is Light.RED


def test_every_stage_has_a_limit_that_runs_day_and_night() -> None:
    at = instant("2025-10-01 23:50")

    assert set(sla.STAGE_MINUTES) == set(Stage)
    assert (
        local(sla.stage_due(at, sla.STAGE_MINUTES[Stage.VERIFY])) == "2025-10-02 00:20"
    )
    assert sla.STAGE_MINUTES["pick_up"] == 60


def test_a_stage_warns_at_80_percent() -> None:
    due = sla.stage_due(0, 15)

    assert sla.stage_warn(0, due) == 12 * MINUTE_MS
    assert sla.stage_warn(5, 5) == sla.stage_warn(9, 5) == 5
