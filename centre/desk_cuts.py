"""Snapshots for walls that join: copied between two batches, cut beside the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from centre.desk import Desk
from centre.errors import CentreError, LedgerFailed
from domain import snapshot
from domain.scoping import narrowed
from domain.state import CityState

_log = logging.getLogger(__name__)


class Cut(NamedTuple):
    """The frames of a snapshot at record `seq`."""

    seq: int
    frames: list[bytes]


#: Takes one, or why there is none. Raises nothing, in whatever thread it is called.
Taker = Callable[[Cut | CentreError], None]


class Cuts:
    """One after the other, in a thread of their own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cutter = ThreadPoolExecutor(1, "cut")

    def make(self, key: str, take: Taker) -> None:
        """Of the whole or of a part, by the counters' key (`domain/scoping.py`)."""
        self._desk.look(partial(self._looked, key, take))

    def stop(self) -> None:
        """Once the desk has stopped: what is not begun is given up, and said so."""
        self._cutter.shutdown(cancel_futures=True)

    def _looked(self, key: str, take: Taker, found: CityState | CentreError) -> None:
        if isinstance(found, CentreError):
            take(found)
        else:
            cutting = self._cutter.submit(_cut, found, key)
            cutting.add_done_callback(partial(_hand_on, take))


def _cut(state: CityState, key: str) -> Cut:
    return Cut(state.seq, snapshot.cut(narrowed(state, key)))


def _hand_on(take: Taker, cutting: Future[Cut]) -> None:
    if cutting.cancelled():
        take(LedgerFailed("the desk is closed"))
        return
    fault = cutting.exception()
    if fault is None:
        take(cutting.result())
        return
    _log.error("no snapshot for a wall", exc_info=fault)
    take(LedgerFailed("the centre could not make a snapshot; its log tells why"))
