"""The hatch answers what the long way answers, byte for byte but for the date."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from centre.clock import SimulatedClock
from centre.gateway import Gateway
from centre.threshold import Threshold
from centre.tokens import Grant, Tokens, digest
from domain.codes import Role
from tests import town
from tests.house import house, listening

REPORT = b'{"source":"officer","title":"x","subclass":"0101","grid":"T01001001"}'
HEADERS = {
    "Host": "localhost",
    "Gridwall-Role": "system",
    "Idempotency-Key": "k1",
    "Content-Type": "application/json",
}


def request(target: str, body: bytes = REPORT, **changes: str | None) -> bytes:
    """A POST; a header is changed, or left out by None."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    headers = HEADERS | {"Content-Length": str(len(body))} | named
    lines = [f"{name}: {value}\r\n" for name, value in headers.items() if value]
    return f"POST {target} HTTP/1.1\r\n{''.join(lines)}\r\n".encode() + body


class Talk:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, to

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def answer(self) -> tuple[bytes, bytes]:
        """The next one: its head without the date, its body."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"content-length: (\d+)", head)
        assert size is not None
        body = await self.reader.readexactly(int(size[1]))
        return re.sub(rb"date: [^\r]*\r\n", b"", head), body

    async def ask(self, data: bytes) -> tuple[bytes, bytes]:
        self.send(data)
        return await self.answer()


@asynccontextmanager
async def talking(url: str) -> AsyncIterator[Talk]:
    port = int(url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Talk(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()


async def nowhere(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """An application that answers nothing."""


def without_application(centre: Gateway) -> None:
    centre.app = Threshold(nowhere, local=True)


async def test_a_command_needs_no_application(centre: Gateway) -> None:
    without_application(centre)
    async with listening(centre) as url, talking(url) as talk:
        head, body = await talk.ask(request("/cases"))
        told = json.loads(body)
        assert head.startswith(b"HTTP/1.1 201 Created\r\n")
        case = told["case"]
        assert f'etag: "c{case}-v1"\r\nlocation: /cases/{case}\r\n'.encode() in head
        match = f'"c{case}-v1"'
        for name in (case, told["number"]):
            accept = request(f"/cases/{name}/accept", b"{}", If_Match=match,
                             Idempotency_Key="k2")  # fmt: skip
            head, body = await talk.ask(accept)
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            assert (json.loads(body)["version"], b"replayed" in head) == (
                2,
                name != case,
            )


async def test_what_does_not_fit_goes_the_long_way(url: str) -> None:
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(REPORT), REPORT)
    chunked = request("/cases", b"", Content_Length=None, Transfer_Encoding="chunked")
    async with talking(url) as talk:
        first = await talk.ask(chunked + chunks)
        again = await talk.ask(request("/cases"))
        head, _ = await talk.ask(request("/cases/nothing/accept"))
    assert first[1] == again[1]
    assert head.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    ("status", "changes", "body"),
    [
        (400, {"Idempotency_Key": None}, REPORT),
        (400, {"Idempotency_Key": "two words"}, REPORT),
        (400, {"Gridwall_Role": "king"}, REPORT),
        (400, {"Gridwall_At": "soon"}, REPORT),
        (403, {"Gridwall_Role": "watch"}, REPORT),
        (403, {"Host": "elsewhere.example"}, REPORT),
        (415, {"Content_Type": "text/plain"}, REPORT),
        (400, {}, b"{"),
        (422, {}, b'{"source":1}'),
        (422, {}, REPORT.replace(b'"x"', b'"\\u0007"')),
        (422, {}, REPORT.replace(b"0101", b"9999")),
        (422, {"Idempotency_Key": "used"}, REPORT),
        (431, {"Cookie": "x" * 9000}, REPORT),
        (413, {}, REPORT.replace(b'"x"', b'"%b"' % (b"x" * 70_000))),
    ],
)
async def test_a_refusal_is_the_same_both_ways(
    url: str, status: int, changes: dict[str, str | None], body: bytes
) -> None:
    async with talking(url) as talk:
        await talk.ask(request("/cases", b'{"source":"officer","title":"y",'
                       b'"subclass":"0101","grid":"T01001001"}',
                       Idempotency_Key="used"))  # fmt: skip
        said = await talk.ask(request("/cases", body, **changes))
    async with talking(url) as talk:
        long = await talk.ask(request("/cases?long", body, **changes))
    assert said == long
    assert said[0].startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize(
    ("status", "command", "match"),
    [
        (428, "accept", None),
        (400, "accept", "v1"),
        (412, "accept", '"cother-v1"'),
        (412, "accept", '"c{case}-v7"'),
        (409, "dispatch", '"c{case}-v1"'),
        (404, "explode", '"c{case}-v1"'),
        (404, "report", '"c{case}-v1"'),
    ],
)
async def test_a_refusal_of_a_case_is_the_same_both_ways(
    url: str, status: int, command: str, match: str | None
) -> None:
    async with talking(url) as talk:
        _, body = await talk.ask(request("/cases"))
        case = json.loads(body)["case"]
        match = match and match.format(case=case)
        more = {"If_Match": match, "Idempotency_Key": "k2"}
        body = b'{"department":"hw"}' if command == "dispatch" else b"{}"
        said = await talk.ask(request(f"/cases/{case}/{command}", body, **more))
        long = await talk.ask(request(f"/cases/{case}/{command}?", body, **more))
    assert said == long
    assert said[0].startswith(b"HTTP/1.1 %d " % status)


async def test_a_photo_that_is_not_here_is_missed_both_ways(url: str) -> None:
    body = REPORT[:-1] + b',"photos":["' + b"0" * 64 + b'.jpg"]}'
    async with talking(url) as talk:
        said = await talk.ask(request("/cases", body))
        long = await talk.ask(request("/cases?", body))
    assert said == long
    assert b"photo-unknown" in said[1]


async def test_requests_that_come_together_are_answered_in_their_order(
    url: str,
) -> None:
    async with talking(url) as talk:
        keys = [f"together-{number}" for number in range(8)]
        asked = b"".join(request("/cases", Idempotency_Key=key) for key in keys)
        broken = request("/cases", b"{")
        talk.send(asked + broken + request("/cases", Connection="close"))
        numbers = [json.loads((await talk.answer())[1])["number"] for _ in keys]
        assert numbers == sorted(numbers)
        assert len(set(numbers)) == len(keys)
        assert (await talk.answer())[0].startswith(b"HTTP/1.1 400 ")
        assert b"connection: close" in (await talk.answer())[0]
        assert await talk.reader.read() == b""


async def test_a_command_that_comes_in_pieces_is_one(url: str, centre: Gateway) -> None:
    async with talking(url) as talk:
        for byte in request("/cases"):
            talk.send(bytes([byte]))
            await asyncio.sleep(0)
        assert (await talk.answer())[0].startswith(b"HTTP/1.1 201 ")
    assert centre.house.board.state.seq == 1


async def test_who_leaves_before_all_is_said_has_done_nothing(
    url: str, centre: Gateway
) -> None:
    async with talking(url) as talk:
        talk.send(request("/cases")[:-1])
    async with talking(url) as talk:
        await talk.ask(request("/cases", Idempotency_Key="another"))
    assert centre.house.board.state.seq == 1


class Fragile(SimulatedClock):
    """A clock that breaks on request."""

    broken = False

    def __call__(self) -> int:
        if self.broken:
            raise ZeroDivisionError
        return super().__call__()


async def test_a_crash_is_told_without_a_word_of_it_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Fragile(town.MONDAY, time.monotonic)
    async with house(tmp_path, clock=clock) as centre:
        without_application(centre)
        async with listening(centre) as url, talking(url) as talk:
            clock.broken = True
            head, body = await talk.ask(request("/cases"))
            clock.broken = False
            after, _ = await talk.ask(request("/cases"))
    assert head.startswith(b"HTTP/1.1 500 ")
    assert json.loads(body)["code"] == "internal"
    assert any(each.exc_info for each in caplog.records)
    assert after.startswith(b"HTTP/1.1 201 ")


async def test_who_guesses_tokens_at_the_hatch_is_locked_out(tmp_path: Path) -> None:
    grant = Grant(digest("right"), "li", frozenset({Role.SYSTEM}))
    async with house(tmp_path, tokens=Tokens((grant,))) as centre:
        without_application(centre)
        async with listening(centre) as url, talking(url) as talk:
            for _ in range(10):
                head, _ = await talk.ask(request("/cases", Authorization="Bearer no"))
                assert head.startswith(b"HTTP/1.1 401 ")
            head, _ = await talk.ask(request("/cases", Authorization="Bearer right"))
            assert head.startswith(b"HTTP/1.1 429 ")
