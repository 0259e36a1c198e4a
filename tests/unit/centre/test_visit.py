"""Frames go at once while the line takes them, and in their order when it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.websockets import WebSocket

from centre.feed import PUSH, Visit
from centre.hub import Cut, Hub, Limits, Moment, Wall
from centre.scope import ALL
from centre.tokens import Asked
from tests.house import until


class Line:
    """A websocket's server: takes `room` messages at once, more when it is `free`."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.free = asyncio.Event()
        self.taken: list[bytes] = []
        self.at_once = 0

    def push(self, body: bytes) -> bool:
        if not self.room:
            return False
        self.room -= 1
        self.at_once += 1
        self.taken.append(body)
        return True

    async def receive(self) -> dict[str, Any]:
        await asyncio.get_running_loop().create_future()
        return {}

    async def send(self, message: Any) -> None:
        await self.free.wait()
        self.taken.append(message["bytes"])

    def socket(self) -> WebSocket:
        scope = {"type": "websocket", "headers": [], "extensions": {PUSH: self.push}}
        socket = WebSocket(scope, self.receive, self.send)
        socket.application_state = socket.client_state = socket.client_state.CONNECTED
        return socket


@asynccontextmanager
async def visit(line: Line, hub: Hub, wall: Wall) -> AsyncIterator[Visit]:
    """A wall that is connected, as the feed keeps it."""
    one = Visit(line.socket(), hub, "", Asked(), ALL)
    running = asyncio.create_task(one.run(wall))
    yield one
    one.end(None)
    await running


def show(hub: Hub, one: Visit, wall: Wall, *bodies: bytes) -> None:
    """Records, and a tick after each."""
    for body in bodies:
        hub.publish(body, frozenset())
        hub.tick(Moment(0))
        one.send(wall, 0.0)


def numbers(line: Line) -> bytes:
    """The records that were sent, one digit each, in the order they were sent in."""
    return bytes(byte for byte in b"".join(line.taken) if byte in b"12345")


async def test_a_free_line_is_sent_everything_at_once() -> None:
    line, hub = Line(room=99), Hub("e", 0)
    wall = hub.join("all", 0, [b"hello", b"snapshot"])
    async with visit(line, hub, wall) as one:
        show(hub, one, wall, b"1", b"2")
        assert line.taken[:2] == [b"hello", b"snapshot"]
        assert [body[-4:] for body in line.taken[2:]] == [b"[1]}", b"[2]}"]
        assert wall.sending is None


async def test_what_a_full_line_does_not_take_follows_in_order() -> None:
    line, hub = Line(room=1), Hub("e", 0)
    wall = hub.join("all", 0, [b"hello"])
    async with visit(line, hub, wall) as one:
        show(hub, one, wall, b"1", b"2", b"3")
        await until(lambda: wall.sending is not None)
        line.room = 99  # but who waits is first
        show(hub, one, wall, b"4")
        line.free.set()
        await until(lambda: wall.cursor == 4)
        show(hub, one, wall, b"5")
    assert line.taken[0] == b"hello"
    assert numbers(line) == b"12345"
    assert line.at_once == 2


async def test_a_wall_that_must_go_is_told_why() -> None:
    line, hub = Line(room=99), Hub("e", 0, Limits(ring_records=1))
    wall = hub.join("all", 0)
    one = Visit(line.socket(), hub, "", Asked(), ALL)
    running = asyncio.create_task(one.run(wall))
    for body in (b"1", b"2", b"3"):
        hub.publish(body, frozenset())
    hub.tick(Moment(0))
    one.send(wall, 0.0)
    cut = await running
    assert isinstance(cut, Cut)
    assert cut.code == 4408
