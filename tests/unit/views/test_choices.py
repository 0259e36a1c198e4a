"""The menu of a case: what may be done, and for the rest why not."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import Role, State
from domain.errors import Refused
from domain.state import Case
from domain.views.choices import LETTERS, WRONG_STATE, Doer, Option, choices, option
from domain.workflow import TRANSITIONS
from tests.town import Book, actor, rules
from tests.unit.domain.cases import DISP, HW, LEAD, filed, handling
from tests.unit.views.states import SOURCES, standing

RULES = rules()
NOW = Book().now


def doer(role: Role, unit: str = "") -> Doer:
    return Doer(role, unit)


def of(case: Case, who: Doer) -> dict[str, Option]:
    return {one.row.slug: one for one in choices(case, who, case.changed_at, RULES)}


def may(case: Case, who: Doer) -> set[str]:
    return {name for name, one in of(case, who).items() if not one.barred}


def test_every_command_but_report_is_there_once_for_every_state() -> None:
    wanted = {row.slug for row in TRANSITIONS if row.command is not c.Report}
    for state in SOURCES:
        _, case = standing(state)
        found = choices(case, doer(Role.WATCH), NOW, RULES)
        assert {one.row.slug for one in found} == wanted
        assert len(found) == len(wanted)


def test_no_letter_is_given_twice_and_only_the_centres_own_rows_have_none() -> None:
    assert len(set(LETTERS.values())) == len(LETTERS)
    assert not {"j", "k"} & set(LETTERS.values())
    without = {row.command for row in TRANSITIONS if row.command not in LETTERS}
    assert without == {c.Report, c.AutoCheck, c.Recur, c.RecomputeDeadline}


def test_what_may_be_done_comes_first_and_what_the_state_forbids_last() -> None:
    _, case = standing(State.RETURN_REQ)
    found = choices(case, doer(Role.DISPATCHER), case.changed_at, RULES)
    ranks = [0 if not o.barred else 1 + (o.barred == WRONG_STATE) for o in found]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0


@pytest.mark.parametrize(("state", "role", "unit", "wanted"), [
    (State.FILED, Role.DISPATCHER, "", {"dispatch", "send-back", "ask-void"}),
    (State.FILED, Role.WATCH, "", set()),
    (State.FILED, Role.LEADER, "", {"urge"}),
    (State.RETURN_REQ, Role.DISPATCHER, "", {"approve-bounce", "reject-bounce"}),
    (State.HANDLING, Role.DEPARTMENT, "hw",
     {"bounce", "assign", "ask-extension", "ask-suspension", "feed-back"}),
    (State.HANDLING, Role.DEPARTMENT, "cg", set()),
    (State.HANDLING, Role.STREET, "T01", {"assign", "urge"}),
    (State.HANDLING, Role.STREET, "T02", set()),
    (State.CHECKED, Role.LEADER, "", {"close", "return-to-check", "urge"}),
    (State.HUNG, Role.DISPATCHER, "", {"resume"}),
])  # fmt: skip
def test_who_may_do_what(state: State, role: Role, unit: str, wanted: set[str]) -> None:
    _, case = standing(state)
    assert may(case, doer(role, unit)) == wanted


def test_the_reason_is_the_one_the_centre_would_give() -> None:
    """For every state, role and command: the menu says what `decide` would."""
    for state in SOURCES:
        for role in (Role.DISPATCHER, Role.LEADER, Role.COMMANDER, Role.DEPARTMENT):
            unit = "hw" if role is Role.DEPARTMENT else ""
            book, case = standing(state)
            for one in choices(case, doer(role, unit), book.now, RULES):
                if one.barred in ("", WRONG_STATE):
                    continue
                from domain.views.choices import _probe

                said = book.ask(_probe(one.row, book.now), actor(role, unit), case.id)
                assert isinstance(said, Refused), one
                assert said.code in (one.barred, WRONG_STATE)


def test_a_bounce_for_our_error_and_a_second_one_are_the_leaders() -> None:
    book = Book()
    ours = handling(book)
    book.do(ours, c.Bounce(reason="B01", note="错"), HW)
    dispatcher, leader = doer(Role.DISPATCHER), doer(Role.LEADER)
    found = of(book.case(ours), dispatcher)
    assert found["approve-bounce"].barred == "our-error"
    assert found["reject-bounce"].barred == ""
    assert of(book.case(ours), leader)["approve-bounce"].barred == ""
    book.do(ours, c.ApproveBounce(), LEAD)
    book.do(ours, c.Redispatch(department="hw"), DISP)
    book.do(ours, c.Bounce(reason="B03", note="又"), HW)
    found = of(book.case(ours), dispatcher)
    assert found["approve-bounce"].barred == "second-bounce"
    assert found["reject-bounce"].barred == "second-bounce"
    assert of(book.case(ours), leader)["force-assign"].barred == ""


def test_forced_assignment_waits_for_two_bounces_and_ends_them() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    leader = doer(Role.LEADER)
    assert of(book.case(case), leader)["force-assign"].barred == "too-early"
    nobodys = handling(book)
    book.do(nobodys, c.Bounce(reason="B04", note="不清"), HW)
    assert of(book.case(nobodys), leader)["force-assign"].barred == ""
    book.do(nobodys, c.ForceAssign(note="你来"), LEAD)
    street = doer(Role.DEPARTMENT, "de")
    assert of(book.case(nobodys), street)["bounce"].barred == "forced"


def test_dispatch_and_redispatch_exclude_each_other() -> None:
    book = Book()
    case = filed(book)
    dispatcher = doer(Role.DISPATCHER)
    found = of(book.case(case), dispatcher)
    assert (found["dispatch"].barred, found["redispatch"].barred) == (
        "",
        "never-bounced",
    )
    one = option(c.Redispatch, book.case(case), dispatcher, book.now, RULES)
    assert one == found["redispatch"]


def test_without_a_calendar_state_and_role_still_speak() -> None:
    book = Book()
    case = book.case(filed(book))
    found = {o.row.slug: o.barred for o in choices(case, doer(Role.LEADER), book.now)}
    assert found["dispatch"] == "role-not-allowed"
    assert found["close"] == WRONG_STATE
    assert found["auto-check"] == "role-not-allowed"
