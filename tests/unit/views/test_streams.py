"""A live stream: the newest fact a case, newest first, with the clock that runs."""

from __future__ import annotations

from hypothesis import given

from domain import commands as c
from domain.codes import State
from domain.sla import Light
from domain.state import ALL, RECENT_LINES
from domain.views.streams import stream
from tests.town import MINUTE, MONDAY, Book
from tests.unit.domain.cases import HW, filed, handling
from tests.unit.views.shift import Step, play, steps


@given(steps(20))
def test_the_newest_record_of_every_case_newest_first(drawn: list[Step]) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    newest: dict[str, int] = {}
    for record in book.records[-RECENT_LINES:]:
        newest.pop(record.case, None)
        newest[record.case] = record.seq
    for limit in (0, 1, 3, 100):
        found = stream(book.state, ALL, book.now, limit)
        expected = list(reversed(newest.items()))[:limit]
        assert [(line.case, line.seq) for line in found] == expected


def test_a_street_has_its_own_lines_and_an_unknown_one_none() -> None:
    book = Book()
    east, west = filed(book), filed(book, grid="T02001001")
    assert [x.case for x in stream(book.state, "T01", book.now, 9)] == [east]
    assert [x.case for x in stream(book.state, "T02", book.now, 9)] == [west]
    assert [x.case for x in stream(book.state, ALL, book.now, 9)] == [west, east]
    assert stream(book.state, "T99", book.now, 9) == ()


def test_a_line_says_what_is_left_and_how_it_stands() -> None:
    book = Book()
    case = filed(book)
    due = MONDAY + 15 * MINUTE
    for now, light in (
        (MONDAY, Light.GREEN),
        (due, Light.YELLOW),
        (due + 1, Light.RED),
    ):
        (line,) = stream(book.state, ALL, now, 1)
        assert (line.left, line.light) == (due - now, light)
        assert (line.case, line.what, line.state) == (case, "Filed", State.FILED)


def test_a_closed_case_has_no_clock() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.SpecialClose(note="特殊"))
    (line,) = stream(book.state, ALL, book.now, 1)
    assert (line.left, line.light, line.state) == (None, Light.NONE, State.CLOSED)


def test_a_bounce_carries_its_reason_and_who_gave_it() -> None:
    book = Book()
    case = handling(book, title="[/b] 噪音")
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    (line,) = stream(book.state, ALL, book.now, 1)
    assert (line.what, line.code, line.department) == ("Bounced", "B03", "hw")
    assert line.title == "[/b] 噪音"  # cleaned where it is drawn
    assert line.actor == HW.id


def test_fresh_is_younger_than_a_minute() -> None:
    book = Book()
    book.open()
    for age, fresh in ((0, True), (MINUTE - 1, True), (MINUTE, False)):
        (line,) = stream(book.state, ALL, MONDAY + age, 1)
        assert line.fresh is fresh


def test_only_lines_that_are_wanted() -> None:
    book = Book()
    case = filed(book)
    other = book.open()
    found = stream(book.state, ALL, book.now, 9, lambda line: line.what == "Filed")
    assert [line.case for line in found] == [case]
    reported = stream(book.state, ALL, book.now, 9, lambda x: x.what == "Reported")
    assert [line.case for line in reported] == [other, case]
