"""M13: the feed to many walls at 200 records/s: CPU of the centre, time to receipt."""

from __future__ import annotations

import time
from typing import Any

from bench.context import Bench
from bench.findings import Figure, Finding, at_most, number
from bench.processes import Centre, Load

RATE = 200


def _run(bench: Bench, walls: int, seconds: int) -> dict[str, Any]:
    with (
        Centre(bench, bench.room("data")) as centre,
        Load(bench, "walls", centre.port, "--walls", walls, ready=True) as crowd,
        Load(
            bench, "commander", centre.port, "--rate", RATE, "--connections", 64,
            "--until-closed", ready=True,
        ) as load,
    ):  # fmt: skip
        time.sleep(2)
        cpu, theirs, began = centre.cpu(), crowd.cpu(), time.monotonic()
        time.sleep(seconds)
        span = time.monotonic() - began
        cpu, theirs = centre.cpu() - cpu, crowd.cpu() - theirs
        report: dict[str, Any] = crowd.stop()
        return report | {
            "centre_cpu_pct": 100 * cpu / span,
            "walls_cpu_pct": 100 * theirs / span,
            "commands": load.stop(),
            "centre_mib": centre.mib(),
        }


def measure(bench: Bench) -> Finding:
    seconds = bench.choose(10, 4)
    floor = _run(bench, 1, seconds)
    runs = [_run(bench, walls, seconds) for walls in (200, bench.choose(1000, 500))]
    figures: list[Figure] = []
    for run in runs:
        what = f"{run['walls']} walls × {RATE} records/s"
        beside = f"one wall: {number(floor['centre_cpu_pct'])} %"
        ratio = run["centre_cpu_pct"] / floor["centre_cpu_pct"]
        figures += [
            at_most(
                "M13", f"{what}: CPU of the centre", run["centre_cpu_pct"], 60, "%",
                beside=beside, ratio=ratio,
            ),
            at_most(
                "M13", f"{what}: commit → receipt p99", run["p99_ms"], 150, "ms",
                beside=f"one wall: {floor['p99_ms']} ms; p50 {run['p50_ms']} ms",
                ratio=run["p99_ms"] / floor["p99_ms"],
            ),
            at_most("M13", f"{what}: walls lost", run["lost"], 0, "walls"),
        ]  # fmt: skip
    return Finding(figures, {"floor": floor, "runs": runs})
