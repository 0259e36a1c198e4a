"""A stream as it is drawn: followed, read, with gaps, in both languages."""

from __future__ import annotations

import msgspec
import pytest

from domain.codes import State
from domain.state import ALL
from domain.text import width
from domain.views.scrollback import Refill
from domain.views.streams import StreamLine
from domain.views.streams import stream as view_of
from tests.town import MONDAY, Book
from tests.unit.widgets.lenses import lens, text, widest
from widgets.draw.lines import stream_line
from widgets.draw.spans import Ground
from widgets.draw.stream import StreamView, stream


def lines_of(count: int) -> tuple[StreamLine, ...]:
    book = Book()
    for number in range(count):
        book.open(title=f"暴露垃圾 {number}")
    return view_of(book.state, ALL, MONDAY, count)


def test_while_it_follows_the_title_names_the_street() -> None:
    drawn = stream(StreamView(lines_of(2), "T01"), lens(), 60, 10)
    assert drawn[0].text.endswith("东街")
    assert "暴露垃圾 1" in drawn[1].text
    assert "新" not in drawn[0].text


def test_while_it_is_read_the_title_counts_what_came() -> None:
    view = StreamView(lines_of(1), follows=False, fresh=37)
    assert "+37 new" in stream(view, lens("en"), 60, 5)[0].text
    view = StreamView(lines_of(1), follows=False, fresh=48, more=True)
    assert "+48+ 条新" in stream(view, lens(), 40, 5)[0].text


def test_a_stale_picture_says_so_even_while_it_is_read() -> None:
    view = StreamView(lines_of(1), stamp="STALE since 12:03:44", follows=False)
    assert "STALE since 12:03:44" in stream(view, lens("en"), 60, 5)[0].text


def test_a_gap_tells_how_many_and_when() -> None:
    gap = Refill(7, 18, MONDAY + 10_000, MONDAY + 12_000)
    drawn = stream(StreamView((gap, *lines_of(1))), lens("en"), 80, 5)
    assert "12 records came late, refilled 09:00:10–09:00:12" in drawn[1].text
    assert "East" in drawn[2].text


def test_the_cursor_lies_on_another_ground_and_the_end_is_told() -> None:
    view = StreamView(lines_of(2), follows=False, cursor=1, end=True)
    drawn = stream(view, lens(), 60, 10)
    assert [line.ground for line in drawn[1:3]] == [Ground.BASE, Ground.CURSOR]
    assert "台账" in drawn[3].text
    assert len(stream(view, lens(), 60, 3)) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [34, 60, 80, 120])
def test_every_line_has_exactly_the_width(lang: str, columns: int) -> None:
    gap = Refill(7, 18, MONDAY, MONDAY)
    view = StreamView((*lines_of(3), gap), follows=False, cursor=0, end=True)
    drawn = stream(view, lens(lang), columns, 10)
    assert {width(line.text) for line in drawn} == {columns}
    assert widest(drawn) == columns


def test_a_wide_stream_tells_the_number_and_what_happened() -> None:
    drawn = text(stream(StreamView(lines_of(1)), lens(), 100, 3))
    assert "0921-0001" in drawn
    assert "上报" in drawn


def test_three_characters_of_what_happened_fit_in_a_cell() -> None:
    (line,) = lines_of(1)
    verified = msgspec.structs.replace(line, what="Verified")
    assert "已核实" in stream_line(verified, lens(), 34).text


def test_what_happened_is_not_told_twice() -> None:
    (line,) = lines_of(1)
    done = msgspec.structs.replace(line, what="SelfHandled", state=State.CLOSED)
    assert stream_line(done, lens(), 34).text.count("自处置") == 1
    waiting = msgspec.structs.replace(line, left=60_000)
    assert stream_line(waiting, lens(), 34).text.count("上报") == 1
