"""The raw clients of the loads, fed byte by byte with what a centre sends."""

from __future__ import annotations

import asyncio
import json
import struct
from random import Random
from typing import Any, cast

import pytest

from bench.commander import Person, Tally
from bench.lives import Lives
from bench.walls import Times, Wall
from centre.profiles import load
from domain import wire
from domain.wire import Ack


class Transport:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.sent.append(data)


def connected(protocol: asyncio.Protocol) -> Transport:
    transport = Transport()
    protocol.connection_made(cast("asyncio.BaseTransport", transport))
    return transport


def answer(line: str, **body: Any) -> bytes:
    text = json.dumps(body).encode()
    head = f"HTTP/1.1 {line}\r\ncontent-length: {len(text)}\r\n\r\n"
    return head.encode() + text


def receipt(state: str, version: int) -> bytes:
    return answer(
        "200 OK",
        case="c1",
        number="n",
        version=version,
        seq=1,
        state=state,
        records=[{}],
    )


@pytest.fixture(scope="module")
def lives() -> Lives:
    return Lives(load("changning"), Random(1))


def test_a_person_leads_a_case_by_the_states_that_are_answered(lives: Lives) -> None:
    tally = Tally()
    person = Person(1, lives, tally)
    transport = connected(person)
    person.act()
    states = ("REPORTED", "ACCEPTED", "FILED", "DISPATCHED", "CHECKED", "CLOSED")
    for version, state in enumerate(states, 1):
        person.data_received(receipt(state, version))
    paths = [sent.split(b" ")[1].decode() for sent in transport.sent]
    assert paths == [
        "/cases", "/cases/c1/accept", "/cases/c1/file", "/cases/c1/dispatch",
        "/cases/c1/take", "/cases/c1/close", "/cases",
    ]  # fmt: skip
    assert b'If-Match: "cc1-v5"' in transport.sent[5]
    keys = {
        sent.split(b"Idempotency-Key: ")[1].split(b"\r")[0] for sent in transport.sent
    }
    assert len(keys) == len(paths)
    assert len(tally.spans) == tally.records == 6


@pytest.mark.parametrize("size", [1, 7, 60, 10_000])
def test_an_answer_counts_however_it_is_cut(lives: Lives, size: int) -> None:
    tally = Tally()
    person = Person(1, lives, tally)
    connected(person)
    person.act()
    whole = receipt("REPORTED", 1)
    for at in range(0, len(whole), size):
        person.data_received(whole[at : at + size])
    assert len(tally.spans) == 1
    assert tally.other == {}


def test_a_problem_is_counted_apart_and_a_new_case_begun(lives: Lives) -> None:
    tally = Tally()
    person = Person(1, lives, tally)
    transport = connected(person)
    person.act()
    person.data_received(answer("412 no", status=412, code="version-stale"))
    assert tally.other == {"412 version-stale": 1}
    assert tally.spans == []
    assert transport.sent[-1].startswith(b"POST /cases HTTP")


def framed(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((130, size)) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", 130, 126, size) + payload
    return struct.pack("!BBQ", 130, 127, size) + payload


def records(first: int, count: int) -> bytes:
    stored = [
        b'{"seq":%d,"at":%d,"case":"c","text":"%b"}' % (first + n, 1000 + n, b"x" * 40)
        for n in range(count)
    ]
    return wire.records_frame("e", stored)


@pytest.mark.parametrize("size", [1, 3, 100, 1 << 20])
def test_a_wall_takes_frames_of_every_length_however_they_are_cut(size: int) -> None:
    times = Times()
    times.counting = True
    live: list[Wall] = []
    wall = Wall(times, live.append)
    connected(wall)
    beat = b'{"t":"beat","epoch":"e"}'
    sizes = (1, 5, 900)
    data = b"HTTP/1.1 101 Switching\r\nupgrade: websocket\r\n\r\n" + framed(beat)
    first = 1
    for count in sizes:
        data += framed(records(first, count))
        first += count
    for at in range(0, len(data), size):
        wall.data_received(data[at : at + size])
    assert live == [wall]
    assert times.records == sum(sizes)
    assert times.spans.total() == sum(sizes)
    assert wall.last == sum(sizes)


def test_a_wall_acknowledges_at_half_of_its_credit() -> None:
    wall = Wall(Times(), lambda _: None)
    transport = connected(wall)
    wall.data_received(b"HTTP/1.1 101 Switching\r\n\r\n")
    half = wire.CREDIT_RECORDS // 2
    wall.data_received(framed(records(1, half - 1)))
    assert len(transport.sent) == 1
    wall.data_received(framed(records(half, 1)))
    sent = transport.sent[-1]
    assert sent[1] & 128  # clients mask
    assert wire.decode_up(sent[6:]) == Ack(seq=half)


def test_spans_have_quantiles() -> None:
    times = Times()
    times.spans.update({10: 98, 200: 2})
    assert times.quantile(0.5) == 10
    assert times.quantile(0.99) == 200
    assert Times().quantile(0.5) == 0
