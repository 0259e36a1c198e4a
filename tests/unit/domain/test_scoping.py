"""A part of the place folds the records of its cases to what the whole has of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from centre.board import Board
from centre.desk import Committed
from centre.hub import Hub, Moment
from domain import commands as c
from domain import wire
from domain.codes import State
from domain.events import Record
from domain.flows import Flow
from domain.reduce import advance
from domain.scoping import key_of_scope, narrowed
from domain.snapshot import cut, restore
from domain.state import ALL, CityState
from domain.views.index import OpenIndex
from tests.town import DAY, Book
from tests.unit.domain.cases import HW, filed, handling
from tests.unit.views.shift import Step, play, steps, working

SCOPES = ("street:T01", "street:T02", "department:hw", "department:cg", "department:de")


def commit(board: Board, whole: CityState, record: Record) -> None:
    """As the desk does: it folds, the board is told what came of it."""
    advance(whole, (record,))
    after = whole.cases.get(record.case)
    stored = wire.encode(record)
    told = Committed(record.seq, record.at, record.case, stored, after, whole.digest)
    board.take([told])


def served(book: Book, scope: str, begin: int) -> CityState:
    """What a wall of the scope has that joined after `begin` records."""
    hub = Hub(book.state.epoch, 0)
    board = Board(CityState(book.state.epoch), hub)
    key = key_of_scope(scope)
    whole = CityState(book.state.epoch)
    for record in book.records[:begin]:
        commit(board, whole, record)
    part = narrowed(whole.copy(), key)
    hub.tick(Moment(0))
    wall = hub.join(scope, begin)
    for record in book.records[begin:]:
        commit(board, whole, record)
    hub.tick(Moment(0))
    while isinstance(body := hub.next(wall, 0.0), bytes):
        frame = wire.decode_down(body)
        assert isinstance(frame, wire.Records)
        entered = {(one.id, one.version + 1): one for one in frame.entered}
        advance(part, frame.records, entered)
    return part


def told(state: CityState, now: int) -> tuple[object, ...]:
    """Cases and counters, comparable; a count of 0 is none."""
    census = {
        key: {name: n for name, n in counts.items() if n}
        for key, counts in state.census.items()
    }
    keys = (ALL, state.key)
    return (
        state.cases,
        {key: counts for key, counts in census.items() if counts},
        [state.flows.total(key, 744, now) for key in keys],
        state.flows.pair_total(31, now),
    )


@pytest.mark.parametrize("scope", SCOPES)
@given(day=steps())
@settings(max_examples=80, deadline=None)
def test_a_scope_has_what_the_whole_has_of_it(scope: str, day: list[Step]) -> None:
    book = working()
    first = len(book.records)
    for step in day:
        play(book, step)
    for begin in (0, first // 2, first, (first + len(book.records)) // 2):
        part = served(book, scope, begin)
        whole = narrowed(book.state, key_of_scope(scope))
        assert told(part, book.now) == told(whole, book.now)


def test_another_departments_case_leaves_no_trace_in_a_snapshot() -> None:
    book = Book()
    mine = handling(book, "hw", title="门前堆物")
    other = handling(book, "cg", title="秘密")
    bodies = b"".join(cut(narrowed(book.state, key_of_scope("department:hw"))))
    assert mine.encode() in bodies
    assert other.encode() not in bodies
    assert "秘密".encode() not in bodies
    assert b"d:cg" not in bodies


def test_the_whole_of_a_scope_is_the_department_alone() -> None:
    book = Book()
    handling(book, "hw")
    handling(book, "cg")
    part = restore(cut(narrowed(book.state, "d:hw")))
    assert part.flows.total(ALL, 24, book.now)[Flow.SENDS] == 1
    assert part.census[ALL] == part.census["d:hw"]
    assert [line.department for line in part.recent[ALL]][-1] == "hw"


def test_a_case_that_comes_to_the_department_comes_whole() -> None:
    book = Book()
    begin = len(book.records)
    case = filed(book, title="路灯不亮")
    book.do(case, c.Dispatch(department="hw"))
    part = served(book, "department:hw", begin)
    assert part.cases[case].title == "路灯不亮"
    assert part.cases[case].state is State.DISPATCHED
    book.do(case, c.Recall())
    book.do(case, c.Dispatch(department="cg"))
    book.do(case, c.Recall())
    assert case not in served(book, "department:cg", begin).cases
    book.do(case, c.Dispatch(department="cg"))
    book.do(case, c.Take())
    assert served(book, "department:cg", begin).cases[case].state is State.HANDLING


def test_a_case_that_it_had_once_is_seen_and_not_counted() -> None:
    book = working()
    part = narrowed(book.state, "d:cg")
    index = OpenIndex()
    index.rebuild(part, book.now)
    mine = [case for case in part.cases.values() if case.department == "cg"]
    assert len(part.cases) > len(mine)
    assert index.lights(ALL).open == index.lights("d:cg").open == len(mine)


def test_a_ruling_on_an_appeal_reaches_the_department_after_the_end() -> None:
    book = Book()
    case = handling(book, "hw")
    begin = len(book.records)
    book.now += 3 * DAY
    book.do(case, c.FeedBack(photos=("p",)))
    book.do(case, c.AutoCheck())
    book.do(case, c.Close())
    book.do(case, c.Appeal(note="非本部门责任"), HW)
    book.do(case, c.RuleAppeal(upheld=True))
    part = served(book, "department:hw", begin)
    assert part.flows.total("d:hw", 24, book.now)[Flow.EXEMPTED] == 1
    assert part.seq == book.state.seq


def test_a_gap_is_still_a_fault_in_the_state_of_the_whole() -> None:
    book = Book()
    handling(book, "hw")
    with pytest.raises(ValueError, match="after 0"):
        advance(CityState("e1"), book.records[1:])
    with pytest.raises(ValueError, match="after"):
        advance(CityState("e1", "d:hw"), [book.records[1], book.records[1]])


def test_a_scope_is_the_key_of_its_counters() -> None:
    scopes = ("all", "street:T01", "department:hw")
    assert [key_of_scope(one) for one in scopes] == [ALL, "T01", "d:hw"]


def test_nothing_is_seen_of_a_busy_place_in_the_scope_of_nothing() -> None:
    book = Book()
    for _ in range(3):
        handling(book)
    key = key_of_scope("none")
    assert key not in (ALL, "")
    part = narrowed(book.state, key)
    assert (part.cases, part.recent, part.census) == ({}, {}, {})
    assert part.flows.today(ALL, 0, book.now)[Flow.REPORTED] == 0
    assert part.seq == book.state.seq
