"""The table of departments, the reasons, the matrix: against a story told by hand."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import Role, State
from domain.flows import Flow
from domain.rates import NO_GRADE, Share
from domain.state import ALL, CityState
from domain.views.departments import overdue, rate_trend
from domain.views.index import OpenIndex
from domain.views.matrix import Heat, matrix
from domain.views.scores import Period, Rated, Sort, ratings, reasons
from tests.town import DAY, HOUR, MONDAY, Book, actor, place

NIGHT = MONDAY + 60 * HOUR  # the short deadlines are past


def sent(book: Book, department: str, **more: object) -> str:
    case = book.open(**more)
    book.do(case, c.Accept())
    book.do(case, c.File())
    book.do(case, c.Dispatch(department=department))
    return case


def bounced(book: Book, department: str, reason: str, **more: object) -> str:
    case = sent(book, department, **more)
    book.do(case, c.Bounce(reason=reason, note="n"))
    return case


@pytest.fixture
def story() -> Book:
    """City: one B01 approved, one B03 rejected, one waiting. Sanitation: one late."""
    book = Book()
    book.do(bounced(book, "cg", "B01"), c.ApproveBounce(), actor(Role.LEADER))
    book.do(bounced(book, "cg", "B03"), c.RejectBounce(note="n"))
    bounced(book, "cg", "B03", grid="T02001001")
    sent(book, "hw")
    return book


def table(
    book: Book, now: int = 0, period: Period = Period.WEEK, sort: Sort = Sort.RATE
) -> dict[str, Rated]:
    index = OpenIndex()
    now = now or book.now
    index.rebuild(book.state, now)
    shown = ratings(book.state, index, place(), now, period, sort)
    assert shown.whole is not None
    return {row.key: row for row in (shown.whole, *shown.rows)}


def test_a_row_says_what_the_department_did(story: Book) -> None:
    rows = table(story)
    assert list(rows) == [ALL, "cg", "hw"]  # nothing ever went to the third
    cg, hw = rows["cg"], rows["hw"]
    for period in Period:
        assert cg.rate(period).asked == Share(3, 3)
        assert cg.rate(period).approved == Share(1, 3)
        assert cg.rate(period).rejected == Share(1, 3)
    assert (cg.sent, cg.pending, cg.open) == (3, 1, 2)  # the approved one went back
    assert (hw.sent, hw.pending, hw.open) == (1, 0, 1)
    assert rows[ALL].sent == 4
    assert not cg.apart  # three dispatches prove nothing
    assert hw.on_time == Share(0, 0)  # nothing due: a dash
    assert hw.score.grade == NO_GRADE


def test_apart_is_who_bounces_more_than_chance_allows() -> None:
    book = Book()
    for number in range(12):
        bounced(book, "cg", "B03") if number < 6 else sent(book, "cg")
        sent(book, "hw")
    rows = table(book)
    assert rows["cg"].apart
    assert not rows["hw"].apart
    assert not rows[ALL].apart


def test_overdue_stays_for_ever_and_is_due(story: Book) -> None:
    rows = table(story, NIGHT + 20 * DAY, Period.DAY)
    assert rows["hw"].overdue == 1
    assert rows["hw"].on_time == Share(0, 1)
    assert rows["cg"].overdue == 1  # no clock runs while a bounce is ruled on
    assert rows[ALL].overdue == 2


def test_windows_forget_one_after_the_other(story: Book) -> None:
    later = table(story, MONDAY + 3 * DAY)["cg"]
    assert [later.rate(p).asked.denominator for p in Period] == [0, 3, 3]
    latest = table(story, MONDAY + 10 * DAY)["cg"]
    assert [latest.rate(p).asked.denominator for p in Period] == [0, 0, 3]
    assert latest.sent == 0
    gone = table(story, MONDAY + 40 * DAY)["cg"]  # its open cases keep it in the table
    assert [gone.rate(p).asked.denominator for p in Period] == [0, 0, 0]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.RATE, "cg"),
        (Sort.SENT, "hw"),
        (Sort.PENDING, "cg"),
        (Sort.OVERDUE, "hw"),
        (Sort.PLACE, "cg"),
    ],
)
def test_sorted_by_what_is_chosen(story: Book, sort: Sort, first: str) -> None:
    for _ in range(3):
        sent(story, "hw")
    assert list(table(story, NIGHT, sort=sort))[1] == first


def test_the_lowest_score_comes_first_and_none_last() -> None:
    book = Book()
    for department, count in (("cg", 20), ("hw", 21), ("de", 1)):
        for _ in range(count):
            case = sent(book, department)
            if department != "hw":
                book.do(case, c.Take())
                book.do(case, c.FeedBack(photos=("a", "b")))
    rows = table(book, NIGHT, sort=Sort.SCORE)
    assert list(rows)[1:] == ["hw", "cg", "de"]
    assert rows["hw"].score.grade == "E"
    # 60 for being on time, none closed, 10 for no rework
    assert (rows["cg"].score.points, rows["cg"].score.grade) == (70.0, "C")
    assert rows["de"].score.grade == NO_GRADE


def test_reasons_and_whom_they_are_charged_to(story: Book) -> None:
    shown = reasons(story.state, "cg", story.now, Period.DAY)
    given = {row.code: row.count for row in shown.rows if row.count}
    assert given == {"B01": 1, "B03": 2}
    assert len(shown.rows) == 10
    assert (shown.asked, shown.approved, shown.rejected, shown.pending) == (3, 1, 1, 1)
    assert (shown.centre, shown.nobody) == (1, 0)
    assert reasons(story.state, "hw", story.now, Period.DAY).asked == 0
    assert reasons(story.state, ALL, story.now, Period.DAY).asked == 3


def test_only_an_approved_error_is_charged_to_the_centre() -> None:
    book = Book()
    book.do(bounced(book, "cg", "B01"), c.RejectBounce(note="n"))
    book.do(bounced(book, "cg", "B03"), c.ApproveBounce())
    case = bounced(book, "de", "B03")
    book.do(case, c.ApproveBounce())
    book.do(case, c.Redispatch(department="cg"))
    book.do(case, c.Bounce(reason="B01", note="n"))
    # the leader gives it to another: that approves the bounce
    book.do(case, c.ForceAssign(department="hw", note="n"), actor(Role.LEADER))
    row = book.state.flows.total("d:cg", 24, book.now)
    assert row[Flow.OUR_ERRORS] == 1
    shown = reasons(book.state, "cg", book.now, Period.DAY)
    assert (shown.centre, shown.rejected, shown.nobody) == (1, 1, 1)


def test_the_matrix_adds_up_and_warms(story: Book) -> None:
    shown = matrix(story.state, place(), story.now, Period.WEEK)
    assert shown.departments == ("cg", "hw")
    assert shown.streets == ("T01", "T02")
    assert shown.square("cg", "T01").share == Share(2, 2)
    assert shown.square("cg", "T02").share == Share(1, 1)
    assert shown.square("hw", "T01").share == Share(0, 1)
    assert shown.square("hw", "T01").heat is Heat.NONE
    assert shown.square("hw", "T02").heat is Heat.EMPTY
    assert shown.by_department["cg"].share == Share(3, 3)
    assert shown.by_street["T01"].share == Share(2, 3)
    assert shown.whole.share == Share(3, 4)
    assert shown.since == (story.now // DAY - 6) * DAY


def test_heat_needs_proof() -> None:
    state = CityState("e1")
    for department, street, asked, of in (
        ("cg", "T01", 30, 60), ("hw", "T01", 1, 5), ("hw", "T02", 3, 533),
        ("de", "T01", 2, 2),
    ):  # fmt: skip
        state.flows.add_pair(street, department, MONDAY, Flow.SENDS, of)
        state.flows.add_pair(street, department, MONDAY, Flow.BOUNCED, asked)
    shown = matrix(state, place(), MONDAY, Period.DAY)
    assert shown.whole.share == Share(36, 600)
    assert shown.square("cg", "T01").heat is Heat.APART
    assert shown.square("hw", "T01").heat is Heat.HIGH  # 20 % of five is no proof
    assert shown.square("hw", "T02").heat is Heat.USUAL
    assert shown.square("de", "T01").heat is Heat.HIGH  # nor are two of two


def test_a_trend_leaves_out_points_of_few_dispatches() -> None:
    state = CityState("e1")
    for day in range(20):
        for key, sends in ((ALL, 40), ("d:cg", 2)):
            state.flows.add(key, MONDAY + day * DAY, Flow.SENDS, sends)
            state.flows.add(key, MONDAY + day * DAY, Flow.BOUNCED, 1)
    now = MONDAY + 19 * DAY
    day = rate_trend(state, "cg", now, Period.DAY)
    assert day.own == ()
    assert day.whole[-1] == (0, 2.5)
    assert day.window == 24
    month = rate_trend(state, "cg", now, Period.MONTH)
    assert month.window == 7 * 24
    assert month.own == ()  # 14 a week
    assert {rate for _, rate in month.whole} == {2.5}
    backs = [back for back, _ in month.whole]
    assert backs == sorted(backs, reverse=True)
    assert rate_trend(state, ALL, now, Period.DAY).own == ()


def test_overdue_by_street(story: Book) -> None:
    index = OpenIndex()
    index.rebuild(story.state, NIGHT)
    late = {one.street: (one.overdue, one.open) for one in overdue(index, place())}
    assert list(late) == ["T01", "T02"]
    for street, (red, held) in late.items():
        cases = [v for v in story.state.cases.values() if v.street == street]
        assert held == len(cases)
        assert red == index.lights(street).red > 0
    assert story.state.census["d:cg"][State.RETURN_REQ.value] == 1
