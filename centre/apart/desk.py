"""The desk in another process, as the loop of this one sees it."""

from __future__ import annotations

import asyncio
import os
from asyncio import get_running_loop, to_thread
from collections.abc import Callable, Sequence
from typing import cast

from centre.apart.fork import Fork
from centre.apart.messages import (
    Broken,
    Frames,
    FromDesk,
    NoFrames,
    Orders,
    Ready,
    Settled,
    Stream,
    Wish,
    framed,
    from_desk,
    packed,
)
from centre.desk import Answer, Committed, Failed, Order, Reply
from centre.desk_cuts import Cut, Taker
from centre.desks import Ears
from centre.errors import LedgerFailed
from domain.state import CityState


class FarDesk(asyncio.Protocol):
    """An `AnyDesk` at the other end of `fork`; `state` is what both begin with.

    `now` tells ms since the epoch: the time of an order is that of its handing over.
    """

    def __init__(self, fork: Fork, state: CityState, now: Callable[[], int]) -> None:
        self._fork, self._state, self._now = fork, state, now
        self._ears: Ears
        self._loop: asyncio.AbstractEventLoop
        self._line: asyncio.Transport
        self._stream: Stream[FromDesk] = Stream(from_desk)
        self._replies: dict[int, Reply] = {}
        self._takers: dict[int, Taker] = {}
        self._next = 0
        self._stopping = False
        self._ready: asyncio.Future[None]
        self._ended: asyncio.Future[None]
        self.failure = self.lost = ""

    async def start(self, ears: Ears) -> CityState:
        """Wait until the ledger is open there."""
        self._ears, self._loop = ears, get_running_loop()
        self._ready, self._ended = (
            self._loop.create_future(),
            self._loop.create_future(),
        )
        await self._loop.connect_accepted_socket(lambda: self, self._fork.line)
        await self._ready
        return self._state

    def hand(self, orders: Sequence[tuple[Order, Reply]]) -> int:
        """Over the line, whatever waits there."""
        if self.lost or self._stopping:
            return self._refuse(orders, self.lost or "the desk is closed")
        raws, first = [], self._next
        for order, reply in orders:
            try:
                raws.append(packed(order))
            except (ValueError, TypeError, OverflowError) as error:
                reply(Failed(f"this order cannot be handed over: {error}"))
                continue
            self._replies[self._next] = reply
            self._next += 1
        if raws:
            self._line.write(framed(Orders(first, self._now(), raws)))
        return len(raws)

    def cut(self, key: str, take: Taker) -> None:
        """Cut there; the frames come over the line."""
        if self.lost or self._stopping:
            take(LedgerFailed(self.lost or "the desk is closed"))
            return
        self._takers[self._next] = take
        self._line.write(framed(Wish(self._next, key)))
        self._next += 1

    async def stop(self) -> None:
        """Wait for the process."""
        if self._stopping:
            return
        self._stopping = True
        if not self._line.is_closing():
            self._line.write_eof()
        await self._ended
        await to_thread(os.waitpid, self._fork.pid, 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line stands."""
        self._line = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """One call a message: a fault in one does not keep the next from coming."""
        for message in self._stream.take(data):
            self._loop.call_soon(self._take, message)

    def connection_lost(self, _: Exception | None) -> None:
        """The process has ended, or will at once."""
        self._loop.call_soon(self._end)  # after what came before

    def _take(self, message: FromDesk) -> None:
        match message:
            case Settled(committed, answers):
                self._settle(committed, answers)
            case Ready():
                self._ready.set_result(None)
            case Broken(reason):
                self.failure = reason
            case Frames(number, seq, frames):
                self._takers.pop(number)(Cut(seq, frames))
            case NoFrames(number, reason):
                self._takers.pop(number)(LedgerFailed(reason))

    def _settle(
        self, committed: Sequence[Committed], answers: Sequence[tuple[int, Answer]]
    ) -> None:
        told = [(self._replies.pop(number), answer) for number, answer in answers]
        if committed:
            self._loop.call_soon(self._ears.told, told)  # whatever the first one raises
            self._ears.committed(committed)
        else:
            self._ears.told(told)

    def _end(self) -> None:
        """Whoever waits for the desk waits no longer."""
        self._ended.set_result(None)
        reason = "the desk is closed"
        if not self._stopping:
            reason = self.failure = self.lost = (
                "the desk's process has ended; start the centre again: nothing that "
                "was answered is lost"
            )
        if not self._ready.done():
            self._ready.set_exception(LedgerFailed(reason))
        takers, self._takers = self._takers, {}
        for take in takers.values():
            take(LedgerFailed(reason))
        replies, self._replies = self._replies, {}
        if replies:
            self._ears.told([(reply, Failed(reason)) for reply in replies.values()])

    @staticmethod
    def _refuse(orders: Sequence[tuple[Order, Reply]], reason: str) -> int:
        for _, reply in orders:
            reply(Failed(reason))
        return 0
