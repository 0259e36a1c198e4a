"""The replay of a record: every case at its times, every bounce on a truthful way."""

from __future__ import annotations

import csv
import gzip
from importlib import resources
from pathlib import Path

import pytest

from centre import profiles
from centre.drive import record
from centre.drive.errors import DriveError
from domain import commands as c
from domain.codes import Role, State
from domain.errors import Refused
from domain.events import Record
from domain.rules import Rules
from domain.state import Case
from tests.unit.centre.drive_centre import MemoryCentre

HEADING = ",".join(
    (
        *("case_id", "opened_at", "due_at", "closed_at", "on_time", "category"),
        *("agency", "district", "channel", "lat", "lon", "outcome", "bounce_kind"),
    )
)
END = 10**13


@pytest.fixture(scope="module")
def rules() -> Rules:
    return profiles.load("boston")


class Replay:
    """A few rows, replayed into a centre in memory."""

    def __init__(self, rules: Rules, folder: Path, *rows: str) -> None:
        text = "\n".join((HEADING, *rows)) + "\n"
        (folder / record.RECORD).write_bytes(gzip.compress(text.encode()))
        self.steps = list(record.plan(rules, folder, 0, END))
        self.centre = MemoryCentre(rules)
        ids: dict[str, str] = {}
        for step in self.steps:
            answer = self.centre.decide(
                step.command, step.actor, step.at, ids.get(step.case, "")
            )
            assert not isinstance(answer, Refused), (step, answer)
            ids[step.case] = answer[0].case
        self.cases = {name: self.centre.cases[ids[name]] for name in ids}

    def course(self) -> list[str]:
        return [type(r.event).__name__ for r in self.centre.records]

    def only(self) -> Case:
        (case,) = self.cases.values()
        return case

    def records(self, name: str) -> list[Record]:
        return [r for r in self.centre.records if type(r.event).__name__ == name]


def _row(**changes: str) -> str:
    row = {
        "case_id": "BOS-1",
        "opened_at": "2015-03-02T09:00:00-05:00",
        "due_at": "2015-03-04T09:00:00-05:00",
        "closed_at": "2015-03-03T09:00:00-05:00",
        "on_time": "1",
        "category": "Street Light Outages",
        "agency": "PWDx",
        "district": "Roxbury",
        "channel": "Constituent Call",
        "lat": "42.3300",
        "lon": "-71.0900",
        "outcome": "resolved",
        "bounce_kind": "",
    }
    return ",".join((row | changes).values())


OPENED = 1_425_304_800_000
DAY = 86_400_000


def test_a_case_is_opened_due_and_closed_at_its_times(
    rules: Rules, tmp_path: Path
) -> None:
    replay = Replay(rules, tmp_path, _row())
    case = replay.only()
    assert replay.course() == [
        *("Reported", "Accepted", "Filed", "Dispatched", "Taken"),
        *("FedBack", "AutoChecked", "Closed"),
    ]
    times = [r.at for r in replay.centre.records]
    assert times == [OPENED] * 5 + [OPENED + DAY] * 3
    assert case.clock is not None
    assert case.clock.deadline == OPENED + 2 * DAY
    assert (case.state, case.on_time) == (State.CLOSED, True)
    assert (case.department, case.street) == ("PWDX", "roxbury")
    assert (case.title, case.external) == ("Street Light Outages", "BOS-1")
    assert not case.drill


def test_a_case_closed_after_its_due_time_is_late(rules: Rules, tmp_path: Path) -> None:
    late = _row(closed_at="2015-03-09T09:00:00-04:00")
    assert Replay(rules, tmp_path, late).only().on_time is False


def test_a_case_without_due_time_is_open_ended_and_never_late(
    rules: Rules, tmp_path: Path
) -> None:
    case = Replay(rules, tmp_path, _row(due_at="")).only()
    assert (case.clock, case.on_time) == (None, True)


def test_a_case_that_was_never_closed_stays_with_its_department(
    rules: Rules, tmp_path: Path
) -> None:
    replay = Replay(rules, tmp_path, _row(closed_at=""))
    assert replay.only().state is State.HANDLING
    assert [step.last for step in replay.steps] == [False] * 4 + [True]


def test_work_logged_after_it_was_done_takes_no_time(
    rules: Rules, tmp_path: Path
) -> None:
    logged = _row(closed_at="2015-03-01T09:00:00-05:00")
    replay = Replay(rules, tmp_path, logged)
    assert {r.at for r in replay.centre.records} == {OPENED}
    assert replay.only().state is State.CLOSED


