"""M11: the terminal stops reading under load; then it reads again.

Black box: whether the centre ever lost the wall, and how long after the stall the
newest case is on screen. The wall's own loop is not looked into.
"""

from __future__ import annotations

import time

from bench.context import Bench
from bench.findings import Finding, at_least, at_most
from bench.posting import Reporter
from bench.processes import Centre, Load
from bench.stock import TEN, Stock, stocked
from bench.terminals import LIVE, found, opened, wall

RATE = 100


def measure(bench: Bench) -> Finding:
    folder = stocked(
        Stock(0, 1000) if bench.quick else TEN, fresh_copy=bench.room("data")
    )
    seconds = bench.choose(30, 8)
    with (
        Centre(bench, folder) as centre,
        Reporter(centre.port) as reporter,
        opened(bench, wall(bench, centre.url)) as (session, _),
    ):
        words = (centre.port, "--rate", RATE, "--connections", 16, "--until-closed")
        with Load(bench, "commander", *words, ready=True) as load:
            session.pump(2)
            connected = []
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                connected.append(centre.health()["walls"])
                time.sleep(0.25)
            load.stop()
        newest = reporter.report("after-the-stall").result()
        time.sleep(1)
        since, began = len(session.chunks), time.monotonic()
        shown = found(session, rf"{LIVE} .*#{newest.seq:,}\b", since)
        right = shown.seen - began
        size = sum(len(chunk.data) for chunk in session.chunks[since:])
    return Finding(
        [
            at_least(
                "M11",
                f"terminal stalled {seconds} s at {RATE} records/s: feeds",
                min(connected),
                1,
                "walls",
            ),
            at_most(
                "M11",
                "right picture after the stall",
                right,
                1.0,
                "s",
                beside=f"{size / 1000:.0f} kB of output",
            ),
        ],
        {"connected": connected, "right_s": right, "bytes": size, "seconds": seconds},
    )
