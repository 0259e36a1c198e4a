"""The server's two protocols with less work for every answer and every frame.

An answer goes out in one write instead of two. A frame of the feed is framed once for
all walls: what a server sends is not masked, so it is the same bytes for everybody.
"""

from __future__ import annotations

import asyncio
from struct import Struct
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)
from websockets.protocol import State

_END_OF_HEAD: Final = b"\r\n\r\n"
#: Final and binary, by RFC 6455; the length stands in one, three or nine bytes.
_BINARY: Final = 0x82
_SHORT: Final = 126
_LONG: Final = 1 << 16
_head_short: Final = Struct("!BB").pack
_head_middle: Final = Struct("!BBH").pack
_head_long: Final = Struct("!BBQ").pack


class Joining(asyncio.Transport):
    """Holds an answer's head back until its body or the end of the connection comes."""

    __slots__ = ("_held", "inner")

    def __init__(self, inner: asyncio.Transport) -> None:
        super().__init__()
        self.inner = inner
        self._held = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send, what is held first."""
        if self._held:
            held, self._held = self._held, b""
            self.inner.write(held + data)
        elif data[-4:] == _END_OF_HEAD and data[9:12] != b"100":
            self._held = bytes(data)
        else:
            self.inner.write(data)

    def _let_go(self) -> None:
        if self._held:
            self.write(b"")

    def close(self) -> None:
        """Send what is held, then close."""
        self._let_go()
        self.inner.close()

    def abort(self) -> None:
        """Close at once."""
        self.inner.abort()

    def is_closing(self) -> bool:
        """Whether it closes or is closed."""
        return self.inner.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known of the socket."""
        return self.inner.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Take nothing from the client for now."""
        self.inner.pause_reading()

    def resume_reading(self) -> None:
        """Go on reading."""
        self.inner.resume_reading()


class Http(HttpToolsProtocol):
    """uvicorn's, one write an answer."""

    # uvicorn's own signature, which is narrower than that of asyncio's protocol.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(Joining(transport))

    def handle_websocket_upgrade(self) -> None:
        """The websocket's protocol gets the connection as it is."""
        if isinstance(self.transport, Joining):
            self.transport = self.transport.inner
        super().handle_websocket_upgrade()


class Frames:
    """Bodies as binary frames; the last one is kept, for the next wall."""

    def __init__(self) -> None:
        self._body = self._frame = b""

    def of(self, body: bytes) -> bytes:
        """The frame of a body."""
        if body is not self._body:
            self._body, self._frame = body, framed(body)
        return self._frame


def framed(body: bytes) -> bytes:
    """One whole binary message, not masked and not compressed."""
    size = len(body)
    if size < _SHORT:
        return _head_short(_BINARY, size) + body
    if size < _LONG:
        return _head_middle(_BINARY, _SHORT, size) + body
    return _head_long(_BINARY, _SHORT + 1, size) + body


class Ws(WebSocketsSansIOProtocol):
    """uvicorn's, with frames made once for all connections."""

    _made: Final = Frames()

    async def send(self, message: Any) -> None:
        """What the application sends."""
        body = message.get("bytes")
        if (
            body is None
            or not self.handshake_complete
            or self.close_sent
            or self.disconnected
            or self.conn.state is not State.OPEN
            or not self.writable.is_set()
        ):
            await super().send(message)
        else:
            self.transport.write(self._made.of(body))
