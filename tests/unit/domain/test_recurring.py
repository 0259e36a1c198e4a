"""What comes again: a report names the closed case that it follows from (39)."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain import events as e
from domain.codes import Role, Source, State
from domain.course import evolve
from domain.decisions.recurring import CENTRE, CHRONIC_AFTER
from domain.events import Record
from domain.rules import Rules
from domain.state import DRILL_EPOCH, Case
from domain.views.around import Recurring
from domain.views.related import Kin, ties
from tests.town import (
    DAY,
    GRIDS,
    MINUTE,
    MONDAY,
    SYSTEM,
    Book,
    actor,
    calendar,
    place,
    report,
)  # fmt: skip
from tests.unit.domain.cases import ACC, CMD, LEAD, OFF

LAMP, OTHER_LAMP = "9000010199000001", "9000010199000002"
#: About 11 m of latitude.
STEP = 0.0001


@pytest.fixture
def book() -> Book:
    return Book()


def closed(book: Book, **said: object) -> str:
    case = book.open(**said)
    book.do(case, c.SpecialClose(note="特殊"), CMD)
    return case


def again(book: Book, **said: object) -> Case:
    """What a report makes two days later."""
    book.now += 2 * DAY
    return book.case(book.open(**said))


def test_the_same_thing_at_the_same_place_is_one_case_that_names_the_last(
    book: Book,
) -> None:
    old = closed(book)
    seq, cases = book.state.seq, len(book.state.cases)
    new = again(book)
    assert (new.recurs, new.recurrences, new.chronic) == (old, 1, False)
    assert (new.state, new.source, new.version) == (State.REPORTED, Source.OFFICER, 1)
    assert len(book.state.cases) == cases + 1  # never a second case for one report
    reported, linked = book.records[seq:]
    assert reported.actor == OFF
    assert (linked.case, linked.actor) == (old, CENTRE)
    assert linked.event == e.Linked(other=new.id, how="recurs")
    assert book.case(old).state is State.CLOSED
    history = [r for r in book.records if r.case == old]
    assert ties(book.case(old), history) == ((Kin.RECURRED, new.id),)
    assert ties(new, [reported]) == ((Kin.RECURS, old),)


def test_the_third_in_a_row_is_chronic_and_the_list_shows_it(book: Book) -> None:
    case, found = book.case(closed(book)), Recurring()
    for times in range(1, CHRONIC_AFTER):
        case = again(book)
        assert (case.recurrences, case.chronic) == (times, times + 1 == CHRONIC_AFTER)
        found.rebuild(book.state)
        shown = [(one.case, one.times) for one in found.places()]
        assert shown == ([(case.id, CHRONIC_AFTER)] if case.chronic else [])
        book.do(case.id, c.SpecialClose(note="特殊"), CMD)


def test_thirty_days_are_counted_from_the_closing(book: Book) -> None:
    case = book.open()
    book.do(case, c.SpecialClose(note="特殊"), CMD, MONDAY + 10 * DAY)
    # A word after the end moves nothing.
    book.do(case, c.Revisit(note="没修好"), ACC, MONDAY + 20 * DAY)
    book.now = MONDAY + 40 * DAY
    assert book.case(book.open()).recurs == case
    book.now += 1
    assert book.case(book.open()).recurs == ""
    assert book.no(case, c.Recur(), SYSTEM) == "too-long-ago"


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"grid": "T01001002"},
        {"subclass": "0402"},
        {"component": LAMP},
        {"lat": 31.2 + 5 * STEP, "lon": 121.4},
        {"drill": True},
        {"subclass": ""},
        {"grid": "", "street": "T01"},
    ],
    ids=str,
)
def test_another_place_another_thing_or_a_drill_is_no_recurrence(
    book: Book, elsewhere: dict[str, object]
) -> None:
    closed(book, lat=31.2, lon=121.4)
    new = again(book, **elsewhere)
    assert (new.recurs, new.recurrences) == ("", 0)


def test_a_few_steps_away_is_the_same_place(book: Book) -> None:
    old = closed(book, lat=31.2, lon=121.4)
    assert again(book, lat=31.2 + 4 * STEP, lon=121.4).recurs == old


def test_a_registered_component_is_a_place_of_its_own() -> None:
    book = Book()
    book.rules = Rules(
        place(), GRIDS, calendar(), dict.fromkeys((LAMP, OTHER_LAMP), "T01001002")
    )
    lamp = {"grid": "", "subclass": "0199"}
    old = closed(book, component=LAMP, lat=31.2, lon=121.401, **lamp)
    assert again(book, component=OTHER_LAMP, **lamp).recurs == ""
    far = {"lat": 31.3, "lon": 121.5}  # the register knows better than a telephone
    assert again(book, component=LAMP, **lamp, **far).recurs == old


def test_drills_recur_from_drills_and_in_a_ledger_of_drills_all_do(book: Book) -> None:
    old = closed(book, drill=True)
    assert again(book, drill=True).recurs == old
    assert again(book, drill=False).recurs == ""
    whole = Book(epoch=f"{DRILL_EPOCH}1")
    first = closed(whole, drill=True)
    assert again(whole, drill=False).recurs == first


def test_what_was_voided_or_merged_is_not_counted(book: Book) -> None:
    target, twin = book.open(), book.open()
    book.do(twin, c.Merge(target=target), ACC)
    refused = book.open()
    book.do(refused, c.Refuse(reason="V01"), ACC)
    book.do(refused, c.ApproveVoid(), LEAD)
    assert {book.case(case).state for case in (twin, refused)} == {State.VOIDED}
    assert again(book).recurs == ""


def test_the_case_that_was_closed_last_is_the_one_it_follows_from(book: Book) -> None:
    first, second = book.open(), book.open()
    book.do(second, c.SpecialClose(note="特殊"), CMD, MONDAY + MINUTE)
    book.do(first, c.SpecialClose(note="特殊"), CMD, MONDAY + 2 * MINUTE)
    assert again(book).recurs == first


def test_a_report_of_before_the_closing_does_not_follow_from_it(book: Book) -> None:
    case = book.open()
    book.do(case, c.SpecialClose(note="特殊"), CMD, MONDAY + DAY)
    done = book.ask(report(), OFF, "", MONDAY + DAY - 1)
    assert isinstance(done, tuple)
    assert book.case(done[0].case).recurs == ""


def test_acceptance_that_moves_a_case_looks_again(book: Book) -> None:
    here, there = closed(book), closed(book, grid="T01001002")
    new = again(book)
    assert new.recurs == here
    seq = book.state.seq
    moved = book.do(new.id, c.Accept(grid="T01001002"), ACC)
    assert (moved.recurs, moved.recurrences) == (there, 1)
    assert [r.case for r in book.records[seq:]] == [new.id, there]
    other = again(book)
    assert book.do(other.id, c.Accept(subclass="0402"), ACC).recurs == ""


def test_acceptance_that_settles_what_nobody_knew_finds_it(book: Book) -> None:
    old = closed(book)
    new = again(book, subclass="")
    assert new.recurs == ""
    assert book.do(new.id, c.Accept(subclass="0101"), ACC).recurs == old


def test_acceptance_that_leaves_a_case_where_it_is_says_nothing_new(
    book: Book,
) -> None:
    closed(book)
    new = again(book)
    seq = book.state.seq
    after = book.do(new.id, c.Accept(), ACC)
    assert (after.recurs, after.recurrences) == (new.recurs, 1)
    assert len(book.records) == seq + 1


def test_what_follows_from_a_revisit_stays_the_revisits(book: Book) -> None:
    old = closed(book)
    book.now += DAY
    closed(book, grid="T01001002")
    done = book.ask(c.Revisit(note="没修好"), ACC, old)
    assert isinstance(done, tuple)
    moved = book.do(done[0].case, c.Accept(grid="T01001002"), SYSTEM)
    assert (moved.revisits, moved.recurs) == (old, "")


def test_an_acceptance_of_before_keeps_what_the_report_said(book: Book) -> None:
    """Records that say nothing of it leave it as it is where the case stays."""
    closed(book)
    new = again(book)
    event = e.Accepted(
        subclass="0101", kind=new.kind, street="T01", grid="T01001001", due=0
    )
    record = Record(99, book.now, new.id, 2, ACC, event, "")
    assert evolve(new, record).recurs == new.recurs


def test_a_coordinator_does_not_need_to_see_the_closed_case(book: Book) -> None:
    old = closed(book)
    helper = actor(Role.COORDINATOR)
    done = book.ask(report(source=Source.COORDINATOR), helper, "", MONDAY + DAY)
    assert isinstance(done, tuple)
    assert book.case(done[0].case).recurs == old
