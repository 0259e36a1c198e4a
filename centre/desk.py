"""The only writer: orders in, decided one by one, made durable in batches, told.

`gateway` submits and is called back with what is committed; `desk_batch` decides;
`ledger` keeps. Runs in a thread of its own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Final

from centre.desk_batch import Batch
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
from centre.desk_snapshots import Snapshots
from centre.errors import CentreError, LedgerFailed
from centre.ledger.protocol import Kept, Ledger
from centre.ledger.recovery import Restored, restore
from domain.errors import Refused
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
    "Told",
    "UnknownCase",
    "tell",
]

#: With so many orders a transaction takes no more; and most handings that may wait.
BATCH: Final = 64
WAITING: Final = 4096
#: Records from one snapshot to the next: a restart folds so many, in a tenth of a
#: second.
SNAPSHOT_EVERY: Final = 5_000

_FAULT: Final = Failed("the centre could not decide this order; its log tells why")

_log = logging.getLogger(__name__)


#: Takes one answer. Raises nothing.
Reply = Callable[[Answer], None]
Told = Sequence[tuple[Reply, Answer]]


#: Takes a copy of the state. Neither raises nor blocks.
Look = Callable[[CityState | CentreError], None]


Asked = tuple[Order, Reply]


def _fits(asked: Asked) -> bool:
    order, reply = asked
    key = order.key
    if key.isascii() and key.isprintable() and key:
        return True
    reply(Refused("key-wrong", "a key is of visible ASCII"))
    return False


def tell(answers: Told) -> None:
    """Reply to each."""
    for reply, answer in answers:
        reply(answer)


class Desk:
    """Takes orders from any thread and answers each.

    `on_commit` gets every batch of durable records, in order, before the answers of
    that batch are given; `on_failure` the reason when the ledger can no longer be
    written (then known keys still get their answers, everything else `Failed`).
    `on_answers` is given the answers of a whole batch at once and has each replied.
    All are called in the desk's thread, must neither raise nor block. `clock` tells ms
    since the epoch; `new_id` makes the id of a case that begins at such a time.
    """

    def __init__(  # noqa: PLR0913 (its collaborators, wired once by the gateway)
        self,
        ledger: Ledger,
        rules: Rules,
        clock: Callable[[], int],
        new_id: Callable[[int], str],
        on_commit: Callable[[Sequence[Committed]], None],
        on_failure: Callable[[str], None],
        *,
        on_answers: Callable[[Told], None] = tell,
        snapshot_every: int = SNAPSHOT_EVERY,
        waiting: int = WAITING,
    ) -> None:
        self._ledger, self._rules = ledger, rules
        self._clock, self._new_id = clock, new_id
        self._on_commit, self._on_failure = on_commit, on_failure
        self._on_answers = on_answers
        self._snapshots = Snapshots(ledger, snapshot_every)
        self._waiting = waiting
        self._queue: SimpleQueue[list[Asked] | Look | None] = SimpleQueue()
        self._looks: list[Look] = []
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._door = threading.Lock()
        self._open = False
        self._state = CityState()
        #: Why the ledger can no longer be written; empty while it can.
        self.failure = ""

    def start(self) -> CityState:
        """Read the state back and begin to write; answers a copy of that state.

        Raises `LedgerCorrupt` or `LedgerFailed`.
        """
        found = restore(self._ledger)
        restored = found.state.copy()
        self.begin(found)
        return restored

    def begin(self, found: Restored) -> None:
        """As `start`, when it was read back already; the state is the desk's now."""
        self._state, self._snapshots.last = found
        self._open = True
        self._thread.start()

    def stop(self) -> None:
        """Answer what was submitted, commit it, end the thread."""
        with self._door:
            was_open, self._open = self._open, False
            if was_open:
                self._queue.put(None)
        if was_open:
            self._thread.join()
            self._snapshots.stop()

    def submit(self, order: Order) -> Future[Answer]:
        """The answer comes when the order is durable or refused; at once when full."""
        answer: Future[Answer] = Future()
        self.hand([(order, answer.set_result)])
        return answer

    def hand(self, orders: Sequence[Asked]) -> int:
        """As `submit`, for orders of one batch: each reply is called by `on_answers`.

        Without waiting, from within this call, when the order is not even taken. How
        many were.
        """
        fitting = [asked for asked in orders if _fits(asked)]
        refused = self._put(fitting)
        if refused is None:
            return len(fitting)
        for _, reply in fitting:
            reply(refused)
        return 0

    def look(self, reply: Look) -> None:
        """Hand out a copy of the state at the last durable record, or why not.

        Between two batches, in the desk's thread.
        """
        with self._door:
            taken = self._open
            if taken:
                self._queue.put(reply)
        if not taken:
            reply(LedgerFailed("the desk is closed"))

    def _put(self, jobs: list[Asked]) -> Answer | None:
        """Into the queue; or why not."""
        if self._queue.qsize() >= self._waiting:
            return Busy()
        with self._door:
            if not self._open:
                return Failed("the desk is closed")
            if jobs:
                self._queue.put(jobs)
        return None

    def _work(self) -> None:
        more = True
        while more:
            jobs, more = self._gathered()
            if jobs:
                self._settle(jobs)
            for reply in self._looks:
                reply(self._copied())
            self._looks.clear()

    def _gathered(self) -> tuple[list[Asked], bool]:
        """The orders that wait, and whether more may come: not once it is closed."""
        jobs: list[Asked] = []
        item = self._queue.get()
        while item is not None:
            if isinstance(item, list):
                jobs += item
            else:
                self._looks.append(item)
            if len(jobs) >= BATCH:
                return jobs, True
            try:
                item = self._queue.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False

    def _copied(self) -> CityState | CentreError:
        """Our own state, unless it is ahead of what could be written."""
        if not self.failure:
            return self._state.copy()
        try:
            return restore(self._ledger).state
        except CentreError as error:
            return error

    def _settle(self, jobs: list[Asked]) -> None:
        """Answer a batch, once it is durable."""
        orders = [order for order, _ in jobs]
        try:
            known = self._ledger.answers([order.key for order in orders])
            answers = self._answered(orders, known)
        except CentreError as error:
            answers = [Failed(str(error))] * len(jobs)
        self._on_answers(
            [(reply, said) for (_, reply), said in zip(jobs, answers, strict=True)]
        )
        self._keep_snapshot()

    def _answered(
        self, orders: list[Order], known: Mapping[str, Kept]
    ) -> Sequence[Answer]:
        if self.failure:
            batch = self._batch()
            return [
                batch.replayed(order, known) or Failed(self.failure) for order in orders
            ]
        batch, answers = self._decided(orders, known)
        if not batch.entries:
            return answers
        try:
            self._ledger.append(batch.entries)
        except CentreError as error:
            self._give_up(str(error))
            return [Failed(self.failure)] * len(orders)
        self._on_commit(batch.committed)
        return answers

    def _batch(self) -> Batch:
        return Batch(self._ledger, self._rules, self._state, self._clock, self._new_id)

    def _decided(
        self, orders: list[Order], known: Mapping[str, Kept]
    ) -> tuple[Batch, list[Answer]]:
        """The answers; without an order that breaks the fold all are decided anew."""
        broken: set[int] = set()
        while True:
            batch, answers = self._batch(), []
            for place, order in enumerate(orders):
                answers.append(
                    _FAULT if place in broken else self._taken(batch, order, known)
                )
                if batch.spoiled:
                    broken.add(place)
                    self._read_back()
                    break
            else:
                return batch, answers

    def _taken(self, batch: Batch, order: Order, known: Mapping[str, Kept]) -> Answer:
        try:
            return batch.take(order, known)
        except CentreError as error:
            _log.exception("order %s", order.key)
            return Failed(str(error))
        except Exception:  # noqa: BLE001 (one order's fault must not stop the only writer)
            _log.exception("order %s", order.key)
            return _FAULT

    def _read_back(self) -> None:
        try:
            self._state = restore(self._ledger).state
        except CentreError as error:
            self._give_up(str(error))
            raise

    def _give_up(self, reason: str) -> None:
        """Nothing is written from now on, and the state, ahead by a batch, not used."""
        self.failure = reason
        _log.error("the ledger is read-only from now on: %s", reason)
        self._on_failure(reason)

    def _keep_snapshot(self) -> None:
        if self.failure:
            return
        try:
            self._snapshots.step(self._state)
        except CentreError as error:
            self._give_up(str(error))
