"""Given records, when a command, then facts or a refusal: the guards one by one."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain import events as e
from domain.codes import Role, Source, State, VoidKind
from tests.town import DAY, HOUR, MINUTE, MONDAY, SYSTEM, Book, actor, report

ACC = actor(Role.ACCEPTANCE)
LEAD = actor(Role.LEADER)
DISP = actor(Role.DISPATCHER)
CMD = actor(Role.COMMANDER)
CG = actor(Role.DEPARTMENT, "cg")
HW = actor(Role.DEPARTMENT, "hw")
OFF = actor(Role.OFFICER)
OTHER_OFF = actor(Role.OFFICER, name="officer-2")


@pytest.fixture
def book() -> Book:
    return Book()


def filed(book: Book, **more: object) -> str:
    case = book.open(**more)
    book.do(case, c.Accept(), ACC)
    book.do(case, c.File(), LEAD)
    return case


def handling(book: Book, department: str = "hw", **more: object) -> str:
    case = filed(book, **more)
    book.do(case, c.Dispatch(department=department), DISP)
    book.do(case, c.Take(), actor(Role.DEPARTMENT, department))
    return case


def fed_back(book: Book) -> str:
    case = handling(book)
    book.do(case, c.FeedBack(photos=("a", "b")), HW)
    return case


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
