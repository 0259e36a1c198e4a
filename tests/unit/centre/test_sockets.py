"""Answers in one write, frames made once: the same bytes as uvicorn's own way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from websockets.frames import Frame, Opcode

from centre.feed import tick_s
from centre.sockets import Frames, Joining, framed
from tests.house import house, listening


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 262_144])
def test_a_frame_is_what_the_library_makes_of_it(size: int) -> None:
    body = b"x" * size
    assert framed(body) == Frame(Opcode.BINARY, body).serialize(mask=False)


def test_a_frame_is_made_once_for_walls_in_step_and_anew_for_another_body() -> None:
    frames, body = Frames(), b'{"t":"beat"}'
    first = frames.of(body)
    assert frames.of(body) is first
    assert frames.of(b"other") == framed(b"other")
    assert frames.of(body) == first


class Wire(asyncio.Transport):
    """What is written, in pieces, then `None` for the end."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bytes | None] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.told.append(bytes(data))

    def close(self) -> None:
        self.told.append(None)


HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


def test_head_and_body_go_out_together() -> None:
    wire = Wire()
    joining = Joining(wire)
    for piece in (HEAD, b"{}", b"more", HEAD, b""):
        joining.write(piece)
    assert wire.told == [HEAD + b"{}", b"more", HEAD]


def test_what_is_held_goes_out_before_the_end() -> None:
    wire = Wire()
    joining = Joining(wire)
    joining.write(HEAD)
    assert wire.told == []
    joining.close()
    assert wire.told == [HEAD, None]


def test_a_client_that_waits_to_be_told_to_go_on_is_told_at_once() -> None:
    wire = Wire()
    Joining(wire).write(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert wire.told == [b"HTTP/1.1 100 Continue\r\n\r\n"]


async def test_a_body_that_waits_for_continue_and_pipelined_requests_are_answered(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as centre, listening(centre) as url:
        port = int(url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = b'{"source":"officer","title":"x","street":"T01"}'
        writer.write(
            b"POST /cases HTTP/1.1\r\nHost: localhost\r\nGridwall-Role: system\r\n"
            b"Idempotency-Key: k\r\nContent-Type: application/json\r\n"
            b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        told = await reader.readuntil(b"\r\n\r\n")
        assert told.startswith(b"HTTP/1.1 100 ")
        ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        last = b"HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        writer.write(body + ask + last)
        answers = await reader.read()
        assert answers.count(b"HTTP/1.1 201 ") == 1
        assert answers.count(b"HTTP/1.1 200 ") == 2
        assert answers.endswith(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()


def test_many_walls_are_ticked_less_often_and_never_slower_than_a_wall_may_be() -> None:
    assert tick_s(0) == tick_s(100) == 0.05
    assert tick_s(1000) == pytest.approx(0.08)
    assert tick_s(100_000) == 0.1


def test_what_is_urgent_waits_for_no_tick_of_many_walls() -> None:
    assert tick_s(0, urgent=True) == tick_s(1000, urgent=True) < tick_s(0)
