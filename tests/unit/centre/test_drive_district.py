"""The invented day: legal, complete, as chancy as it says, and the same for a seed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from itertools import islice
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from centre import profiles
from centre.drive import district, rhythm
from centre.drive.options import Options, Span, span
from centre.drive.step import Step
from centre.drive.usual import read as read_usual
from domain import commands as c
from domain.calendar import DAY_MS, HOUR_MS
from domain.codes import BOUNCE_REASONS, Kind, Source, State
from domain.errors import Refused
from domain.rules import Rules
from domain.views.around import Recurring
from tests.unit.centre.drive_centre import MemoryCentre

FOLDER = profiles.folder("changning")
#: 2026-09-21 00:00 in Shanghai, a Monday.
MONDAY = int(datetime(2026, 9, 21, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()) * 1000
#: Refused by design: a duplicate is merged, and only if that fails refused and voided.
SPARE = {
    ("refuse", "wrong-state"),
    ("approve-void", "wrong-state"),
    ("merge", "target-not-open"),
}


class Day:
    """Four days, decided by the real domain; what came of every step.

    `waiting` are the cases to dispatch at every full hour of Monday.
    """

    def __init__(self, rules: Rules) -> None:
        self.waiting: dict[int, int] = {}
        self.centre = MemoryCentre(rules)
        self.refused: Counter[tuple[str, str]] = Counter()
        self.ids: dict[str, str] = {}
        self.steps = list(district.plan(rules, FOLDER, 1, MONDAY, MONDAY + 4 * DAY_MS))
        for step in self.steps:
            self._take(step)

    def _take(self, step: Step) -> None:
        hour = (step.at - MONDAY) // HOUR_MS
        if hour < 24 and hour not in self.waiting:
            cases = self.centre.state.cases.values()
            self.waiting[hour] = sum(case.state is State.FILED for case in cases)
        command = step.command
        if isinstance(command, c.Merge):
            command = c.Merge(target=self.ids.get(command.target, "?"))
        case = self.ids.get(step.case, "")
        answer = self.centre.decide(command, step.actor, step.at, case)
        if isinstance(answer, Refused):
            self.refused[c.slug(type(command)), answer.code] += 1
        else:
            self.ids.setdefault(step.case, answer[0].case)

    def events(self, *names: str) -> int:
        return sum(type(r.event).__name__ in names for r in self.centre.records)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return profiles.load("changning")


@pytest.fixture(scope="module")
def day(rules: Rules) -> Day:
    return Day(rules)


def test_every_step_is_legal_but_the_spare_ones_of_duplicates(day: Day) -> None:
    assert set(day.refused) <= SPARE
    assert day.events("Merged") > 50


def test_steps_come_in_order_of_time_and_of_their_case(day: Day) -> None:
    assert all(a.at <= b.at for a, b in zip(day.steps, day.steps[1:], strict=False))
    serials: dict[str, int] = {}
    for step in day.steps:
        assert step.serial == serials.get(step.case, 0) + 1
        serials[step.case] = step.serial


def test_keys_are_different_and_fit_a_header(day: Day) -> None:
    keys = [step.key for step in day.steps]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[!-~]{1,128}", key) for key in keys)


def test_a_seed_is_a_day_and_another_seed_another(rules: Rules, day: Day) -> None:
    def first(seed: int) -> list[Step]:
        plan = district.plan(rules, FOLDER, seed, MONDAY, MONDAY + DAY_MS)
        return list(islice(plan, 300))

    assert first(1) == day.steps[:300]
    assert first(2) != first(1)


def test_a_later_start_has_the_same_cases(rules: Rules, day: Day) -> None:
    noon = MONDAY + 12 * HOUR_MS
    later = list(district.plan(rules, FOLDER, 1, noon, MONDAY + DAY_MS))
    early = {step.key: step for step in day.steps}
    assert len(later) > 1000
    assert all(early[step.key] == step for step in later)


def test_every_case_is_a_drill(day: Day) -> None:
    reports = [s.command for s in day.steps if isinstance(s.command, c.Report)]
    assert all(report.drill for report in reports)
    assert {"暴露垃圾", "共享单车占道"} <= {report.title for report in reports}


def test_what_comes_again_follows_from_what_was_closed_there(day: Day) -> None:
    """`x-r2` is reported where `x-r1` was closed, by an officer."""
    before, right = Counter[str](), 0
    for name, case in day.ids.items():
        first, again, number = name.partition("-r")
        if not again or name.endswith("-again"):
            continue
        found = day.centre.cases[case]
        was = first if number == "1" else f"{first}-r{int(number) - 1}"
        assert day.centre.cases[day.ids[was]].state is State.CLOSED
        assert (found.source, bool(found.recurs)) == (Source.OFFICER, True)
        before[first] += 1
        right += found.recurs == day.ids[was]
    assert before.total() > 200
    assert right / before.total() > 0.95  # else something else was closed there later


def test_places_are_chronic_after_a_day_of_warming_up(rules: Rules) -> None:
    centre, found, names = MemoryCentre(rules), Recurring(), dict[str, str]()
    usual = span(rules, Options(url="", place="changning", speed=60))
    for step in district.plan(rules, FOLDER, 1, usual.since, usual.start):
        if isinstance(step.command, c.Merge):
            continue
        case = names.get(step.case, "")
        answer = centre.decide(step.command, step.actor, step.at, case)
        if not isinstance(answer, Refused):
            names.setdefault(step.case, answer[0].case)
    found.rebuild(centre.state)
    assert 3 <= len(found.places()) <= 15


def test_what_comes_again_leaves_the_mixture_as_it_is(day: Day, rules: Rules) -> None:
    again = read_usual(FOLDER).comes_again
    assert all(rules.subclass(code) for code in again)
    weight = sum(s.weight for s in rules.place.subclasses if s.code in again)
    reports = [s.command for s in day.steps if isinstance(s.command, c.Report)]
    share = mean(report.subclass in again for report in reports)
    assert 0.85 * weight <= share <= 1.1 * weight


def test_officers_name_the_component_that_they_stand_at(day: Day, rules: Rules) -> None:
    things, named = read_usual(FOLDER).things, 0
    for step in day.steps:
        report = step.command
        if not isinstance(report, c.Report) or report.subclass not in things:
            continue
        known = rules.subclass(report.subclass)
        assert known is not None
        assert known.kind is Kind.COMPONENT
        if report.source is not Source.OFFICER:
            assert not report.component
            continue
        named += 1
        assert rules.components[report.component] == report.grid
        assert report.component[6:10] == things[report.subclass]
    assert named > 100


def test_bounces_are_6_to_10_percent_of_the_dispatches(day: Day) -> None:
    sends = day.events("Dispatched", "ForceAssigned")
    assert 0.06 <= day.events("Bounced") / sends <= 0.10
    assert day.events("BounceRejected") > 5
    reasons = Counter(
        r.event.reason
        for r in day.centre.records
        if type(r.event).__name__ == "Bounced"
    )
    assert len(reasons) >= 6
    assert set(reasons) <= set(BOUNCE_REASONS)


def test_a_fifth_of_the_approved_bounces_come_back_and_are_forced(day: Day) -> None:
    again = day.events("ForceAssigned") / day.events("BounceApproved")
    assert 0.1 <= again <= 0.3


def test_a_closed_case_has_about_nine_records(day: Day) -> None:
    closed = [c for c in day.centre.cases.values() if c.state is State.CLOSED]
    assert 8.5 <= mean(case.version for case in closed) <= 10.5
    assert len(closed) > 1000


def test_everything_that_may_happen_to_a_case_happens(day: Day) -> None:
    happened = {type(record.event).__name__ for record in day.centre.records}
    assert happened >= {
        *("VerifySent", "Verified", "Merged", "SentBack", "FilingRefused"),
        *("Recalled", "HandlerAssigned", "Urged", "UrgeAnswered", "ForceAssigned"),
        *("ExtensionAsked", "ExtensionApproved", "SuspensionApproved", "Resumed"),
        *("CheckFailed", "ReturnedToCheck", "SelfHandled", "VoidApproved"),
        *("VoidRejected", "BounceRejected", "Closed"),
    }


def test_some_work_is_late_and_most_is_not(day: Day) -> None:
    fed_back = [
        r.event.on_time
        for r in day.centre.records
        if type(r.event).__name__ == "FedBack"
    ]
    assert 0.85 <= mean(fed_back) <= 0.98


def test_a_supervisor_finds_something_to_dispatch_by_day(day: Day) -> None:
    by_day = [day.waiting[hour] for hour in range(9, 18)]
    assert min(by_day) >= 2
    assert max(by_day) <= 60


def test_700_cases_a_day_come_in_two_humps(rules: Rules) -> None:
    found = rhythm.read(FOLDER)
    week = list(rhythm.arrivals(found, rules, "x", MONDAY, MONDAY + 7 * DAY_MS))
    assert 650 <= len(week) / 7 <= 750
    hours = Counter(rules.local(a.at).hour for a in week)
    assert {h for h, _ in hours.most_common(4)} == {9, 10, 14, 15}
    assert hours[12] < hours[10] / 2 > hours[3]


def test_a_load_comes_evenly(rules: Rules) -> None:
    times = Span(MONDAY, MONDAY, MONDAY + 10 * 60_000)
    steps = list(district.load(rules, FOLDER, 1, 30, times))
    reports = [s.at for s in steps if isinstance(s.command, c.Report)]
    usual = [s for s in steps if not s.case.endswith("again")]
    assert len({step.case for step in usual}) == 300
    assert len(reports) >= 300


def test_a_demo_starts_when_its_place_says_after_a_day_of_warming_up(
    rules: Rules,
) -> None:
    options = Options(url="", place="changning", speed=60)
    times = span(rules, options)
    assert rules.local(times.start).isoformat() == "2026-09-24T14:00:00+08:00"
    assert times.start - times.since == DAY_MS


def test_used_time_follows_the_quantiles_of_the_record() -> None:
    found = rhythm.read(FOLDER)
    assert found.used(0) == 0
    assert found.used(0.5) == pytest.approx(0.36 * found.tempo, rel=0.01)
    shares = [found.used(n / 1000) for n in range(1000)]
    assert shares == sorted(shares)
    assert 0.08 <= mean(share > 1 for share in shares) <= 0.12
