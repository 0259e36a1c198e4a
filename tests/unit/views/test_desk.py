"""A department's inbox: where each case lies, in which order, with which clock."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain.codes import State
from domain.rates import Share
from domain.sla import Light
from domain.state import CityState
from domain.views.desk import DeskRow, Inbox, Section, desk_figures, section_of
from domain.views.index import OpenIndex
from tests.town import DAY, HOUR, MINUTE, Book
from tests.unit.domain.cases import CG, CMD, DISP, HW, LEAD, filed, handling
from tests.unit.views.rows import case, city
from tests.unit.views.shift import Step, play, steps, working


def inbox(state: CityState, department: str = "hw") -> Inbox:
    found = Inbox(department)
    found.rebuild(state)
    return found


def row(book: Book, name: str, department: str = "hw") -> DeskRow:
    """The row of one case."""
    rows = inbox(book.state, department).rows(book.state, 0, 99, book.now)
    return next(one for one in rows if one.case == name)


def sent(book: Book, department: str = "hw") -> str:
    name = filed(book)
    book.do(name, c.Dispatch(department=department), DISP)
    return name


def test_a_case_that_was_sent_is_to_be_taken_within_the_pick_up_limit() -> None:
    book = Book()
    name = sent(book)
    one = row(book, name)
    assert one.section is Section.TAKE
    assert one.own.left == HOUR
    assert one.disposal.left is not None
    assert one.disposal.left > HOUR
    book.now += HOUR + MINUTE
    late = row(book, name)
    assert (late.own.left, late.own.light) == (-MINUTE, Light.RED)
    assert late.disposal.light is not Light.RED


def test_a_case_in_hand_is_told_by_its_disposal_clock() -> None:
    book = Book()
    name = handling(book)
    one = row(book, name)
    assert one.section is Section.HAND
    assert one.own == one.disposal
    book.do(name, c.Assign(handler="老王"), HW)
    assert row(book, name).handler == "老王"


def test_what_was_asked_for_waits_with_its_reason() -> None:
    book = Book()
    back, longer, later = handling(book), handling(book), handling(book)
    book.do(back, c.Bounce(reason="B03", note="不属本部门"), HW)
    book.do(longer, c.AskExtension(reason="E02"), HW)
    book.do(later, c.AskSuspension(reason="H01", wake=book.now + 3 * DAY), HW)
    found = {name: row(book, name) for name in (back, longer, later)}
    assert {one.section for one in found.values()} == {Section.ASKED}
    assert [found[n].asked for n in (back, longer, later)] == ["B03", "E02", "H01"]
    assert found[back].disposal.paused
    assert found[back].own.left is not None
    assert found[longer].own == found[longer].disposal


def test_a_hung_case_shows_when_it_wakes() -> None:
    book = Book()
    name = handling(book)
    wake = book.now + 3 * DAY
    book.do(name, c.AskSuspension(reason="H01", wake=wake), HW)
    book.do(name, c.ApproveSuspension(), DISP)
    one = row(book, name)
    assert (one.section, one.own.deadline) == (Section.HUNG, wake)
    assert one.disposal.paused


def test_an_urged_case_goes_first_until_it_is_answered() -> None:
    book = Book()
    first, name = handling(book), handling(book)
    assert first != name
    book.do(name, c.Urge(hours=2), LEAD)
    assert inbox(book.state).queue(0, 1)[0].case == name
    one = row(book, name)
    assert (one.section, one.own.left) == (Section.URGED, 2 * HOUR)
    assert one.own.light is Light.YELLOW
    book.now += 2 * HOUR + 1
    assert row(book, name).own.light is Light.RED
    book.do(name, c.AnswerUrge(note="正在处置"), HW)
    assert row(book, name).section is Section.HAND


def test_an_urging_after_the_feedback_is_still_the_departments_to_answer() -> None:
    book = Book()
    name = handling(book)
    book.do(name, c.FeedBack(photos=("p",)), HW)
    assert len(inbox(book.state)) == 0
    book.do(name, c.Urge(hours=1), LEAD)
    assert row(book, name).section is Section.URGED


def test_forced_assignment_and_rework_are_marked() -> None:
    book = Book()
    name = handling(book, "cg")
    book.do(name, c.Bounce(reason="B04", note="不属本部门"), CG)
    book.do(name, c.ForceAssign(department="hw", note="签派"), CMD)
    assert row(book, name).forced
    again = handling(book)
    book.do(again, c.FeedBack(photos=("p",)), HW)
    book.do(again, c.SendCheck())
    book.do(again, c.FailCheck(reason="K02"))
    one = row(book, again)
    assert (one.section, one.reworks) == (Section.TAKE, 1)


def test_who_helps_sees_the_case_apart() -> None:
    book = Book()
    name = filed(book)
    book.do(name, c.Dispatch(department="hw", co=("cg",)), DISP)
    one = row(book, name, "cg")
    assert (one.section, one.lead) == (Section.JOINT, "hw")
    assert len(inbox(book.state, "de")) == 0


def test_a_case_of_another_department_is_in_no_section() -> None:
    book = Book()
    name = handling(book, "cg")
    assert section_of(book.case(name), "hw") is None
    assert len(inbox(book.state)) == 0
    assert inbox(book.state).position(name) is None


def test_within_a_section_what_is_due_first_is_first() -> None:
    due = (30 * MINUTE, 5 * MINUTE, 50 * MINUTE)
    cases = [
        case(f"k{at}", due=1_789_952_400_000 + left) for at, left in enumerate(due)
    ]
    found = inbox(city(*cases))
    assert [place.case for place in found.queue()] == ["k1", "k0", "k2"]
    assert found.position("k2") == 2
    assert found.find(0, 1, lambda one: one == "k2") == "k2"
    assert found.find(2, -1, lambda one: one == "k1") == "k1"
    assert found.find(0, 1, lambda one: one == "k1") is None


@given(day=steps(), at=st.integers(0, 39))
@settings(max_examples=150, deadline=None)
def test_kept_up_to_date_it_is_what_it_would_be_made_anew(
    day: list[Step], at: int
) -> None:
    book = working()
    kept = [inbox(book.state, code) for code in ("hw", "cg", "de")]
    assert len(kept[0]) == 3
    for number, step in enumerate(day):
        touched = play(book, step)
        for one in kept:
            one.touch(book.state, touched)
        if number in (at, len(day) - 1):
            for one in kept:
                anew = inbox(book.state, one.department)
                assert one.queue() == anew.queue()
                assert one.counts() == anew.counts()
                assert sum(one.counts().values()) == len(one)


def test_touching_tells_whether_the_desk_looks_different() -> None:
    book = Book()
    found = inbox(book.state)
    other = handling(book, "cg")
    assert not found.touch(book.state, [other])
    mine = handling(book)
    assert found.touch(book.state, [mine])
    book.do(mine, c.SpecialClose(note="特殊"), CMD)
    assert found.touch(book.state, [mine])
    assert len(found) == 0


def test_the_figures_are_the_departments_alone() -> None:
    book = Book()
    mine, back, other = handling(book), handling(book), handling(book, "cg")
    book.do(back, c.Bounce(reason="B03", note="不属本部门"), HW)
    book.do(mine, c.FeedBack(photos=("p",)), HW)
    book.do(other, c.Bounce(reason="B01", note="不属本部门"), CG)
    index = OpenIndex()
    index.rebuild(book.state, book.now)
    found = desk_figures(book.state, index, "hw", book.now, book.now - HOUR)
    assert (found.sent, found.disposed, found.bounced) == (2, 1, 1)
    assert found.bounces.asked == Share(1, 2)
    assert found.on_time == Share(1, 1)
    assert found.open == 2
    assert book.case(back).state is State.RETURN_REQ