def test_a_reallocated_case_was_first_with_whoever_has_its_kind(
    rules: Rules, tmp_path: Path
) -> None:
    given_back = _row(bounce_kind="reallocation_queue", agency="INFO")
    replay = Replay(rules, tmp_path, given_back)
    case = replay.only()
    assert (case.first_department, case.department) == ("PWDX", "INFO")
    assert (case.bounces, case.bounced_by) == (1, ("PWDX",))
    assert [r.event.reason for r in replay.records("Bounced")] == ["B03"]
    assert [r.at for r in replay.records("Bounced")] == [OPENED + DAY]
    assert case.clock is not None
    assert case.clock.deadline == OPENED + 2 * DAY
    assert (case.state, case.on_time, case.special) == (State.CLOSED, True, False)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("referred_other_agency", "B07"), ("wrong_department_text", "B03")],
)
def test_a_case_that_ended_as_somebody_elses_is_closed_apart(
    rules: Rules, tmp_path: Path, kind: str, reason: str
) -> None:
    replay = Replay(rules, tmp_path, _row(bounce_kind=kind))
    case = replay.only()
    assert (case.state, case.special) == (State.CLOSED, True)
    assert case.bounced_by == ("PWDX",)
    assert [r.event.reason for r in replay.records("Bounced")] == [reason]
    assert not replay.records("FedBack")


def test_an_unknown_point_is_left_out_and_a_blank_district_is_unknown(
    rules: Rules, tmp_path: Path
) -> None:
    case = Replay(rules, tmp_path, _row(lat="0", lon="", district="")).only()
    assert (case.lon, case.lat, case.grid) == (None, None, "")
    assert case.street == "unknown"


def test_steps_of_several_cases_are_in_order_of_time(
    rules: Rules, tmp_path: Path
) -> None:
    rows = (
        _row(),
        _row(case_id="BOS-2", opened_at="2015-03-02T10:00:00-05:00", closed_at=""),
        _row(case_id="BOS-3", opened_at="2015-03-03T10:00:00-05:00"),
    )
    replay = Replay(rules, tmp_path, *rows)
    times = [step.at for step in replay.steps]
    assert times == sorted(times)
    assert set(replay.cases) == {"BOS-1", "BOS-2", "BOS-3"}


def test_only_cases_opened_inside_the_span_are_replayed_and_only_until_its_end(
    rules: Rules, tmp_path: Path
) -> None:
    Replay(rules, tmp_path, _row(), _row(case_id="BOS-2"))
    steps = list(record.plan(rules, tmp_path, OPENED + 1, END))
    assert steps == []
    steps = list(record.plan(rules, tmp_path, OPENED, OPENED + DAY))
    assert len(steps) == 10


def test_a_place_without_a_record_has_nothing_to_replay(rules: Rules) -> None:
    with pytest.raises(DriveError, match="no record"):
        list(record.plan(rules, profiles.folder("changning"), 0, END))


def test_the_shipped_record_is_replayed_row_by_row(rules: Rules) -> None:
    """Counted here from the file itself; nothing of `record` is asked."""
    path = resources.files(profiles) / "boston" / record.RECORD
    with gzip.open(str(path), "rt", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["opened_at"] > "2015-01-05"]
    week = {r["case_id"]: r for r in rows if r["opened_at"][:10] <= "2015-01-07"}
    first = 1_420_434_000_000  # 2015-01-05 00:00 in Boston
    sent, reported = {}, []
    folder = profiles.folder("boston")
    for step in record.plan(rules, folder, first, first + 3 * DAY):
        if isinstance(step.command, c.Report):
            reported.append(step.case)
        elif isinstance(step.command, c.Dispatch):
            sent[step.case] = step.command.department
    assert len(week) == 247 + 284 + 222
    assert reported == list(week)
    for case, row in week.items():
        recorded = "".join(ch for ch in row["agency"].upper() if ch.isalpha())
        given_back = row["bounce_kind"] == "reallocation_queue"
        assert given_back == (sent[case] != recorded)


def test_only_the_system_acts_in_a_replay(rules: Rules, tmp_path: Path) -> None:
    replay = Replay(rules, tmp_path, _row(bounce_kind="reallocation_queue"))
    assert {step.actor.role for step in replay.steps} == {Role.SYSTEM}
