"""M9: memory of the wall with 10 k and 100 k open cases."""

from __future__ import annotations

from typing import Any

from bench.context import Bench
from bench.findings import Finding, at_most, number
from bench.processes import Centre
from bench.rig.meter import TreeMeter
from bench.stock import HUNDRED, TEN, Stock, stocked
from bench.terminals import Program, minimal, opened, wall


def _mib(bench: Bench, program: Program, seconds: float) -> dict[str, Any]:
    with opened(bench, program) as (session, meter):
        assert isinstance(meter, TreeMeter)
        session.pump(seconds)
        meter.poll()
        return {
            "rss": meter.rss / 2**20,
            "pss": meter.pss / 2**20,
            "peak_rss": meter.peak_rss / 2**20,
        }


def measure(bench: Bench) -> Finding:
    floor = _mib(bench, minimal(), 1)
    stocks = (Stock(0, 1000), Stock(0, 2000)) if bench.quick else (TEN, HUNDRED)
    figures, raw = [], {"minimal": floor}
    for stock, limit in zip(stocks, (80, 140), strict=True):
        folder = stocked(stock, fresh_copy=bench.room("data"))
        with Centre(bench, folder) as centre:
            found = _mib(bench, wall(bench, centre.url, stock.open), 3)
            found["centre"] = centre.mib()
        raw[f"{stock.open} open"] = found
        figures.append(
            at_most(
                "M9", f"memory of the wall, {stock.open:,} open", found["rss"], limit,
                "MiB", ratio=found["rss"] / floor["rss"],
                beside=f"minimal Textual app {number(floor['rss'])} MiB; "
                f"centre {number(found['centre']['rss'])} MiB",
            )
        )  # fmt: skip
    return Finding(figures, raw)
