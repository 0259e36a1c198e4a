"""A wall's conversation, told frame by frame: what is taken of what comes."""

from __future__ import annotations

from random import Random

import pytest

from client.backoff import Backoff
from client.feed import Head, Phase
from client.intake import Intake
from client.moves import Close, Connect, Keep, Loss, Send, Wait
from client.numbering import HOLD_S
from client.session import BEHIND_S, Session
from domain import wire
from tests.town import MONDAY
from tests.unit.client.day import (
    Taker,
    beat,
    day,
    frame,
    hello,
    seal,
    snapshot_at,
    state_at,
)
from tests.unit.client.talk import live, resumed, talk


def test_it_asks_for_a_snapshot_and_is_live_when_it_has_it() -> None:
    session, taker = Session(Backoff(Random(1))), Taker()
    assert session.begin(0.0) == [Connect(0, "")]
    assert session.feed(0.0).phase is Phase.CONNECTING
    session.opened(0.1)
    taker.take(session.received(hello(9, fresh=True), 0.2))
    assert session.feed(0.2).phase is Phase.SYNCING
    for part in snapshot_at(9):
        taker.take(session.received(part, 0.3))
    feed = session.feed(0.3)
    assert (feed.phase, feed.seq, feed.head, feed.place) == (Phase.LIVE, 9, 9, "town")
    assert taker.state is not None
    assert taker.state.digest == state_at(9).digest


def test_an_empty_ledger_needs_no_snapshot() -> None:
    session, taker = talk()
    taker.take(session.received(hello(0), 0.1))
    taker.take(session.received(frame(1, 3), 0.2))
    assert session.feed(0.2).phase is Phase.LIVE
    assert taker.applied == [1, 2, 3]
    assert taker.state is not None
    assert taker.state.epoch == "e1"


def test_what_came_before_is_dropped_and_what_follows_is_applied() -> None:
    session, taker = live(5)
    for sent in (frame(4, 6), frame(5, 6), frame(7, 8)):
        taker.take(session.received(sent, 0.1))
    assert taker.applied == [6, 7, 8]


def test_records_behind_a_gap_are_held_and_applied_when_it_is_filled() -> None:
    session, taker = live(5)
    for sent in (frame(8, 9), frame(6, 6), frame(11, 11)):
        taker.take(session.received(sent, 0.1))
    assert taker.applied == [6]
    taker.take(session.received(frame(7, 7), 0.2))
    taker.take(session.received(frame(10, 10), 0.2))
    assert taker.applied == [6, 7, 8, 9, 10, 11]
    gaps = session.feed(0.2).gaps
    assert [(gap.first, gap.last) for gap in gaps] == [(6, 7), (10, 10)]
    assert [move for move in taker.other if isinstance(move, Close)] == []


def test_it_rests_while_all_is_well() -> None:
    session, taker = talk()
    assert not session.rests
    session, taker = live(5)
    assert session.rests
    taker.take(session.received(frame(8, 9), 0.1))
    assert not session.rests  # a gap
    taker.take(session.received(frame(6, 7), 0.2))
    assert session.rests
    taker.take(session.received(beat(12), 0.3))
    assert not session.rests  # the centre is ahead
    taker.take(session.received(frame(10, 12), 0.4))
    taker.take(session.received(beat(12), 0.5))
    assert session.rests
    taker.take(session.lost(Loss("gone"), 1.0))
    assert not session.rests


def test_a_gap_that_stays_is_asked_for_again_at_once() -> None:
    session, taker = live(5)
    taker.take(session.received(frame(8, 9), 1.0))
    assert session.tick(1.0 + HOLD_S * 0.9) == []
    made = taker.take(session.tick(1.0 + HOLD_S))
    assert made == [Close("records are missing"), Keep("e1", Head(8, seal(8))), Wait(0)]
    assert resumed(session, taker, 1.5) == Connect(5, "e1")
    taker.take(session.received(hello(9), 1.6))
    taker.take(session.received(frame(6, 9), 1.6))
    feed = session.feed(1.6)
    assert (feed.phase, feed.resyncs, feed.seq) == (Phase.LIVE, 1, 9)
    assert [(gap.first, gap.last) for gap in feed.gaps] == [(6, 9)]
    assert taker.applied == [6, 7, 8, 9]


def test_asking_again_and_again_is_paced() -> None:
    session, taker = live(5)
    waits, now = [], 0.0
    for _ in range(4):
        taker.take(session.received(frame(8, 9), now))
        now += HOLD_S + 0.01
        taker.take(session.tick(now))
        wait = taker.other[-1]
        assert isinstance(wait, Wait)
        waits.append(wait.seconds)
        now += wait.seconds
        resumed(session, taker, now)
        taker.take(session.received(hello(5), now))
    assert waits[0] == 0
    assert min(waits[1:]) > 0


