"""The only writer: orders in, decided one after the other, made durable in batches, told.

`gateway` submits and is called back with what is committed; `domain/decide` decides;
`ledger` keeps. Runs in a thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from centre.desk_orders import (
    Answer,
    Busy,
    Committed,
    Done,
    Failed,
    KeyReused,
    Order,
    Stale,
    UnknownCase,
)
from centre.ledger.protocol import Ledger
from domain.rules import Rules
from domain.state import CityState

__all__ = [
    "Answer",
    "Busy",
    "Committed",
    "Desk",
    "Done",
    "Failed",
    "KeyReused",
    "Order",
    "Stale",
    "UnknownCase",
]


class Desk:
    """Takes orders from any thread and answers each with a future.

    `on_commit` gets every batch of durable records, in order, before the answers of that
    batch are given; `on_failure` the reason when the ledger can no longer be written (the
    desk then answers every order with `Failed`). Both are called in the desk's thread and
    must not raise or block.
    """

    def __init__(
        self,
        ledger: Ledger,
        rules: Rules,
        clock: Callable[[], int],
        new_id: Callable[[int], str],
        on_commit: Callable[[Sequence[Committed]], None],
        on_failure: Callable[[str], None],
    ) -> None: ...

    def start(self) -> CityState:
        """Read the state back, start writing; answers a copy of that state.

        Raises `LedgerCorrupt` or `LedgerFailed`.
        """
        raise NotImplementedError

    def stop(self) -> None:
        """Answer what was submitted, commit it, end the thread."""

    def submit(self, order: Order) -> Future[Answer]:
        """The answer comes when the order is durable or refused; `Busy` at once when full."""
        raise NotImplementedError

    @property
    def failure(self) -> str:
        """Why the desk is read-only, empty while it writes."""
        raise NotImplementedError
