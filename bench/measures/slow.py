"""M10 and M10b: a wall behind a slow line.

A 9,600-baud line with ten records a minute, and 64 kbit/s with a deep buffer under
storm: there the buffer hides the slowness from whoever only looks at its writer.
"""

from __future__ import annotations

import random
import re
from typing import Any, NamedTuple

from bench.context import Bench
from bench.findings import Finding, at_most, number
from bench.measures.keys import type_letters
from bench.posting import Posted, Reporter
from bench.processes import Centre, Load
from bench.rig.meter import quantile
from bench.rig.tuiterm import Chunk, Link, Session, clock
from bench.stock import TEN, Stock, stocked
from bench.terminals import LIVE, found, spawn, wall

#: Seconds between two reports on the slow line.
_EVERY_S = 6.0
_START_S = 12.0
_SHOWN_S = 20.0
_LETTERS_A_TURN = 4


class Line(NamedTuple):
    """A line, the profile for it and the size of the wall behind it."""

    rate: int
    rtt: float
    buffer: int
    profile: str
    size: tuple[int, int]


SERIAL = Line(960, 0.02, 4096, "slow", (80, 24))
DEEP = Line(8000, 0.04, 65_536, "ssh", (120, 40))


def _opened(bench: Bench, line: Line, url: str) -> Session:
    link = Link(line.rate, line.rtt, line.buffer)
    more = {"GRIDWALL_LINK": line.profile}
    session = spawn(bench, wall(bench, url), line.size, link, more)
    found(session, LIVE)
    session.pump(_START_S)
    return session


def _waiting(chunks: list[Chunk]) -> float:
    """Seconds that output waited for the line, at the worst."""
    return max((chunk.seen - chunk.at for chunk in chunks), default=0.0)


def _shown(session: Session, since: int, seq: int) -> float | None:
    """When the viewer had a head line with this record's number or a later one."""
    data, size = b"".join(chunk.data for chunk in session.chunks[since:]), 0
    hits = re.finditer(rb"#([\d,]+)", data)
    hit = next((h for h in hits if int(h[1].replace(b",", b"") or 0) >= seq), None)
    if hit is None:
        return None
    for chunk in session.chunks[since:]:
        size += len(chunk.data)
        if size >= hit.end():
            return chunk.seen
    return None


def _typed(session: Session, reps: int) -> list[float]:
    spans, lost = type_letters(session, reps)
    echo = spans.report()["echo"]
    return [*([2.0] * lost), echo["p50"] / 1e3, echo["p95"] / 1e3, echo["max"] / 1e3]


def _reported(session: Session, reporter: Reporter, turn: int) -> dict[str, Any]:
    """One record, a few keys while it is on its way, the rest of its six seconds."""
    since, end = len(session.chunks), clock() + _EVERY_S
    title = f"qx{turn:03d}{random.randrange(100):02d}"
    report = reporter.report(title)
    keys = _typed(session, _LETTERS_A_TURN)
    posted: Posted = report.result()
    session.pump(end - clock())
    at = _shown(session, since, posted.seq)
    if at is None:
        session.pump(_SHOWN_S, lambda: _shown(session, since, posted.seq) is not None)
        at = _shown(session, since, posted.seq)
    shown = _SHOWN_S if at is None else at - posted.answered
    waited = _waiting(session.chunks[since:])
    size = sum(len(chunk.data) for chunk in session.chunks[since:])
    return {"keys": keys, "shown": shown, "waited": waited, "bytes": size}


def _serial(bench: Bench) -> dict[str, Any]:
    stock = Stock(0, 1000) if bench.quick else TEN
    folder = stocked(stock, fresh_copy=bench.room("data"))
    with Centre(bench, folder) as centre, Reporter(centre.port) as reporter:
        began = clock()
        session = _opened(bench, SERIAL, centre.url)
        up = clock() - began
        try:
            turns = range(bench.choose(20, 5))
            runs = [_reported(session, reporter, turn) for turn in turns]
        finally:
            session.close()
    return {"up_s": up, "runs": runs}


def _deep(bench: Bench) -> dict[str, Any]:
    stock = Stock(0, 1000) if bench.quick else TEN
    folder = stocked(stock, fresh_copy=bench.room("data"))
    with Centre(bench, folder) as centre:
        session = _opened(bench, DEEP, centre.url)
        try:
            words = (centre.port, "--rate", 9, "--connections", 4, "--until-closed")
            with Load(bench, "commander", *words, ready=True) as load:
                session.pump(3)
                since = len(session.chunks)
                spans, lost = type_letters(session, bench.choose(80, 25))
                waited = _waiting(session.chunks[since:])
                load.stop()
        finally:
            session.close()
    return {"lost": lost, "waited_s": waited} | spans.report()


def measure(bench: Bench) -> Finding:
    serial, deep = _serial(bench), _deep(bench)
    runs = serial["runs"]
    keys = quantile([span for run in runs for span in run["keys"]], 0.95)
    shown = quantile([run["shown"] for run in runs], 0.95)
    first, last = runs[len(runs) // 2]["waited"], runs[-1]["waited"]
    rate = number(sum(run["bytes"] for run in runs) / len(runs) / _EVERY_S)
    figures = [
        at_most("M10", "960 B/s, 80x24: key → echo p95", keys, 0.5, "s",
                beside=f"{rate} B/s; up after {number(serial['up_s'])} s"),
        at_most("M10", "960 B/s, 80x24: record → wall p95", shown, 2.0, "s"),
        at_most("M10", "960 B/s, 80x24: output waiting at the end", last, 1.5, "s",
                beside=f"half-way {number(first)} s"),
        at_most("M10b", "64 kbit/s, 64 kB buffer, storm: key → echo p95",
                deep["echo"]["p95"] / 1e3, 0.45, "s",
                beside=f"p50 {number(deep['echo']['p50'] / 1e3)} s; "
                f"{deep['lost']} lost; btop 7.3 s"),
    ]  # fmt: skip
    return Finding(figures, {"serial": serial, "deep": deep})
