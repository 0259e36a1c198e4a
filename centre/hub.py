"""Which wall is owed which record: a ring of encoded records and a cursor a wall.

SANS-I/O: `board.py` publishes, `feed.py` asks for the next frame of each wall and sends
it. Nothing is queued a wall but frames of its start; frames are cut on ticks only, so
that walls in step are sent the same bytes object. Times called `now` are monotonic
seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from domain import wire

#: Scope of a wall that sees everything.
ALL: Final = "all"
#: Bytes of records in one frame, at most, so long as there is more than one.
FRAME_BYTES: Final = wire.MAX_DOWN - 1024
FRAME_RECORDS: Final = 1024


class Limits(msgspec.Struct, frozen=True):
    """How much is kept and how long is waited."""

    ring_records: int = 65_536
    ring_bytes: int = 32 * 1024 * 1024
    credit_records: int = wire.CREDIT_RECORDS
    credit_bytes: int = wire.CREDIT_BYTES
    patience_s: float = 3.0  # for an acknowledgement, and for a frame to be sent


class Moment(msgspec.Struct, frozen=True):
    """What the clock shows and the state's digest at record `seq`, for heartbeats."""

    at: int
    speed: float = 1.0
    seq: int = 0
    digest: int = 0


NONE: Final[frozenset[str]] = frozenset()


class _Kept(NamedTuple):
    stored: bytes
    scopes: frozenset[str]  # that the record belongs to, apart from ALL
    new: frozenset[str]  # that it brings its case into
    before: bytes  # the case before it, for those


class Cut(msgspec.Struct, frozen=True):
    """The wall is to be closed with this code."""

    code: int
    reason: str


class _Frame(NamedTuple):
    upto: int  # the cursor after it
    last: int  # its last record: what a wall can acknowledge
    records: int
    size: int


class Wall:
    """A wall's place in the feed; `Hub` alone changes it."""

    __slots__ = (
        "acked",
        "beat_due",
        "cursor",
        "digest_due",
        "opening",
        "scope",
        "sending",
        "starved",
        "under_way",
        "way_bytes",
        "way_records",
    )

    def __init__(self, scope: str, cursor: int, opening: Iterable[bytes]) -> None:
        self.scope = scope
        self.cursor = cursor  # last record that was put into a frame
        self.acked = cursor
        self.opening = deque(opening)
        self.under_way: deque[_Frame] = deque()
        self.way_records = 0
        self.way_bytes = 0
        self.sending: float | None = None  # since when a frame is being sent
        self.starved: float | None = None  # since when it waits for credit, no Ack
        self.beat_due = False
        self.digest_due = False


