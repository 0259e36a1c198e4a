"""What the doors share: the parts of a running centre, wired once by `gateway.py`."""

from __future__ import annotations

from asyncio import Future, get_running_loop
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec

from centre.access import Subject
from centre.board import Board
from centre.clock import Clock
from centre.desk import Answer, Order
from centre.desk_cuts import Cut
from centre.desks import AnyDesk
from centre.errors import CentreError
from centre.gathering import Gathering
from centre.hub import Hub
from centre.ledger.protocol import Reading
from centre.outbox.outbox import Outbox
from centre.photos.carriers import Carriers
from centre.photos.store import Store
from centre.tokens import Asked, Tokens
from domain.rules import Rules

T = TypeVar("T")


class House(msgspec.Struct, frozen=True):
    """A centre at work. `monotonic` counts seconds; `version` is the program's."""

    rules: Rules
    ledger: Reading
    photos: Store
    carriers: Carriers
    clock: Clock
    tokens: Tokens
    monotonic: Callable[[], float]
    version: str
    desk: AnyDesk
    orders: Gathering
    board: Board
    hub: Hub
    outbox: Outbox | None = None

    def subject(self, asked: Asked) -> Subject:
        """Who asks; raises `Problem`."""
        return self.tokens.subject(asked, self.clock())

    async def order(self, order: Order) -> Answer:
        """Hand an order to the desk; the answer comes when it is durable or refused."""
        waiting: Future[Answer] = get_running_loop().create_future()
        self.orders.hand(order, partial(_settle, waiting))
        return await waiting

    async def cut(self, key: str) -> Cut:
        """All that is true at a durable record that was published, as frames.

        Of the whole or of a part, by the counters' key. Raises `CentreError` when the
        ledger cannot be read.
        """
        waiting: Future[Cut | CentreError] = get_running_loop().create_future()
        self.desk.cut(key, partial(_settle, waiting))
        found = await waiting
        if isinstance(found, CentreError):
            raise found
        return found


def _settle(waiting: Future[T], answer: T) -> None:
    if not waiting.done():  # who asked may be gone
        waiting.set_result(answer)
