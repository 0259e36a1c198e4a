"""The numbers of records: what is new, what came twice, what is missing.

Without I/O; `Session` asks it about every message of records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from domain.events import Record

#: How long a gap may stay before the session asks again, seconds.
HOLD_S: Final = 0.3
#: Records kept behind a gap; with more, asking again is cheaper.
MOST_HELD: Final = 10_000


class Numbering:
    """Lets each record through once and in order; holds those behind a gap.

    A `sparse` feed brings only some numbers (those of a scope): it cannot have gaps.
    """

    def __init__(self, watermark: int = 0, *, sparse: bool = False) -> None:
        self.watermark = watermark
        self._sparse = sparse
        self._held: dict[int, Record] = {}
        self._since: float | None = None  # of the gap

    def reset(self, watermark: int) -> None:
        """Go on after `watermark`; nothing is held any more."""
        self.watermark = watermark
        self._held.clear()
        self._since = None

    def take(self, records: Iterable[Record], now: float) -> list[Record]:
        """Those that may be applied now, in order, with held ones that follow them."""
        ready: list[Record] = []
        for record in records:
            self._sort(record, ready)
        self._release(ready)
        if not self._held:
            self._since = None
        elif ready or self._since is None:
            self._since = now
        return ready

    @property
    def missing(self) -> tuple[int, int] | None:
        """First and last number of the gap; None when there is none."""
        if not self._held:
            return None
        return self.watermark + 1, min(self._held) - 1

    def overdue(self, now: float) -> bool:
        """Whether a gap is held too long or too much is held behind it."""
        if self._since is None:
            return False
        return now - self._since >= HOLD_S or len(self._held) > MOST_HELD

    def _sort(self, record: Record, ready: list[Record]) -> None:
        if record.seq <= self.watermark:
            return
        if self._sparse or record.seq == self.watermark + 1:
            self.watermark = record.seq
            ready.append(record)
        else:
            self._held[record.seq] = record

    def _release(self, ready: list[Record]) -> None:
        while self._held:
            record = self._held.pop(self.watermark + 1, None)
            if record is None:
                break
            self.watermark = record.seq
            ready.append(record)
        if self._held and self.watermark >= min(self._held):
            self._held = {n: r for n, r in self._held.items() if n > self.watermark}
