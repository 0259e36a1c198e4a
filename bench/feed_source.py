"""A stand-in for the centre whose feed runs at any rate: `PORT RATE`.

For what no centre of ours commits: 10,000 records a second. Speaks the protocol of
`domain/wire.py` and the doors that a wall asks; knows no commands.
"""

from __future__ import annotations

import argparse
import time
from asyncio import create_task, sleep
from contextlib import suppress
from random import Random
from typing import Any, Final

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bench.history import History, sample
from bench.stock import FILE, PLACE, Stock, stocked
from centre.ledger.recovery import restore
from centre.ledger.sqlite import SqliteLedger
from centre.profiles import load
from domain import wire
from domain.snapshot import cut

_TICK_S: Final = 0.05
#: Lives of a round: about as many as are open at a time, twice.
_LIVES: Final = 2000


def _now() -> int:
    return time.time_ns() // 1_000_000


class Source:
    """Every wall that comes gets an epoch of its own, from the same start."""

    def __init__(self, rate: float, stock: Stock) -> None:
        self._rate = rate
        self._rules = load(PLACE)
        folder = stocked(stock)
        ledger = SqliteLedger(folder / FILE, PLACE, "", 0)
        self._state = restore(ledger).state
        ledger.close()
        self._steps = sample(self._rules, Random(3), _now(), _LIVES)
        self._visits = 0

    def app(self) -> Starlette:
        place = msgspec.json.encode(self._rules.place)
        grids = msgspec.json.encode({"grids": list(self._rules.grids.values())})
        return Starlette(
            routes=[
                Route("/profile", _told(place)),
                Route("/profile/grids", _told(grids)),
                Route("/healthz", _told(b'{"status":"ok"}')),
                WebSocketRoute("/feed", self.feed),
            ]
        )

    async def feed(self, socket: WebSocket) -> None:
        """One wall, until it leaves."""
        await socket.accept()
        self._visits += 1
        epoch = f"stand-in-{self._visits}"
        history = History(self._steps, self._rules, self._state.seq, self._state.serial)
        writing = create_task(self._write(socket, epoch, history))
        with suppress(WebSocketDisconnect):
            while True:
                await socket.receive_bytes()
        writing.cancel()

    async def _write(self, socket: WebSocket, epoch: str, history: History) -> None:
        self._state.epoch = epoch
        await socket.send_bytes(wire.encode(self._hello(epoch)))
        for frame in cut(self._state):
            await socket.send_bytes(frame)
        began, beats = time.monotonic(), 0
        first = history.seq
        while True:
            spent = time.monotonic() - began
            due = int(spent * self._rate) - (history.seq - first)
            if due:
                records = history.take(due, _now())
                stored = [wire.encode(record) for record in records]
                for at in range(0, due, 500):
                    frame = wire.records_frame(epoch, stored[at : at + 500])
                    await socket.send_bytes(frame)
            if spent >= beats:
                beats += 1
                beat = wire.Heartbeat(epoch=epoch, head=history.seq, at=_now())
                await socket.send_bytes(wire.encode(beat))
            await sleep(_TICK_S)

    def _hello(self, epoch: str) -> wire.Hello:
        return wire.Hello(
            protocol=wire.PROTOCOL,
            epoch=epoch,
            head=self._state.seq,
            at=_now(),
            place=PLACE,
            version="stand-in",
            scope="all",
            fresh=True,
        )


def _told(body: bytes) -> Any:
    async def tell(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    return tell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("rate", type=float)
    parser.add_argument("--closed", type=int, default=0)
    parser.add_argument("--open", type=int, default=10_000)
    args = parser.parse_args()
    source = Source(args.rate, Stock(args.closed, args.open))
    uvicorn.run(
        source.app(),
        port=args.port,
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
