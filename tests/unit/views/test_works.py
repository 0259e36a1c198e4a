"""Whose work a case is: never nobody's, never one's who can do nothing with it."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import OPEN, Role, State
from domain.state import Case
from domain.views.choices import Doer, choices
from domain.views.filter import Row, Vocabulary, parse
from domain.views.works import WORKERS, workers
from tests.town import DAY, Book, place, rules
from tests.unit.domain.cases import CMD, DISP, HW, LEAD, handling
from tests.unit.views.states import standing

#: What may be done at any time is no work.
ANY_TIME = {c.Urge, c.AnswerUrge, c.SpecialClose, c.Resume, c.ForceAssign}
_R = Role


def bounced(book: Book, reason: str = "B03", times: int = 1) -> Case:
    case = handling(book)
    for turn in range(times):
        if turn:
            book.do(case, c.ApproveBounce(), LEAD)
            book.do(case, c.Redispatch(department="hw"), DISP)
        book.do(case, c.Bounce(reason=reason, note="不属"), HW)
    return book.case(case)


def extended(book: Book, times: int = 1) -> Case:
    case = handling(book)
    for turn in range(times):
        if turn:
            book.do(case, c.ApproveExtension(), CMD)
        book.do(case, c.AskExtension(reason="E01"), HW)
    return book.case(case)


def resting(book: Book, days: int) -> Case:
    case = handling(book)
    wake = book.now + days * DAY
    return book.do(case, c.AskSuspension(reason="H01", wake=wake), HW)


@pytest.mark.parametrize("state", sorted(OPEN - {State.HUNG}))
def test_in_every_state_somebody_has_it_and_can_move_it(state: State) -> None:
    book, case = standing(state)
    found = workers(case, book.now)
    assert found
    for role in found:
        unit = "hw" if role is Role.DEPARTMENT else ""
        doer = Doer(role, unit, "somebody-else")
        may = {o.row.command for o in choices(case, doer, book.now, rules())
               if not o.barred}  # fmt: skip
        assert may - ANY_TIME, role


def test_a_suspended_case_waits_for_nobody() -> None:
    book, case = standing(State.HUNG)
    assert workers(case, book.now) == frozenset()


@pytest.mark.parametrize(
    ("case", "roles"),
    [
        (bounced(Book()), {_R.DISPATCHER}),
        (bounced(Book(), "B01"), {_R.LEADER}),
        (bounced(Book(), times=2), {_R.LEADER}),
        (extended(Book()), {_R.DEPARTMENT, _R.LEADER}),
        (extended(Book(), 2), {_R.DEPARTMENT, _R.COMMANDER}),
        (resting(Book(), 30), {_R.DISPATCHER}),
        (resting(Book(), 31), {_R.COMMANDER}),
    ],
)
def test_a_ruling_waits_for_who_may_rule(case: Case, roles: set[Role]) -> None:
    assert workers(case, Book().now) == roles


def test_a_long_suspension_comes_nearer() -> None:
    book = Book()
    case = resting(book, 31)
    assert workers(case, book.now + DAY) == {Role.DISPATCHER}


def picked(text: str, *cases: Case, now: int) -> list[str]:
    found = parse(text, Vocabulary(place())).filter
    assert found is not None
    return [row.case.id for row in found.pick([Row.worded(one) for one in cases], now)]


def test_it_can_be_asked_for_by_any_name_of_the_role() -> None:
    book = Book()
    asked, plain = extended(book), book.case(book.open())
    for text in ("work=leader", "本岗=值班长", "wk:leader"):
        assert picked(text, asked, plain, now=book.now) == [asked.id]
    both = picked("wk=leader,acceptance", asked, plain, now=book.now)
    assert both == [asked.id, plain.id]
    assert picked("!wk=leader", asked, plain, now=book.now) == [plain.id]


def test_who_has_no_work_is_no_value() -> None:
    assert parse("work=watch", Vocabulary(place())).faults[0].key == "filter.no_value"
    assert len(set(WORKERS)) == len(WORKERS)


@pytest.mark.parametrize(
    ("narrow", "wide", "yes"),
    [
        ("wk=leader", "wk=leader,officer", True),
        ("wk=leader,officer", "wk=leader", False),
        ("wk=leader", "sa=ACCEPTED", False),
    ],
)
def test_fewer_roles_are_narrower(narrow: str, wide: str, yes: bool) -> None:  # noqa: FBT001
    one, other = (parse(t, Vocabulary(place())).filter for t in (narrow, wide))
    assert one is not None
    assert other is not None
    assert one.narrows(other) is yes


def test_only_what_the_wake_date_decides_is_a_matter_of_time() -> None:
    for text, timed in (("wk=commander", True), ("wk=acceptance", False)):
        found = parse(text, Vocabulary(place())).filter
        assert found is not None
        assert (found.timed, found.glides) == (timed, timed)
