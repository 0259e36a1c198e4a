"""M4: from a key to its paint while records come: none, 100 and 10,000 a second.

Letters typed into the command line: what must show is known to the byte, so that a
frame of the feed cannot be taken for the echo.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.context import Bench
from bench.findings import Figure, Finding, at_most, number
from bench.processes import Centre, Load, Server, free_port
from bench.rig.meter import Spans, Window
from bench.rig.tuiterm import Session
from bench.stock import TEN, Stock, stocked
from bench.terminals import opened, wall

_LIMITS = {0: 25, 100: 40, 10_000: 60}
#: Nothing on a wall reads like this.
_PREFIX = "zq"
_LETTERS = "xjvkwyhgfb"
_LOST_S = 2.0
_MOST_LOST = 10


def _stock(bench: Bench) -> Stock:
    return Stock(0, 1000) if bench.quick else TEN


@contextmanager
def _feed(bench: Bench, rate: int) -> Iterator[Server]:
    """A centre, or its stand-in, whose feed runs at a rate."""
    stock = _stock(bench)
    if rate > 1000:
        port = free_port()
        words = ["-m", "bench.feed_source", str(port), str(rate)]
        words += ["--closed", str(stock.closed), "--open", str(stock.open)]
        with Server([sys.executable, *words], port, bench) as source:
            yield source
        return
    folder = stocked(stock, fresh_copy=bench.room("data"))
    with Centre(bench, folder) as centre:
        if not rate:
            yield centre
            return
        words = [centre.port, "--rate", rate, "--connections", 32, "--until-closed"]
        with Load(bench, "commander", *words, ready=True) as load:
            yield centre
            load.stop()


def type_letters(session: Session, reps: int) -> tuple[Spans, int]:
    """Spans from key to echo, and how many echoes never came."""
    spans, lost, typed = Spans("echo"), 0, ""
    for turn in range(reps):
        if lost > _MOST_LOST:
            break
        if len(typed) in (0, len(_PREFIX) + len(_LETTERS)):
            typed = _PREFIX
            session.send("Esc")
            session.settle(0.2, 1.0)
            session.send(f": {' '.join(typed)}")
            session.pump(0.5)
        letter = _LETTERS[turn % len(_LETTERS)]
        typed += letter
        since = len(session.chunks)
        pressed = session.send(letter)
        shown = session.find(typed, since, _LOST_S, raw=True)
        spans.add(pressed, shown)
        lost += shown is None
        session.pump(0.03 * (1 + random.random()))
    session.send("Esc")
    return spans, lost


def _run(bench: Bench, rate: int) -> dict[str, Any]:
    with (
        _feed(bench, rate) as server,
        opened(bench, wall(bench, server.url)) as (session, meter),
    ):
        session.pump(2)
        window = Window(session, meter)
        spans, lost = type_letters(session, bench.choose(120, 40))
        return {"rate": rate, "lost": lost, "window": window.close()} | spans.report()


def measure(bench: Bench) -> Finding:
    runs = {rate: _run(bench, rate) for rate in _LIMITS}
    figures: list[Figure] = []
    for rate, limit in _LIMITS.items():
        run = runs[rate]
        echo = run["echo"]
        cpu = number(run["window"]["cpu_pct"])
        figures.append(
            at_most(
                "M4", f"key → paint p99 at {rate:,} records/s", echo["p99"], limit,
                "ms", beside=f"p50 {number(echo['p50'])} ms; wall {cpu} % CPU; "
                f"{run['lost']} lost",
                ratio=echo["p99"] / runs[0]["echo"]["p99"],
            )
        )  # fmt: skip
    return Finding(figures, {str(rate): run for rate, run in runs.items()})