def test_records_that_come_before_the_snapshot_are_applied_after_it() -> None:
    session, taker = talk()
    head, *parts = snapshot_at(20)
    for sent in (hello(20, fresh=True), head, frame(19, 23), *parts, frame(24, 24)):
        taker.take(session.received(sent, 0.1))
    assert taker.applied == [21, 22, 23, 24]
    assert taker.state is not None
    assert taker.state.digest == state_at(24).digest


def test_another_epoch_brings_a_whole_new_state() -> None:
    session, taker = live(9)
    taker.take(session.lost(Loss("gone"), 1.0))
    assert resumed(session, taker, 1.0) == Connect(9, "e1")
    for sent in (
        hello(4, fresh=True, epoch="e2"),
        *snapshot_at(4, epoch="e2"),
        frame(5, 6, epoch="e2"),
    ):
        taker.take(session.received(sent, 2.0))
    assert taker.state is not None
    assert (taker.state.epoch, taker.state.seq) == ("e2", 6)
    assert session.feed(2.0).alarms == ()
    assert session.feed(2.0).epoch == "e2"


def test_another_epoch_without_a_snapshot_is_not_believed() -> None:
    session, taker = live(9)
    taker.take(session.lost(Loss("gone"), 1.0))
    resumed(session, taker, 1.0)
    made = taker.take(session.received(hello(12, epoch="e2"), 2.0))
    assert isinstance(made[0], Close)
    assert resumed(session, taker, 2.0).after == 0


@pytest.mark.parametrize("sent", [beat(6, epoch="e2"), frame(10, 11, epoch="e2")])
def test_an_epoch_does_not_change_within_a_connection(sent: bytes) -> None:
    session, taker = live(9)
    made = taker.take(session.received(sent, 1.0))
    assert isinstance(made[0], Close)
    assert resumed(session, taker, 1.0).after == 0


def test_a_head_that_goes_backwards_raises_the_alarm_and_a_snapshot() -> None:
    session, taker = live(9)
    made = taker.take(session.received(beat(8), 1.0))
    assert isinstance(made[0], Close)
    (alarm,) = session.feed(1.0).alarms
    assert alarm.code == "head-backwards"
    assert resumed(session, taker, 1.0).after == 0
    for sent in (hello(8, fresh=True), *snapshot_at(8)):
        taker.take(session.received(sent, 2.0))
    feed = session.feed(2.0)
    assert (feed.phase, feed.seq, len(feed.alarms)) == (Phase.LIVE, 8, 1)


def test_a_centre_that_comes_back_with_an_older_copy_raises_the_alarm() -> None:
    session, taker = live(5)
    taker.take(session.received(frame(6, 9), 0.5))
    taker.take(session.lost(Loss("gone"), 1.0))
    resumed(session, taker, 1.0)
    taker.take(session.received(hello(7), 2.0))
    assert session.feed(2.0).alarms[0].code == "head-backwards"
    assert resumed(session, taker, 2.0).after == 0


def test_a_head_kept_from_an_earlier_run_convicts_an_older_ledger() -> None:
    kept = {"e1": Head(30, seal(30))}
    session, taker = talk(kept=kept.get)
    taker.take(session.received(hello(9, fresh=True), 0.1))
    (alarm,) = session.feed(0.1).alarms
    assert alarm.code == "head-backwards"
    assert "30" in alarm.text


@pytest.mark.parametrize(("truth", "alarms"), [(True, []), (False, ["head-rewritten"])])
def test_a_kept_seal_is_compared_with_what_the_records_say(
    truth: bool,  # noqa: FBT001
    alarms: list[str],
) -> None:
    kept = {"e1": Head(7, seal(7) if truth else seal(7, "another life"))}
    session, taker = talk(kept=kept.get)
    for sent in (hello(9, fresh=True), *snapshot_at(5), frame(6, 9)):
        taker.take(session.received(sent, 0.5))
    assert [alarm.code for alarm in session.feed(0.5).alarms] == alarms


def test_the_highest_head_is_handed_on_to_be_kept_but_seldom() -> None:
    session, taker = live(5)
    for turn in range(1, 30):
        taker.take(session.received(frame(5 + turn, 5 + turn), float(turn)))
    kept = [move.head for move in taker.other if isinstance(move, Keep)]
    assert [head.seq for head in kept] == [5, 14, 24]
    assert kept[1].hash == seal(14)
    (last,) = session.finish(30.0)
    assert last == Keep("e1", Head(33, seal(33)))


def test_a_digest_is_compared_at_its_own_record() -> None:
    session, taker = live(9)
    taker.take(session.received(beat(9, digest=True), 1.0))
    assert taker.wrong == []
    taker.take(session.received(beat(9, digest=7), 2.0))
    assert taker.wrong == [9]


def test_a_state_that_went_apart_raises_the_alarm_and_is_replaced() -> None:
    session, taker = live(9)
    made = taker.take(session.diverged(9, 1.0))
    assert isinstance(made[0], Close)
    assert session.feed(1.0).alarms[0].code == "digest-differs"
    assert resumed(session, taker, 1.0).after == 0


