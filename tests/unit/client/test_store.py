"""The meeting point of the feed's thread and the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
import pytest

from client.feed import STALE_S
from client.moves import Expect
from client.store import FOLD_AT, Feed, Need, Phase, Store
from domain.events import Record
from domain.reduce import advance
from domain.state import CityState
from tests.town import SYSTEM, Book, report
from tests.unit.client.day import day, state_at


class Clock:
    """Monotonic seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Needs:
    """What the store asked of the feed."""

    def __init__(self, store: Store) -> None:
        self.all: list[tuple[Need, int]] = []
        store.attach(lambda need, seq: self.all.append((need, seq)))


def records(first: int, last: int) -> list[Record]:
    return list(day()[first - 1 : last])


@pytest.fixture
def store() -> Store:
    return Store(Clock(), most_waiting=60)


def test_what_was_put_in_comes_out_once(store: Store) -> None:
    store.replace(state_at(5))
    store.apply(records(6, 8))
    first = store.drain()
    assert first.replace is not None
    assert [record.seq for record in first.records] == [6, 7, 8]
    again = store.drain()
    assert (again.replace, again.records) == (None, [])


def test_folding_what_was_drained_names_the_touched_cases(store: Store) -> None:
    store.replace(state_at(5))
    store.apply(records(6, 20))
    state, touched = store.fold(CityState(), store.drain())
    assert state.digest == state_at(20).digest
    assert touched == {record.case for record in records(6, 20)}


def test_a_new_state_makes_waiting_records_void(store: Store) -> None:
    store.replace(state_at(5))
    store.apply(records(6, 8))
    store.replace(state_at(30))
    drained = store.drain()
    assert drained.records == []
    assert drained.replace is not None
    assert drained.replace.seq == 30


def test_a_screen_that_stands_still_finds_a_state_not_a_backlog() -> None:
    store, state = Store(Clock()), CityState("e1")
    store.replace(state)
    for record in day():
        store.apply([record])
    assert state.seq == FOLD_AT
    drained = store.drain()
    assert len(drained.records) == len(day()) - FOLD_AT
    state, _ = store.fold(CityState(), drained)
    assert state.digest == state_at(len(day())).digest


def test_a_state_that_waits_is_compared_too() -> None:
    store = Store(Clock())
    needs = Needs(store)
    store.replace(CityState("e1"))
    store.expect(Expect(9, 1))
    store.apply(list(day()[:FOLD_AT]))
    assert needs.all == [(Need.DIVERGED, 9)]


def test_without_a_state_too_many_records_are_dropped_and_a_state_is_asked_for(
    store: Store,
) -> None:
    needs = Needs(store)
    store.replace(state_at(5))
    store.drain()
    store.apply(records(6, 60))
    assert needs.all == []
    store.apply(records(61, 70))
    store.apply(records(71, 80))
    assert needs.all == [(Need.OVERFLOW, 70)]
    assert store.drain().records == []
    store.replace(state_at(90))
    store.apply(records(91, 92))
    state, _ = store.fold(state_at(5), store.drain())
    assert state.digest == state_at(92).digest


@pytest.mark.parametrize("at", [5, 10, 20])
def test_a_true_digest_is_found_true_wherever_it_stands(store: Store, at: int) -> None:
    needs = Needs(store)
    store.replace(state_at(5))
    store.apply(records(6, 20))
    store.expect(Expect(at, state_at(at).digest))
    store.fold(CityState(), store.drain())
    assert needs.all == []


@pytest.mark.parametrize("at", [5, 10, 20])
def test_a_digest_that_differs_is_told_once(store: Store, at: int) -> None:
    needs = Needs(store)
    store.replace(state_at(5))
    store.apply(records(6, 20))
    store.expect(Expect(at, state_at(at).digest ^ 1))
    state, _ = store.fold(CityState(), store.drain())
    store.fold(state, store.drain())
    assert needs.all == [(Need.DIVERGED, at)]


def test_a_digest_waits_for_its_record(store: Store) -> None:
    needs = Needs(store)
    store.replace(state_at(5))
    store.expect(Expect(9, state_at(9).digest ^ 1))
    store.apply(records(6, 8))
    state, _ = store.fold(CityState(), store.drain())
    assert needs.all == []
    store.apply(records(9, 9))
    store.fold(state, store.drain())
    assert needs.all == [(Need.DIVERGED, 9)]