class Hub:
    """The feed's memory: `publish`, then `tick`, then `next` for every wall."""

    def __init__(self, epoch: str, head: int, limits: Limits | None = None) -> None:
        self.epoch = epoch
        self.head = head
        self.walls: set[Wall] = set()
        self._limits = limits or Limits()
        self._ring: dict[int, _Kept] = {}
        self._first = head + 1
        self._bytes = 0
        self._visible = head
        #: With their bytes; None: nothing of this scope.
        self._frames: dict[tuple[int, str], tuple[_Frame, bytes | None]] = {}
        self._beats: dict[bool, bytes] = {}
        self._moment = Moment(0)

    def publish(
        self,
        stored: bytes,
        scopes: frozenset[str],
        new: frozenset[str] = NONE,
        before: bytes = b"",
    ) -> None:
        """The next record is durable; walls see it from the next tick on.

        It brings its case into the scopes `new`: they get it as it was `before`.
        """
        self.head += 1
        self._ring[self.head] = _Kept(stored, scopes, new, before)
        self._bytes += len(stored) + len(before)
        limits = self._limits
        while len(self._ring) > limits.ring_records or self._bytes > limits.ring_bytes:
            gone = self._ring.pop(self._first)
            self._bytes -= len(gone.stored) + len(gone.before)
            self._first += 1

    @property
    def floor(self) -> int:
        """The last record that is not in the ring any more."""
        return self._first - 1

    def covers(self, after: int) -> bool:
        """Whether every record after that one is in the ring."""
        return self.floor <= after <= self.head

    def join(self, scope: str, after: int, opening: Iterable[bytes] = ()) -> Wall:
        """A wall that is sent `opening`, then every record after `after`.

        `ValueError` when the ring does not hold them all.
        """
        if not self.covers(after):
            raise ValueError(f"record {after + 1} is not in the ring")
        self._show()
        wall = Wall(scope, after, opening)
        self.walls.add(wall)
        return wall

    def leave(self, wall: Wall) -> None:
        """The wall is gone."""
        self.walls.discard(wall)

    def tick(self, moment: Moment) -> bool:
        """Show the walls what was published; whether that was anything."""
        self._moment = moment
        self._beats.clear()
        return self._show()

    def pulse(self, moment: Moment, *, digest: bool = False) -> None:
        """Owe every wall a heartbeat, with the state's digest if asked."""
        self.tick(moment)
        for wall in self.walls:
            wall.beat_due = True
            wall.digest_due = wall.digest_due or digest

    def next(self, wall: Wall, now: float) -> bytes | Cut | None:
        """What is to be sent to the wall; asking says that the last one was sent.

        None: nothing until the next tick, pulse or acknowledgement.
        """
        wall.sending = None
        body = wall.opening.popleft() if wall.opening else self._records(wall, now)
        if body is None and wall.beat_due:
            body = self._beat(wall)
        if isinstance(body, bytes):
            wall.sending = now
        return body

    def ack(self, wall: Wall, seq: int, now: float) -> bool:
        """The wall has taken everything up to `seq`; whether it may be sent more now.

        What was never sent cannot be acknowledged: a higher `seq` counts as all of it.
        """
        if seq <= wall.acked:
            return False
        wall.acked = min(seq, wall.cursor)
        while wall.under_way and wall.under_way[0].last <= wall.acked:
            frame = wall.under_way.popleft()
            wall.way_records -= frame.records
            wall.way_bytes -= frame.size
        if wall.starved is None:
            return False
        wall.starved = now if self._spent(wall) else None
        return wall.starved is None

    def overdue(self, now: float) -> list[Wall]:
        """Walls that for too long took no frame, or acknowledged none for credit."""
        late = now - self._limits.patience_s
        return [
            wall
            for wall in self.walls
            if (wall.sending is not None and wall.sending <= late)
            or (wall.starved is not None and wall.starved <= late)
        ]

    def _show(self) -> bool:
        if self._visible == self.head:
            return False
        self._visible = self.head
        self._frames.clear()
        self._beats.clear()
        return True

    def _spent(self, wall: Wall) -> bool:
        return (
            wall.way_records >= self._limits.credit_records
            or wall.way_bytes >= self._limits.credit_bytes
        )

    def _records(self, wall: Wall, now: float) -> bytes | Cut | None:
        while wall.cursor < self._visible:
            if not self.covers(wall.cursor):
                return Cut(wire.CLOSE_SLOW, "too slow: records went by unread")
            if self._spent(wall):
                wall.starved = now if wall.starved is None else wall.starved
                return None
            frame, body = self._frame(wall.cursor, wall.scope)
            wall.cursor = frame.upto
            if body is not None:
                wall.under_way.append(frame)
                wall.way_records += frame.records
                wall.way_bytes += frame.size
                return body
        return None

    def _frame(self, after: int, scope: str) -> tuple[_Frame, bytes | None]:
        frame = self._frames.get((after, scope))
        if frame is None:
            frame = self._frames[after, scope] = self._cut(after, scope)
        return frame

    def _cut(self, after: int, scope: str) -> tuple[_Frame, bytes | None]:
        picked: list[bytes] = []
        entered: list[bytes] = []
        size, upto, last = 0, after, after
        for seq in range(after + 1, self._visible + 1):
            stored, scopes, new, before = self._ring[seq]
            if scope == ALL or scope in scopes:
                comes = scope in new
                more = len(stored) + 1 + (len(before) + 1 if comes else 0)
                full = size + more > FRAME_BYTES
                if picked and (full or len(picked) == FRAME_RECORDS):
                    break
                picked.append(stored)
                if comes:
                    entered.append(before)
                size += more
                last = seq
            upto = seq
        body = wire.records_frame(self.epoch, picked, entered) if picked else None
        return _Frame(upto, last, len(picked), size), body

    def _beat(self, wall: Wall) -> bytes:
        moment = self._moment
        whole = wall.scope == ALL and wall.cursor == self._visible == moment.seq
        told = wall.digest_due and whole
        wall.beat_due = False
        wall.digest_due = wall.digest_due and not told
        beat = self._beats.get(told)
        if beat is None:
            beat = self._beats[told] = wire.encode(
                wire.Heartbeat(
                    epoch=self.epoch,
                    head=self._visible,
                    at=moment.at,
                    speed=moment.speed,
                    digest=moment.digest if told else None,
                )
            )
        return beat
