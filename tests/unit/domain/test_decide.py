"""Given records, when a command, then facts or a refusal: the guards one by one."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import Role, Source, State, VoidKind
from tests.town import DAY, HOUR, MINUTE, MONDAY, SYSTEM, Book, actor, report
from tests.unit.domain.cases import (
    ACC,
    CG,
    CMD,
    DISP,
    HW,
    LEAD,
    OFF,
    filed,
    handling,
)


@pytest.fixture
def book() -> Book:
    return Book()


def test_a_report_is_located_and_numbered_by_the_local_day(book: Book) -> None:
    case = book.case(book.open(grid="", lon=121.40202, lat=31.20001))
    assert (case.street, case.grid, case.duty) == ("T02", "T02001001", "D2")
    assert case.number == "TT-20260921-0001"
    assert book.case(book.open()).number == "TT-20260921-0002"
    book.now = MONDAY + DAY
    assert book.case(book.open()).number == "TT-20260922-0001"


def test_a_report_needs_a_place_inside(book: Book) -> None:
    ask = {"grid": "", "lon": 120.0, "lat": 30.0}
    assert book.no("", report(**ask), OFF) == "place-outside"
    assert book.no("", report(grid=""), OFF) == "place-missing"
    assert book.no("", report(grid="nowhere"), OFF) == "grid-unknown"
    assert book.no("", report(grid="", street="nowhere"), OFF) == "street-unknown"
    assert book.no("", report(subclass="9999"), OFF) == "subclass-unknown"


def test_a_source_belongs_to_its_role(book: Book) -> None:
    assert book.no("", report(source=Source.HOTLINE), OFF) == "source-not-yours"
    done = book.ask(report(source=Source.HOTLINE), ACC)
    assert isinstance(done, tuple)


def test_a_hotline_report_is_verified_before_it_is_accepted(book: Book) -> None:
    done = book.ask(report(source=Source.HOTLINE), ACC)
    assert isinstance(done, tuple)
    case = done[0].case
    assert book.no(case, c.Accept(), ACC) == "verify-first"
    book.do(case, c.SendVerify(), ACC, MONDAY + 5 * MINUTE)
    assert book.no(case, c.Verify(genuine=True), OFF) == "photo-missing"
    after = book.do(
        case, c.Verify(genuine=True, photos=("p",)), OFF, MONDAY + 20 * MINUTE
    )
    assert after.stage_due == MONDAY + 30 * MINUTE  # ten minutes were left
    assert book.do(case, c.Accept(), ACC).state is State.ACCEPTED


def test_acceptance_settles_class_and_grid(book: Book) -> None:
    case = book.open(subclass="", grid="", street="T01")
    assert book.no(case, c.Accept(), ACC) == "subclass-missing"
    assert book.no(case, c.Accept(subclass="0101"), ACC) == "grid-missing"
    after = book.do(case, c.Accept(subclass="0402", grid="T02001001"), ACC)
    assert (after.subclass, after.street) == ("0402", "T02")


def test_refusal_is_reviewed_by_the_leader(book: Book) -> None:
    case = book.open()
    assert book.no(case, c.Refuse(reason="B01"), ACC) == "reason-wrong"
    book.do(case, c.Refuse(reason="V01"), ACC)
    assert book.no(case, c.ApproveVoid(), ACC) == "role-not-allowed"
    assert book.no(case, c.RejectVoid(note=" "), LEAD) == "note-missing"
    assert book.do(case, c.RejectVoid(note="真实"), LEAD).state is State.REPORTED
    book.do(case, c.Refuse(reason="V01"), ACC)
    after = book.do(case, c.ApproveVoid(), LEAD)
    assert (after.state, after.void_kind) == (State.VOIDED, VoidKind.NOT_ACCEPTED)


def test_merging_wants_an_open_similar_case(book: Book) -> None:
    first = book.open(lon=121.4, lat=31.2)
    near = book.open(lon=121.4003, lat=31.2)
    far = book.open(lon=121.4010, lat=31.2)
    other = book.open(subclass="0402")
    assert book.no(near, c.Merge(target=near), ACC) == "target-not-open"
    assert book.no(far, c.Merge(target=first), ACC) == "not-similar"
    assert book.no(other, c.Merge(target=first), ACC) == "not-similar"
    late = book.ask(report(lon=121.4, lat=31.2), OFF, at=MONDAY + DAY + 1)
    assert isinstance(late, tuple)
    assert book.no(late[0].case, c.Merge(target=first), ACC) == "not-similar"
    after = book.do(near, c.Merge(target=first), ACC)
    assert (after.void_kind, after.merged_into) == (VoidKind.MERGED, first)


def test_dispatch_starts_the_clock_of_the_catalogue(book: Book) -> None:
    case = filed(book)
    book.now = MONDAY + 8 * HOUR + 30 * MINUTE  # 17:30
    after = book.do(case, c.Dispatch(department="hw", co=("cg",)), DISP)
    assert after.clock is not None
    assert after.clock.deadline == MONDAY + 26 * HOUR + 30 * MINUTE  # 11:30 next day
    assert (after.department, after.co) == ("hw", ("cg",))


def test_dispatch_names_known_departments_once(book: Book) -> None:
    case = filed(book)
    assert book.no(case, c.Dispatch(department="xx"), DISP) == "department-unknown"
    twice = c.Dispatch(department="cg", co=("cg",))
    assert book.no(case, twice, DISP) == "department-twice"
    own = c.Dispatch(department="cg", deadline=MONDAY + DAY)
    assert book.no(case, own, DISP) == "deadline-not-yours"
    assert book.no(case, c.Redispatch(department="cg"), DISP) == "never-bounced"


def test_a_record_brings_its_own_deadline(book: Book) -> None:
    case = filed(book)
    after = book.do(case, c.Dispatch(department="cg", deadline=MONDAY + DAY), SYSTEM)
    assert after.clock is not None
    assert after.clock.deadline == MONDAY + DAY
    other = filed(book)
    assert book.do(other, c.Dispatch(department="cg", open_ended=True)).clock is None


def test_only_its_own_department_touches_a_case(book: Book) -> None:
    case = handling(book)
    assert book.no(case, c.FeedBack(photos=("a",)), CG) == "not-your-case"
    assert book.no(case, c.FeedBack(), HW) == "photo-missing"
    assert book.do(case, c.FeedBack(photos=("a",)), HW).state is State.FED_BACK


def test_a_rejected_bounce_goes_on_with_what_was_left(book: Book) -> None:
    case = handling(book)
    before = book.case(case).clock
    assert before is not None
    bounce = c.Bounce(reason="B03", note="非本单位")
    book.do(case, bounce, HW, MONDAY + HOUR)
    after = book.do(case, c.RejectBounce(note="是"), DISP, MONDAY + 2 * HOUR)
    assert after.clock is not None
    assert after.rejected_bounces == 1
    # 3 h were left at 10:00; from 11:00 on that is one hour and two after 14:00
    assert after.clock.deadline == MONDAY + 7 * HOUR
    assert before.deadline == MONDAY + 6 * HOUR


def test_an_approved_bounce_restarts_the_clock_for_another_department(
    book: Book,
) -> None:
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="n"), HW, MONDAY + HOUR)
    after = book.do(case, c.ApproveBounce(), DISP)
    assert (after.state, after.bounces, after.department) == (State.FILED, 1, "")
    assert after.stage_due == MONDAY + HOUR + 15 * MINUTE
    assert book.no(case, c.Dispatch(department="cg"), DISP) == "bounced-before"
    after = book.do(case, c.Redispatch(department="cg"), DISP, MONDAY + 2 * HOUR)
    assert after.clock is not None
    assert after.clock.deadline == MONDAY + 8 * HOUR  # four hours from 11:00


def test_re_dispatch_to_the_same_department_resumes_the_clock(book: Book) -> None:
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="n"), HW, MONDAY + HOUR)
    book.do(case, c.ApproveBounce(), DISP)
    after = book.do(case, c.Redispatch(department="hw"), DISP, MONDAY + 2 * HOUR)
    assert after.clock is not None
    assert after.clock.deadline == MONDAY + 7 * HOUR


def test_the_dispatcher_does_not_rule_on_the_dispatchers_error(book: Book) -> None:
    case = handling(book)
    book.do(case, c.Bounce(reason="B01", note="n"), HW)
    assert book.no(case, c.ApproveBounce(), DISP) == "our-error"
    assert book.do(case, c.ApproveBounce(), LEAD).state is State.FILED


def test_a_second_bounce_is_the_leaders_and_ends_in_forced_assignment(
    book: Book,
) -> None:
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="n"), HW)
    force = c.ForceAssign(note="定", department="cg")
    assert book.no(case, force, LEAD) == "too-early"
    book.do(case, c.ApproveBounce(), DISP)
    book.do(case, c.Redispatch(department="cg"), DISP)
    book.do(case, c.Bounce(reason="B03", note="n"), CG)
    assert book.no(case, c.ApproveBounce(), DISP) == "second-bounce"
    assert book.no(case, c.RejectBounce(note="n"), DISP) == "second-bounce"
    after = book.do(case, c.ForceAssign(note="托底"), LEAD)
    assert (after.department, after.forced, after.bounces) == ("de", True, 2)
    assert after.bounced_by == ("hw", "cg")
    home = actor(Role.DEPARTMENT, "de")
    assert book.no(case, c.Bounce(reason="B03", note="n"), home) == "forced"


def test_without_an_owner_the_leader_may_force_at_once(book: Book) -> None:
    case = handling(book, grid="T02001001")
    book.do(case, c.Bounce(reason="B04", note="n"), HW)
    assert book.no(case, c.ForceAssign(note="n"), LEAD) == "no-backstop"
    after = book.do(case, c.ForceAssign(note="n", department="hw"), CMD)
    assert (after.rejected_bounces, after.bounces) == (1, 0)


def test_recall_is_only_for_what_was_not_taken(book: Book) -> None:
    case = filed(book)
    book.do(case, c.Dispatch(department="cg"), DISP)
    after = book.do(case, c.Recall(), DISP)
    assert (after.state, after.department, after.clock) == (State.FILED, "", None)
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Take(), HW)
    assert book.no(case, c.Recall(), DISP) == "wrong-state"


def test_extensions_are_two_and_asked_in_time(book: Book) -> None:
    case = handling(book)
    ask = c.AskExtension(reason="E02")
    assert book.no(case, c.ApproveExtension(), LEAD) == "not-asked"
    book.do(case, ask, HW)
    assert book.no(case, ask, HW) == "already-asked"
    after = book.do(case, c.ApproveExtension(), LEAD)
    assert after.clock is not None
    assert after.clock.deadline == MONDAY + DAY  # 8 work hours from Monday 09:00
    book.do(case, ask, HW)
    assert book.no(case, c.ApproveExtension(), LEAD) == "commander-only"
    book.do(case, c.ApproveExtension(), CMD)
    assert book.no(case, ask, HW) == "extensions-used"
    late = handling(book)
    assert book.no(late, ask, HW, MONDAY + 3 * DAY) == "overdue"
