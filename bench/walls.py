"""Many walls in one process: they take the feed, acknowledge it, and time it.

`python -m bench.walls PORT --walls 200` prints a line when all of them are live, and a
line of JSON once stdin is closed. Only as much of a websocket as the feed needs: a
real client library would want more cores than there are.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import re
import struct
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final, cast

import uvloop

from bench import lifeline
from domain import wire

#: From a record's number to its time.
_AT: Final = re.compile(rb'\{"seq":(\d+),"at":(\d+),"case"')
_RECORDS: Final = b'{"t":"records"'
#: Bytes that tell frames apart: the first record's number lies within.
_SAME: Final = 120
_ACK_EVERY: Final = wire.CREDIT_RECORDS // 2


class Times:
    """When which records came to how many walls; spans in whole ms.

    A record's span is from its own time, taken before it is made durable, to its
    arrival: durability is part of it.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[int, list[int]]] = {}
        self.spans: Counter[int] = Counter()
        self.frames = self.records = 0
        self.counting = False

    def take(self, payload: bytes) -> tuple[int, int]:
        """How many records the frame has, and the last one's number."""
        name = payload[:_SAME]
        known = self._known.get(name)
        if known is None:
            found = _AT.findall(payload)
            known = int(found[-1][0]), [int(at) for _, at in found]
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[name] = known
        last, ats = known
        if self.counting:
            now = time.time_ns() // 1_000_000
            self.frames += 1
            self.records += len(ats)
            for at in ats:
                self.spans[now - at] += 1
        return len(ats), last

    def quantile(self, q: float) -> int:
        """The span that a share of all deliveries did not exceed, ms."""
        left = q * self.spans.total()
        for span in sorted(self.spans):
            left -= self.spans[span]
            if left <= 0:
                return span
        return 0


def _unconnected(_: bytes) -> None:
    raise ConnectionError("not connected yet")


class Wall(asyncio.Protocol):
    """One wall; `settled` is told when it is live (again and again) or lost."""

    def __init__(self, times: Times, settled: Callable[[Wall], None]) -> None:
        self._times, self._settled = times, settled
        self._write: Callable[[bytes], None] = _unconnected
        self._held = b""
        self._shaken = False
        self._taken = 0
        self.last = 0
        self.lost = False
        self.closing: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._write = cast("asyncio.WriteTransport", transport).write
        key = base64.b64encode(os.urandom(16)).decode()
        self._write(
            "GET /feed?scope=all&after=0&epoch=&protocol="
            f"{wire.PROTOCOL} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, _: Exception | None) -> None:
        self.lost = True
        self._settled(self)

    def data_received(self, data: bytes) -> None:
        held = self._held + data if self._held else data
        if not self._shaken:
            end = held.find(b"\r\n\r\n")
            if end < 0:
                self._held = held
                return
            held, self._shaken = held[end + 4 :], True
        at, size = 0, len(held)
        while size - at >= 2:
            start, length = at + 2, held[at + 1] & 127
            if length == 126:
                length = int.from_bytes(held[at + 2 : at + 4], "big")
                start = at + 4
            elif length == 127:
                length = int.from_bytes(held[at + 2 : at + 10], "big")
                start = at + 10
            if start + length > size:
                break
            self._frame(held[at] & 15, held[start : start + length])
            at = start + length
        self._held = held[at:]

    def _frame(self, code: int, payload: bytes) -> None:
        if payload.startswith(_RECORDS):
            count, self.last = self._times.take(payload)
            self._taken += count
            if self._taken >= _ACK_EVERY:
                self._ack()
        elif payload.startswith(b'{"t":"beat"'):
            self._settled(self)
        elif code == 9:
            self._send(10, payload)
        elif code == 8:
            self.closing = payload[2:]

    def _ack(self) -> None:
        self._taken = 0
        self._send(2, wire.encode(wire.Ack(seq=self.last)))

    def _send(self, code: int, payload: bytes) -> None:
        """A frame with a mask of zeros, which leaves the bytes as they are."""
        self._write(struct.pack("!BB4x", 128 | code, 128 | len(payload)) + payload)


async def run(port: int, count: int, warm: float) -> dict[str, Any]:
    """The report of `count` walls."""
    times, loop = Times(), asyncio.get_running_loop()
    walls: list[Wall] = []
    settled: set[Wall] = set()
    all_settled = asyncio.Event()

    def settle(wall: Wall) -> None:
        settled.add(wall)
        if len(settled) == count:
            all_settled.set()

    for _ in range(count):
        _, wall = await loop.create_connection(
            lambda: Wall(times, settle), "127.0.0.1", port
        )
        walls.append(wall)
    await all_settled.wait()
    print("live", flush=True)
    await asyncio.sleep(warm)
    times.counting, began = True, time.perf_counter()
    await lifeline.ended()
    times.counting, span = False, time.perf_counter() - began
    await asyncio.sleep(0.5)
    return {
        "walls": count,
        "lost": sum(wall.lost for wall in walls),
        "why": sorted({wall.closing.decode() for wall in walls if wall.closing}),
        "apart": max(w.last for w in walls) - min(w.last for w in walls),
        "seconds": round(span, 2),
        "records_per_wall_s": round(times.records / span / count, 1),
        "deliveries_per_s": round(times.records / span),
        "frames_per_s": round(times.frames / span),
        **{f"p{p}_ms": times.quantile(p / 100) for p in (50, 95, 99)},
        "max_ms": times.quantile(1.0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--walls", type=int, default=200)
    parser.add_argument("--warm", type=float, default=2)
    args = parser.parse_args()
    print(json.dumps(uvloop.run(run(args.port, args.walls, args.warm))), flush=True)


if __name__ == "__main__":
    main()
