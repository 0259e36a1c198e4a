"""A centre of a few lines: the town's day over a real websocket, and its misdeeds."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import msgspec
from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from client.loop import Loop
from tests.unit.client.day import EPOCH, beat, frame, hello, snapshot_at

BEAT_S = 0.1


class SmallCentre:
    """Serves records of the day up to `head`; use as a context.

    `refusal` (status, headers) answers handshakes, `farewell` (code, reason) closes a
    connection as soon as it is open, `speaks` is its protocol, `honest=False` makes the
    digests wrong. `asked` has every handshake's query, `tokens` what they carried.
    """

    def __init__(self, head: int, *, epoch: str = EPOCH, port: int = 0) -> None:
        self.head = head
        self.epoch = epoch
        self.port = port
        self.refusal: tuple[int, dict[str, str]] | None = None
        self.farewell: tuple[int, str] | None = None
        self.speaks = 1
        self.honest = True
        self.silent = False
        self.asked: list[dict[str, str]] = []
        self.tokens: list[str] = []
        self.acked = 0
        self._walls: set[ServerConnection] = set()
        self._server: Server | None = None
        self._loop = Loop("small centre")

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
        self._loop.run(self._kill()).result(5)
        assert self._loop.stop(5)

    def write(self, count: int) -> None:
        """So many records more, to everybody at once."""
        self._loop.run(self._write(count)).result(5)

    def leave_out(self, count: int) -> None:
        """So many records more that no wall is sent: a fault of the centre."""
        self.head += count

    def cut(self) -> None:
        """Break every connection."""
        self._loop.run(self._cut()).result(5)

    async def _listen(self) -> None:
        self._server = await serve(
            self._greet, "127.0.0.1", self.port, process_request=self._meet,
            compression=None, ping_interval=None, close_timeout=0.2,
        )  # fmt: skip
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        self._beating = asyncio.create_task(self._beat())

    async def _kill(self) -> None:
        """As SIGKILL does it: no farewell."""
        assert self._server is not None
        self._beating.cancel()
        await self._cut()
        self._server.close(close_connections=False)
        await self._server.wait_closed()

    async def _cut(self) -> None:
        for wall in list(self._walls):
            wall.transport.abort()

    def _meet(self, connection: ServerConnection, request: Request) -> Response | None:
        query = parse_qs(urlsplit(request.path).query, keep_blank_values=True)
        self.asked.append({name: values[0] for name, values in query.items()})
        self.tokens.append(request.headers.get("Authorization", ""))
        if self.refusal is None:
            return None
        status, headers = self.refusal
        response = connection.respond(HTTPStatus(status), "no\n")
        response.headers.update(headers)
        return response

    async def _greet(self, wall: ServerConnection) -> None:
        if self.farewell is not None:
            await wall.close(*self.farewell)
            return
        try:
            await self._open(wall, self.asked[-1])
            self._walls.add(wall)
            async for said in wall:
                self.acked = msgspec.json.decode(said)["seq"]
        except ConnectionClosed:
            pass
        finally:
            self._walls.discard(wall)

    async def _open(self, wall: ServerConnection, query: dict[str, str]) -> None:
        after, head = int(query["after"]), self.head
        delta = query["epoch"] == self.epoch and 0 < after <= head
        await wall.send(
            hello(head, epoch=self.epoch, fresh=not delta, protocol=self.speaks)
        )
        if not delta:
            for part in snapshot_at(head, epoch=self.epoch):
                await wall.send(part)
        elif after < head:
            await wall.send(frame(after + 1, head, epoch=self.epoch))

    async def _write(self, count: int) -> None:
        first, self.head = self.head + 1, self.head + count
        broadcast(self._walls, frame(first, self.head, epoch=self.epoch))

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if not self.silent:
                digest: object = True if self.honest else 7
                told = beat(self.head, epoch=self.epoch, digest=digest)
                broadcast(self._walls, told)
            turn = loop.create_future()
            loop.call_later(BEAT_S, turn.set_result, None)
            await turn
