"""Records as lines: each once, in order, safe to print."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from client.listing import Entry, Listing, Names, row
from domain.codes import State
from domain.events import Record
from domain.state import Case, CityState
from tests.town import MONDAY, place
from tests.unit.client.day import day, state_at

ZH = Names(place(), "zh")


class Paper:
    """A listing and what it printed."""

    def __init__(
        self,
        after: int | None = None,
        keeps: Callable[[Case, int], bool] | None = None,
    ) -> None:
        self.lines: list[str] = []
        self.notes: list[str] = []
        self.asked: list[str] = []
        self.listing = Listing(
            self.lines.append, self.notes.append, self.history, ZH, after, keeps=keeps
        )

    def history(self, case: str) -> tuple[Record, ...]:
        self.asked.append(case)
        return tuple(record for record in day() if record.case == case)

    def fields(self, column: int) -> list[str]:
        return [line.split("\t")[column] for line in self.lines]


def entry(**more: object) -> Entry:
    fields: dict[str, object] = {
        "at": MONDAY, "number": "TT-20260921-0001", "street": "T01", "what": "Bounced",
        "department": "hw", "reason": "B03", "actor": "小王", "title": "暴露垃圾",
    }  # fmt: skip
    return Entry(**(fields | more))  # type: ignore[arg-type]


def test_a_line_says_when_where_what_and_who() -> None:
    assert row(entry(), ZH).split("\t") == [
        "2026-09-21T09:00:00+08:00", "TT-20260921-0001", "东街", "Bounced", "环卫",
        "B03", "小王", "暴露垃圾",
    ]  # fmt: skip
    assert row(entry(), Names(place(), "en")).split("\t")[2] == "East"


def test_without_a_profile_codes_stand_for_themselves() -> None:
    fields = row(entry(), Names(None, "zh")).split("\t")
    assert fields[0] == "2026-09-21T01:00:00+00:00"
    assert (fields[2], fields[4]) == ("T01", "hw")


def test_what_people_typed_cannot_leave_its_column_or_steer_a_terminal() -> None:
    line = row(entry(title="a\tb\nc\x1b[5n\u202e", actor="", reason="\x9b"), ZH)
    assert "\n" not in line
    assert len(line.split("\t")) == 8
    assert not any(ord(char) < 32 and char != "\t" for char in line)
    assert "\u202e" not in line
    assert "\x9b" not in line
    assert line.split("\t")[6] == "-"


def test_it_begins_with_what_comes_after_the_snapshot() -> None:
    paper = Paper()
    paper.listing.replace(state_at(30))
    assert paper.lines == []
    paper.listing.apply(list(day()[30:40]))
    assert paper.fields(3) == [type(r.event).__name__ for r in day()[30:40]]
    assert paper.asked == []


def test_it_lists_every_record_of_a_day_once() -> None:
    paper = Paper()
    paper.listing.replace(CityState("e1"))
    paper.listing.apply(list(day()[:200]))
    paper.listing.apply(list(day()[190:240]))
    assert len(paper.lines) == 240
    assert "-" not in paper.fields(1)
    assert set(paper.fields(2)) == {"东街"}


def test_a_case_from_before_is_looked_up_once() -> None:
    paper = Paper(after=33)
    paper.listing.apply(list(day()[33:60]))
    before = {record.case for record in day()[:33]}
    touched = {record.case for record in day()[33:60]}
    assert set(paper.asked) == before & touched
    assert len(paper.asked) == len(set(paper.asked))
    assert "-" not in paper.fields(1)


def test_a_case_that_nobody_can_look_up_is_named_by_its_id() -> None:
    lines: list[str] = []
    listing = Listing(lines.append, lines.append, lambda _case: (), ZH, 33)
    late = next(record for record in day()[33:] if record.version > 1)
    listing.apply([late])
    assert lines[0].split("\t")[1] == late.case


def test_a_department_that_gives_a_case_back_is_still_named() -> None:
    paper = Paper()
    paper.listing.replace(CityState("e1"))
    paper.listing.apply(list(day()))
    back = paper.fields(3).index("BounceApproved")
    assert paper.fields(4)[back] == "环卫"
    asked = paper.fields(3).index("Bounced")
    assert paper.fields(5)[asked] == "B01"


def test_a_snapshot_on_the_way_is_listed_as_far_as_it_reaches() -> None:
    paper = Paper(after=200)
    paper.listing.replace(state_at(230))
    assert len(paper.lines) == 30
    assert paper.notes == []
    paper.listing.apply(list(day()[230:232]))
    assert len(paper.lines) == 32


def test_what_a_snapshot_does_not_reach_is_told() -> None:
    paper = Paper(after=10)
    paper.listing.replace(state_at(230))
    assert len(paper.lines) == 48
    assert "records 11 to 182" in paper.notes[0]


def test_another_epoch_begins_anew() -> None:
    paper = Paper()
    paper.listing.replace(state_at(30))
    paper.listing.replace(state_at(20, "e2"))
    assert paper.lines == []
    paper.listing.apply(list(day(life="e2")[20:25]))
    assert len(paper.lines) == 5


def test_only_open_cases_are_kept() -> None:
    paper = Paper()
    paper.listing.replace(CityState("e1"))
    paper.listing.apply(list(day()))
    assert paper.listing._cases.keys() == state_at(len(day())).cases.keys()
    some = next(iter(paper.listing._cases.values()))
    assert msgspec.structs.asdict(some)["number"] == some.number


def bounced(case: Case, _now: int) -> bool:
    return case.state is State.RETURN_REQ


def test_only_what_is_kept_is_printed_as_the_case_was_after_the_record() -> None:
    paper = Paper(0, bounced)
    paper.listing.replace(CityState("e1"))
    paper.listing.apply(list(day()))
    assert set(paper.fields(3)) == {"Bounced"}
    every = [record for record in day() if type(record.event).__name__ == "Bounced"]
    assert len(paper.lines) == len(every) > 3


def test_lines_of_a_snapshot_are_picked_by_their_history() -> None:
    head = len(day())
    paper = Paper(head - 40, bounced)
    paper.listing.replace(state_at(head))
    wanted = [
        record.seq
        for record in day()[head - 40 :]
        if type(record.event).__name__ == "Bounced"
    ]
    assert len(paper.lines) == len(wanted) > 0
    assert set(paper.fields(3)) == {"Bounced"}


def test_a_filter_is_asked_at_the_time_of_the_record() -> None:
    times: list[int] = []

    def keeps(_case: Case, now: int) -> bool:
        times.append(now)
        return False

    paper = Paper(0, keeps)
    paper.listing.replace(CityState("e1"))
    paper.listing.apply(list(day()[:20]))
    assert times == [record.at for record in day()[:20]]
    assert paper.lines == []
