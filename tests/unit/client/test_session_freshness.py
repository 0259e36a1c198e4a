"""A wall's conversation, told frame by frame: what it says of itself."""

from __future__ import annotations

from random import Random

import pytest

from client.backoff import Backoff
from client.feed import STALE_S, Phase
from client.moves import Close, Connect, Loss
from client.session import DOWN_RETRY_S, LOST_S, Session
from domain import wire
from tests.town import MONDAY
from tests.unit.client.day import (
    beat,
    frame,
    hello,
)
from tests.unit.client.talk import live, resumed, talk


def test_freshness_follows_the_age_of_the_last_frame() -> None:
    session, taker = live(9)
    phases = {age: session.feed(age).phase for age in (1.9, 2.1, 3.4, 3.6, 8.0)}
    assert phases == {
        1.9: Phase.LIVE,
        2.1: Phase.LAGGING,
        3.4: Phase.LAGGING,
        3.6: Phase.STALE,
        8.0: Phase.STALE,
    }
    assert session.feed(8.0).age_s == 8.0
    taker.take(session.received(beat(9), 8.5))
    assert session.feed(8.5).phase is Phase.LIVE


def test_a_picture_is_marked_stale_within_four_seconds() -> None:
    assert STALE_S <= 4 - 0.25


def test_a_silent_connection_is_given_up() -> None:
    session, taker = live(9)
    assert session.tick(LOST_S - 0.1) == []
    made = taker.take(session.tick(LOST_S + 0.1))
    assert isinstance(made[0], Close)
    feed = session.feed(LOST_S + 0.1)
    assert (feed.phase, feed.attempt) == (Phase.RECONNECTING, 1)
    assert "nothing was heard" in feed.reason


def test_the_age_goes_on_until_the_picture_is_current_again() -> None:
    session, taker = live(9)
    taker.take(session.lost(Loss("gone"), 1.0))
    resumed(session, taker, 1.0)
    taker.take(session.received(hello(12), 6.0))
    feed = session.feed(6.0)
    assert (feed.phase, feed.age_s, feed.stale) == (Phase.SYNCING, 6.0, True)
    taker.take(session.received(frame(10, 12), 6.5))
    feed = session.feed(6.5)
    assert (feed.phase, feed.age_s, feed.stale) == (Phase.LIVE, 0.0, False)


def test_attempts_are_counted_and_their_wait_is_shown() -> None:
    session, taker = live(9)
    for attempt in range(1, 4):
        taker.take(session.lost(Loss("connection refused"), 10.0 * attempt))
        feed = session.feed(10.0 * attempt)
        assert (feed.phase, feed.attempt) == (Phase.RECONNECTING, attempt)
        assert feed.retry_in_s > 0
        assert feed.reason == "connection refused"
        taker.take(session.tick(10.0 * attempt + feed.retry_in_s))


def test_the_first_failure_is_reconnecting_too() -> None:
    session = Session(Backoff(Random(1)))
    session.begin(0.0)
    session.lost(Loss("connection refused"), 0.1)
    assert session.feed(0.1).phase is Phase.RECONNECTING


def test_a_door_that_opens_and_closes_is_not_hammered() -> None:
    session, taker = live(9)
    now, opened = 0.0, 0
    while now < 60:
        taker.take(session.lost(Loss("closed", code=1000), now))
        now = session.feed(now).retry_at or now
        taker.take(session.tick(now))
        session.opened(now)
        taker.take(session.received(hello(9), now))
        opened += 1
    assert opened < 30


@pytest.mark.parametrize(
    "loss",
    [Loss("no", status=401), Loss("no", status=403), Loss("no", code=4401),
     Loss("no", code=4403), Loss("no", code=1008)],
)  # fmt: skip
def test_a_refused_token_asks_the_person_and_tries_no_more(loss: Loss) -> None:
    session, taker = live(9)
    taker.take(session.lost(loss, 1.0))
    assert session.feed(500.0).phase is Phase.AUTH_FAILED
    assert session.tick(500.0) == []
    assert session.retry() == [Connect(9, "e1")]
    assert session.feed(500.0).phase is not Phase.AUTH_FAILED


def test_another_protocol_is_down_with_both_versions() -> None:
    session, taker = talk()
    made = taker.take(session.received(hello(9, protocol=2), 1.0))
    assert isinstance(made[0], Close)
    feed = session.feed(1.0)
    assert feed.phase is Phase.DOWN
    assert "protocol 2" in feed.reason
    assert str(wire.PROTOCOL) in feed.reason


@pytest.mark.parametrize("loss", [Loss("x", code=4400), Loss("x", tls=True)])
def test_what_time_does_not_heal_is_down_and_tried_seldom(loss: Loss) -> None:
    session, taker = live(9)
    taker.take(session.lost(loss, 1.0))
    assert session.feed(1.0).phase is Phase.DOWN
    assert session.tick(1.0 + DOWN_RETRY_S * 0.9) == []
    assert session.tick(1.0 + DOWN_RETRY_S) == [Connect(9, "e1")]
    assert session.feed(1.0 + DOWN_RETRY_S).phase is Phase.DOWN
    session.opened(40.0)
    session.received(hello(9), 40.0)
    assert session.feed(40.0).phase is Phase.LIVE


def test_a_busy_centre_is_given_the_time_it_asks_for() -> None:
    session, taker = live(9)
    taker.take(session.lost(Loss("busy", status=503, retry_after=40.0), 1.0))
    assert 40 <= session.feed(1.0).retry_in_s <= 41


def test_the_clock_of_the_centre_goes_at_its_own_speed() -> None:
    session, taker = talk()
    taker.take(session.received(hello(0, at=MONDAY, speed=60.0, simulated=True), 10.0))
    feed = session.feed(10.0)
    assert feed.server_now(12.0) == MONDAY + 120_000
    taker.take(session.received(beat(0, at=MONDAY + 5000, speed=0.0), 13.0))
    assert session.feed(13.0).server_now(99.0) == MONDAY + 5000
    assert session.feed(13.0).simulated


@pytest.mark.parametrize(
    ("ours", "simulated", "skewed"),
    [
        (0, False, False),
        (1999, False, False),
        (-2001, False, True),
        (9999, True, False),
    ],
)
def test_clocks_that_are_apart_are_told(
    ours: int,
    simulated: bool,  # noqa: FBT001
    skewed: bool,  # noqa: FBT001
) -> None:
    session, _ = talk(clock=lambda: MONDAY + ours)
    session.received(hello(0, simulated=simulated), 0.1)
    feed = session.feed(0.1)
    assert feed.skewed is skewed
    assert feed.skew_ms == (None if simulated else -ours)
