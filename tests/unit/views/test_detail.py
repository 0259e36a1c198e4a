"""One case looked at closely: stage, both clocks, masks."""

from __future__ import annotations

import pytest
from hypothesis import given

from domain import commands as c
from domain.codes import OPEN, State
from domain.sla import Light
from domain.views.detail import MASK, STAGE_OF, Hand, Stage, detail
from domain.views.suggest import Suggestion, Why
from tests.town import DAY, HOUR, MINUTE, MONDAY, SYSTEM, Book
from tests.unit.domain.cases import DISP, HW, filed, handling
from tests.unit.views.shift import Step, play, steps

STAGE_MS = 15 * MINUTE


def test_every_open_state_is_in_a_stage() -> None:
    assert set(STAGE_OF) == OPEN - {State.VOID_REQ}


@given(steps(30))
def test_any_case_can_be_looked_at(drawn: list[Step]) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    for case in book.state.cases.values():
        seen = detail(case, book.now, ())
        assert (seen.case, seen.version, seen.state) == (
            case.id,
            case.version,
            case.state,
        )
        disposal = seen.disposal
        assert (disposal.light is not Light.NONE) == (
            disposal.left is not None and not disposal.paused
        )
        late = disposal.left is not None and disposal.left < 0
        assert disposal.paused or (disposal.light is Light.RED) == late


def test_a_stage_clock_reads_what_is_left() -> None:
    book = Book()
    case = book.case(filed(book))
    due = MONDAY + STAGE_MS
    seen = detail(case, MONDAY + 5 * MINUTE, ())
    assert seen.stage is Stage.DISPATCH
    assert seen.stage_clock == Hand(10 * MINUTE, Light.GREEN, due)
    assert seen.disposal == Hand()
    late = detail(case, due + 1, ())
    assert late.stage_clock == Hand(-1, Light.RED, due)


def test_the_departments_clock_runs_stands_and_stops() -> None:
    book = Book()
    case = handling(book, subclass="0402")
    deadline = MONDAY + 2 * HOUR
    seen = detail(book.case(case), MONDAY, ())
    assert seen.stage is Stage.HANDLE
    assert seen.disposal == Hand(2 * HOUR, Light.GREEN, deadline)
    book.do(case, c.AskSuspension(reason="H02", wake=MONDAY + DAY), HW, MONDAY + HOUR)
    book.do(case, c.ApproveSuspension(), DISP)
    seen = detail(book.case(case), MONDAY + 5 * HOUR, ())
    assert seen.disposal == Hand(HOUR, Light.NONE, None, paused=True)
    book.do(case, c.Resume(), SYSTEM, MONDAY + 5 * HOUR)
    book.do(case, c.FeedBack(photos=("p",)), HW)
    seen = detail(book.case(case), MONDAY + 9 * HOUR, ())
    assert seen.stage is Stage.CHECK
    assert seen.disposal == Hand(None, Light.NONE, MONDAY + 6 * HOUR)


def test_a_case_to_be_voided_stays_in_the_stage_it_was_in() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.AskVoid(reason="V04"), DISP)
    seen = detail(book.case(case), book.now, ())
    assert (seen.state, seen.stage) == (State.VOID_REQ, Stage.HANDLE)


@pytest.mark.parametrize(("elder", "address", "shown"), [
    (False, "天山路 1 号", "天山路 1 号"),
    (True, "天山路 1 号", MASK),
    (True, "", ""),
])  # fmt: skip
def test_an_elders_address_is_masked(elder: bool, address: str, shown: str) -> None:  # noqa: FBT001
    book = Book()
    case = book.open(elder=elder, address=address)
    assert detail(book.case(case), book.now, ()).address == shown


def test_bounces_and_suggestions_are_carried() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    book.do(case, c.ApproveBounce(), DISP)
    offers = (Suggestion("cg", Why.CO),)
    seen = detail(book.case(case), book.now, offers)
    assert (seen.bounces, seen.bounce_reason, seen.bounced_by) == (1, "B03", ("hw",))
    assert seen.suggestions == offers
