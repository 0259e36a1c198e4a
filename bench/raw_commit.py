"""The yardstick of durable commands: SQLite with group commit and nothing else.

`serve PORT FILE`: a POST door as the centre has one (Starlette, uvicorn), whose body is
inserted as it comes, in batches with one fsync each, without a look at it. `bare FILE`:
the same inserts without a door, `--batch` a transaction.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import queue
import sqlite3
import threading
import time
from concurrent.futures import Future
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.rig.meter import quantile

BATCH: Final = 64
#: As large as a record of the centre.
_BODY: Final = b"x" * 300
#: So that the commander begins a new case with every command.
_ANSWER: Final = (
    b'{"case":"none","number":"none","version":1,"seq":1,"state":"CLOSED",'
    b'"records":[{}]}'
)


def database(path: str) -> sqlite3.Connection:
    """A file with one table, written as durably as the ledger is."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE records (seq INTEGER PRIMARY KEY, body BLOB)")
    return connection


def commit(connection: sqlite3.Connection, bodies: list[bytes]) -> None:
    """One transaction."""
    connection.execute("BEGIN IMMEDIATE")
    marks = ",".join(["(?)"] * len(bodies))
    connection.execute(f"INSERT INTO records (body) VALUES {marks}", bodies)
    connection.execute("COMMIT")


class Writer:
    """The thread that commits what waits, up to `BATCH` bodies together."""

    def __init__(self, path: str) -> None:
        self._connection = database(path)
        self._queue: queue.SimpleQueue[tuple[bytes, Future[None]]] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def put(self, body: bytes) -> Future[None]:
        done: Future[None] = Future()
        self._queue.put((body, done))
        return done

    def _work(self) -> None:
        while True:
            jobs = [self._queue.get()]
            while len(jobs) < BATCH and not self._queue.empty():
                jobs.append(self._queue.get())
            commit(self._connection, [body for body, _ in jobs])
            for _, done in jobs:
                done.set_result(None)


def serve(port: int, path: str) -> None:
    """Serve until it is told to end."""
    writer = Writer(path)

    async def post(request: Request) -> Response:
        await asyncio.wrap_future(writer.put(await request.body()))
        return Response(_ANSWER, media_type="application/json")

    async def health(_request: Request) -> Response:
        return Response(b"{}", media_type="application/json")

    routes = [
        Route("/cases", post, methods=["POST"]),
        Route("/healthz", health),
    ]
    uvicorn.run(
        Starlette(routes=routes),
        port=port,
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )


def bare(path: str, seconds: float, batch: int) -> dict[str, Any]:
    """Rows a second and the span of a transaction, without any door."""
    connection = database(path)
    spans: list[float] = []
    began = at = time.perf_counter()
    while at - began < seconds:
        commit(connection, [_BODY] * batch)
        spans.append(time.perf_counter() - at)
        at += spans[-1]
    return {
        "rows_per_s": round(len(spans) * batch / (at - began), 1),
        "commit_p50_ms": round(quantile(spans, 0.5) * 1e3, 3),
        "commit_p99_ms": round(quantile(spans, 0.99) * 1e3, 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    ways = parser.add_subparsers(dest="way", required=True)
    door = ways.add_parser("serve")
    door.add_argument("port", type=int)
    door.add_argument("file")
    alone = ways.add_parser("bare")
    alone.add_argument("file")
    alone.add_argument("--seconds", type=float, default=3)
    alone.add_argument("--batch", type=int, default=BATCH)
    args = parser.parse_args()
    if args.way == "serve":
        serve(args.port, args.file)
    else:
        print(json.dumps(bare(args.file, args.seconds, args.batch)), flush=True)


if __name__ == "__main__":
    main()
