"""M1-M3: from exec to the skeleton and to live figures, beside a minimal application.

All programs in turn, so that each meets the same machine.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from bench.context import Bench
from bench.findings import Figure, Finding, at_most, number
from bench.processes import Centre
from bench.rig.meter import Spans, TreeMeter, quantile
from bench.stock import HUNDRED, TEN, Stock, stocked
from bench.terminals import LIVE, SIZE, SKELETON, Program, found, minimal, spawn, wall

_MINIMAL, _TEN, _HUNDRED, _COLD = "minimal", "wall 10 k", "wall 100 k", "demo, cold"


class _Starts:
    """The starts of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.skeleton, self.ready = Spans("skeleton"), Spans("ready")
        self.gross: dict[str, list[float]] = {"skeleton": [], "ready": []}
        self.cpu: list[float] = []

    def once(self, bench: Bench, *, counts: bool) -> None:
        session = spawn(bench, self.program, SIZE)
        try:
            meter = TreeMeter(session.pid)
            start = session.start, session.waits.read()
            first = found(session, self.program.skeleton)
            ready = found(session, self.program.ready)
            cpu, _ = meter.poll()
        finally:
            session.close()
        if counts:
            self.skeleton.add(start, first)
            self.ready.add(start, ready)
            self.gross["skeleton"].append(first.seen - session.start)
            self.gross["ready"].append(ready.seen - session.start)
            self.cpu.append(cpu)

    def mid(self, key: str) -> float:
        """Median, ms."""
        return 1e3 * quantile(self.gross[key], 0.5)

    def report(self) -> dict[str, Any]:
        cpu = {"cpu_s": quantile(self.cpu, 0.5)}
        return self.skeleton.report() | self.ready.report() | cpu


def _programs(bench: Bench, stack: ExitStack) -> dict[str, Program]:
    stocks = (Stock(0, 1000), Stock(0, 2000)) if bench.quick else (TEN, HUNDRED)
    made = {_MINIMAL: minimal()}
    for name, stock in zip((_TEN, _HUNDRED), stocks, strict=True):
        folder = stocked(stock, fresh_copy=bench.room("data"))
        centre = stack.enter_context(Centre(bench, folder))
        made[name] = wall(bench, centre.url, stock.open)
    words = ("demo", "--place", "changning", "--speed", "60", "--seed", "1")
    cold = bench.gridwall(*words, "--lang", "en")
    made[_COLD] = Program(_COLD, cold, SKELETON, rf"{LIVE} .*#[\d,]+")
    return made


def measure(bench: Bench) -> Finding:
    with ExitStack() as stack:
        starts = {
            name: _Starts(program) for name, program in _programs(bench, stack).items()
        }
        for turn in range(bench.choose(8, 3)):
            for one in starts.values():
                one.once(bench, counts=turn > 0)
    return Finding(
        _figures(starts), {name: one.report() for name, one in starts.items()}
    )


def _figures(starts: dict[str, _Starts]) -> list[Figure]:
    floor = starts[_MINIMAL].mid("ready")
    figures = []
    for mark, name, key, limit, what in (
        ("M1", _TEN, "skeleton", 1.2, "start → skeleton"),
        ("M2", _TEN, "ready", 2, "start → live figures, 10 k open"),
        ("M2", _HUNDRED, "ready", 4, "start → live figures, 100 k open"),
        ("M3", _COLD, "ready", 4, "`make wall`'s command, cold → LIVE"),
    ):
        span = starts[name].mid(key)
        figures.append(
            at_most(
                mark, f"{what}, to a minimal app", span / floor, limit, "×",
                beside=f"{number(span)} ms; minimal Textual app {number(floor)} ms",
            )
        )  # fmt: skip
    cpu, least = starts[_TEN].report()["cpu_s"], starts[_MINIMAL].report()["cpu_s"]
    figures.append(
        Figure(
            mark="M2", what="CPU of a start to live figures, 10 k open",
            value=cpu * 1e3, unit="ms", ratio=cpu / least,
            beside=f"minimal Textual app {number(least * 1e3)} ms",
        )
    )  # fmt: skip
    return figures
