"""The feed's websocket shell: one `Visit` a wall, one clock for all of them.

What is owed to whom, `hub.py` knows; what a wall is sent first, `opening.py`.
"""

from __future__ import annotations

import re
from asyncio import (
    FIRST_COMPLETED,
    Event,
    Future,
    TimerHandle,
    create_task,
    gather,
    get_running_loop,
    timeout,
    wait,
)
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from centre import scope as scopes
from centre import tokens
from centre.access import Action, Subject, authorize
from centre.errors import CentreError
from centre.house import House
from centre.hub import Cut, Hub, Wall
from centre.opening import Opening, Openings, Wish
from centre.pace import Pace
from centre.problems import Problem
from centre.scope import Scope
from centre.threshold import LOOPBACK
from centre.tokens import Asked
from domain import wire
from domain.errors import WireError

#: Frames are cut at most so often: a burst of commits is one frame.
TICK_S: Final = 0.05
#: With many walls less often: so much for each, up to the most.
_WALL_S: Final = 80e-6
_MAX_TICK_S: Final = 0.1
_URGENT_S: Final = 0.01
DIGEST_EVERY: Final = 30
#: Seconds a snapshot that nobody asks for is kept: making one takes a second of CPU for
#: 100,000 open cases, keeping it 18 MB.
FORGET_EVERY: Final = 600
#: A client that reconnects in a loop costs every other wall: so many from one address.
HANDSHAKES: Final = 5
HANDSHAKES_S: Final = 10
#: Feeds of one account, at most.
FEEDS: Final = 4
CLOSE_LATER: Final = 1013
CLOSE_FAULT: Final = 1011
_CLOSE_S: Final = 0.5
_MAX_REASON: Final = 123  # bytes, by RFC 6455
#: In the scope of a websocket: takes a message at once, or answers False.
PUSH: Final = "gridwall.push"
_NUMBER: Final = re.compile("[0-9]{1,18}")


Push = Callable[[bytes], bool]


def _never(_body: bytes) -> bool:
    return False


