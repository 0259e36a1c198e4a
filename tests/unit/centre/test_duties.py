"""What is due by itself, and when."""

from __future__ import annotations

from pathlib import Path

from centre.desk import Done, Stale
from centre.duties import Duties
from domain import commands as c
from domain.codes import Role, State
from domain.commands import slug
from domain.events import Filed
from tests.town import DAY, HOUR, MONDAY, Book, actor, rules
from tests.unit.centre.desk_room import PATIENCE_S, Room, records

LEADER = actor(Role.LEADER)
HW = actor(Role.DEPARTMENT, "hw")
RULES = rules()


def suspended(book: Book, wake: int) -> str:
    case = book.open()
    for command in (c.Accept(), c.File(), c.Dispatch(department="hw"), c.Take()):
        book.do(case, command)
    book.do(case, c.AskSuspension(reason="H02", wake=wake), HW)
    book.do(case, c.ApproveSuspension())
    return case


def watching(book: Book, **options: bool) -> Duties:
    duties = Duties(RULES, **options)
    duties.watch(book.state.cases.values())
    return duties


def test_a_suspension_ends_at_its_wake_date_and_not_before() -> None:
    book = Book()
    wake = MONDAY + 5 * DAY
    case = suspended(book, wake)
    duties = watching(book)
    assert duties.due(book.state.cases, wake - 1) == []
    (order,) = duties.due(book.state.cases, wake)
    assert (order.case, order.command) == (case, c.Resume())
    assert order.actor.role is Role.SYSTEM
    assert order.expected_version == book.case(case).version
    assert duties.due(book.state.cases, wake + DAY) == []


def test_a_suspension_that_ended_by_hand_is_not_ended_again() -> None:
    book = Book()
    wake = MONDAY + 5 * DAY
    case = suspended(book, wake)
    duties = watching(book)
    book.do(case, c.Resume())
    duties.watch([book.case(case)])
    assert duties.due(book.state.cases, wake) == []


def test_a_suspension_that_was_urged_meanwhile_still_ends() -> None:
    book = Book()
    wake = MONDAY + 5 * DAY
    case = suspended(book, wake)
    duties = watching(book)
    book.do(case, c.Urge(), LEADER)
    duties.watch([book.case(case)])
    (order,) = duties.due(book.state.cases, wake)
    assert order.expected_version == book.case(case).version


def test_the_rule_files_what_its_subclass_allows() -> None:
    book = Book()
    plain, grave = book.open(), book.open(subclass="0402")
    for case in (plain, grave):
        book.do(case, c.Accept())
    orders = watching(book).due(book.state.cases, book.now)
    assert [(order.case, slug(type(order.command))) for order in orders] == [
        (plain, "file")
    ]
    assert watching(book, auto_file=False).due(book.state.cases, book.now) == []


def test_results_are_checked_by_the_rule_only_where_it_is_set() -> None:
    book = Book()
    case = book.open()
    steps = (c.Accept(), c.File(), c.Dispatch(department="hw"), c.Take(), c.FeedBack())
    for command in steps:
        book.do(case, command)
    assert watching(book).due(book.state.cases, book.now) == []
    (order,) = watching(book, auto_check=True).due(book.state.cases, book.now)
    assert order.command == c.AutoCheck()


def test_a_clock_that_leaps_gives_the_exact_time() -> None:
    book = Book()
    wake = MONDAY + 5 * DAY
    suspended(book, wake)
    (order,) = watching(book, exact=True).due(book.state.cases, wake + 3 * HOUR)
    assert order.at == wake
    (order,) = watching(book).due(book.state.cases, wake + 3 * HOUR)
    assert order.at is None


def test_a_duty_that_is_ordered_twice_is_done_once(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        room.done(c.Accept(), room.open())
        state = room.state()
        answers = []
        for duties in (Duties(RULES), Duties(RULES)):  # the second as after a restart
            duties.watch(state.cases.values())
            (order,) = duties.due(state.cases, room.now)
            answers.append(room.desk.submit(order).result(PATIENCE_S))
        first, second = answers
        assert isinstance(first, Done)
        assert isinstance(second, Done)
        assert (first.replayed, second.replayed) == (False, True)
        assert [e for e in room.records if isinstance(e.event, Filed)] == [
            *records(first)
        ]


def test_a_duty_decided_on_an_old_version_is_stale(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        case = room.open()
        room.done(c.Accept(), case)
        state = room.state()
        duties = Duties(RULES)
        duties.watch(state.cases.values())
        (order,) = duties.due(state.cases, room.now)
        room.done(c.SendBack(note="看不清"), case)
        assert isinstance(room.desk.submit(order).result(PATIENCE_S), Stale)
        assert room.done(c.Accept(), case).state is State.ACCEPTED
