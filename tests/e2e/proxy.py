"""A TCP proxy between a wall and its centre that does to the bytes what lines do."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self

from client.loop import Loop


class Proxy:
    """Listens on a port of its own and forwards to `port`, both on loopback.

    The switches may be turned at any time and hold for every connection:
    `blackhole` swallows both directions and keeps the sockets open, `deaf` only what
    the centre answers, `delay` (seconds) holds every byte back, `rate` (bytes a second)
    throttles, `drop` closes what is new, `cut()` breaks what is open. `opened` counts
    connections, `carried` bytes towards the centre.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = 0
        self.opened = 0
        self.carried = 0
        self.blackhole = False
        self.drop = False
        self.deaf = False
        self.delay = 0.0
        self.rate: float | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._loop = Loop("proxy")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._loop.start()
        self._loop.run(self._listen()).result(5)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.run(self._close()).result(5)
        assert self._loop.stop(5)

    def cut(self) -> None:
        """Break every open connection, as a reset line does."""
        self._loop.run(self._cut()).result(5)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._cut()

    async def _cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.opened += 1
        if self.drop:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        ways = {writer, there[1]}
        self._writers |= ways
        try:
            await asyncio.gather(
                self._pump(reader, there[1]),
                self._pump(there[0], writer, answers=True),
            )
        finally:
            self._writers -= ways
            for way in ways:
                way.transport.abort()

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        answers: bool = False,
    ) -> None:
        """Forward until either side ends; then end the other."""
        loop = asyncio.get_running_loop()
        free = loop.time()  # when the line has room for the next byte
        with contextlib.suppress(OSError):
            while data := await reader.read(1024 if self.rate else 65536):
                if self.blackhole or (answers and self.deaf):
                    continue
                self.carried += 0 if answers else len(data)
                free = max(free, loop.time())
                if self.rate:
                    free += len(data) / self.rate
                due = free + self.delay
                if due > loop.time():
                    loop.call_at(due, self._put, writer, data)
                    await self._room(due - self.delay)
                else:
                    self._put(writer, data)
                    await writer.drain()
        writer.transport.abort()

    async def _room(self, due: float) -> None:
        """Wait until the line has room again, so that a sender feels it."""
        loop = asyncio.get_running_loop()
        room = loop.create_future()
        loop.call_at(due, room.set_result, None)
        await room

    @staticmethod
    def _put(writer: asyncio.StreamWriter, data: bytes) -> None:
        if not writer.transport.is_closing():
            writer.write(data)
