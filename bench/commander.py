"""Real commands to a centre over many connections, as fast as it goes or at a rate.

`python -m bench.commander PORT --connections 64 --seconds 10` prints one line of JSON.
With `--until-closed` it goes on until stdin ends. A raw client: the second core is to
be the centre's, not the measuring program's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any, Final, cast

import msgspec
import uvloop

from bench import lifeline
from bench.lives import Life, Lives
from bench.rig.meter import quantile
from centre.profiles import load
from domain.codes import State
from domain.commands import AnyCommand, slug

_encode: Final = msgspec.json.Encoder().encode
_OK: Final = (b"200", b"201")


class _Receipt(msgspec.Struct):
    case: str
    version: int
    state: State
    records: list[msgspec.Raw]


_receipt: Final = msgspec.json.Decoder(_Receipt)


class Tally:
    """What became of the commands that were sent after `begin`."""

    def __init__(self) -> None:
        self.began = self.ended = time.perf_counter()
        self.spans: list[float] = []
        self.records = 0
        self.other: Counter[str] = Counter()

    def begin(self) -> None:
        """Count from here on."""
        self.began = time.perf_counter()
        self.spans.clear()
        self.records = 0
        self.other.clear()

    def report(self) -> dict[str, Any]:
        """Commands and records a second, spans in ms."""
        span = self.ended - self.began
        return {
            "seconds": round(span, 3),
            "commands": len(self.spans),
            "commands_per_s": round(len(self.spans) / span, 1),
            "records_per_s": round(self.records / span, 1),
            "p50_ms": round(quantile(self.spans, 0.5) * 1e3, 3),
            "p95_ms": round(quantile(self.spans, 0.95) * 1e3, 3),
            "p99_ms": round(quantile(self.spans, 0.99) * 1e3, 3),
            "max_ms": round(quantile(self.spans, 1.0) * 1e3, 3),
            "other_answers": dict(self.other),
        }


@lru_cache(1024)
def _spoken(command: AnyCommand) -> tuple[str, bytes]:
    """Path word and body; all lives say the same but for their reports."""
    return slug(type(command)), _encode(command)


def _unconnected(_: bytes) -> None:
    raise ConnectionError("not connected yet")


class Person(asyncio.Protocol):
    """One connection that leads one case after the other."""

    def __init__(self, number: int, lives: Lives, tally: Tally) -> None:
        self._name = f"{number}-{time.time_ns():x}"
        self._lives, self._tally = lives, tally
        self._keys = 0
        self._held = b""
        self._life: Life | None = None
        self._case, self._version = "", 0
        self._state: State | None = None
        self._sent = 0.0
        self._write: Callable[[bytes], None] = _unconnected
        self.paced = False
        self.waiting = False
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._write = cast("asyncio.WriteTransport", transport).write

    def connection_lost(self, _: Exception | None) -> None:
        self.lost = True

    def act(self) -> None:
        """Send the next command."""
        body, path, match = self._next()
        self._keys += 1
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nGridwall-Role: system\r\n"
            f"Idempotency-Key: {self._name}-{self._keys}\r\n{match}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.waiting = True
        self._sent = time.perf_counter()
        self._write(head.encode() + body)

    def _next(self) -> tuple[bytes, str, str]:
        if self._life is not None and self._state is not None:
            command = self._life.next(self._state)
            if command is not None:
                word, body = _spoken(command)
                path = f"/cases/{self._case}/{word}"
                return body, path, f'If-Match: "c{self._case}-v{self._version}"\r\n'
        self._life, self._state = self._lives.one(), None
        return _encode(self._life.report), "/cases", ""

    def data_received(self, data: bytes) -> None:
        self._held += data
        head = self._held.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._held.find(b"content-length:", 0, head)
        end = self._held.find(b"\r\n", at)
        size = int(self._held[at + 15 : end])
        if len(self._held) < head + 4 + size:
            return
        status, body = self._held[9:12], self._held[head + 4 : head + 4 + size]
        self._held = b""
        self._take(status, body)

    def _take(self, status: bytes, body: bytes) -> None:
        now = time.perf_counter()
        self.waiting = False
        if status in _OK:
            told = _receipt.decode(body)
            self._case, self._version = told.case, told.version
            self._state = told.state
            self._tally.spans.append(now - self._sent)
            self._tally.records += len(told.records)
        else:
            problem = json.loads(body)
            self._tally.other[f"{problem['status']} {problem['code']}"] += 1
            self._life = None
        self._tally.ended = now
        if not self.paced:
            self.act()


class Commander:
    """Some connections to one centre."""

    def __init__(self, port: int, connections: int, seed: int) -> None:
        self._port, self._connections = port, connections
        self._lives = Lives(load("changning"), Random(seed))
        self.tally = Tally()
        self._people: list[Person] = []

    async def connect(self, *, paced: bool) -> None:
        """Open them all."""
        loop = asyncio.get_running_loop()
        for number in range(self._connections):
            _, person = await loop.create_connection(
                lambda n=number: Person(n, self._lives, self.tally),
                "127.0.0.1",
                self._port,
            )
            person.paced = paced
            self._people.append(person)

    def start(self) -> None:
        """Have all of them send, each as soon as it is answered."""
        for person in self._people:
            person.act()

    async def pace(self, rate: float) -> None:
        """Send `rate` commands a second, evenly, for ever."""
        loop = asyncio.get_running_loop()
        due, turn = loop.time(), 0
        while True:
            while due <= loop.time():
                due += 1 / rate
                person = self._people[turn % len(self._people)]
                turn += 1
                if person.waiting:
                    self.tally.other["(a connection was still waiting)"] += 1
                elif not person.lost:
                    person.act()
            await asyncio.sleep(max(0.0, due - loop.time()))


async def run(args: argparse.Namespace) -> dict[str, Any]:
    """The report of one run."""
    commander = Commander(args.port, args.connections, args.seed)
    await commander.connect(paced=args.rate > 0)
    if args.rate:
        pacing = asyncio.create_task(commander.pace(args.rate))
    else:
        commander.start()
    await asyncio.sleep(args.warm)
    commander.tally.begin()
    if args.until_closed:
        print("at work", flush=True)
        await lifeline.ended()
    else:
        await asyncio.sleep(args.seconds)
    report = commander.tally.report()
    if args.rate:
        pacing.cancel()
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--warm", type=float, default=1)
    parser.add_argument("--rate", type=float, default=0, help="0: as fast as it goes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--until-closed", action="store_true")
    print(json.dumps(uvloop.run(run(parser.parse_args()))), flush=True)


if __name__ == "__main__":
    main()
