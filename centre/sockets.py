"""The server's two protocols with less work for every answer and every frame.

An answer goes out in one write instead of two, and a command that the hatch takes needs
no ASGI at all. A frame of the feed is framed once for
all walls: what a server sends is not masked, so it is the same bytes for everybody.
"""

from __future__ import annotations

import asyncio
from struct import Struct
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)
from websockets.protocol import State

from centre.doors.hatch import Ask, Hatch
from centre.doors.requests import MAX_BODY, Reply
from centre.feed import PUSH

_CLOSE: Final = (b"connection", b"close")
#: Of a body's length, at most.
_DIGITS: Final = 9
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


class _Nobody:
    """Waits for no event."""

    def set(self) -> None:
        """What uvicorn tells of, nobody wants to know."""


class Counter:
    """A request at the hatch; its place on the connection is that of uvicorn's cycle.

    Whose names these are: the protocol above it knows no other kind.
    """

    message_event: Final = _Nobody()
    __slots__ = (
        "_http",
        "_target",
        "body",
        "disconnected",
        "keep_alive",
        "more_body",
        "response_complete",
    )

    def __init__(self, http: Http, target: tuple[str, str]) -> None:
        self._http, self._target = http, target
        self.body = b""
        self.more_body = True
        self.keep_alive = True
        self.disconnected = False
        self.response_complete = False

    def ask(self, headers: list[tuple[bytes, bytes]], client: Any) -> Ask:
        """The request, now that it is all there."""
        address = str(client[0]) if client else ""
        return Ask(headers, address, *self._target, self.body, self.answer)

    def answer(self, reply: Reply) -> None:
        """Send it, and have the connection go on or end."""
        self.response_complete = True
        if not self.disconnected:
            self._http.send_reply(reply, keep_alive=self.keep_alive)


class Http(HttpToolsProtocol):
    """uvicorn's, one write an answer, and with a hatch for commands."""

    _usual_of: list[tuple[bytes, bytes]] | None = None
    _usual_text = b""

    def __init__(self, *args: Any, hatch: Hatch | None = None, **more: Any) -> None:
        """As uvicorn makes one for every connection."""
        super().__init__(*args, **more)
        self.hatch = hatch

    # uvicorn's own signature, which is narrower than that of asyncio's protocol.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(Joining(transport))

    def handle_websocket_upgrade(self) -> None:
        """The websocket's protocol gets the connection as it is."""
        if isinstance(self.transport, Joining):
            self.transport = self.transport.inner
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """A request comes."""
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """A request begins: at the hatch, or the long way."""
        target = self._at_hatch()
        if target is None:
            self._make_scope()
            super().on_headers_complete()
        else:
            self.cycle = cast("Any", Counter(self, target))

    def _make_scope(self) -> None:
        """What uvicorn makes of every request before it knows where it goes."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers  # the scope has this list

    def on_message_complete(self) -> None:
        """A request is all there."""
        counter: Any = self.cycle
        if not isinstance(counter, Counter) or self.hatch is None:
            super().on_message_complete()
        elif counter.more_body:
            counter.more_body = False
            self.hatch.take(counter.ask(self.headers, self.client))

    def send_reply(self, reply: Reply, *, keep_alive: bool) -> None:
        """An answer from the hatch, as uvicorn would write it."""
        close = _CLOSE in reply.headers
        lines = [STATUS_LINE[reply.status], self._usual()]
        for name, value in reply.headers:
            lines += (name, b": ", value, b"\r\n")
        if not (keep_alive or close):
            lines.append(b"connection: close\r\n")
        lines += (b"\r\n", reply.body)
        self.transport.write(b"".join(lines))
        if close or not keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _at_hatch(self) -> tuple[str, str] | None:
        """Case and word of a plain command, on a connection that waits for nothing."""
        parser, before = self.parser, cast("Any", self.cycle)
        if (
            self.hatch is None
            or parser.get_method() != b"POST"
            or self.expect_100_continue
            or (before is not None and not before.response_complete)
            or self.flow.write_paused
            or parser.get_http_version() != "1.1"
            or parser.should_upgrade()
            or not parser.should_keep_alive()
            or not _short(self.headers)
        ):
            return None
        return self.hatch.fits(self.url)

    def _usual(self) -> bytes:
        """The headers of every answer, which change once a second."""
        headers = self.server_state.default_headers
        if Http._usual_of is not headers:
            Http._usual_of = headers
            Http._usual_text = b"".join(b"%b: %b\r\n" % pair for pair in headers)
        return Http._usual_text


def _short(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a body is announced that may be taken at once."""
    for name, value in headers:
        if name == b"content-length":
            return len(value) <= _DIGITS and int(value) <= MAX_BODY
    return False


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
    """uvicorn's, with frames made once for all connections.

    An application finds `push` in its scope's extensions.
    """

    _made: Final = Frames()

    def handle_connect(self, event: Any) -> None:
        """A handshake has come; the application begins after this returns."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent:
            extensions = cast("dict[str, Any]", self.scope["extensions"])
            extensions[PUSH] = self.push

    def push(self, body: bytes) -> bool:
        """Send a binary message at once; False when it must go by `send` and wait."""
        if (
            not self.handshake_complete
            or self.close_sent
            or self.disconnected
            or self.conn.state is not State.OPEN
            or not self.writable.is_set()
        ):
            return False
        self.transport.write(self._made.of(body))
        return True

    async def send(self, message: Any) -> None:
        """What the application sends."""
        body = message.get("bytes")
        if body is None or not self.push(body):
            await super().send(message)
