"""The model: records in, one picture a frame out, and its time is the centre's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.feed import Phase
from domain import commands as c
from domain.sla import Light
from domain.state import ALL
from domain.views.freshness import Freshness
from domain.views.freshness import Phase as Shown
from tests.town import DAY, HOUR, MINUTE, MONDAY, Book, place
from tests.unit.domain.cases import HW, filed, handling
from tests.unit.tui.feeding import Feeding
from tests.unit.views.shift import Step, index_of, play, steps
from tui.model import Model


def made(feeding: Feeding) -> Model:
    return Model(feeding.store, place(), feeding.clock)


def begun() -> tuple[Feeding, Model]:
    """A living feed and a model that has taken its state."""
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    model.turn()
    return feeding, model


def assert_shows_what_a_rebuild_would(model: Model, feeding: Feeding) -> None:
    state = feeding.whole()
    index = index_of(state, feeding.book.now)
    assert model.state.digest == state.digest
    assert model.index.queue() == index.queue()
    for key in (ALL, "T01", "T02"):
        assert model.index.lights(key) == index.lights(key)


@given(steps(), st.data())
def test_after_any_frames_it_shows_what_a_rebuild_would(
    drawn: list[Step], data: st.DataObject
) -> None:
    feeding, model = begun()
    for step in drawn:
        play(feeding.book, step)
        if data.draw(st.booleans()):
            feeding.give()
            model.turn()
    feeding.give()
    model.turn()
    assert model.now == feeding.book.now
    assert_shows_what_a_rebuild_would(model, feeding)
    for key in (ALL, "T01", "T02"):
        assert model.stream(key, 9) == made_stream(feeding, key)


@given(steps(), st.data())
def test_what_is_taken_bit_by_bit_is_counted_bit_by_bit(
    drawn: list[Step], data: st.DataObject
) -> None:
    feeding, model = begun()
    for step in drawn:
        play(feeding.book, step)
        feeding.give()
        model.go_on()
        if data.draw(st.booleans()):
            model.settle(data.draw(st.integers(1, 3)))
    while not model.settle(1):
        pass
    news = model.turn(take=False)
    assert_shows_what_a_rebuild_would(model, feeding)
    assert bool(news.touched) is bool(feeding.book.records)


def made_stream(feeding: Feeding, key: str) -> object:
    fresh = Feeding(feeding.book)
    fresh.begin()
    model = made(fresh)
    model.turn()
    return model.stream(key, 9)


def test_a_turn_names_what_changed_and_nothing_twice() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    first = model.turn()
    assert first.replaced
    case = feeding.book.open()
    feeding.give()
    second = model.turn()
    assert not second.replaced
    assert second.touched == {case}
    assert second.keys >= {ALL, "T01"}
    third = model.turn()
    assert (third.keys, third.touched) == (frozenset(), frozenset())


def test_time_passes_between_records() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    feeding.begin()
    model = made(feeding)
    model.turn()
    feeding.clock.at += 15 * 60
    feeding.book.now = MONDAY + 15 * MINUTE
    feeding.live()
    assert ALL in model.turn().keys  # yellow since the twelfth minute
    assert model.index.light(case) is Light.YELLOW
    feeding.clock.at += 1
    news = model.turn()  # the feed said nothing: its clock goes on
    assert model.now == MONDAY + 15 * MINUTE + 1000
    assert model.index.light(case) is Light.RED
    assert "T01" in news.keys


def test_a_minute_is_told_once() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    assert model.turn().minute
    assert not model.turn().minute
    feeding.clock.at += 1
    feeding.book.now += MINUTE
    feeding.live()
    assert model.turn().minute


def test_the_simulated_clock_runs_at_its_speed() -> None:
    feeding = Feeding(speed=60)
    feeding.begin(simulated=True)
    model = made(feeding)
    model.turn()
    feeding.clock.at += 2
    model.turn()
    assert (model.simulated, model.speed) == (True, 60)
    assert model.now == MONDAY + 2 * MINUTE


def test_a_lost_feed_stops_the_time_at_the_last_true_picture() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    feeding.clock.at += 3
    model.turn()
    assert model.now == MONDAY + 3000  # a little without news is no loss
    feeding.clock.at += 3600
    model.turn()
    assert model.fresh.phase is Shown.STALE
    assert not model.fresh.current
    assert model.now == MONDAY
    assert model.fresh.since == MONDAY


@pytest.mark.parametrize("phase", [Phase.RECONNECTING, Phase.CONNECTING, Phase.DOWN])
def test_back_after_the_connection_was_lost_is_told_once(phase: Phase) -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    assert not model.turn().reconnected  # the first time is no return
    feeding.lost(phase)
    assert not model.turn().reconnected
    feeding.live()
    assert model.turn().reconnected
    assert not model.turn().reconnected


def test_being_stale_is_no_lost_connection() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    model.turn()
    feeding.clock.at += 60
    model.turn()
    feeding.live()
    assert not model.turn().reconnected


def test_freshness_is_the_feeds_in_whole_seconds() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    feeding.lost(attempt=3, retry_at=feeding.clock.at + 4.2, reason="refused")
    feeding.clock.at += 1.9
    model.turn()
    assert model.fresh == Freshness(
        Shown.RECONNECTING, 1, MONDAY, 3, 3, "refused", feeding.book.state.seq
    )


def test_the_newest_record_named_is_the_one_shown() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    model.turn()
    before = feeding.book.state.seq
    feeding.book.open()
    now = feeding.book.state.seq
    assert now > before
    feeding.store.apply(list(feeding.book.records[before:]))
    model.turn()
    assert (feeding.store.feed.seq, model.fresh.seq) == (before, now)  # told late
    feeding.book.open()
    feeding.live()
    model.turn()
    assert feeding.store.feed.seq == model.state.seq + 1  # told early
    assert model.fresh.seq == now


def test_an_empty_ledger_is_known_to_be_empty_only_when_live() -> None:
    feeding = Feeding()
    model = made(feeding)
    model.turn()
    assert not model.empty
    feeding.begin()
    model.turn()
    assert model.empty
    feeding.book.open()
    feeding.give()
    model.turn()
    assert not model.empty


def test_today_begins_at_local_midnight_and_follows_the_time() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    model.turn()
    midnight = MONDAY - 9 * HOUR
    assert model.today() == midnight
    feeding.book.now = midnight + DAY
    feeding.live()
    model.turn()
    assert model.today() == midnight + DAY


def test_suggestions_are_kept_until_the_case_changes() -> None:
    feeding = Feeding()
    case_id = handling(feeding.book)
    feeding.begin()
    model = made(feeding)
    model.turn()
    case = model.state.cases[case_id]
    first = model.offers(case)
    assert model.offers(case) is first
    feeding.book.do(case_id, c.Bounce(reason="B03", note="不属"), HW)
    feeding.book.do(case_id, c.ApproveBounce())
    feeding.give()
    model.turn()
    offers = model.offers(model.state.cases[case_id])
    assert [offer.department for offer in offers][-1] == "hw"
    assert offers[-1].bounced


def test_a_closed_case_has_no_detail() -> None:
    feeding = Feeding()
    case = handling(feeding.book)
    feeding.begin()
    model = made(feeding)
    model.turn()
    shown = model.detail(case)
    assert shown is not None
    assert shown.case == case
    feeding.book.do(case, c.SpecialClose(note="特殊"))
    feeding.give()
    model.turn()
    assert model.detail(case) is None


def test_a_whole_drill_says_so() -> None:
    feeding = Feeding(Book(epoch="drill-7"))
    feeding.begin()
    model = made(feeding)
    model.turn()
    assert model.drill


def test_a_glance_takes_nothing() -> None:
    feeding = Feeding()
    feeding.begin()
    model = made(feeding)
    model.turn()
    feeding.book.open()
    feeding.book.open()
    feeding.give()
    assert model.glance() == 2
    assert model.state.seq == 0
    model.turn()
    assert (model.glance(), model.state.seq) == (0, 2)
