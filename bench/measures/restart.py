"""M14: a centre killed at 1 M records serves again; the whole chain is verified."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from bench.context import ROOT, Bench
from bench.findings import Finding, at_least, at_most, number
from bench.processes import Centre
from bench.stock import FILE, MILLION, Stock, stocked


def _starts(bench: Bench, folder: Path, turns: int) -> list[float]:
    spans = []
    for _ in range(turns):
        with Centre(bench, folder) as centre:
            spans.append(centre.ready_s)
            centre.kill()
    return spans


def _verified(bench: Bench, folder: Path) -> float:
    """Seconds of the whole command."""
    began = time.monotonic()
    subprocess.run(
        bench.gridwall("verify", str(folder)),
        check=True,
        capture_output=True,
        cwd=ROOT,
        env=bench.environment(),
    )
    return time.monotonic() - began


def _scanned(folder: Path) -> tuple[int, float]:
    """Records, and seconds to read the bytes of them all and do nothing."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        began = time.monotonic()
        count = sum(1 for _ in connection.execute("SELECT body, hash FROM records"))
        return count, time.monotonic() - began


def measure(bench: Bench) -> Finding:
    folder = stocked(Stock(4000, 1000) if bench.quick else MILLION)
    turns = bench.choose(7, 3)
    floor, spans = [], []
    for _ in range(turns):  # in turn: both meet the same machine
        floor += _starts(bench, bench.room("empty"), 1)
        spans += _starts(bench, folder, 1)
    records, scan = _scanned(folder)
    checks = [_verified(bench, folder) for _ in range(bench.choose(3, 1))]
    rate = records / median(checks)
    figures = [
        at_most(
            "M14", f"exec → serving, {records:,} records", median(spans), 1.0, "s",
            beside=f"empty ledger: {number(median(floor))} s",
            ratio=median(spans) / median(floor),
        ),
        at_least(
            "M14", f"`gridwall verify`, {records:,} records", rate, 300_000, "/s",
            beside=f"reading them only: {number(records / scan)}/s",
            ratio=rate / (records / scan),
        ),
    ]  # fmt: skip
    return Finding(
        figures,
        {
            "records": records,
            "serving_s": spans,
            "serving_empty_s": floor,
            "verify_s": checks,
            "scan_s": scan,
        },
    )
