"""One kept connection to a centre: HTTP/1.1, a request after the other.

`door` knows what to ask. A general client takes many times the CPU time of this: on one
machine with centre and wall, warming up then took three times as long.
"""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import httptools

from centre.drive.errors import DriveError

TIMEOUT_S: Final = 30.0
_CHUNK: Final = 64 * 1024
_PORTS: Final = {"http": 80, "https": 443}
_NO_ADDRESS: Final = "no address of a centre: {!r} (http://host:port)"


class Answer(NamedTuple):
    """The status and the whole body."""

    status: int
    content: bytes


class LineFailed(Exception):
    """Nothing, or nothing that can be read, came back: the request may have arrived."""


class Address(NamedTuple):
    """Where a centre listens."""

    host: str
    port: int
    tls: bool


def address(url: str) -> Address:
    """Of `http://host:port`; `DriveError` for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise DriveError(_NO_ADDRESS.format(url)) from None
    if not parts.hostname or parts.path not in ("", "/"):
        raise DriveError(_NO_ADDRESS.format(url))
    return Address(parts.hostname, port, parts.scheme == "https")


class Line:
    """Opened with the first request, and again after a failure."""

    def __init__(self, to: Address) -> None:
        self._to = to
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> Answer:
        """Send a request and wait for its answer; `LineFailed` when none comes."""
        head = [f"{method} {path} HTTP/1.1", f"Host: {self._to.host}:{self._to.port}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        if body:
            head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        sent = "\r\n".join((*head, "", "")).encode("ascii") + body
        whole = False
        try:
            async with asyncio.timeout(TIMEOUT_S):
                reading = await self._exchange(sent)
            whole = reading.keep
        except (OSError, EOFError, httptools.HttpParserError) as error:
            raise LineFailed(str(error) or type(error).__name__) from error
        finally:
            if not whole:  # also when somebody stops waiting
                self.close()
        return Answer(reading.status, bytes(reading.content))

    def close(self) -> None:
        """Hang up; the next request dials again."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, sent: bytes) -> _Reading:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                self._to.host, self._to.port, ssl=self._to.tls or None
            )
        self._writer.write(sent)
        await self._writer.drain()
        reading = _Reading()
        while not reading.complete:
            data = await self._reader.read(_CHUNK)
            if not data:
                raise EOFError("the connection was closed")
            reading.feed(data)
        return reading


class _Reading:
    """An answer as it comes in."""

    def __init__(self) -> None:
        self.status, self.keep, self.complete = 0, False, False
        self.content = bytearray()
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Bytes from the line."""
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        self.content += body

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self.status = self._parser.get_status_code()
        self.keep = self._parser.should_keep_alive()
        self.complete = True
