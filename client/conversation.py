"""The websocket shell around `Session`: opens, reads, closes, never decides.

Runs on any event loop: the wall's own thread (`Link`) or `tail`'s.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol, assert_never

from client import moves
from client.door import Door
from client.errors import FolderUnsafe
from client.feed import Feed, Head
from client.heads import Heads
from client.moves import Loss, Move
from client.session import Session
from client.store import Need
from domain import text, wire
from domain.events import Record
from domain.state import Case, CityState

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.exceptions import ConnectionClosed
    from websockets.http11 import Response

#: Seconds between two looks at the clock, and while only silence could be seen.
TICK_S: Final = 0.2
REST_S: Final = 1.0
_OPEN_S: Final = 5.0
_KEEPALIVE_S: Final = 5.0
_CLOSE_S: Final = 0.5
_MOST_BYTES: Final = 1024 * 1024
_REASON_CELLS: Final = 160


class Sink(Protocol):
    """Who takes what the feed brings: the wall's `Store`, or `tail`."""

    def replace(self, state: CityState) -> None:
        """A whole new state."""

    def enter(self, cases: Sequence[Case]) -> None:
        """Cases that the next records bring into the scope, as they were before."""

    def apply(self, records: list[Record]) -> None:
        """The next records."""

    def expect(self, check: moves.Expect) -> None:
        """A digest to compare with."""

    def publish(self, feed: Feed) -> None:
        """How the feed stands."""


