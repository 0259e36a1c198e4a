"""Counts by unit grid: kept up to date they are what a rebuild would be."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain.calendar import DAY_MS
from domain.codes import Role
from domain.columns import standing_of
from domain.state import Case, CityState
from domain.views.index import OpenIndex
from domain.views.map import MEASURES, MapIndex, Measure, Tally, scale
from domain.views.sheet import WHOLE, Area, Level, Sheet
from tests.town import DAY, GRIDS, Book, actor
from tests.unit.domain.cases import filed, handling
from tests.unit.views.shift import Step, play, steps

TOWN = Sheet(GRIDS)
DUTIES = (Area(Level.DUTY, "D1"), Area(Level.DUTY, "D2"))


def map_of(state: CityState, now: int) -> MapIndex:
    index = MapIndex(TOWN)
    index.rebuild(state, now)
    return index


def told(index: MapIndex, state: CityState) -> tuple[object, ...]:
    every = tuple(range(len(TOWN.grids)))
    return (
        index.now,
        index.loose,
        [index.counts(measure) for measure in MEASURES],
        [index.street(street) for street in ("T01", "T02", "nowhere")],
        [index.cases(number) for number in every],
        [index.spot(state, every, WHOLE, measure, 99) for measure in MEASURES],
    )


@given(steps(), st.data())
def test_kept_up_to_date_it_equals_a_rebuild(
    drawn: list[Step], data: st.DataObject
) -> None:
    book, index = Book(), MapIndex(TOWN)
    index.rebuild(book.state, book.now)
    waiting: list[str] = []
    for step in drawn:
        waiting += play(book, step)
        if data.draw(st.booleans()):
            index.touch(book.state, waiting)
            waiting = []
            index.tick(book.state, book.now)
            assert told(index, book.state) == told(
                map_of(book.state, book.now), book.state
            )
    index.touch(book.state, waiting)
    later = book.now + data.draw(st.integers(0, 3 * DAY_MS))
    index.tick(book.state, later)
    assert told(index, book.state) == told(map_of(book.state, later), book.state)


@given(steps(), st.integers(0, 5 * DAY_MS))
def test_it_agrees_with_the_lights(drawn: list[Step], later: int) -> None:
    book = Book()
    for step in drawn:
        play(book, step)
    now = book.now + later
    index, lights = map_of(book.state, now), OpenIndex()
    lights.rebuild(book.state, now)
    for street in ("T01", "T02"):
        tally = index.street(street)
        assert (tally.open, tally.overdue) == (
            lights.lights(street).open,
            lights.lights(street).red,
        )
    cases = book.state.cases.values()
    bounced = sum(standing_of(case).bounced for case in cases if not case.drill)
    assert sum(index.street(s).bounced for s in ("T01", "T02")) == bounced


def test_a_case_without_a_grid_is_where_its_point_lies() -> None:
    book = Book()
    book.open(grid="", street="T02", lon=121.4011, lat=31.2001)  # in a grid of T01
    index = map_of(book.state, book.now)
    assert index.counts(Measure.OPEN) == (0, 1, 0)
    assert index.street("T02") == Tally(1, 0, 0)
    assert index.loose == 0


def test_a_case_without_any_place_counts_for_its_street_only() -> None:
    book = Book()
    book.open(grid="", street="T02")
    index = map_of(book.state, book.now)
    assert index.counts(Measure.OPEN) == (0, 0, 0)
    assert (index.loose, index.street("T02").open) == (1, 1)


def test_overdue_comes_with_the_time_and_goes_when_it_jumps_back() -> None:
    book = Book()
    handling(book)
    index = map_of(book.state, book.now)
    assert index.counts(Measure.OVERDUE) == (0, 0, 0)
    index.tick(book.state, book.now + 9 * DAY)
    assert index.counts(Measure.OVERDUE) == (1, 0, 0)
    index.tick(book.state, book.now)
    assert index.go_on(book.state)
    assert index.counts(Measure.OVERDUE) == (0, 0, 0)


def test_after_a_rebuild_cases_become_overdue_in_order() -> None:
    book = Book()
    cases = [handling(book), handling(book), handling(book)]
    for case, late in zip(cases, (30, 20, 10), strict=True):
        clock = book.state.cases[case].clock
        assert clock is not None
        due = msgspec.structs.replace(clock, deadline=book.now + late)
        book.state.cases[case] = msgspec.structs.replace(
            book.state.cases[case], clock=due
        )
    index = map_of(book.state, book.now)
    seen = []
    for later in (11, 21, 31):
        index.tick(book.state, book.now + later)
        seen.append(index.street("T01").overdue)
    assert seen == [1, 2, 3]


def test_it_may_be_counted_piece_by_piece_while_the_day_goes_on() -> None:
    book = Book()
    cases = [book.open(grid=grid.code) for grid in GRIDS for _ in range(3)]
    index = MapIndex(TOWN)
    index.begin(book.state, book.now)
    assert not index.complete
    assert not index.go_on(book.state, 4)
    assert index.part == pytest.approx(4 / 9)
    del book.state.cases[cases[-1]]  # before its turn, and after it
    del book.state.cases[cases[0]]
    new = book.open()
    index.touch(book.state, [cases[-1], cases[0], new, cases[5]])
    assert index.go_on(book.state, 100)
    assert told(index, book.state) == told(map_of(book.state, book.now), book.state)
    assert index.counts(Measure.OPEN) == (3, 3, 2)


def test_a_case_that_is_gone_leaves_the_map() -> None:
    book = Book()
    case = book.open()
    index = map_of(book.state, book.now)
    assert index.cases(0) == {case}
    del book.state.cases[case]
    index.touch(book.state, [case])
    assert index.cases(0) == frozenset()
    assert index.counts(Measure.OPEN) == (0, 0, 0)
    assert index.street("T01") == Tally()


def test_a_bounce_is_counted() -> None:
    book = Book()
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="x"), actor(Role.DEPARTMENT, "hw"))
    assert map_of(book.state, book.now).counts(Measure.BOUNCED) == (1, 0, 0)


def test_counts_stay_the_same_object_while_nothing_changed() -> None:
    book = Book()
    case = filed(book)
    index = map_of(book.state, book.now)
    before = index.counts(Measure.OPEN)
    index.touch(book.state, [case])
    assert index.counts(Measure.OPEN) is before
    book.open()
    index.touch(book.state, book.state.cases)
    assert index.counts(Measure.OPEN) is not before


def test_touching_a_case_again_and_again_does_not_grow_the_wheel() -> None:
    book = Book()
    case = handling(book)
    clock = book.state.cases[case].clock
    assert clock is not None
    index = map_of(book.state, clock.deadline - 1000)  # the edge is within the hour
    for _ in range(50):
        index.touch(book.state, [case])
    assert len(index._wheel) == 1


def test_a_drill_is_not_counted() -> None:
    book = Book()
    case = book.open()
    book.state.cases[case] = _drilled(book, case)
    assert map_of(book.state, book.now).counts(Measure.OPEN) == (0, 0, 0)


def _drilled(book: Book, case: str) -> Case:
    return msgspec.structs.replace(book.state.cases[case], drill=True)


def test_parts_are_streets_then_responsibility_grids_then_unit_grids() -> None:
    book = Book()
    for grid in ("T01001001", "T02001001", "T02001001"):
        book.open(grid=grid)
    index = map_of(book.state, book.now)

    def parts(area: Area) -> list[tuple[str, int]]:
        return [(p.code, p.tally.open) for p in index.parts(area, Measure.OPEN)]

    assert parts(WHOLE) == [("T02", 2), ("T01", 1)]
    assert parts(Area(Level.STREET, "T01")) == [("D1", 1)]
    assert parts(DUTIES[0]) == [("T01001001", 1), ("T01001002", 0)]


def test_the_spot_tells_its_own_cases_newest_first_then_those_around() -> None:
    book = Book()
    first = book.open()
    book.now += DAY
    second = book.open()
    near = book.open(grid="T01001002")
    book.open(grid="T02001001")
    index = map_of(book.state, book.now)
    spot = index.spot(book.state, (0,), WHOLE, Measure.OPEN, 9)
    assert spot is not None
    assert [case.case for case in spot.cases] == [second, first]
    assert [case.case for case in spot.others] == [near]
    assert (spot.street, spot.duty, spot.grid) == ("T01", "D1", "T01001001")
    assert spot.inner == Area(Level.STREET, "T01")
    few = index.spot(book.state, (0,), WHOLE, Measure.OPEN, 1)
    assert few is not None
    assert [case.case for case in few.cases] == [second]
    assert few.others == ()
    assert index.spot(book.state, (), WHOLE, Measure.OPEN, 9) is None


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ([], (1, 2, 4, 8)),
        ([1, 15], (1, 2, 4, 8)),
        ([16], (1, 4, 8, 16)),
        ([40], (1, 10, 20, 40)),
        ([100], (1, 20, 40, 80)),
        ([1] * 99 + [5000], (1, 2, 4, 8)),
    ],
)
def test_the_scale_grows_with_what_there_is(
    counts: list[int], bounds: tuple[int, ...]
) -> None:
    assert scale(counts) == bounds


@given(st.lists(st.integers(1, 100_000)))
def test_the_steps_of_a_scale_rise(counts: list[int]) -> None:
    bounds = scale(counts)
    assert bounds[0] == 1
    assert list(bounds) == sorted(set(bounds))
    assert Counter(bounds).most_common(1)[0][1] == 1
