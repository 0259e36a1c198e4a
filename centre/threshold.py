"""The step before every door: what is turned away whatever it wants.

Headers above 8 KiB, and on a centre without tokens every Host that is not this machine:
a page in a browser could otherwise reach it under a name of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from centre.problems import Problem

MAX_HEADERS: Final = 8 * 1024
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Threshold:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, *, local: bool) -> None:
        self._app = app
        self._local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it pass, or answer."""
        problem = self.refused(scope["headers"])
        if problem is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})  # HTTP 403: it is not accepted yet
        else:
            await problem.response()(scope, receive, send)

    def refused(self, headers: Sequence[tuple[bytes, bytes]]) -> Problem | None:
        """Why a request with these headers gets no further, if it does not."""
        if sum(map(len, chain.from_iterable(headers))) > MAX_HEADERS:
            return Problem(431, "headers-too-large", "headers have at most 8 KiB")
        hosts = [value for name, value in headers if name == b"host"]
        if self._local and not all(map(_is_here, hosts)):
            return Problem(
                403, "host-not-here", "a centre without tokens serves this machine only"
            )
        return None


@lru_cache(64)
def _is_here(host: bytes) -> bool:
    return _name(host.decode("latin-1")) in LOOPBACK


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
