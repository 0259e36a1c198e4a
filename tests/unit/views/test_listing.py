"""The list of the queue: kept up to date, it is what a new one would be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import DAY_MS
from domain.codes import State
from domain.state import Case, CityState
from domain.views.filter import Filter, parse
from domain.views.index import OpenIndex
from domain.views.listing import Listing, Sizes, chosen
from domain.views.orders import ORDERS, Sort
from tests.town import HOUR, MINUTE, MONDAY, Book, place
from tests.unit.views.rows import WORDS, case, cases, city, lines
from tests.unit.views.shift import Step, index_of, play, steps

SORTS = st.builds(Sort, st.sampled_from(sorted(ORDERS)), st.booleans())


def read(text: str) -> Filter:
    found = parse(text, WORDS).filter
    assert found is not None
    return found


USUAL = Sort()
#: Few cases must go through what many go through.
SMALL = Sizes(piece=3, many=4, kept=4)


def listed(state: CityState, now: int, text: str = "", sort: Sort = USUAL) -> Listing:
    made = Listing(index_of(state, now), place(), SMALL)
    made.select(state, read(text), sort, now)
    assert made.work()
    return made


def told(made: Listing) -> tuple[object, ...]:
    """All that a list answers."""
    ids = made.ids()
    return (
        ids,
        [p.case for p in made.queue()],
        [made.position(one) for one in ids],
        len(made),
        made.waiting(),
    )


@given(steps(), lines(2), SORTS, st.data())
def test_kept_up_to_date_it_equals_a_new_one(
    drawn: list[Step], text: str, sort: Sort, data: st.DataObject
) -> None:
    book, index = Book(), OpenIndex()
    index.rebuild(book.state, book.now)
    made = Listing(index, place(), SMALL)
    made.select(book.state, read(text), sort, book.now)
    made.work()
    touched: list[str] = []
    for step in drawn:
        touched += play(book, step)
        if data.draw(st.booleans()):
            index.touch(book.state, touched)
            index.tick(book.state, book.now)
            made.touch(book.state, touched)
            made.tick(book.state, book.now)
            touched = []
            made.work()
            # Times left and passed are judged by the minute, lights at once.
            if "left" not in text and "age" not in text:
                assert told(made) == told(listed(book.state, book.now, text, sort))


@given(cases(), lines(3), lines(1), SORTS)
def test_from_list_to_list_nothing_is_lost(
    drawn: list[Case], text: str, more: str, sort: Sort
) -> None:
    state = city(*drawn)
    made = listed(state, MONDAY, text, sort)
    for line in (f"{text} {more}", text, more, ""):
        made.select(state, read(line), sort, MONDAY)
        made.work()
        assert told(made) == told(listed(state, MONDAY, line, sort))


@given(cases(), lines(3))
def test_it_holds_what_the_filter_matches(drawn: list[Case], text: str) -> None:
    state, wanted = city(*drawn), read(text or "*")
    ids = listed(state, MONDAY, text or "*").ids()
    matching = {one.id for one in drawn if wanted.matches(one, MONDAY)}
    assert set(ids) == matching
    assert {one.id for one in chosen(state, wanted, MONDAY)} == matching


@given(cases())
def test_without_a_filter_it_is_the_queue(drawn: list[Case]) -> None:
    state = city(*drawn)
    index = index_of(state, MONDAY)
    usual = listed(state, MONDAY)
    asked = listed(state, MONDAY, "td=y")
    assert usual.ids() == asked.ids() == [p.case for p in index.queue()]
    assert usual.waiting() == asked.waiting() == index.waiting()


@pytest.mark.parametrize("by", sorted(ORDERS))
def test_descending_turns_the_order_but_leaves_what_has_no_value_last(by: str) -> None:
    drawn = [
        case("1", state=State.FILED, street="T02", department="", bounces=1),
        case("2", opened_at=MONDAY - 9 * HOUR, due=MONDAY - 1, bounce_reason="B03"),
        case("3", street="T02", department="cg", due=MONDAY + 2 * HOUR, urges=2),
        case("4", street="?", due=None, subclass="0199", bounce_reason="B01"),
    ]
    up = listed(city(*drawn), MONDAY, "*", Sort(by)).ids()
    down = listed(city(*drawn), MONDAY, "*", Sort(by, descending=True)).ids()
    assert sorted(up) == sorted(down) == ["1", "2", "3", "4"]
    if by in ("left", "street"):
        assert up[-1] == down[-1] == "4"
        assert up[0] != down[0]


def test_orders_say_what_they_mean() -> None:
    old = case("old", opened_at=MONDAY - 9 * HOUR, due=MONDAY + 3 * HOUR)
    late = case("late", opened_at=MONDAY - HOUR, due=MONDAY - 1, bounces=2)
    state = city(old, late)
    assert listed(state, MONDAY, "*", Sort("age")).ids() == ["late", "old"]
    assert listed(state, MONDAY, "*", Sort("left")).ids() == ["late", "old"]
    bounced = Sort("bounces", descending=True)
    assert listed(state, MONDAY, "*", bounced).ids() == ["late", "old"]
    assert listed(state, MONDAY, "*", Sort("left", descending=True)).ids() == [
        "old",
        "late",
    ]


def test_a_light_that_turns_moves_the_case_at_once() -> None:
    state = city(case("1", due=MONDAY + 500), case("2", due=MONDAY + 2 * HOUR))
    made = listed(state, MONDAY, "li=red")
    assert made.ids() == []
    assert not made.tick(state, MONDAY + 500)
    assert made.tick(state, MONDAY + 501)
    assert made.ids() == ["1"]


def test_times_left_are_judged_anew_every_minute() -> None:
    state = city(case("1", due=MONDAY + HOUR))
    made = listed(state, MONDAY, "left<1h")
    made.tick(state, MONDAY + MINUTE)
    made.work()
    assert made.ids() == ["1"]


def test_the_old_list_stays_until_the_new_one_is_ready() -> None:
    state = city(
        *(case(str(n), subclass="0199", title="井盖") for n in range(9)), case("x")
    )
    made = listed(state, MONDAY, "井盖")
    made.select(state, read("垃圾"), Sort(), MONDAY)
    assert not made.work(lambda: True)
    assert (len(made), made.ready) == (9, False)
    assert made.work()
    assert made.ids() == ["x"]


def test_what_is_touched_while_it_works_is_not_missed() -> None:
    state = city(*(case(str(n)) for n in range(9)))
    made = listed(state, MONDAY, "*")
    made.select(state, read("井盖"), Sort(), MONDAY)
    made.work(lambda: True)
    state.cases["1"] = case("1", title="井盖")
    state.cases["new"] = case("new", title="井盖")
    del state.cases["2"]
    made.touch(state, ["1", "new", "2"])
    made.work()
    assert sorted(made.ids()) == ["1", "new"]


def test_rows_nobody_looks_at_are_seen_to_when_they_are_wanted() -> None:
    state = city(*(case(str(n)) for n in range(9)))
    made = listed(state, MONDAY, "*")
    made.select(state, Filter(), Sort(), MONDAY)
    state.cases["1"] = case("1", title="井盖")
    made.touch(state, ["1"])
    later = MONDAY + DAY_MS  # all lights turn meanwhile
    made.select(state, read("井盖"), Sort(), later)
    made.work()
    assert told(made) == told(listed(state, later, "井盖"))


def test_jumps_go_along_the_list() -> None:
    state = city(*(case(str(n), due=MONDAY + n, bounces=n % 2) for n in range(1, 7)))
    made = listed(state, MONDAY, "*")
    assert made.find(0, 1, lambda one: state.cases[one].bounces > 0) == "3"
    assert made.find(4, -1, lambda one: one == "2") == "2"
    assert made.find(5, 1, lambda _one: True) is None


def test_a_new_state_starts_over() -> None:
    made = listed(city(case("1")), MONDAY, "*")
    other = city(case("2"), case("3"))
    made.rebuild(other, MONDAY)
    made.work()
    assert sorted(made.ids()) == ["2", "3"]


def test_what_is_touched_while_nobody_looks_does_not_pile_up() -> None:
    state = city(*(case(str(n)) for n in range(6)))
    for text in ("left<2h", ""):
        made = listed(state, MONDAY, text)
        made.tick(state, MONDAY + MINUTE)  # to be judged anew, but nobody does
        for n in range(400):
            state.cases["new"] = case("new", version=n, title="井盖")
            made.touch(state, ["new", f"gone{n}"])
            assert len(made._stale) <= 11
        made.select(state, read("井盖"), Sort(), MONDAY + MINUTE)
        made.work()
        assert told(made) == told(listed(state, MONDAY + MINUTE, "井盖"))
