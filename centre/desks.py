"""What the loop sees of the desk, wherever that works.

It works in a process of its own (`centre/apart/`): two that decide and answer at once
would take the one interpreter from each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from centre.desk import Committed, Order, Reply, Told
from centre.desk_cuts import Taker
from domain.state import CityState


class Ears(NamedTuple):
    """Who is told, in the loop, of a batch: first what is durable, then the answers."""

    committed: Callable[[Sequence[Committed]], None]
    told: Callable[[Told], None]


class AnyDesk(Protocol):
    """The only writer, as the loop sees it; everything is called in the loop."""

    @property
    def failure(self) -> str:
        """Why the ledger can no longer be written; empty while it can."""

    @property
    def lost(self) -> str:
        """Why nothing more is heard of the desk at all; empty while it is there."""

    async def start(self, ears: Ears) -> CityState:
        """Begin to write; the state to begin with, which is the caller's.

        Raises `LedgerCorrupt` or `LedgerFailed`.
        """

    def hand(self, orders: Sequence[tuple[Order, Reply]]) -> int:
        """Have them decided; `ears.told` gets the answers, in order, many at once.

        How many were taken; the others have been replied to already.
        """

    def cut(self, key: str, take: Taker) -> None:
        """A snapshot for a wall, of the whole or a part, by the counters' key."""

    async def stop(self) -> None:
        """Returns when what was taken is durable and answered."""
