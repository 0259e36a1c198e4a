"""Who guesses tokens is locked out: ten wrong ones a minute, then a quarter of an hour.

An ASGI application around another. Only wrong tokens count, not missing ones, and a
token that was good at this address before stays good: behind a proxy all addresses are
one, and a guesser there must not lock out the walls.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from centre.problems import Problem, later
from centre.tokens import hash_of
from domain import wire

FAILURES: Final = 10
WINDOW_S: Final = 60.0
LOCK_S: Final = 900.0
#: Addresses that are remembered, at most.
_MOST: Final = 4096
_UNAUTHORIZED: Final = 401
_ACCEPTED: Final = 400


class Lockout:
    """Failures and locks by address; `monotonic` counts seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._failed: dict[str, deque[float]] = {}
        self._until: dict[str, float] = {}
        self._good: dict[tuple[str, str], None] = {}

    def left(self, address: str, token: str) -> int:
        """Seconds for which this token is not looked at from there; 0: it is."""
        until = self._until.get(address)
        if until is None or (address, token) in self._good:
            return 0
        left = until - self._monotonic()
        if left <= 0:
            del self._until[address]
            return 0
        return int(left) + 1

    def hear(self, address: str, token: str, *, right: bool | None) -> None:
        """What an answer said of the token; None: nothing."""
        if right is True:
            self.good(address, token)
        elif right is False:
            self.bad(address, token)

    def good(self, address: str, token: str) -> None:
        """The token was right."""
        if (address, token) not in self._good:
            self._good[address, token] = None
            if len(self._good) > _MOST:
                del self._good[next(iter(self._good))]

    def bad(self, address: str, token: str) -> None:
        """The token was wrong, or is no more."""
        self._good.pop((address, token), None)
        now = self._monotonic()
        failed = self._failed.pop(address, None) or deque(maxlen=FAILURES)
        self._failed[address] = failed  # to the end: the oldest address goes first
        failed.append(now)
        if len(failed) == FAILURES and now - failed[0] <= WINDOW_S:
            self._until[address] = now + LOCK_S
            failed.clear()
        for known in (self._failed, self._until):
            if len(known) > _MOST:
                del known[next(iter(known))]


class Guard:
    """The application; what carries no token is none of its business."""

    def __init__(self, app: ASGIApp, lockout: Lockout) -> None:
        self._app, self._lockout = app, lockout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it pass and see how it ends, or answer 429."""
        token = token_in(scope["headers"])
        if not token:
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        address = str(client[0]) if client else ""
        left = self._lockout.left(address, token)
        if left:
            await _refuse(left, scope, receive, send)
            return

        async def watched(message: Message) -> None:
            self._lockout.hear(address, token, right=_verdict(message))
            await send(message)

        await self._app(scope, receive, watched)


def token_in(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The hash of the token that a request carries; empty without one."""
    for name, value in headers:
        if name == b"authorization":
            return hash_of(value.decode("latin-1"))
    return ""


def verdict(status: int) -> bool | None:
    """What an HTTP answer says of the token; None: nothing."""
    return False if status == _UNAUTHORIZED else status < _ACCEPTED or None


def _verdict(message: Message) -> bool | None:
    """What an answer says of the token; None: nothing."""
    kind, right = message["type"], None
    if kind == "http.response.start":
        right = verdict(message["status"])
    elif kind == "websocket.close":
        right = False if message.get("code") == wire.CLOSE_AUTH else None
    elif kind == "websocket.send":
        right = True  # a feed sends to nobody else
    return right


def locked_out(seconds: int) -> Problem:
    """For somebody who has guessed."""
    return later("locked-out", "too many wrong tokens came from here", seconds, 429)


async def _refuse(left: int, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close"})  # HTTP 403: it is not accepted yet
        return
    await locked_out(left).response()(scope, receive, send)
