"""What a wall has seen of a ledger's head, so that an older one does not pass unseen.

Without I/O; `Session` tells it every head, `Heads` keeps the highest on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from client.feed import Alarm, Head
from client.moves import Keep
from domain.events import GENESIS, Record

#: Seconds between two heads that are handed on to be kept.
KEEP_S: Final = 10.0
_MOST_ALARMS: Final = 16


class Witness:
    """The highest head of the present epoch, and what was wrong with others.

    A record carries the chain value of the one before: with record n the wall knows
    the seal of n - 1.
    """

    def __init__(self, kept: Callable[[str], Head | None]) -> None:
        self.alarms: tuple[Alarm, ...] = ()
        self._kept = kept
        self._epoch = ""
        self._highest = 0
        self._seal: Head | None = None
        self._old: Head | None = None  # from an earlier run
        self._unkept = False
        self._kept_at = -KEEP_S

    def meet(self, epoch: str) -> None:
        """A centre says which epoch it is in."""
        if epoch == self._epoch:
            return
        self._epoch = epoch
        self._old = self._seal = self._kept(epoch)
        self._highest = self._old.seq if self._old else 0
        self._unkept = False

    def head(self, seq: int, at: int) -> bool:
        """The centre's head is `seq`; False, with an alarm, if it went backwards."""
        if seq >= self._highest:
            self._highest = seq
            return True
        self.accuse(
            "head-backwards",
            f"the centre shows record {seq} as its last; {self._highest} was seen "
            f"before in the same epoch {self._epoch}",
            at,
        )
        self._highest = seq
        self._old = self._seal = None
        return False

    def saw(self, seq: int) -> None:
        """Everything up to record `seq` came."""
        self._highest = max(self._highest, seq)

    def records(self, records: list[Record], at: int) -> None:
        """These records came, in order; notes the last seal and compares the kept."""
        for record in records:
            self.sealed(record.seq - 1, record.prev, at)

    def sealed(self, seq: int, value: str, at: int) -> None:
        """The chain value of record `seq`; an alarm if another one was seen."""
        if value == GENESIS or seq <= 0:
            return
        if self._old is not None and seq == self._old.seq:
            if value != self._old.hash:
                self.accuse(
                    "head-rewritten",
                    f"record {seq} of epoch {self._epoch} is sealed otherwise than "
                    "it was when this wall last saw it",
                    at,
                )
            self._old = None
        if self._seal is None or seq > self._seal.seq:
            self._seal = Head(seq, value)
            self._unkept = True

    def accuse(self, code: str, text: str, at: int) -> None:
        """Raise an alarm; the latest are kept."""
        self.alarms = (*self.alarms, Alarm(code, text, at))[-_MOST_ALARMS:]

    def keep(self, now: float, *, ending: bool = False) -> list[Keep]:
        """The head to be kept now: one at most, rarely unless it is `ending`."""
        due = ending or now - self._kept_at >= KEEP_S
        if not due or not self._unkept or self._seal is None:
            return []
        self._unkept, self._kept_at = False, now
        return [Keep(self._epoch, self._seal)]
