"""The driver's connection against a real socket that answers well and badly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from centre.drive.door import Door
from centre.drive.errors import DriveError, TokenRefused
from centre.drive.line import Address, Answer, Line, LineFailed, address
from centre.drive.pace import Shown

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


CUT = b"\0"


class Peer:
    """Sends its answers one by one, in pieces, and hangs up at `CUT`."""

    def __init__(self, *answers: list[bytes]) -> None:
        self._answers = list(answers)
        self.requests: list[bytes] = []
        self.arrived = asyncio.Event()
        self.connections = 0
        self.calls: list[asyncio.Future[None]] = []

    async def meet(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        done = asyncio.get_running_loop().create_future()
        self.calls.append(done)
        try:
            while await self._answer(reader, writer):
                pass
            writer.close()
            await writer.wait_closed()
        except ConnectionError:
            pass  # the other side was quicker
        finally:
            done.set_result(None)

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        length = int(head.partition(b"Content-Length: ")[2].split(b"\r")[0] or 0)
        self.requests.append(head + await reader.readexactly(length))
        self.arrived.set()
        for piece in self._answers.pop(0):
            if piece == CUT:
                return False
            writer.write(piece)
            await writer.drain()
        return True


@asynccontextmanager
async def _listening(peer: Peer) -> AsyncIterator[str]:
    server = await asyncio.start_server(peer.meet, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*peer.calls)


async def _get(line: Line) -> Answer:
    return await line.ask("GET", "/x", {"A": "b"}, b"")


async def test_requests_follow_each_other_on_one_connection() -> None:
    peer = Peer([OK], [OK])
    async with _listening(peer) as url:
        line = Line(address(url))
        assert await _get(line) == Answer(200, b"ok")
        assert await line.ask("POST", "/y", {}, b"{}") == Answer(200, b"ok")
        line.close()
    assert peer.connections == 1
    first, second = peer.requests
    assert first.startswith(b"GET /x HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nA: b\r\n" in first
    assert second.endswith(b"Content-Length: 2\r\n\r\n{}")


async def test_an_answer_in_pieces_or_chunks_is_put_together() -> None:
    chunked = [
        b"HTTP/1.1 412 Precondition Failed\r\nTransfer-Enc",
        b'oding: chunked\r\n\r\n3\r\n{"a\r\n',
        b'4\r\n":1}\r\n0\r\n\r\n',
    ]
    async with _listening(Peer(chunked)) as url:
        line = Line(address(url))
        assert await _get(line) == Answer(412, b'{"a":1}')
        line.close()


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 20", b"SSH-2.0-x\r\n\r\n"])
async def test_no_answer_is_a_failure_and_the_next_request_dials_again(
    answer: bytes,
) -> None:
    peer = Peer([answer, CUT], [OK])
    async with _listening(peer) as url:
        line = Line(address(url))
        with pytest.raises(LineFailed):
            await _get(line)
        assert await _get(line) == Answer(200, b"ok")
        line.close()
    assert peer.connections == 2


async def test_whoever_stops_waiting_leaves_no_half_answer_behind() -> None:
    peer = Peer([OK[:20]], [OK])
    async with _listening(peer) as url:
        line = Line(address(url))
        asking = asyncio.create_task(_get(line))
        await peer.arrived.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await _get(line) == Answer(200, b"ok")
        line.close()


async def test_nobody_listening_is_a_failure() -> None:
    async with _listening(Peer()) as url:
        pass
    with pytest.raises(LineFailed):
        await _get(Line(address(url)))


async def test_a_busy_centre_is_asked_again_with_the_same_request() -> None:
    busy = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    peer = Peer([busy], [OK])
    async with _listening(peer) as url:
        door = Door(url, "secret", 1)
        await door.show(Shown(1, 60.0))
        door.close()
    assert len(peer.requests) == 2
    assert peer.requests[0] == peer.requests[1]
    assert b"Authorization: Bearer secret" in peer.requests[0]
    assert peer.requests[0].endswith(b'{"at":1,"speed":60.0}')


async def test_a_refused_token_ends_the_demo() -> None:
    body = b'{"code":"token-wrong"}'
    no = b"HTTP/1.1 401 No\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    async with _listening(Peer([no])) as url:
        door = Door(url, "", 1)
        with pytest.raises(TokenRefused, match="token-wrong") as error:
            await door.health()
        door.close()
    assert error.value.exit_code == 7


def test_addresses() -> None:
    assert address("http://127.0.0.1:8000") == Address("127.0.0.1", 8000, tls=False)
    assert address("https://centre.example/") == Address(
        "centre.example", 443, tls=True
    )
    for wrong in (
        "",
        "127.0.0.1:80",
        "http://",
        "http://h:x",
        "http://h/path",
        "ftp://h",
    ):
        with pytest.raises(DriveError, match="no address of a centre"):
            address(wrong)


def test_a_token_that_is_no_header_is_refused() -> None:
    with pytest.raises(TokenRefused):
        Door("http://127.0.0.1:1", "a\r\nb", 1)
