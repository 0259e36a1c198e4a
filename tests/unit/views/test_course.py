"""The course of a case: its stages, clocks, records, holds and relatives."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import Role, Source
from domain.errors import Refused
from domain.state import Case
from domain.views.course import Course, course, entry, used_of
from domain.views.detail import MASK, Stage, detail, stage_of
from domain.views.holds import Hold, Ruling, holds
from domain.views.related import Kin, related, ties
from tests.town import DAY, HOUR, MINUTE, MONDAY, Book, calendar, report
from tests.unit.domain.cases import ACC, CG, DISP, HW, LEAD, OFF, OTHER_OFF, filed

COUNTED = calendar().counted


def case_of(book: Book, case: str) -> Case:
    return book.state.cases.get(case) or book.closed[case]


def seen(book: Book, case: str, now: int | None = None) -> Course:
    records = [record for record in book.records if record.case == case]
    return course(case_of(book, case), records, now or book.now, COUNTED)


def whole(book: Book) -> str:
    """From report to close: 5 minutes a step, an hour at the department."""
    case = book.open()
    for command, by in (
        (c.Accept(), ACC),
        (c.File(), LEAD),
        (c.Dispatch(department="hw"), DISP),
        (c.Take(), HW),
    ):
        book.now += 5 * MINUTE
        book.do(case, command, by)
    book.now += HOUR
    book.do(case, c.FeedBack(photos=("before.jpg", "after.jpg"), note="已清"), HW)
    book.now += 5 * MINUTE
    book.do(case, c.SendCheck(), ACC)
    book.now += 5 * MINUTE
    book.do(case, c.PassCheck(photos=("check.jpg",)), OTHER_OFF)
    book.now += 5 * MINUTE
    book.do(case, c.Close(), LEAD)
    return case


def test_a_closed_case_has_seven_stages_with_times_limits_and_hands() -> None:
    book = Book()
    legs = seen(book, whole(book)).legs
    assert [leg.stage for leg in legs] == list(Stage)
    minutes = [
        tuple(
            (at - MONDAY) // MINUTE for at in (leg.began, leg.ended) if at is not None
        )
        for leg in legs
    ]
    assert minutes == [
        (0, 0), (0, 5), (5, 10), (10, 15), (15, 80), (80, 90), (90, 95),
    ]  # fmt: skip
    assert [leg.role for leg in legs] == [
        Role.OFFICER, Role.ACCEPTANCE, Role.LEADER, Role.DISPATCHER,
        Role.DEPARTMENT, Role.OFFICER, Role.LEADER,
    ]  # fmt: skip
    assert [(leg.used or 0) // MINUTE for leg in legs] == [0, 5, 5, 5, 65, 10, 5]
    assert [(leg.limit or 0) // MINUTE for leg in legs] == [0, 15, 15, 15, 240, 60, 15]
    assert {leg.over for leg in legs} == {0}


def test_the_clock_of_a_stage_that_runs_goes_on_with_the_time() -> None:
    book = Book()
    case = filed(book)
    dispatch = seen(book, case, MONDAY + 20 * MINUTE).legs[Stage.DISPATCH]
    assert (dispatch.began, dispatch.ended) == (MONDAY, None)
    assert (dispatch.used, dispatch.limit) == (20 * MINUTE, 15 * MINUTE)
    assert dispatch.over == 5 * MINUTE
    assert seen(book, case).legs[Stage.HANDLE].began is None


def test_verifying_pauses_the_accept_clock() -> None:
    book = Book()
    done = book.ask(report(source=Source.HOTLINE), ACC)
    assert not isinstance(done, Refused)
    case = done[0].case
    book.now += 6 * MINUTE
    book.do(case, c.SendVerify(), ACC)
    book.now += 20 * MINUTE
    book.do(case, c.Verify(genuine=True, photos=("p",)), OFF)
    book.now += 3 * MINUTE
    book.do(case, c.Accept(), ACC)
    accept = seen(book, case).legs[Stage.ACCEPT]
    assert accept.used == 29 * MINUTE
    assert accept.limit == (15 + 30) * MINUTE
    assert accept.over == 0


def bounced(book: Book) -> str:
    """hw holds it an hour and bounces it; cg holds it for two and feeds back."""
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Take(), HW)
    book.now += HOUR
    book.do(case, c.Bounce(reason="B03", note="不归我们"), HW)
    book.now += 10 * MINUTE
    book.do(case, c.ApproveBounce(note="同意"), DISP)
    book.do(case, c.Redispatch(department="cg"), DISP)
    book.do(case, c.Take(), CG)
    return case


def test_a_stage_that_the_case_came_back_to_counts_its_visits() -> None:
    book = Book()
    legs = seen(book, bounced(book)).legs
    assert (legs[Stage.DISPATCH].visits, legs[Stage.HANDLE].visits) == (2, 2)
    assert legs[Stage.DISPATCH].used == 10 * MINUTE
    assert legs[Stage.HANDLE].ended is None


def test_the_bounce_history_says_who_held_it_how_long_and_who_ruled() -> None:
    book = Book()
    case = bounced(book)
    book.now += 2 * HOUR
    first, second = seen(book, case).holds
    (asked,) = first.asked
    assert (first.department, first.end) == ("hw", "BounceApproved")
    assert first.held(book.now) == HOUR
    assert (asked.reason, asked.note, asked.ruling) == (
        "B03", "不归我们", Ruling.APPROVED,
    )  # fmt: skip
    assert (asked.ruled_by, asked.ruled_note) == ("dispatcher", "同意")
    assert (second.department, second.until) == ("cg", None)
    assert second.held(book.now) == 2 * HOUR


def test_a_rejected_bounce_stays_with_its_department() -> None:
    book = Book()
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Bounce(reason="B03", note="不归我们"), HW)
    assert seen(book, case).holds[0].asked[0].ruling is Ruling.WAITING
    book.do(case, c.RejectBounce(note="就是你们"), DISP)
    book.now += HOUR
    (hold,) = seen(book, case).holds
    assert hold.asked[0].ruling is Ruling.REJECTED
    assert hold.held(book.now) == HOUR


def test_a_forced_assignment_overtakes_the_bounce() -> None:
    book = Book()
    case = bounced(book)
    book.do(case, c.Bounce(reason="B03", note="也不归我们"), CG)
    book.do(case, c.ForceAssign(department="de", note="签派"), LEAD)
    found = seen(book, case).holds
    assert [hold.department for hold in found] == ["hw", "cg", "de"]
    assert found[1].asked[0].ruling is Ruling.FORCED
    assert found[1].end == "ForceAssigned"
    assert [hold.forced for hold in found] == [False, False, True]


def test_a_failed_check_gives_it_back_to_the_same_department() -> None:
    book = Book()
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Take(), HW)
    book.do(case, c.FeedBack(photos=("a", "b")), HW)
    book.do(case, c.SendCheck(), ACC)
    book.do(case, c.FailCheck(reason="K01"), OTHER_OFF)
    assert [(h.department, h.end) for h in seen(book, case).holds] == [
        ("hw", "FedBack"), ("hw", ""),
    ]  # fmt: skip
    assert seen(book, case).legs[Stage.CHECK].visits == 1
    assert seen(book, case).legs[Stage.HANDLE].visits == 2


def test_a_pause_is_not_used_up_and_working_hours_are_counted_as_such() -> None:
    book = Book()
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Take(), HW)
    book.now += HOUR
    book.do(case, c.Bounce(reason="B03", note="不归我们"), HW)
    later = book.now + DAY
    assert used_of(case_of(book, case), later, COUNTED) == HOUR
    book.do(case, c.RejectBounce(note="就是你们"), DISP)
    assert used_of(case_of(book, case), book.now + 30 * MINUTE, COUNTED) == 90 * MINUTE
    # 10:30 to 12:00 and 14:00 to 15:00
    assert used_of(case_of(book, case), MONDAY + 6 * HOUR, COUNTED) == 5 * HOUR - HOUR
    assert used_of(case_of(book, case), book.now, None) is None


def test_a_missed_deadline_is_over_even_after_the_feedback() -> None:
    book = Book()
    case = filed(book)
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Take(), HW)
    book.now += DAY
    book.do(case, c.FeedBack(photos=("a", "b")), HW)
    book.now += DAY
    leg = seen(book, case).legs[Stage.HANDLE]
    assert leg.over > 0
    assert leg.used is not None
    assert leg.limit is not None
    assert leg.used > leg.limit
    assert leg.used == COUNTED(MONDAY, MONDAY + DAY, leg.unit)  # type: ignore[arg-type]


def test_without_records_only_what_the_case_tells_is_told() -> None:
    book = Book()
    case = filed(book)
    bare = course(case_of(book, case), [], MONDAY + 5 * MINUTE)
    assert not bare.known
    assert [leg.began is not None for leg in bare.legs] == [
        True, False, False, True, False, False, False,
    ]  # fmt: skip
    assert bare.legs[Stage.DISPATCH].used == 5 * MINUTE
    assert seen(book, case).known


def test_records_that_the_case_has_outrun_say_so() -> None:
    book = Book()
    case = filed(book)
    records = [record for record in book.records if record.case == case]
    assert not course(case_of(book, case), records, book.now).behind
    assert course(case_of(book, case), records[:-1], book.now).behind


@pytest.mark.parametrize(
    ("ends", "stage"),
    [
        ((c.Merge(target="c0001"),), Stage.ACCEPT),
        ((c.Accept(), c.RefuseToFile(reason="V01")), Stage.FILE),
        ((c.Accept(), c.File(), c.AskVoid(reason="V04"), c.ApproveVoid()),
         Stage.DISPATCH),
        ((c.SpecialClose(note="指挥长"),), Stage.CLOSE),
    ],
)  # fmt: skip
def test_where_a_case_ended(ends: tuple[c.AnyCommand, ...], stage: Stage) -> None:
    book = Book()
    book.open()
    case = book.open()
    for command in ends:
        book.do(case, command)
    ended = case_of(book, case)
    assert stage_of(ended) is stage
    assert seen(book, case).legs[stage].ended == book.now
    assert all(
        leg.ended is not None or leg.began is None for leg in seen(book, case).legs
    )


def test_an_entry_carries_whom_it_concerns_and_why() -> None:
    book = Book()
    case = bounced(book)
    found = {one.what: one for one in seen(book, case).entries}
    assert found["Bounced"].reason == "B03"
    assert found["Bounced"].note == "不归我们"
    assert found["Dispatched"].department == "cg"
    assert found["Dispatched"].until is not None
    assert (found["Bounced"].role, found["Bounced"].unit) == (Role.DEPARTMENT, "hw")
    assert [one.version for one in seen(book, case).entries] == list(range(1, 10))


def test_what_was_written_about_an_elder_is_masked() -> None:
    book = Book()
    case = book.open(text="住三楼的王阿婆", elder=True)
    (reported,) = seen(book, case).entries
    assert reported.note == MASK
    (record,) = [r for r in book.records if r.case == case]
    assert entry(record).note == "住三楼的王阿婆"


def test_related_cases_are_named_ones_first_then_the_same_place_newest_first() -> None:
    book = Book()
    target = book.open()
    book.now += MINUTE
    merged, later = book.open(), book.open()
    book.do(merged, c.Merge(target=target), ACC)
    book.now += MINUTE
    newest = book.open()
    near = [case_of(book, one) for one in (merged, later, newest)]
    found = related(case_of(book, target), (), (), near)
    assert [(one.case, one.kin) for one in found] == [
        (newest, Kin.SIMILAR), (later, Kin.SIMILAR), (merged, Kin.MERGED),
    ]  # fmt: skip
    mine = case_of(book, merged)
    assert ties(mine, ()) == ((Kin.MERGED_INTO, target),)
    unknown, *_ = related(mine, (), (), ())
    assert (unknown.case, unknown.number, unknown.state) == (target, "", None)


def test_a_revisit_links_both_ways() -> None:
    book = Book()
    case = whole(book)
    book.do(case, c.Revisit(note="不满意"), ACC)
    other = book.records[-2].case if book.records[-1].case == case else ""
    records = [record for record in book.records if record.case == case]
    assert ties(case_of(book, case), records) == ((Kin.REVISITED, other),)
    assert ties(case_of(book, other), ()) == ((Kin.REVISITS, case),)


def test_a_hold_never_lasts_less_than_nothing() -> None:
    assert Hold("hw", MONDAY).held(MONDAY - 1) == 0
    assert holds([]) == ()


def test_masking_leaves_photos_alone() -> None:
    book = Book()
    case = book.open(photos=("a.jpg",), elder=True)
    (record,) = [r for r in book.records if r.case == case]
    assert entry(record, elder=True).photos == ("a.jpg",)


def test_a_detail_of_an_elders_case_does_not_say_where_it_is() -> None:
    book = Book()
    where = {"address": "某路1号", "lon": 121.4, "lat": 31.2}
    plain = detail(case_of(book, book.open(**where)), book.now, ())
    assert (plain.address, plain.lon, plain.lat) == ("某路1号", 121.4, 31.2)
    masked = detail(case_of(book, book.open(elder=True, **where)), book.now, ())
    assert (masked.address, masked.lon, masked.lat) == (MASK, None, None)


def test_a_detail_of_a_closed_case_has_ended() -> None:
    book = Book()
    case = whole(book)
    closed = detail(case_of(book, case), book.now, ())
    assert (closed.ended, closed.stage, closed.on_time) == (True, Stage.CLOSE, True)
    assert closed.stage_clock.left is None