class Conversation:
    """Carries out a session's moves until it is cancelled."""

    def __init__(
        self,
        door: Door,
        session: Session,
        sink: Sink,
        monotonic: Callable[[], float],
        heads: Heads | None = None,
    ) -> None:
        self._door = door
        self._session = session
        self._sink = sink
        self._now = monotonic
        self._heads = heads
        self._wanted: moves.Connect | None = None
        self._wake = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._outbox: list[bytes] = []
        self._ticking: asyncio.TimerHandle | None = None
        self._resting = False

    async def run(self) -> None:
        """Talk until cancelled; what fails is the session's to judge."""
        self._do(self._session.begin(self._now()))
        self._wind()
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                wanted, self._wanted = self._wanted, None
                if wanted is not None:
                    await self._attempt(wanted)
        finally:
            self._unwind()
            self._do(self._session.finish(self._now()))

    def renew(self, door: Door) -> None:
        """There is a new address or token; on the loop's thread."""
        self._door = door
        self._do(self._session.retry())

    def need(self, need: Need, seq: int) -> None:
        """The taker needs a new state; on the loop's thread."""
        if need is Need.OVERFLOW:
            self._do(self._session.overflowed(self._now()))
        else:
            self._do(self._session.diverged(seq, self._now()))

    def _wind(self) -> None:
        self._resting = self._session.rests
        seconds = REST_S if self._resting else TICK_S
        loop = asyncio.get_running_loop()
        self._ticking = loop.call_later(seconds, self._tick)

    def _unwind(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
        self._ticking = None

    def _tick(self) -> None:
        made = self._session.tick(self._now())
        if made:  # else the feed stands as it did: how old it is, its reader sees
            self._do(made)
        self._unwind()
        self._wind()

    async def _attempt(self, wanted: moves.Connect) -> None:
        from websockets.exceptions import WebSocketException

        try:
            socket = await self._dial(wanted)
        except (OSError, WebSocketException) as error:
            self._do(self._session.lost(loss(error), self._now()))
            return
        self._socket = socket
        self._session.opened(self._now())
        try:
            while True:
                frame = await socket.recv()
                self._do(self._session.received(frame, self._now()))
                while self._outbox:
                    await socket.send(self._outbox.pop(0))
        except WebSocketException as error:
            self._do(self._session.lost(loss(error), self._now()))
        finally:
            self._socket = None
            self._outbox.clear()
            socket.transport.abort()

    async def _dial(self, wanted: moves.Connect) -> ClientConnection:
        from websockets.asyncio.client import connect

        class Straight(connect):
            """Follows no redirect: a token goes where the person said."""

            def process_redirect(self, exc: Exception) -> Exception | str:
                return exc

        return await Straight(
            self._door.feed(
                scope=self._session.scope,
                after=wanted.after,
                epoch=wanted.epoch,
                protocol=wire.PROTOCOL,
            ),
            additional_headers=self._door.headers,
            user_agent_header="gridwall",
            compression=None,
            proxy=None,
            open_timeout=_OPEN_S,
            ping_interval=_KEEPALIVE_S,
            ping_timeout=_KEEPALIVE_S,
            close_timeout=_CLOSE_S,
            max_size=_MOST_BYTES,
        )

    def _do(self, made: list[Move]) -> None:
        for move in made:
            if isinstance(move, moves.Apply | moves.Replace | moves.Expect):
                self._hand_on(move)
            else:
                self._carry_out(move)
        self._sink.publish(self._session.feed(self._now()))
        if self._resting and self._ticking is not None and not self._session.rests:
            self._unwind()
            self._wind()

    def _hand_on(self, move: moves.Apply | moves.Replace | moves.Expect) -> None:
        match move:
            case moves.Apply(records, entered):
                if entered:
                    self._sink.enter(entered)
                self._sink.apply(records)
            case moves.Replace(state):
                self._sink.replace(state)
            case moves.Expect():
                self._sink.expect(move)
            case _:
                assert_never(move)

    def _carry_out(
        self, move: moves.Connect | moves.Send | moves.Close | moves.Keep | moves.Wait
    ) -> None:
        match move:
            case moves.Connect():
                self._wanted = move
                self._wake.set()
            case moves.Send(frame):
                self._outbox.append(frame)
            case moves.Close():
                if self._socket is not None:
                    self._socket.transport.abort()
            case moves.Keep(epoch, head):
                self._keep(epoch, head)
            case moves.Wait():
                pass  # the ticks see to it
            case _:
                assert_never(move)

    def _keep(self, epoch: str, head: Head) -> None:
        if self._heads is None:
            return
        try:
            self._heads.keep(epoch, head)
        except FolderUnsafe:
            # A wall on a full disk still shows the feed; `doctor` tells of the folder.
            self._heads = None


def loss(error: Exception) -> Loss:
    """What a failed or ended connection means, in words for a person."""
    from websockets.exceptions import ConnectionClosed, InvalidStatus

    match error:
        case ConnectionClosed():
            return _closed(error)
        case InvalidStatus():
            return _refused(error.response)
        case OSError():
            return _unreachable(error)
        case _:
            return Loss(f"no feed there: {text.cut(str(error), _REASON_CELLS)}")


def _closed(error: ConnectionClosed) -> Loss:
    if error.rcvd is None:
        return Loss("the connection broke off")
    code, said = error.rcvd.code, text.cut(error.rcvd.reason, _REASON_CELLS)
    return Loss(said or f"the centre closed the feed ({code})", code=code)


def _refused(response: Response) -> Loss:
    asked = response.headers.get("Retry-After", "")
    return Loss(
        f"the centre answered {response.status_code} "
        f"{text.cut(response.reason_phrase, 40)}",
        status=response.status_code,
        retry_after=float(asked) if asked.isascii() and asked.isdigit() else None,
    )


def _unreachable(error: OSError) -> Loss:
    if isinstance(error, ssl.SSLError):
        why = getattr(error, "verify_message", "") or error.reason or str(error)
        return Loss(f"TLS: {text.cut(why, _REASON_CELLS)}", tls=True)
    if isinstance(error, TimeoutError):
        return Loss(f"no answer within {_OPEN_S:.0f} s")
    number = error.errno or 0  # those of name resolvers are below 0
    why = os.strerror(number) if number > 0 else error.strerror or str(error)
    return Loss(text.cut(why, _REASON_CELLS) or "the connection broke off")