def test_a_screen_that_dropped_records_gets_a_snapshot_without_an_alarm() -> None:
    session, taker = live(9)
    taker.take(session.overflowed(1.0))
    assert resumed(session, taker, 1.0) == Connect(0, "e1")
    assert session.feed(1.0).alarms == ()


def test_a_dropped_state_is_not_resumed_by_a_connection_already_asked_for() -> None:
    session, taker = live(9)
    taker.take(session.lost(Loss("gone"), 1.0))
    resumed(session, taker, 1.0)
    taker.take(session.overflowed(1.0))
    made = taker.take(session.received(hello(9), 1.5))
    assert made == []
    assert resumed(session, taker, 2.0).after == 0


@pytest.mark.parametrize(
    "sent", [b"{", b'{"t":"nothing"}', frame(1, 2), beat(1), snapshot_at(9)[1]]
)
def test_nonsense_before_the_hello_ends_the_connection(sent: bytes) -> None:
    session, taker = talk()
    made = taker.take(session.received(sent, 0.1))
    assert isinstance(made[0], Close)
    assert taker.state is None


@pytest.mark.parametrize("sent", [b"{", hello(9), snapshot_at(9)[1]])
def test_nonsense_later_loses_nothing(sent: bytes) -> None:
    session, taker = live(9)
    made = taker.take(session.received(sent, 0.1))
    assert isinstance(made[0], Close)
    assert resumed(session, taker, 0.2) == Connect(9, "e1")


def test_credit_is_given_back_after_a_snapshot() -> None:
    _, taker = live(9)
    assert taker.acked == [9]


def test_credit_is_given_back_at_half_of_the_records() -> None:
    intake, sent = Intake(9, "e1", sparse=False), day()[9:73]
    turns = wire.CREDIT_RECORDS // 2 // len(sent)
    for turn in range(1, turns + 1):
        made = intake.records(list(sent), 100, 0.1, MONDAY)
        acks = [move for move in made if isinstance(move, Send)]
        assert bool(acks) is (turn == turns)


def test_credit_is_given_back_by_bytes_too() -> None:
    session, taker = live(9)
    sent = frame(10, 200)
    turns = -(-wire.CREDIT_BYTES // 2 // len(sent))
    for _ in range(turns):
        assert len(taker.acked) == 1
        taker.take(session.received(sent, 0.1))
    assert len(taker.acked) == 2


def test_a_centre_that_is_ahead_and_sends_nothing_is_asked_again() -> None:
    session, taker = live(9)
    for now in (1.0, 2.0, 3.0):
        taker.take(session.received(beat(12), now))
    assert session.tick(1.0 + BEHIND_S) != []
    assert resumed(session, taker, 3.0) == Connect(9, "e1")


def test_a_burst_that_is_under_way_is_waited_for() -> None:
    session, taker = live(9)
    for second in range(1, 20):
        taker.take(session.received(beat(200), float(second)))
        taker.take(session.received(frame(9 + second, 9 + second), second + 0.5))
        assert session.tick(second + 0.9) == []


def test_a_snapshot_that_never_ends_is_asked_for_again() -> None:
    session, taker = talk()
    head, *_ = snapshot_at(60)
    for sent in (hello(60, fresh=True), head, beat(60)):
        taker.take(session.received(sent, 0.1))
    assert session.tick(0.1 + BEHIND_S) != []


def test_a_scope_has_no_gaps_and_is_live_with_the_first_beat() -> None:
    session, taker = talk(scope="street:T01")
    taker.take(session.received(hello(50, fresh=True), 0.1))
    for part in snapshot_at(40):
        taker.take(session.received(part, 0.1))
    assert session.feed(0.1).phase is Phase.SYNCING
    made = session.received(frame(42, 42), 0.2) + session.received(frame(47, 47), 0.2)
    assert [move.records[0].seq for move in made if hasattr(move, "records")] == [
        42,
        47,
    ]
    assert session.received(beat(50, digest=7), 0.3) == []
    assert session.feed(0.3).phase is Phase.LIVE
    assert session.tick(5.0) == []


def test_a_resumed_listing_starts_where_it_was_told() -> None:
    session = Session(Backoff(Random(1)), after=7, epoch="e1")
    taker = Taker(state_at(7))
    assert session.begin(0.0) == [Connect(7, "e1")]
    session.opened(0.0)
    taker.take(session.received(hello(9), 0.1))
    taker.take(session.received(frame(8, 9), 0.1))
    assert taker.applied == [8, 9]
    assert taker.replaced == 0


def test_no_record_is_named_twice_in_a_whole_day_with_losses() -> None:
    session, taker = live(5)
    for turn, last in enumerate(range(15, 240, 10), 1):
        taker.take(session.received(frame(last - 9, last), float(turn)))
        taker.take(session.lost(Loss("gone"), turn + 0.1))
        resumed(session, taker, turn + 0.1)
        taker.take(session.received(hello(last), turn + 0.2))
    assert taker.applied == list(range(6, 236))
    assert taker.state is not None
    assert taker.state.digest == state_at(235).digest