class Visit:
    """One wall, connected."""

    def __init__(
        self, socket: WebSocket, hub: Hub, account: str, asked: Asked, scope: Scope
    ) -> None:
        self.account = account
        self.asked = asked
        self.scope = scope
        self._stirred = Event()
        self._left: bytes | Cut | None = None
        self.ended: Future[Cut | None] = get_running_loop().create_future()
        self._socket = socket
        self._push: Push = socket.scope.get("extensions", {}).get(PUSH, _never)
        self._hub = hub
        self._now = get_running_loop().time

    def end(self, cut: Cut | None) -> None:
        """Have the visit end; the first reason counts."""
        if not self.ended.done():
            self.ended.set_result(cut)

    async def run(self, wall: Wall) -> Cut | None:
        """Until one side ends it; why the centre did, None when the wall left."""
        tasks = [create_task(self._read(wall)), create_task(self._write(wall))]
        try:
            done, _ = await wait([*tasks, self.ended], return_when=FIRST_COMPLETED)
            return done.pop().result()
        finally:
            for task in tasks:
                task.cancel()
            await gather(*tasks, return_exceptions=True)

    def send(self, wall: Wall, now: float) -> None:
        """Every frame that is owed, at once; `_write` waits where the line must."""
        if wall.sending is not None:  # it does already
            return
        body = self._hub.next(wall, now)
        while isinstance(body, bytes) and self._push(body):
            body = self._hub.next(wall, now)
        if body is not None:
            self._left = body
            self._stirred.set()

    async def _write(self, wall: Wall) -> Cut | None:
        """What the line does not take at once, then wait until something stirs."""
        self.send(wall, self._now())
        with suppress(WebSocketDisconnect):
            while True:
                await self._stirred.wait()
                self._stirred.clear()
                body, self._left = self._left, None
                while body is not None:
                    if isinstance(body, Cut):
                        return body
                    await self._socket.send_bytes(body)
                    body = self._hub.next(wall, self._now())
        return None

    async def _read(self, wall: Wall) -> Cut | None:
        """Acknowledgements until the wall leaves."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return None
            try:
                ack = wire.decode_up(message.get("bytes") or message.get("text") or b"")
            except WireError as error:
                return Cut(wire.CLOSE_PROTOCOL, str(error))
            if self._hub.ack(wall, ack.seq, self._now()):
                self.send(wall, self._now())


class Feed:
    """The door `/feed`, and the ticks and pulses of all visits."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._openings = Openings(house)
        self._visits: dict[Wall, Visit] = {}
        self._loop = get_running_loop()
        self._ticking: TimerHandle | None = None
        self._ticked = self._due = 0.0
        self._closing = False
        self._pace = Pace(
            house.monotonic, HANDSHAKES * 60 / HANDSHAKES_S, burst=HANDSHAKES
        )
        self._inside = 0  # connections from handshake to close frame
        self._gone = Event()

    def stir(self, *, urgent: bool = False) -> None:
        """Records were published: have them shown, at once or on the next tick.

        What is `urgent` waits for no tick, unless there was one just now.
        """
        pause = tick_s(len(self._visits), urgent=urgent)
        at = max(self._loop.time(), self._ticked + pause)
        if self._ticking is not None:
            if self._due <= at:
                return
            self._ticking.cancel()
        self._due = at
        self._ticking = self._loop.call_at(at, self._tick)

    def pulse(self, second: int) -> None:
        """A heartbeat for every wall, and an end to visits that must end."""
        hub, clock = self._house.hub, self._house.clock.read()
        moment = self._house.board.moment(clock.at, clock.speed)
        hub.pulse(moment, digest=second % DIGEST_EVERY == 0)
        for wall in hub.overdue(self._loop.time()):
            late = Cut(wire.CLOSE_SLOW, "too slow: frames were not taken for seconds")
            self._visits[wall].end(late)
        self._check_tokens()
        if second % FORGET_EVERY == 0:
            self._openings.forget()
        self._wake()

    async def close(self) -> None:
        """Send every wall away, and let no more in: the centre stops."""
        self._closing = True
        self._gone.clear()
        for visit in self._visits.values():
            visit.end(Cut(wire.CLOSE_SHUTDOWN, "the centre stops"))
        with suppress(TimeoutError):
            async with timeout(2 * _CLOSE_S):
                while self._inside:
                    await self._gone.wait()
                    self._gone.clear()

    async def visit(self, socket: WebSocket) -> None:
        """`GET /feed`: a wall from its handshake to its end."""
        if not _same_origin(socket.headers):
            await socket.close()  # before it is accepted: HTTP 403
            return
        self._inside += 1
        try:
            await socket.accept()
            cut = await self._admitted(socket)
            if cut is not None:
                await _part(socket, cut)
        except WebSocketDisconnect:
            pass
        finally:
            self._inside -= 1
            self._gone.set()

    async def _admitted(self, socket: WebSocket) -> Cut | None:
        asked = tokens.asked(socket.headers)
        try:
            subject = self._house.subject(asked)
            self._check_pace(socket, subject)
            wish = self._wish(socket, subject)
            opening = await self._openings.open(wish)
        except Problem as problem:
            return _cut_of(problem)
        except CentreError:
            return Cut(CLOSE_FAULT, "the ledger could not be read")
        if self._closing:
            return Cut(wire.CLOSE_SHUTDOWN, "the centre stops")
        # A glass is broken by a person, not by a wall that stays.
        asked = msgspec.structs.replace(asked, glass="")
        hub, account = self._house.hub, subject.account
        visit = Visit(socket, hub, account, asked, wish.scope)
        return await self._stay(visit, wish, opening)

    async def _stay(self, visit: Visit, wish: Wish, opening: Opening) -> Cut | None:
        """Nothing is awaited between opening and joining: the ring still covers it."""
        hub, scope = self._house.hub, str(wish.scope)
        frames = [self._hello(scope, fresh=opening.fresh), *opening.frames]
        wall = hub.join(scope, opening.cursor, frames)
        self._visits[wall] = visit
        try:
            return await visit.run(wall)
        finally:
            hub.leave(wall)
            del self._visits[wall]

    def _wish(self, socket: WebSocket, subject: Subject) -> Wish:
        query = socket.query_params
        protocol = query.get("protocol", "")
        if protocol != str(wire.PROTOCOL):
            raise Problem(
                400,
                "protocol-differs",
                f"the centre ({self._house.version}) speaks protocol {wire.PROTOCOL}, "
                f"the wall {protocol[:8] or 'none'}",
            )
        scope = scopes.parse(query.get("scope", "all"), self._house.rules)
        if scope is None:
            raise Problem(403, "scope-unknown", "this place has no such scope")
        authorize(subject, Action.FEED, scope)
        if not subject.trusted and self._feeds_of(subject.account) >= FEEDS:
            raise Problem(429, "too-many-feeds", f"{FEEDS} feeds an account")
        after = query.get("after", "0")
        if not _NUMBER.fullmatch(after):
            raise Problem(400, "after-wrong", "after is the number of a record")
        return Wish(scope, int(after), query.get("epoch", ""))

    def _hello(self, scope: str, *, fresh: bool) -> bytes:
        house, clock = self._house, self._house.clock.read()
        return wire.encode(
            wire.Hello(
                protocol=wire.PROTOCOL,
                epoch=house.hub.epoch,
                head=house.hub.head,
                at=clock.at,
                speed=clock.speed,
                simulated=clock.simulated,
                drill=house.board.state.all_drill,
                place=house.rules.place.name,
                version=house.version,
                scope=scope,
                fresh=fresh,
            )
        )

    def _tick(self) -> None:
        self._ticking = None
        self._ticked = self._loop.time()
        clock = self._house.clock.read()
        if self._house.hub.tick(self._house.board.moment(clock.at, clock.speed)):
            self._wake()

    def _wake(self) -> None:
        now = self._loop.time()
        for wall, visit in self._visits.items():
            visit.send(wall, now)

    def _feeds_of(self, account: str) -> int:
        return sum(visit.account == account for visit in self._visits.values())

    def _check_pace(self, socket: WebSocket, subject: Subject) -> None:
        """An address's; behind a proxy here, where all are alike, an account's."""
        if subject.trusted:
            return
        address = socket.client.host if socket.client else ""
        key = subject.account if address in ("", *LOOPBACK) else address
        if self._pace.take(key):
            raise Problem(429, "too-many-handshakes", "slower: wait before the next")

    def _check_tokens(self) -> None:
        """A token may have run out or been revoked meanwhile, a unit have changed."""
        for visit in self._visits.values():
            try:
                subject = self._house.subject(visit.asked)
                authorize(subject, Action.FEED, visit.scope)
            except Problem as problem:
                visit.end(_cut_of(problem))


def tick_s(walls: int, *, urgent: bool = False) -> float:
    """Seconds from one tick to the next, with so many walls."""
    if urgent:
        return _URGENT_S
    return min(max(TICK_S, walls * _WALL_S), _MAX_TICK_S)


def _cut_of(problem: Problem) -> Cut:
    codes = {400: wire.CLOSE_PROTOCOL, 401: wire.CLOSE_AUTH, 403: wire.CLOSE_SCOPE}
    code = codes.get(problem.status, CLOSE_LATER)
    return Cut(code, f"{problem.code}: {problem.detail}")


async def _part(socket: WebSocket, cut: Cut) -> None:
    """Say why; a wall that does not even take that is dropped without."""
    reason = cut.reason.encode()[:_MAX_REASON].decode(errors="ignore")
    with suppress(TimeoutError, WebSocketDisconnect):
        async with timeout(_CLOSE_S):
            await socket.close(cut.code, reason)


def _same_origin(headers: Mapping[str, str]) -> bool:
    """A browser says which page it acts for; other pages' are turned away."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")