def test_a_digest_of_what_the_screen_has_already_is_compared_too(store: Store) -> None:
    needs = Needs(store)
    store.replace(state_at(5))
    state, _ = store.fold(CityState(), store.drain())
    store.expect(Expect(5, 1))
    store.fold(state, store.drain())
    store.fold(state, store.drain())
    assert needs.all == [(Need.DIVERGED, 5)]


def test_the_feed_ages_although_its_thread_hangs() -> None:
    clock = Clock()
    store = Store(clock)
    store.publish(Feed(phase=Phase.LIVE, current=0.0))
    assert store.drain().feed.phase is Phase.LIVE
    clock.now = STALE_S + 0.1
    feed = store.drain().feed
    assert (feed.phase, feed.age_s, feed.stale) == (Phase.STALE, clock.now, True)


def test_a_countdown_runs_without_the_feeds_thread() -> None:
    clock = Clock()
    store = Store(clock)
    store.publish(Feed(phase=Phase.RECONNECTING, retry_at=8.0))
    clock.now = 3.0
    assert store.feed.retry_in_s == 5.0
    clock.now = 9.0
    assert store.feed.retry_in_s == 0.0


def run(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.parametrize("most_waiting", [20, 10_000])
def test_two_threads_lose_and_double_nothing(most_waiting: int) -> None:
    store = Store(Clock(), most_waiting=most_waiting)
    store.attach(lambda _need, _seq: store.replace(state_at(again[0])))
    again = [0]

    def feed() -> None:
        store.replace(CityState("e1"))
        for turn in range(240):
            again[0] = turn + 1
            store.apply([day()[turn]])
        store.publish(Feed(phase=Phase.LIVE, seq=240))

    thread = run(feed)
    state = CityState()
    while state.seq < 240:
        drained = store.drain()
        if drained.replace is not None:
            state = drained.replace
        assert [r.seq for r in drained.records] == list(
            range(state.seq + 1, state.seq + 1 + len(drained.records))
        )
        advance(state, drained.records)
    thread.join()
    assert state.digest == state_at(240).digest


def test_waiting_for_a_phase_ends_when_it_comes() -> None:
    store = Store(Clock())
    thread = run(lambda: store.publish(Feed(phase=Phase.DOWN)))
    found = store.wait_for(lambda feed: feed.phase is Phase.DOWN, 10.0)
    thread.join()
    assert found.phase is Phase.DOWN


def test_waiting_ends_with_the_time_too() -> None:
    store = Store(Clock())
    assert store.wait_for(lambda _feed: False, 0.0).phase is Phase.CONNECTING


def test_the_time_of_the_last_true_picture_is_the_centres() -> None:
    feed = Feed(at=1_000_000, received=10.0, speed=60.0, current=9.5)
    assert feed.as_of == 970_000
    assert msgspec.structs.replace(feed, current=None).as_of == 0
    assert Feed().server_now(5.0) == 0


def test_whoever_hears_is_told_once_until_it_is_drained_or_something_urgent_comes() -> (
    None
):
    told: list[bool] = []
    store, book = Store(lambda: 0.0), Book()
    store.replace(CityState())
    store.drain()
    store.hear(told.append)
    assert not store.waits
    book.ask(report(), SYSTEM)
    store.apply(book.records[-1:])
    assert (told, store.waits) == ([False], True)
    book.ask(report(), SYSTEM)
    store.apply(book.records[-1:])
    assert told == [False]
    book.ask(report(urgent=True), SYSTEM)
    store.apply(book.records[-1:])
    assert told == [False, True]
    store.drain()
    assert not store.waits
    book.ask(report(), SYSTEM)
    store.apply(book.records[-1:])
    assert told == [False, True, False]


def test_what_is_too_much_for_a_frame_waits_for_the_next() -> None:
    last = 60
    store = Store(lambda: 0.0)
    needs = Needs(store)
    store.replace(CityState())
    store.apply(records(1, last))
    store.expect(Expect(last, state_at(last).digest))
    state, taken = CityState(), list[Record]()
    while store.waits:
        drained = store.drain(7)
        state, _ = store.fold(state, drained)
        taken += drained.records
        assert len(drained.records) <= 7
    assert (taken, state.digest) == (records(1, last), state_at(last).digest)
    assert needs.all == []
