"""Given records, when a command, then facts or a refusal: from suspension to appeal."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain import events as e
from domain.codes import Role, State
from tests.town import DAY, HOUR, MONDAY, SYSTEM, Book, actor
from tests.unit.domain.cases import (
    ACC,
    CG,
    CMD,
    DISP,
    HW,
    LEAD,
    OFF,
    fed_back,
    filed,
    handling,
)


@pytest.fixture
def book() -> Book:
    return Book()


def test_a_suspension_stops_the_clock_until_it_wakes(book: Book) -> None:
    case = handling(book)
    wake = MONDAY + 2 * DAY
    past = c.AskSuspension(reason="H01", wake=MONDAY)
    assert book.no(case, past, HW) == "wake-in-past"
    far = c.AskSuspension(reason="H01", wake=MONDAY + 400 * DAY)
    assert book.no(case, far, HW) == "wake-too-far"
    book.do(case, c.AskSuspension(reason="H01", wake=wake), HW, MONDAY + HOUR)
    book.do(case, c.ApproveSuspension(), DISP)
    assert book.case(case).paused
    after = book.do(case, c.Resume(), SYSTEM, wake)
    assert after.clock is not None
    assert after.clock.deadline == wake + 3 * HOUR  # what was left at 10:00
    assert isinstance(book.records[-1].event, e.Resumed)
    assert book.records[-1].event.by_wake
    again = c.AskSuspension(reason="H01", wake=wake + DAY)
    assert book.no(case, again, HW) == "suspensions-used"


def test_a_long_suspension_is_the_commanders(book: Book) -> None:
    case = handling(book)
    book.do(case, c.AskSuspension(reason="H01", wake=MONDAY + 31 * DAY), HW)
    assert book.no(case, c.ApproveSuspension(), DISP) == "commander-only"
    assert book.do(case, c.ApproveSuspension(), CMD).state is State.HUNG


@pytest.mark.parametrize(("late", "on_time"), [(0, True), (1, False)])
def test_on_time_is_at_or_before_the_deadline(
    book: Book,
    late: int,
    on_time: bool,  # noqa: FBT001
) -> None:
    case = handling(book)
    clock = book.case(case).clock
    assert clock is not None
    after = book.do(case, c.FeedBack(photos=("a",)), HW, clock.deadline + late)
    assert after.on_time is on_time


def test_nobody_checks_their_own_work(book: Book) -> None:
    case = handling(book)
    both = actor(Role.DEPARTMENT, "hw", name="one-person")
    book.do(case, c.FeedBack(photos=("a",)), both)
    book.do(case, c.SendCheck(), ACC)
    me = actor(Role.OFFICER, name="one-person")
    assert book.no(case, c.PassCheck(photos=("p",)), me) == "own-work"
    assert book.no(case, c.FailCheck(reason="K01"), me) == "own-work"
    assert book.do(case, c.PassCheck(photos=("p",)), OFF).state is State.CHECKED


def test_a_failed_check_restarts_the_clock_and_keeps_the_first_miss(
    book: Book,
) -> None:
    case = handling(book)
    book.do(case, c.FeedBack(photos=("a",)), HW, MONDAY + 2 * DAY)
    book.do(case, c.SendCheck(), ACC)
    after = book.do(case, c.FailCheck(reason="K02"), OFF)
    assert (after.state, after.department, after.reworks) == (
        State.DISPATCHED,
        "hw",
        1,
    )
    assert after.missed
    assert after.on_time is None
    assert after.clock is not None
    assert after.clock.deadline == MONDAY + 2 * DAY + 6 * HOUR


def test_the_way_to_closing(book: Book) -> None:
    case = fed_back(book)
    book.do(case, c.SendCheck(), ACC)
    book.do(case, c.PassCheck(photos=("p",)), OFF)
    book.do(case, c.ReturnToCheck(note="再看"), LEAD)
    assert book.no(case, c.AutoCheck(), ACC) == "role-not-allowed"
    book.do(case, c.AutoCheck(), SYSTEM)
    after = book.do(case, c.Close(), LEAD)
    assert after.state is State.CLOSED
    assert case not in book.state.cases
    assert book.no(case, c.Close(), LEAD) == "wrong-state"


def test_a_void_asked_in_disposal_pauses_the_clock(book: Book) -> None:
    case = handling(book)
    book.do(case, c.AskVoid(reason="V03"), DISP, MONDAY + HOUR)
    assert book.case(case).paused
    after = book.do(case, c.RejectVoid(note="n"), LEAD, MONDAY + 2 * HOUR)
    assert after.state is State.HANDLING
    assert after.clock is not None
    assert after.clock.deadline == MONDAY + 7 * HOUR


def test_special_close_is_the_commanders_word(book: Book) -> None:
    case = filed(book)
    assert book.no(case, c.SpecialClose(note="n"), LEAD) == "role-not-allowed"
    assert book.do(case, c.SpecialClose(note="n"), CMD).special


def test_urging_by_a_street_is_for_its_own_area(book: Book) -> None:
    case = handling(book)
    assert book.no(case, c.Urge(), actor(Role.STREET, "T02")) == "not-your-area"
    assert book.no(case, c.AnswerUrge(note="n"), HW) == "not-urged"
    after = book.do(case, c.Urge(hours=3), actor(Role.STREET, "T01"))
    assert (after.urges, after.urge_due) == (1, MONDAY + 3 * HOUR)
    assert book.do(case, c.AnswerUrge(note="在办"), HW).urge_due is None


def closed_late(book: Book) -> str:
    case = handling(book)
    book.do(case, c.FeedBack(photos=("a",)), HW, MONDAY + 3 * DAY)
    book.do(case, c.AutoCheck(), SYSTEM)
    book.do(case, c.Close(), LEAD)
    return case


def test_a_miss_is_appealed_once(book: Book) -> None:
    case = closed_late(book)
    assert book.no(case, c.RuleAppeal(upheld=True), DISP) == "no-appeal"
    book.do(case, c.Appeal(note="停电"), HW)
    assert book.no(case, c.Appeal(note="停电"), HW) == "appealed-already"
    after = book.do(case, c.RuleAppeal(upheld=True), DISP)
    assert after.exempt
    assert after.on_time is False
    assert book.no(case, c.RuleAppeal(upheld=True), DISP) == "no-appeal"


def test_reopening_is_a_new_linked_case(book: Book) -> None:
    case = closed_late(book)
    done = book.ask(c.Revisit(note="没修好"), ACC, case)
    assert isinstance(done, tuple)
    new, link = done
    assert isinstance(link.event, e.Linked)
    assert (link.case, link.event.other) == (case, new.case)
    assert book.case(new.case).revisits == case
    assert book.case(case).state is State.CLOSED


def test_the_third_recurrence_within_30_days_is_chronic(book: Book) -> None:
    case = closed_late(book)
    for chronic in (False, True):
        done = book.ask(c.Recur(), SYSTEM, case)
        assert isinstance(done, tuple)
        again = done[0].case
        assert book.case(again).chronic is chronic
        book.do(again, c.SpecialClose(note="n"), CMD)
        case = again
    assert book.no(case, c.Recur(), SYSTEM, book.now + 31 * DAY) == "too-long-ago"


def test_a_self_handled_report_needs_one_review(book: Book) -> None:
    plain = book.open()
    assert book.no(plain, c.ConfirmSelfHandled(), ACC) == "not-self-handled"
    case = book.open(self_handled=True)
    assert book.do(case, c.ConfirmSelfHandled(), ACC).state is State.CLOSED


def test_an_approximate_deadline_is_recomputed_when_the_year_is_known(
    book: Book,
) -> None:
    case = handling(book)
    assert book.no(case, c.RecomputeDeadline(), SYSTEM) == "exact-already"


def test_a_command_to_nothing_is_refused(book: Book) -> None:
    assert book.no("none", c.Take(), CG) == "case-unknown"
