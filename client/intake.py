"""What a connection brings: the parts of a snapshot, then records; what is taken of it.

Without I/O, one for a whole session; `Session` feeds it what comes after the hello.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from client.feed import Gap
from client.moves import Apply, Move, Replace, Send
from client.numbering import MOST_HELD, Numbering
from domain import snapshot, wire
from domain.errors import WireError
from domain.events import Record
from domain.state import ALL, Case, CityState

_MOST_GAPS: Final = 32


class Intake:
    """Makes moves of messages: replaces, applies and acknowledges.

    `based`: whether the taker has something that records can be applied to. `epoch` is
    that of the records taken so far. A `sparse` feed is that of the part of the place
    with this `key`.
    """

    def __init__(self, after: int, epoch: str, *, sparse: bool, key: str = ALL) -> None:
        self.epoch = epoch
        self._key = key
        self.based = after > 0
        self.building = False
        self.gaps: tuple[Gap, ...] = ()
        self._numbering = Numbering(after, sparse=sparse)
        self._sparse = sparse
        self._builder = snapshot.Builder(self._key)
        self._later: list[Record] = []  # came while the snapshot was under way
        self._entered: list[Case] = []
        self._missed: tuple[int, int, int] | None = None  # first, last, since (ms)
        self._owed_records = 0
        self._owed_bytes = 0

    @property
    def watermark(self) -> int:
        """Number of the last record that was handed on."""
        return self._numbering.watermark

    def begin(self, hello: wire.Hello) -> list[Move]:
        """A connection is open; what has to be there before its first record."""
        self._builder = snapshot.Builder(self._key)
        self._later, self._entered = [], []
        self._owed_records = self._owed_bytes = 0
        self.building = hello.fresh
        self.epoch = self.epoch or hello.epoch
        self._numbering.reset(self.watermark)
        if hello.fresh:
            return []
        if not self.based:
            return self._replace(CityState(hello.epoch, self._key))
        if hello.head > self.watermark and not self._sparse:
            self._miss(self.watermark + 1, hello.head, hello.at)
        return []

    def part(self, message: snapshot.Part, now: float, at: int) -> list[Move]:
        """A part of a snapshot; with the last one, the state and what came later.

        Raises `WireError` when the parts do not fit together.
        """
        self.building = True
        state = self._builder.take(message)
        if state is None:
            return []
        self.building = False
        made = self._replace(state)
        made.append(self._acknowledge())
        later, self._later = self._later, []
        return made + self._apply(later, now, at)

    def records(
        self,
        records: list[Record],
        size: int,
        now: float,
        at: int,
        entered: Sequence[Case] = (),
    ) -> list[Move]:
        """A message of so many bytes; `WireError` if a snapshot never ends."""
        self._owed_records += len(records)
        self._owed_bytes += size
        self._entered += entered
        if self.building:
            self._later += records
            if len(self._later) > MOST_HELD:
                raise WireError("records keep coming, the snapshot does not end")
            return []
        made = self._apply(records, now, at)
        if (
            self._owed_records * 2 >= wire.CREDIT_RECORDS
            or self._owed_bytes * 2 >= wire.CREDIT_BYTES
        ):
            made.append(self._acknowledge())
        return made

    @property
    def holds(self) -> bool:
        """Whether something is awaited before all is shown that came."""
        return self.building or self._numbering.missing is not None

    def overdue(self, now: float) -> bool:
        """Whether a gap has to be asked for."""
        return self._numbering.overdue(now)

    def _replace(self, state: CityState) -> list[Move]:
        self._numbering.reset(state.seq)
        self.epoch, self.based, self._missed = state.epoch, True, None
        return [Replace(state)]

    def _apply(self, records: list[Record], now: float, at: int) -> list[Move]:
        ready = self._numbering.take(records, now)
        if self._missed is not None and self.watermark >= self._missed[1]:
            first, last, since = self._missed
            self.gaps = (*self.gaps, Gap(first, last, at, since))[-_MOST_GAPS:]
            self._missed = None
        if self._numbering.missing is not None:
            self._miss(*self._numbering.missing, at)
        entered, self._entered = tuple(self._entered), []
        return [Apply(ready, entered)] if ready else []

    def _miss(self, first: int, last: int, at: int) -> None:
        if self._missed is None:
            self._missed = first, last, at
        else:
            earlier, until, since = self._missed
            self._missed = earlier, max(last, until), since

    def _acknowledge(self) -> Send:
        self._owed_records = self._owed_bytes = 0
        return Send(wire.encode(wire.Ack(seq=self.watermark)))
