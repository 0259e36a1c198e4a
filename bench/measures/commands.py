"""M12: durable commands a second at 64 connections, beside group commit alone.

Whole lives of cases through door, `decide`, hash chain and fold; the peer has the same
kind of door and the same group commit in front of a bare insert. Both in turn, in many
short turns: on a shared machine one turn may be a third faster than the next.
"""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import Any

from bench.context import Bench
from bench.findings import Figure, Finding, at_least, at_most, number
from bench.processes import Centre, Load, Server, free_port

CONNECTIONS = 64


def _commands(bench: Bench, server: Server, seconds: int, seed: int) -> dict[str, Any]:
    """With lives of their own: the same ones would all recur where they once ended."""
    words = (server.port, "--connections", CONNECTIONS, "--until-closed")
    words += ("--seed", seed)
    with Load(bench, "commander", *words, ready=True) as load:
        cpu, began = server.cpu(), time.monotonic()
        time.sleep(seconds)
        report: dict[str, Any] = load.stop()
        used, span = server.cpu() - cpu, time.monotonic() - began
    report["server_cpu_pct"] = 100 * used / span
    report["cpu_us_per_command"] = used / report["commands"] * 1e6
    return report


def _raw(bench: Bench) -> Server:
    port, file = free_port(), bench.room("raw") / "raw.db"
    words = [sys.executable, "-m", "bench.raw_commit", "serve", str(port), str(file)]
    return Server(words, port, bench)


def measure(bench: Bench) -> Finding:
    seconds, turns = bench.choose(3, 2), bench.choose(7, 1)
    ours: list[dict[str, Any]] = []
    raw: list[dict[str, Any]] = []
    with Centre(bench, bench.room("data")) as centre, _raw(bench) as peer:
        for turn in range(turns):
            raw.append(_commands(bench, peer, seconds, turn))
            ours.append(_commands(bench, centre, seconds, turn))
    with Load(bench, "raw_commit", "bare", bench.room("bare") / "bare.db") as load:
        bare = load.result()
    return Finding(
        _figures(ours, raw, bare), {"centre": ours, "raw": raw, "bare": bare}
    )


def _figures(
    ours: list[dict[str, Any]], raw: list[dict[str, Any]], bare: dict[str, Any]
) -> list[Figure]:
    def mid(runs: list[dict[str, Any]], key: str) -> float:
        return median(run[key] for run in runs)

    rate, peer = mid(ours, "commands_per_s"), mid(raw, "commands_per_s")
    beside = f"group commit behind the same door: {number(peer)}/s"
    return [
        at_least(
            "M12", f"durable commands, {CONNECTIONS} connections", rate, 4000, "/s",
            beside=beside, ratio=rate / peer,
        ),
        at_least("M12", "share of raw group commit", 100 * rate / peer, 60, "%"),
        at_most(
            "M12", "command → answer p99", mid(ours, "p99_ms"), 40, "ms",
            beside=f"p50 {number(mid(ours, 'p50_ms'))} ms; "
            f"raw p99 {number(mid(raw, 'p99_ms'))} ms",
        ),
        Figure(
            mark="M12", what="CPU of the centre a command",
            value=mid(ours, "cpu_us_per_command"), unit="µs",
            beside=f"raw {number(mid(raw, 'cpu_us_per_command'))} µs; bare SQLite "
            f"{number(bare['rows_per_s'])} rows/s",
            ratio=mid(ours, "cpu_us_per_command") / mid(raw, "cpu_us_per_command"),
        ),
    ]  # fmt: skip
