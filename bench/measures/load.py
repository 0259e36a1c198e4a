"""M6-M8: CPU and output of the wall alone, at rest and under load."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from bench.context import Bench
from bench.findings import Figure, Finding, at_most, number
from bench.processes import Centre, Load
from bench.rig.meter import Window
from bench.stock import TEN, Stock, stocked
from bench.terminals import SIZE, Program, minimal, opened, wall

_LARGE = (400, 120)
#: Records/s, size: mark, most % of a core, most kB/s.
_RUNS = (
    (0, SIZE, "M6", 0.5, 0.15),
    (9, SIZE, "M7", 4.0, 15.0),
    (100, SIZE, "M8", 10.0, None),
    (100, _LARGE, "M8", 18.0, None),
)


def _window(
    bench: Bench, program: Program, size: tuple[int, int], seconds: int
) -> dict[str, Any]:
    with opened(bench, program, size) as (session, meter):
        session.pump(3)
        window = Window(session, meter)
        session.pump(seconds)
        return window.close()


def _run(
    bench: Bench, rate: int, size: tuple[int, int], seconds: int
) -> dict[str, Any]:
    stock = Stock(0, 1000) if bench.quick else TEN
    with ExitStack() as stack:
        folder = stocked(stock, fresh_copy=bench.room("data"))
        centre = stack.enter_context(Centre(bench, folder))
        load = None
        if rate:
            words = (centre.port, "--rate", rate, "--connections", 16, "--until-closed")
            load = stack.enter_context(Load(bench, "commander", *words, ready=True))
        window = _window(bench, wall(bench, centre.url), size, seconds)
        return window | {"load": load.stop() if load else None}


def measure(bench: Bench) -> Finding:
    seconds = bench.choose(20, 6)
    # At rest most of the output comes when the minutes turn: a whole one of them.
    spans = {0: bench.choose(60, 6)}
    floor = _window(bench, minimal(), SIZE, bench.choose(10, 4))
    runs = [
        _run(bench, rate, size, spans.get(rate, seconds)) for rate, size, *_ in _RUNS
    ]
    figures: list[Figure] = []
    for (rate, size, mark, cpu, output), found in zip(_RUNS, runs, strict=True):
        what = f"{rate} records/s" if rate else "idle"
        what = f"{what}, {size[0]}x{size[1]}"
        kilobytes = found["bytes_per_s"] / 1000
        beside = f"minimal app idle {number(floor['cpu_pct'])} %"
        figures.append(
            at_most(mark, f"{what}: CPU", found["cpu_pct"], cpu, "%", beside=beside)
        )
        frames = f"{number(found['frames_per_s'])} frames/s"
        if output is None:
            figures.append(
                Figure(
                    mark=mark,
                    what=f"{what}: output",
                    value=kilobytes,
                    unit="kB/s",
                    beside=frames,
                )
            )
        else:
            figures.append(
                at_most(
                    mark, f"{what}: output", kilobytes, output, "kB/s", beside=frames
                )
            )
    raw = {
        f"{rate}/s {x}x{y}": run
        for (rate, (x, y), *_), run in zip(_RUNS, runs, strict=True)
    }
    return Finding(figures, {"minimal": floor} | raw)
