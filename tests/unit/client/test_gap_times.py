"""When records were missed, and when they were there again."""

from __future__ import annotations

from client.feed import Gap
from client.moves import Loss
from tests.town import MONDAY
from tests.unit.client.day import beat, frame, hello
from tests.unit.client.talk import live, resumed


def test_a_gap_tells_since_when_and_until_when() -> None:
    session, taker = live(5)
    taker.take(session.received(beat(5, at=MONDAY), 1.0))
    taker.take(session.received(frame(8, 9), 1.0))
    taker.take(session.received(frame(6, 7), 1.25))
    assert session.feed(2.0).gaps == (Gap(6, 7, MONDAY + 250, MONDAY),)


def test_what_was_missed_between_two_connections_is_missed_since_the_hello() -> None:
    session, taker = live(5)
    taker.take(session.lost(Loss("gone"), 1.0))
    resumed(session, taker, 1.0)
    taker.take(session.received(hello(7, at=MONDAY + 9_000), 3.0))
    taker.take(session.received(frame(6, 7), 3.5))
    assert session.feed(4.0).gaps == (Gap(6, 7, MONDAY + 9_500, MONDAY + 9_000),)


def test_a_gap_that_grows_is_missed_since_its_first_record() -> None:
    session, taker = live(5)
    taker.take(session.received(beat(5, at=MONDAY), 1.0))
    taker.take(session.received(frame(8, 8), 1.0))
    taker.take(session.received(frame(10, 10), 1.125))
    taker.take(session.received(frame(6, 7), 1.25))
    taker.take(session.received(frame(9, 9), 1.25))
    (gap, *_) = session.feed(2.0).gaps
    assert (gap.first, gap.since) == (6, MONDAY)
