"""The hub owes every wall each record once and in order, and cuts off the slow."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from centre.hub import ALL, FRAME_BYTES, Cut, Hub, Limits, Moment, Wall
from domain import wire

NONE: frozenset[str] = frozenset()
EAST = frozenset({"street:T01"})
WEST = frozenset({"street:T02"})


def stored(seq: int, size: int = 0) -> bytes:
    return b'{"seq":%d,"fill":"%b"}' % (seq, b"x" * size)


def publish(hub: Hub, count: int, scopes: frozenset[str] = NONE, size: int = 0) -> None:
    for _ in range(count):
        hub.publish(stored(hub.head + 1, size), scopes)


def ready(
    head: int = 0, limits: Limits | None = None, scope: str = ALL
) -> tuple[Hub, Wall]:
    hub = Hub("e1", head, limits)
    return hub, hub.join(scope, head)


def frames(hub: Hub, wall: Wall, now: float = 0.0) -> list[bytes]:
    """Everything the wall is sent now; it takes it at once, without acknowledging."""

    def more() -> Iterator[bytes]:
        while isinstance(body := hub.next(wall, now), bytes):
            yield body

    return list(more())


def numbers(body: bytes) -> list[int]:
    """The record numbers of a frame."""
    return [record["seq"] for record in msgspec.json.decode(body)["records"]]


def beat(body: bytes) -> wire.Heartbeat:
    message = wire.decode_down(body)
    assert isinstance(message, wire.Heartbeat)
    return message


def test_records_are_shown_on_the_tick_and_not_before() -> None:
    hub, wall = ready()
    publish(hub, 3)
    assert frames(hub, wall) == []
    assert hub.tick(Moment(0))
    assert [numbers(f) for f in frames(hub, wall)] == [[1, 2, 3]]
    assert not hub.tick(Moment(0))
    assert frames(hub, wall) == []


def test_walls_in_step_are_sent_the_same_object() -> None:
    hub, one = ready()
    other = hub.join(ALL, 0)
    publish(hub, 5)
    hub.tick(Moment(0))
    assert hub.next(one, 0) is hub.next(other, 0)


def test_a_frame_is_exactly_what_the_wire_makes_of_the_stored_records() -> None:
    hub, wall = ready()
    publish(hub, 2)
    hub.tick(Moment(0))
    assert hub.next(wall, 0) == wire.records_frame("e1", [stored(1), stored(2)])


def test_no_frame_is_larger_than_a_wall_takes() -> None:
    hub, wall = ready(limits=Limits(credit_bytes=1 << 30))
    publish(hub, 40, size=60_000)
    hub.tick(Moment(0))
    sent = frames(hub, wall)
    assert [n for f in sent for n in numbers(f)] == list(range(1, 41))
    assert max(map(len, sent)) <= wire.MAX_DOWN
    assert len(sent) == -(-40 // (FRAME_BYTES // 60_030))


def test_a_wall_of_one_street_is_sent_that_street_only() -> None:
    hub, wall = ready(scope="street:T01")
    publish(hub, 2, WEST)
    publish(hub, 1, EAST)
    publish(hub, 1, EAST | WEST)
    publish(hub, 1, WEST)
    hub.tick(Moment(0))
    assert [numbers(f) for f in frames(hub, wall)] == [[3, 4]]
    assert wall.cursor == 5


def test_a_wall_of_one_street_gets_its_credit_back_for_what_it_has_seen() -> None:
    hub, wall = ready(scope="street:T01", limits=Limits(credit_records=1))
    publish(hub, 1, EAST)
    publish(hub, 1, WEST)
    hub.tick(Moment(0))
    frames(hub, wall)
    publish(hub, 1, EAST)
    hub.tick(Moment(0))
    assert frames(hub, wall) == []
    assert hub.ack(wall, 1, 0)
    assert [numbers(f) for f in frames(hub, wall)] == [[3]]


def test_the_opening_comes_first_and_costs_no_credit() -> None:
    hub = Hub("e1", 7, Limits(credit_records=1, credit_bytes=1))
    wall = hub.join(ALL, 7, [b"hello", b"snapshot" * 1000, b"cases"])
    publish(hub, 1)
    hub.tick(Moment(0))
    sent = frames(hub, wall)
    assert sent[:3] == [b"hello", b"snapshot" * 1000, b"cases"]
    assert numbers(sent[3]) == [8]


def test_a_wall_without_credit_waits_and_goes_on_when_it_acknowledges() -> None:
    hub, wall = ready(limits=Limits(credit_records=10))
    for _ in range(4):
        publish(hub, 4)
        hub.tick(Moment(0))
        frames(hub, wall)
    assert wall.cursor == 12
    assert hub.overdue(2.9) == []
    assert hub.ack(wall, 4, 2.9)
    assert [numbers(f) for f in frames(hub, wall, 2.9)] == [[13, 14, 15, 16]]
    assert hub.overdue(100) == []


def test_a_wall_that_acknowledges_nothing_for_three_seconds_is_overdue() -> None:
    hub, wall = ready(limits=Limits(credit_records=1))
    publish(hub, 1)
    hub.tick(Moment(0))
    frames(hub, wall, 10)
    assert hub.overdue(100) == []  # nothing is owed to it
    publish(hub, 1)
    hub.tick(Moment(0))
    frames(hub, wall, 20)
    assert hub.overdue(22.9) == []
    assert hub.overdue(23) == [wall]


def test_acknowledging_a_part_is_progress_although_it_gives_too_little_credit() -> None:
    hub, wall = ready(limits=Limits(credit_records=2))
    for count in (1, 3):
        publish(hub, count)
        hub.tick(Moment(0))
        frames(hub, wall, 0)
    publish(hub, 5)
    hub.tick(Moment(0))
    assert hub.next(wall, 0) is None
    hub.ack(wall, 1, 2)
    frames(hub, wall, 2)
    assert wall.starved == 2
    assert hub.overdue(4) == []


def test_a_frame_that_is_not_taken_for_three_seconds_makes_a_wall_overdue() -> None:
    hub, wall = ready()
    publish(hub, 1)
    hub.tick(Moment(0))
    assert isinstance(hub.next(wall, 5), bytes)
    assert hub.overdue(7.9) == []
    assert hub.overdue(8) == [wall]
    assert hub.next(wall, 8) is None
    assert hub.overdue(100) == []


def test_a_wall_that_the_ring_has_left_behind_is_cut_off() -> None:
    hub, wall = ready(limits=Limits(ring_records=5))
    publish(hub, 6)
    hub.tick(Moment(0))
    assert hub.next(wall, 0) == Cut(wire.CLOSE_SLOW, "too slow: records went by unread")


def test_the_ring_is_bounded_by_records_and_by_bytes() -> None:
    hub = Hub("e1", 100, Limits(ring_records=10))
    publish(hub, 25)
    assert [hub.covers(n) for n in (114, 115, 125, 126)] == [False, True, True, False]
    hub = Hub("e1", 0, Limits(ring_bytes=1000))
    publish(hub, 25, size=200)
    assert [hub.covers(n) for n in (20, 21)] == [False, True]


def test_joining_behind_the_ring_or_ahead_of_the_ledger_is_an_error() -> None:
    hub = Hub("e1", 100, Limits(ring_records=10))
    publish(hub, 25)
    with pytest.raises(ValueError, match="115"):
        hub.join(ALL, 114)
    with pytest.raises(ValueError, match="127"):
        hub.join(ALL, 126)


def test_a_wall_acknowledges_what_it_was_sent_and_no_more() -> None:
    hub, wall = ready()
    publish(hub, 3)
    hub.tick(Moment(0))
    frames(hub, wall)
    hub.ack(wall, 1_000_000, 0)
    assert wall.acked == 3
    assert wall.way_records == wall.way_bytes == 0
    hub.ack(wall, 1, 0)
    assert wall.acked == 3


def test_a_heartbeat_says_head_and_clock_and_comes_after_the_records() -> None:
    hub, wall = ready()
    publish(hub, 2)
    hub.pulse(Moment(at=1234, speed=60.0, seq=2, digest=99))
    sent = frames(hub, wall)
    assert numbers(sent[0]) == [1, 2]
    assert beat(sent[1]) == wire.Heartbeat(epoch="e1", head=2, at=1234, speed=60.0)
    assert len(sent) == 2


def test_a_heartbeat_never_shows_a_head_below_records_that_were_sent() -> None:
    hub, wall = ready()
    hub.pulse(Moment(at=1))
    publish(hub, 1)
    hub.tick(Moment(at=2))
    first, second = frames(hub, wall)
    assert numbers(first) == [1]
    assert (beat(second).head, beat(second).at) == (1, 2)
    late = hub.join(ALL, 1)
    publish(hub, 1)
    newest = hub.join(ALL, 2)
    hub.pulse(Moment(at=3))
    assert [beat(f).head for f in frames(hub, newest)] == [2]
    assert beat(frames(hub, late)[-1]).head == 2


def test_the_digest_is_told_only_to_walls_that_are_at_the_head() -> None:
    hub, wall = ready(limits=Limits(credit_records=1))
    behind = hub.join(ALL, 0)
    street = hub.join("street:T01", 0)
    publish(hub, 1)
    hub.tick(Moment(0))
    for each in (wall, behind, street):
        frames(hub, each)
    publish(hub, 1)
    hub.ack(wall, 1, 0)
    hub.pulse(Moment(at=1, seq=2, digest=77), digest=True)
    told = [beat(frames(hub, each)[-1]).digest for each in (wall, behind, street)]
    assert told == [77, None, None]
    hub.ack(behind, 1, 0)
    frames(hub, behind)
    hub.pulse(Moment(at=2, seq=2, digest=77))
    assert [beat(frames(hub, w)[-1]).digest for w in (wall, behind)] == [None, 77]


def test_a_wall_that_left_is_owed_nothing() -> None:
    hub, wall = ready()
    hub.leave(wall)
    hub.leave(wall)
    assert hub.walls == set()
