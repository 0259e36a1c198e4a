"""A wall's end of the feed, for tests: folds what it gets and acknowledges it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from domain import wire
from domain.reduce import fold
from domain.snapshot import Builder
from domain.state import CityState


class Line:
    """A wall's end of the feed; folds what it gets and acknowledges it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.state: CityState | None = None
        self.beats: list[wire.Heartbeat] = []
        self.records = 0
        self._builder = Builder()

    async def message(self) -> wire.AnyDown:
        async with asyncio.timeout(10):
            raw = await self.socket.recv()
        assert isinstance(raw, bytes)
        assert len(raw) <= wire.MAX_DOWN
        return wire.decode_down(raw)

    async def hello(self) -> wire.Hello:
        message = await self.message()
        assert isinstance(message, wire.Hello)
        return message

    async def take(self) -> wire.AnyDown:
        """One message, folded."""
        message = await self.message()
        match message:
            case wire.Heartbeat():
                self.beats.append(message)
            case wire.Records(records=records):
                assert self.state is not None
                self.records += len(records)
                self.state = fold(self.state, records)
                await self.socket.send(wire.encode(wire.Ack(seq=self.state.seq)))
            case wire.Snapshot() | wire.Piece() | wire.Cases():
                self.state = self._builder.take(message) or self.state
            case wire.Hello():
                raise AssertionError("a second hello")
        return message

    async def reach(self, seq: int) -> CityState:
        """Take messages until the state is there."""
        async with asyncio.timeout(10):
            while self.state is None or self.state.seq < seq:
                await self.take()
            return self.state


def feed(url: str, headers: dict[str, str] | None = None, **query: object) -> connect:
    asked = urlencode({"protocol": wire.PROTOCOL} | query)
    return connect(
        f"{url.replace('http', 'ws')}/feed?{asked}",
        additional_headers=headers,
        proxy=None,
        compression=None,
    )


async def end_of(socket: ClientConnection) -> tuple[int, str]:
    """The close code and reason of a feed that is being closed."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(10):
            while True:
                await socket.recv()
    assert socket.close_code is not None
    return socket.close_code, socket.close_reason or ""
