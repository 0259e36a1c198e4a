"""A case as it is drawn: course, records, bounces, relatives, in both languages."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest

from domain import commands as c
from domain.state import Case
from domain.text import width
from domain.views.course import Course, course
from domain.views.detail import Detail, detail
from domain.views.related import Relative, related
from domain.views.suggest import Suggestion, Why
from tests.town import HOUR, MINUTE, Book, calendar
from tests.unit.domain.cases import CG, DISP, HW, filed
from tests.unit.widgets.lenses import lens, text, widest
from widgets.draw.course import CourseView, body, heading
from widgets.draw.course import course as draw_course
from widgets.draw.detail import DetailView
from widgets.draw.detail import detail as draw_detail
from widgets.draw.history import HistoryView, history
from widgets.draw.related import RelatedView
from widgets.draw.related import related as draw_related
from widgets.draw.ruling import RulingView, ruling
from widgets.draw.spans import Ground, Tone
from widgets.draw.times import amount, lasted

NOTE = "现场核对后申请退单，" * 12


@cache
def told() -> tuple[Case, Detail, Course, int]:
    """Bounced by hw after an hour with a long note, overdue at cg since yesterday."""
    book = Book()
    case = filed(book, text="楼下堆满垃圾\n三天没人管", photos=("report-1.jpg",))
    book.do(case, c.Dispatch(department="hw"), DISP)
    book.do(case, c.Take(), HW)
    book.now += HOUR
    book.do(case, c.Bounce(reason="B03", note=NOTE), HW)
    book.now += 10 * MINUTE
    book.do(case, c.ApproveBounce(note="同意"), DISP)
    book.do(case, c.Redispatch(department="cg"), DISP)
    book.do(case, c.Take(), CG)
    now = book.now + 26 * HOUR
    found = book.case(case)
    records = [record for record in book.records if record.case == case]
    offers = (Suggestion("cg", Why.ROUTE, basis="条例"),)
    whole = course(found, records, now, calendar().counted)
    return found, detail(found, now, offers), whole, now


def view(**more: object) -> CourseView:
    _, one, whole, now = told()
    fields: dict[str, object] = {"detail": one, "course": whole, "now": now}
    return CourseView(**(fields | more))  # type: ignore[arg-type]


def test_the_seven_stages_have_times_limits_use_and_hands() -> None:
    drawn = text(body(view(), lens(), 100))
    for words in ("上报", "受理", "立案", "派遣", "处置", "核查", "结案"):
        assert words in drawn
    (dispatch,) = [row for row in drawn.splitlines() if row.startswith("● 派遣")]
    assert "09-21 09:00 – 09-21 10:10" in dispatch
    assert "10/45 分" in dispatch
    assert "×2" in dispatch
    (handle,) = [row for row in drawn.splitlines() if row.startswith("◐ 处置")]
    assert "▲" in handle
    assert "/4 工作时" in handle
    assert "城管" in handle


def test_what_was_said_where_it_is_and_what_sets_it_apart() -> None:
    drawn = text(body(view(), lens(), 100))
    assert "  楼下堆满垃圾\n  三天没人管" in drawn
    assert "网格 T01001001" in drawn
    assert "责任网格 D1" in drawn
    assert "退单 1 次" in drawn


def test_a_case_says_which_component_it_is_about_and_that_it_came_again() -> None:
    _, one, whole, now = told()
    code = "9000010107000001"
    again = msgspec.structs.replace(one, component=code, recurrences=2, chronic=True)
    drawn = text(body(CourseView(again, whole, now=now), lens(), 100))
    assert f"部件 {code}" in drawn
    short = text(draw_detail(DetailView(again, now), lens("en"), 100, 12))
    for shown, words in ((drawn, ("顽疾", "第 2 次复发")),
                         (short, ("chronic", "recurrence 2"))):  # fmt: skip
        assert all(word in shown for word in words)
    assert "部件" not in text(body(view(), lens(), 100))
    assert "recurrence" not in text(
        draw_detail(DetailView(one, now), lens("en"), 100, 12)
    )


def test_what_is_missing_comes_first() -> None:
    loading = heading(view(state="course.loading"), lens(), 60).text
    assert "正在读取卷宗" in loading
    stale = view(state="course.loading", stamp="STALE since 12:03:44")
    assert "STALE since 12:03:44" in heading(stale, lens(), 60).text
    failed = CourseView(name="CN-1", state="course.failed", fault="no such case")
    drawn = draw_course(failed, lens("en"), 60, 5)
    assert "CN-1" in drawn[0].text
    assert "could not be read" in drawn[0].text
    assert "no such case" in drawn[1].text


def test_the_window_scrolls_below_its_title() -> None:
    drawn = draw_course(view(start=3), lens(), 80, 6)
    whole = body(view(), lens(), 80)
    assert [line.text for line in drawn[1:]] == [line.text for line in whole[3:8]]


def test_records_are_told_with_who_why_and_how_many_photos() -> None:
    _, _, whole, now = told()
    drawn = text(history(HistoryView(whole, now=now), lens("en"), 100, 40))
    assert "9 records" in drawn
    assert "B03 not our duty" in drawn
    assert "→ Sanit" in drawn
    assert "1 photos" in drawn
    assert "#6" in drawn
    assert "现场核对后申请退单" in drawn


def test_a_long_note_is_shown_whole() -> None:
    _, _, whole, now = told()
    drawn = history(HistoryView(whole, now=now), lens(), 60, 40)
    assert sum(line.text.count("现场核对后") for line in drawn) >= 8
    assert "".join("".join(line.text.split()) for line in drawn).count("，") >= 12


def test_records_that_are_not_there_say_why() -> None:
    drawn = text(history(HistoryView(state="course.loading"), lens("en"), 60, 5))
    assert drawn.count("reading the records") == 2


def test_the_bounce_history_tells_reason_ruling_and_time_held() -> None:
    _, one, whole, now = told()
    drawn = text(ruling(RulingView(one, whole, now=now), lens(), 70, 40))
    assert "环卫" in drawn
    assert "持有 1 时 00 分" in drawn
    assert "▲B03 非本单位职责" in drawn
    assert "同意退单 dispatcher" in drawn
    assert "至今" in drawn


def test_suggestions_are_there_while_a_department_is_wanted() -> None:
    book = Book()
    case = filed(book)
    offers = (Suggestion("cg", Why.ROUTE, basis="条例"),)
    waiting = detail(book.case(case), book.now, offers)
    drawn = text(ruling(RulingView(waiting, now=book.now), lens(), 70, 9))
    assert "1 城管 职责表" in drawn
    assert "条例" in drawn
    _, handled, whole, now = told()
    there = text(ruling(RulingView(handled, whole, now=now), lens(), 70, 40))
    assert "职责表" not in there


def kin() -> tuple[Relative, ...]:
    book = Book()
    target, merged = book.open(), book.open()
    book.do(merged, c.Merge(target=target))
    mine = book.case(merged)
    return related(mine, (), (book.case(target),), ())


def test_relatives_and_photos_are_listed_as_text() -> None:
    _, _, whole, now = told()
    view = RelatedView(kin(), whole, cursor=0, now=now)
    drawn = draw_related(view, lens(), 70, 20)
    assert "并入" in drawn[1].text
    assert "0921-0001" in drawn[1].text
    assert "待受理" in drawn[1].text
    assert drawn[1].ground is Ground.CURSOR
    assert "report-1.jpg" in text(drawn)
    none = text(draw_related(RelatedView(), lens("en"), 60, 5))
    assert "no related cases" in none


def test_a_case_that_ended_unhandled_is_marked_where_it_ended() -> None:
    book = Book()
    book.open()
    case = book.open()
    book.do(case, c.Accept())
    book.do(case, c.RefuseToFile(reason="V01"))
    ended = book.case(case)
    records = [record for record in book.records if record.case == case]
    shown = CourseView(
        detail(ended, book.now, ()), course(ended, records, book.now), now=book.now
    )
    drawn = text(body(shown, lens(), 100))
    assert "× 立案" in drawn
    assert "作废 V01" in drawn
    assert "○ 结案" in drawn


def test_overdue_is_red_and_flagged() -> None:
    rows = body(view(), lens(), 100)
    (handle,) = [row for row in rows if "◐" in row.text]
    assert [span.tone for span in handle.spans if "▲" in span.text] == [Tone.BAD]


def test_durations_and_amounts_are_told_in_their_unit() -> None:
    found, *_ = told()
    assert found.clock is not None
    assert amount(90 * MINUTE, 4 * HOUR, found.clock.unit, lens("en")).startswith(
        "1.5/4 "
    )
    assert amount(None, 15 * MINUTE, None, lens("en")) == "?/15 min"
    assert lasted(45 * MINUTE, lens("en")) == "45 min"
    assert lasted(125 * MINUTE, lens("en")) == "2 h 05"
    assert lasted(76 * HOUR, lens("en")) == "3 d 4 h"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 76, 120])
def test_nothing_is_wider_than_its_room(lang: str, columns: int) -> None:
    _, one, whole, now = told()
    drawn = [
        *draw_course(view(), lens(lang), columns, 60),
        *history(HistoryView(whole, now=now), lens(lang), columns, 60),
        *ruling(RulingView(one, whole, now=now), lens(lang), columns, 60),
        *draw_related(RelatedView(kin(), whole, now=now), lens(lang), columns, 60),
    ]
    wide = [line.text for line in drawn if width(line.text) > columns]
    assert wide == []
    assert widest(drawn) <= columns


#: What a person outside may type: an escape, markup, a wide and a hidden character.
HOSTILE = "\x1b[5n[/]\u202e\u200b共\u0301" * 9


def test_text_from_outside_is_cleaned_wherever_it_stands() -> None:
    book = Book()
    case = filed(
        book,
        title=HOSTILE,
        text=HOSTILE,
        address=HOSTILE,
        external="\x1b]52;c;!\x07",
        photos=(HOSTILE, "\u200b"),
    )
    book.do(case, c.Dispatch(department="hw", note=HOSTILE), DISP)
    book.do(case, c.Bounce(reason="B03", note=HOSTILE), HW)
    found = book.case(case)
    records = [record for record in book.records if record.case == case]
    one, whole = detail(found, book.now, ()), course(found, records, book.now)
    others = related(found, records, (), ())
    drawn = [
        *draw_course(CourseView(one, whole, fault=HOSTILE), lens("en"), 60, 99),
        *history(HistoryView(whole), lens("en"), 60, 99),
        *ruling(RulingView(one, whole), lens("en"), 60, 99),
        *draw_related(RelatedView(others, whole, fault=HOSTILE), lens("en"), 60, 99),
    ]
    shown = text(drawn)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\u200b" not in shown
    assert shown.count("␛[5n[/]") > 20
    assert widest(drawn) <= 60


def test_a_kept_photo_is_shown_by_its_path_at_the_centre() -> None:
    book = Book()
    kept = "0f" * 32
    case = book.open(photos=(kept, "demo/1.jpg"))
    whole = course(book.case(case), book.records, book.now)
    drawn = text(draw_related(RelatedView(course=whole), lens(), 120, 20))
    assert f"  /photos/{kept}" in drawn
    assert "  demo/1.jpg" in drawn


def test_a_photo_too_long_for_its_line_stands_below_it() -> None:
    book = Book()
    photo = "https://centre.example/photos/" + "x" * 40 + ".jpg"
    case = book.open(photos=(photo,))
    whole = course(book.case(case), book.records, book.now)
    drawn = draw_related(RelatedView(course=whole, now=book.now), lens(), 44, 20)
    assert photo in "".join(line.text.strip() for line in drawn)
