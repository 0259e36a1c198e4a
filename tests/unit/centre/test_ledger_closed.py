"""Closed cases: found by their traits, listed in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from centre.ledger.protocol import Ledger, Query
from domain import commands as c
from domain.codes import State
from domain.state import Case
from tests.town import HOUR, MONDAY, report
from tests.unit.centre.desk_room import COURSE, Room


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Twenty closed cases in two streets, every third late, and three open ones."""
    with Room(tmp_path_factory.mktemp("closed")) as room:
        for n in range(20):
            grid = "T01001001" if n % 2 else "T02001001"
            case = room.done(report(grid=grid, title=f"垃圾 {n}")).case
            room.course(case, 4)
            room.now += 30 * HOUR if n % 3 == 0 else 0
            for command in COURSE[4:]:
                room.done(command, case)
            room.now += 1000
        void = room.open()
        room.done(c.RefuseToFile(reason="V01"), room.done(c.Accept(), void).case)
        for _ in range(3):
            room.open()
        yield room.ledger


def test_closed_cases_are_listed_newest_first_and_open_ones_are_not(
    closed: Ledger,
) -> None:
    page = closed.find(Query(limit=200))
    assert page.cursor is None
    assert len(page.cases) == 21
    assert {case.state for case in page.cases} == {State.CLOSED, State.VOIDED}
    ends = [case.stage_since for case in page.cases]
    assert ends == sorted(ends, reverse=True)


@pytest.mark.parametrize("by_opening", [False, True])
@pytest.mark.parametrize("limit", [1, 4, 7, 20, 21])
def test_pages_make_up_the_whole_list(
    closed: Ledger, limit: int, *, by_opening: bool
) -> None:
    whole = closed.find(Query(limit=200, by_opening=by_opening)).cases
    gathered = []
    cursor = None
    while True:
        page = closed.find(Query(limit=limit, by_opening=by_opening, cursor=cursor))
        assert page.cases
        gathered += page.cases
        cursor = page.cursor
        if cursor is None:
            break
        assert len(page.cases) == limit
    assert gathered == whole


LATE = MONDAY + 90 * HOUR
QUESTIONS: list[tuple[dict[str, object], Callable[[Case], bool]]] = [
    ({"state": State.VOIDED}, lambda case: case.state is State.VOIDED),
    ({"street": "T02"}, lambda case: case.street == "T02"),
    ({"department": "hw"}, lambda case: case.department == "hw"),
    ({"department": "cg"}, lambda case: case.department == "cg"),
    ({"subclass": "0101"}, lambda case: case.subclass == "0101"),
    ({"grid": "T01001001"}, lambda case: case.grid == "T01001001"),
    ({"late": True}, lambda case: case.missed),
    ({"late": False}, lambda case: not case.missed),
    ({"late": True, "street": "T01"}, lambda c: c.missed and c.street == "T01"),
    ({"text": "垃圾 1"}, lambda case: "垃圾 1" in case.title),
    ({"text": "tt-20260921-0003"}, lambda case: case.number == "TT-20260921-0003"),
    ({"text": "%"}, lambda case: "%" in case.title),
    ({"closed_from": LATE}, lambda case: case.stage_since >= LATE),
    ({"closed_before": LATE}, lambda case: case.stage_since < LATE),
]


@pytest.mark.parametrize(("query", "wanted"), QUESTIONS)
def test_a_question_narrows_the_list(closed: Ledger, query, wanted) -> None:
    whole = closed.find(Query(limit=200)).cases
    found = closed.find(Query(limit=200, **query))
    assert found.cases == [*filter(wanted, whole)]
    assert closed.find_writing(Query(limit=200, **query)) == found


@pytest.mark.parametrize("cursor", ["", "x", "12", "-", "12-", "-a", "1;2-a", "٣-a"])
def test_a_cursor_that_is_not_ours_is_refused(closed: Ledger, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        closed.find(Query(cursor=cursor))


def test_a_number_leads_to_its_case(closed: Ledger) -> None:
    for case in closed.find(Query(limit=200)).cases:
        assert closed.case_of(case.number) == case.id
    assert closed.case_of("TT-20260921-9999") is None
