"""M15: a record and a frame cost the same after 10 k closed cases and after 1 M."""

from __future__ import annotations

from bench.context import Bench
from bench.findings import Finding, at_most, number
from bench.processes import Load

LIMIT = 1.2


def measure(bench: Bench) -> Finding:
    few, many = 10_000, bench.choose(1_000_000, 50_000)
    with Load(bench, "growth_probe", "--few", few, "--many", many) as load:
        found = load.result()
    figures = []
    for what, key, unit in (
        ("fold of a record", "record_us", "µs"),
        ("turn of a wall's model", "frame_ms", "ms"),
    ):
        young, old = found[key]
        figures.append(
            at_most(
                "M15",
                f"{what}, {many:,} closed against {few:,}",
                old / young,
                LIMIT,
                "×",
                beside=f"{number(young)} → {number(old)} {unit}",
            )
        )
    return Finding(figures, found)
