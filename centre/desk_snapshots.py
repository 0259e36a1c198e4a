"""Snapshots of the desk's state, so that a restart need not fold from the first record.

A copy is cut beside the desk and kept part by part, between batches: with a hundred
thousand open cases the whole would hold up the orders for a second.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from centre.ledger.protocol import Ledger
from domain.snapshot import cut
from domain.state import CityState

_ALL: Final = object()
#: Open cases for which a snapshot waits a record longer: keeping them costs as well.
_CASES: Final = 10

_log = logging.getLogger(__name__)


class Snapshots:
    """One every `every` records, or fewer when there is much to be kept.

    `last` is where the last one was begun.
    """

    def __init__(self, ledger: Ledger, every: int) -> None:
        self._ledger, self._every = ledger, every
        self._cutter = ThreadPoolExecutor(1, "snapshot")
        self._cutting: Future[list[bytes]] | None = None
        self._keeping: Iterator[int] = iter(())
        self.last = 0

    def step(self, state: CityState) -> None:
        """A little of the work that is to be done; raises what the ledger raises."""
        if self._cutting is not None:
            if self._cutting.done():
                self._keeping, self._cutting = self._kept(self._cutting), None
            return
        kept = next(self._keeping, _ALL) is _ALL
        every = max(self._every, len(state.cases) // _CASES)
        if kept and state.seq - self.last >= every:
            self.last = state.seq
            self._cutting = self._cutter.submit(cut, state.copy(), counted=False)

    def _kept(self, cut_parts: Future[list[bytes]]) -> Iterator[int]:
        fault = cut_parts.exception()
        if fault is not None:
            _log.error("no snapshot at %d", self.last, exc_info=fault)
            return
        parts = cut_parts.result()
        for part, body in enumerate(parts, 1):
            self._ledger.save(self.last, part, len(parts), body)
            yield part

    def stop(self) -> None:
        """Let go of the thread; a snapshot that is not whole is not used."""
        self._cutter.shutdown(cancel_futures=True)
