"""Whatever walls, records, ticks and acknowledgements come in whatever order."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
)

from centre.hub import ALL, FRAME_BYTES, Cut, Hub, Limits, Moment, Wall
from domain import wire

LIMITS = Limits(ring_records=30, ring_bytes=6000, credit_records=12, credit_bytes=2500)
SCOPES = (ALL, "street:T01", "department:hw")
Sets = st.frozensets(st.sampled_from(SCOPES[1:]))


class Seen:
    """What one wall was sent, as a wall would take it."""

    def __init__(self, wall: Wall, after: int) -> None:
        self.wall, self.after = wall, after
        self.records: list[int] = []
        self.head = after

    @property
    def last(self) -> int:
        return self.records[-1] if self.records else self.after


class Feed(RuleBasedStateMachine):
    """Records and walls at random; a list of all records is the truth."""

    walls = Bundle("walls")

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.hub = Hub("e1", 0, LIMITS)
        self.scopes: list[frozenset[str]] = []
        self.seen: list[Seen] = []

    @rule(count=st.integers(1, 12), scopes=Sets, size=st.integers(0, 400))
    def publish(self, count: int, scopes: frozenset[str], size: int) -> None:
        for _ in range(count):
            self.scopes.append(scopes)
            seq = len(self.scopes)
            self.hub.publish(b'{"seq":%d,"fill":"%b"}' % (seq, b"x" * size), scopes)

    @rule(target=walls, scope=st.sampled_from(SCOPES), back=st.integers(0, 40))
    def join(self, scope: str, back: int) -> Seen:
        after = max(0, self.hub.head - back)
        while not self.hub.covers(after):
            after += 1
        seen = Seen(self.hub.join(scope, after), after)
        self.seen.append(seen)
        return seen

    @rule(digest=st.booleans())
    def pulse(self, digest: bool) -> None:  # noqa: FBT001
        head = self.hub.head
        self.hub.pulse(Moment(at=head, seq=head, digest=head * 3), digest=digest)

    @rule()
    def tick(self) -> None:
        head = self.hub.head
        self.hub.tick(Moment(at=head, seq=head, digest=head * 3))

    @rule(seen=walls, most=st.integers(1, 5))
    def send(self, seen: Seen, most: int) -> None:
        for _ in range(most):
            body = self.hub.next(seen.wall, self.now)
            if not isinstance(body, bytes):
                break
            self.take(seen, body)
        if isinstance(body, Cut):
            assert not self.hub.covers(seen.wall.cursor)

    def take(self, seen: Seen, body: bytes) -> None:
        raw = msgspec.json.decode(body)
        assert len(body) <= FRAME_BYTES + 1024
        if raw["t"] == "records":
            seen.records.extend(record["seq"] for record in raw["records"])
            seen.head = max(seen.head, seen.last)
            return
        assert raw["t"] == "beat"
        assert raw["head"] >= seen.head
        seen.head = raw["head"]
        if "digest" in raw:
            assert raw["digest"] == raw["head"] * 3
            assert seen.last == raw["head"]

    @rule(seen=walls)
    def acknowledge(self, seen: Seen) -> None:
        self.hub.ack(seen.wall, seen.last, self.now)
        assert seen.wall.way_records == seen.wall.way_bytes == 0

    @rule(seen=walls, seq=st.integers(0, 500))
    def acknowledge_anything(self, seen: Seen, seq: int) -> None:
        self.hub.ack(seen.wall, seq, self.now)

    @rule(seconds=st.floats(0, 4))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        for wall in self.hub.overdue(self.now):
            since = min(t for t in (wall.sending, wall.starved) if t is not None)
            assert self.now - since >= LIMITS.patience_s

    @rule(seen=consumes(walls))
    def leave(self, seen: Seen) -> None:
        self.hub.leave(seen.wall)
        self.seen.remove(seen)

    @invariant()
    def every_wall_has_each_record_of_its_scope_once_and_in_order(self) -> None:
        for seen in self.seen:
            scope, upto = seen.wall.scope, seen.wall.cursor
            owed = [
                seq
                for seq in range(seen.after + 1, upto + 1)
                if scope == ALL or scope in self.scopes[seq - 1]
            ]
            assert seen.records == owed

    @invariant()
    def what_is_kept_is_bounded(self) -> None:
        assert not self.hub.covers(self.hub.head - LIMITS.ring_records - 1)
        for seen in self.seen:
            wall = seen.wall
            assert len(wall.under_way) <= LIMITS.credit_records
            assert wall.way_bytes <= LIMITS.credit_bytes + FRAME_BYTES


class FeedCatchesUp(Feed):
    """As above; in the end every wall that acknowledges is given all of it."""

    def teardown(self) -> None:
        self.tick()
        for seen in self.seen:
            self.hub.ack(seen.wall, seen.last, self.now)
            while isinstance(body := self.hub.next(seen.wall, self.now), bytes):
                self.take(seen, body)
                self.hub.ack(seen.wall, seen.last, self.now)
            behind = not self.hub.covers(seen.wall.cursor)
            assert behind == isinstance(body, Cut)
            assert behind or seen.wall.cursor == self.hub.head
        self.every_wall_has_each_record_of_its_scope_once_and_in_order()


TestFeed = FeedCatchesUp.TestCase
TestFeed.settings = settings(max_examples=60, stateful_step_count=40)


def test_a_frame_of_one_huge_record_is_a_frame_all_the_same() -> None:
    hub = Hub("e1", 0)
    wall = hub.join(ALL, 0)
    hub.publish(b"x" * (wire.MAX_DOWN - 200), frozenset())
    hub.tick(Moment(0))
    body = hub.next(wall, 0)
    assert isinstance(body, bytes)
    assert len(body) <= wire.MAX_DOWN
