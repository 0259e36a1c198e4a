"""A cell says what a count over its street says; pages hold every street once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given

from domain import commands as c
from domain import events as e
from domain.calendar import DAY_MS, HOUR_MS
from domain.place import Street
from domain.rates import Share
from domain.state import ALL
from domain.views.cells import CELLS, cell, pages
from domain.views.clocks import day_start
from domain.views.streams import stream
from tests import town
from tests.town import DAY, HOUR, MONDAY, Book
from tests.unit.domain.cases import HW, filed, handling
from tests.unit.views.shift import Step, index_of, play, steps

ZONE = ZoneInfo("Asia/Shanghai")


@given(steps())
def test_a_cell_counts_what_happened_in_its_street(drawn: list[Step]) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    now = book.now
    midnight, index = day_start(now, ZONE), index_of(book.state, now)
    for key in (ALL, "T01", "T02"):
        mine = [
            record
            for record in book.records
            if key in (ALL, book.case(record.case).street)
            and not book.case(record.case).drill
        ]
        today = [r for r in mine if r.at >= midnight]
        shown = cell(book.state, index, key, now, midnight, 0)
        assert shown.key == key
        assert shown.lights == index.lights(key)
        assert shown.filed == sum(isinstance(r.event, e.Filed) for r in today)
        assert shown.bounced == sum(isinstance(r.event, e.Bounced) for r in today)
        hours = [0] * 24
        for record in mine:
            back = now // HOUR_MS - record.at // HOUR_MS
            if isinstance(record.event, e.Reported) and back < 24:
                hours[-1 - back] += 1
        assert list(shown.hours) == hours


def test_the_gauge_is_of_work_due_in_the_last_day() -> None:
    book = Book()
    for late in (False, False, True):
        case = handling(book, subclass="0402")
        clock = book.case(case).clock
        assert clock is not None
        book.do(case, c.FeedBack(photos=("p",)), HW, clock.deadline + late)
    overdue = handling(book, subclass="0402")
    clock = book.case(overdue).clock
    assert clock is not None
    now = clock.deadline + 1
    shown = cell(book.state, index_of(book.state, now), "T01", now, 0, 0)
    assert shown.share == Share(2, 4)
    later = now + 2 * DAY
    shown = cell(book.state, index_of(book.state, later), "T01", later, 0, 0)
    assert shown.share == Share(0, 0)  # "—": neither 0 % nor 100 %


def test_yesterday_is_not_today() -> None:
    book = Book()
    filed(book)
    next_midnight = MONDAY + 15 * HOUR
    for now, count in ((next_midnight - 1, 1), (next_midnight, 0)):
        index = index_of(book.state, now)
        assert cell(book.state, index, "T01", now, day_start(now, ZONE), 0).filed == (
            count
        )


@pytest.mark.parametrize("lines", [0, 1, 5])
def test_a_cell_carries_its_own_stream(lines: int) -> None:
    book = Book()
    for grid in ("T01001001", "T02001001", "T01001002"):
        filed(book, grid=grid)
    index = index_of(book.state, book.now)
    shown = cell(book.state, index, "T01", book.now, 0, lines)
    assert shown.lines == stream(book.state, "T01", book.now, lines)
    assert len(shown.lines) == min(lines, 2)
    assert {line.street for line in shown.lines} <= {"T01"}


@pytest.mark.parametrize(("streets", "sizes"), [
    (0, [1]), (1, [2]), (10, [11]), (11, [12]), (12, [12, 2]), (23, [12, 12, 2]),
])  # fmt: skip
def test_pages_hold_every_street_once_and_end_with_all(
    streets: int, sizes: list[int]
) -> None:
    codes = [f"S{n:02d}" for n in range(streets)]
    rows = tuple(Street(code, code, code, code, code, code, 0.0) for code in codes)
    found = pages(msgspec.structs.replace(town.place(), streets=rows))
    assert [len(page) for page in found] == sizes
    assert all(page[-1] == ALL and len(page) <= CELLS for page in found)
    assert [key for page in found for key in page[:-1]] == codes


def test_a_day_is_24_hours_of_reports() -> None:
    book = Book()
    book.open()
    index = index_of(book.state, MONDAY)
    shown = cell(book.state, index, ALL, MONDAY + DAY_MS, 0, 0)
    assert len(shown.hours) == 24
    assert sum(shown.hours) == 0
