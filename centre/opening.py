"""What a wall is sent first: a hello, then the records it missed or a whole snapshot.

`feed.py` asks; `hub.py` goes on from the cursor that is answered.
"""

from __future__ import annotations

from asyncio import Task, create_task, shield, to_thread
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from centre.desk_cuts import Cut
from centre.errors import LedgerCorrupt
from centre.house import House
from centre.hub import FRAME_BYTES
from centre.ledger.protocol import Reading, Stored
from centre.scope import ALL, Scope
from domain import wire
from domain.scoping import key_of_scope

#: Missed records that are read back from the ledger; who missed more gets a snapshot.
BACKLOG: Final = 20_000
_CHUNK: Final = 2_000
#: A snapshot is handed out again until the ledger is so many records further.
FRESH_ENOUGH: Final = 1_000


class Wish(msgspec.Struct, frozen=True):
    """What a wall has and what it wants; `after` 0: nothing yet."""

    scope: Scope
    after: int
    epoch: str


class Opening(NamedTuple):
    """Frames to be sent first; the wall then has everything up to `cursor`."""

    frames: list[bytes]
    cursor: int
    fresh: bool


class Openings:
    """Makes them; walls that come together share one snapshot."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._cuts: dict[Scope, Task[Cut]] = {}
        self._asked: set[Scope] = set()

    async def open(self, wish: Wish) -> Opening:
        """The ring covers the cursor when this returns. Raises `CentreError`."""
        return await self._missed(wish) or await self._snapshot(wish.scope)

    def forget(self) -> None:
        """Let go of snapshots that nobody asked for since the last time."""
        for scope in self._cuts.keys() - self._asked:
            del self._cuts[scope]
        self._asked.clear()

    async def _missed(self, wish: Wish) -> Opening | None:
        hub = self._house.hub
        if wish.epoch != hub.epoch or not 0 < wish.after <= hub.head:
            return None
        if hub.covers(wish.after):
            return Opening([], wish.after, fresh=False)
        floor = hub.floor
        if wish.scope != ALL or floor - wish.after > BACKLOG:
            return None
        ledger = self._house.ledger
        frames = await to_thread(_read, ledger, hub.epoch, wish.after, floor)
        return Opening(frames, floor, fresh=False) if hub.covers(floor) else None

    async def _snapshot(self, scope: Scope) -> Opening:
        while True:
            self._asked.add(scope)
            task = self._cuts.get(scope)
            if task is None or not self._usable(task):
                task = self._cuts[scope] = create_task(self._cut(scope))
            seq, frames = await shield(task)
            if self._house.hub.covers(seq):
                return Opening(frames, seq, fresh=True)

    def _usable(self, task: Task[Cut]) -> bool:
        if not task.done():
            return True
        if task.cancelled() or task.exception() is not None:
            return False
        hub, seq = self._house.hub, task.result().seq
        return hub.covers(seq) and hub.head - seq <= FRESH_ENOUGH

    async def _cut(self, scope: Scope) -> Cut:
        return await self._house.cut(key_of_scope(str(scope)))


def _read(ledger: Reading, epoch: str, after: int, upto: int) -> list[bytes]:
    """The records after+1..upto in frames."""
    frames: list[bytes] = []
    held: list[bytes] = []
    size = 0
    for stored in _records(ledger, after, upto):
        body = stored.body
        if held and size + len(body) + 1 > FRAME_BYTES:
            frames.append(wire.records_frame(epoch, held))
            held, size = [], 0
        held.append(body)
        size += len(body) + 1
    if held:
        frames.append(wire.records_frame(epoch, held))
    return frames


def _records(ledger: Reading, after: int, upto: int) -> Iterator[Stored]:
    while after < upto:
        chunk = ledger.read(after, min(_CHUNK, upto - after))
        if not chunk:
            raise LedgerCorrupt(f"record {after + 1} is missing", after + 1)
        yield from chunk
        after = chunk[-1].seq
