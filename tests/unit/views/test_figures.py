"""The line of figures, against a count over every record and case."""

from __future__ import annotations

import pytest
from hypothesis import given

from domain import commands as c
from domain import events as e
from domain.calendar import HOUR_MS
from domain.rates import Share
from domain.sla import Light
from domain.state import ALL
from domain.views.figures import figures, gauge, inflow
from tests.town import HOUR, MINUTE, MONDAY, Book
from tests.unit.domain.cases import HW, handling
from tests.unit.views.shift import Step, index_of, play, steps


@given(steps())
def test_figures_are_those_of_a_naive_count(drawn: list[Step]) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    now, midnight = book.now, (book.now // HOUR_MS - 5) * HOUR_MS
    index = index_of(book.state, now)
    shown = figures(book.state, index, now, midnight)
    open_cases = [case for case in book.state.cases.values() if not case.drill]
    lights = [index.light(case.id) for case in open_cases]
    assert shown.open == len(open_cases)
    assert shown.overdue == lights.count(Light.RED)
    assert shown.due_soon == lights.count(Light.YELLOW)
    real = [r for r in book.records if not book.case(r.case).drill]
    today = [r.event for r in real if r.at >= midnight]
    assert shown.filed == sum(isinstance(event, e.Filed) for event in today)
    assert shown.bounced == sum(isinstance(event, e.Bounced) for event in today)
    first = (now // HOUR_MS - 23) * HOUR_MS
    window = [r.event for r in real if r.at >= first]
    sends = sum(isinstance(x, e.Dispatched | e.ForceAssigned) for x in window)
    bounced = sum(isinstance(event, e.Bounced) for event in window)
    assert shown.bounce_rate == Share(bounced, sends)
    assert shown.on_time == gauge(book.state, index, ALL, now)


def test_a_gauge_counts_done_on_time_done_late_and_overdue() -> None:
    book = Book()
    for late in (0, 0, 1):
        case = handling(book, subclass="0402")
        clock = book.case(case).clock
        assert clock is not None
        book.do(case, c.FeedBack(photos=("p",)), HW, clock.deadline + late)
    handling(book, subclass="0402")
    now = book.now
    index = index_of(book.state, now)
    assert gauge(book.state, index, ALL, now) == Share(2, 3)
    index.tick(book.state, now + 2 * HOUR + 1)
    assert gauge(book.state, index, ALL, now + 2 * HOUR + 1) == Share(2, 4)


def test_an_empty_place_has_no_share_to_show() -> None:
    book = Book()
    shown = figures(book.state, index_of(book.state, MONDAY), MONDAY, 0)
    assert shown.bounce_rate.value is None
    assert shown.on_time.value is None
    assert shown.inflow == 0


@pytest.mark.parametrize(("minutes", "expected"), [
    (0, 6 / 60),  # all of the hour before, nothing of this one yet
    (15, 4.5 / 60),
    (45, 1.5 / 60),
    (60, 0.0),
])  # fmt: skip
def test_inflow_fades_with_the_hour_before(minutes: int, expected: float) -> None:
    book = Book()
    for _ in range(6):
        book.open()
    now = MONDAY + HOUR + minutes * MINUTE
    assert inflow(book.state, now) == pytest.approx(expected)


def test_inflow_counts_this_hour_whole() -> None:
    book = Book()
    for _ in range(3):
        book.open()
    assert inflow(book.state, MONDAY) == pytest.approx(3 / 60)
