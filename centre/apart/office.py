"""The desk's process: orders come in over a line, what becomes of them goes out.

It ends when the line does, with everything decided that came before.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import Final, cast

import msgspec

from centre.apart.messages import (
    Broken,
    Frames,
    Message,
    NoFrames,
    Orders,
    Ready,
    Settled,
    Stream,
    ToDesk,
    Wish,
    framed,
    to_desk,
    unpacked,
)
from centre.desk import Answer, Committed, Desk, Failed, Order, Reply, Told
from centre.desk_cuts import Cut, Cuts
from centre.errors import CentreError
from centre.ledger.protocol import Ledger
from centre.ledger.recovery import Restored
from domain.rules import Rules

_READ: Final = 1 << 18

_log = logging.getLogger(__name__)


class _Asker:
    """A `Reply` that knows the number of its order."""

    __slots__ = ("number", "office")

    def __init__(self, number: int, office: Office) -> None:
        self.number, self.office = number, office

    def __call__(self, answer: Answer) -> None:
        self.office.answer([(self.number, answer)])


class Office:
    """One desk and its line; `serve` is the process."""

    def __init__(
        self,
        line: socket.socket,
        ledger: Ledger,
        rules: Rules,
        new_id: Callable[[int], str],
    ) -> None:
        self._line = line
        self._sending = Lock()
        self._at = 0
        self._committed: Sequence[Committed] = ()
        self._desk = Desk(
            ledger,
            rules,
            lambda: self._at,
            new_id,
            self._hear,
            lambda reason: self._send(Broken(reason)),
            on_answers=self._tell,
        )
        self._cuts = Cuts(self._desk)

    def serve(self, restored: Restored) -> None:
        """Until nobody is at the other end any more."""
        self._desk.begin(restored)
        self._send(Ready())
        stream: Stream[ToDesk] = Stream(to_desk)
        while data := self._read():
            for message in stream.take(data):
                self._take(message)
        self._desk.stop()
        self._cuts.stop()

    def _read(self) -> bytes:
        try:
            return self._line.recv(_READ)
        except ConnectionError:  # who is gone had not read all that was said
            return b""

    def answer(self, answers: list[tuple[int, Answer]]) -> None:
        """Tell what became of orders that were not even taken; from any thread."""
        self._send(Settled([], answers))

    def _take(self, message: ToDesk) -> None:
        if isinstance(message, Wish):
            self._cuts.make(message.key, partial(self._cut, message.number))
            return
        self._at = message.at
        self._desk.hand(self._jobs(message))

    def _jobs(self, message: Orders) -> list[tuple[Order, Reply]]:
        jobs: list[tuple[Order, Reply]] = []
        for number, raw in enumerate(message.orders, message.first):
            try:
                jobs.append((unpacked(raw), _Asker(number, self)))
            except msgspec.MsgspecError as error:
                _log.exception("an order that cannot be read")
                self.answer([(number, Failed(str(error)))])
        return jobs

    def _hear(self, batch: Sequence[Committed]) -> None:
        """Goes out together with the answers of the batch, which come next."""
        self._committed = batch

    def _tell(self, answers: Told) -> None:
        committed, self._committed = self._committed, ()
        told = [(cast("_Asker", reply).number, said) for reply, said in answers]
        self._send(Settled(list(committed), told))

    def _cut(self, number: int, found: Cut | CentreError) -> None:
        if isinstance(found, CentreError):
            self._send(NoFrames(number, str(found)))
        else:
            self._send(Frames(number, *found))

    def _send(self, message: Message) -> None:
        data = framed(message)
        # Who is not there any more need not be told; the end of the line says the same.
        with self._sending, suppress(OSError):
            self._line.sendall(data)
