"""M6-M8: CPU and output of the wall alone, at rest and under load."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Final, NamedTuple

from bench.context import Bench
from bench.findings import Figure, Finding, at_most, number
from bench.processes import Centre, Load
from bench.rig.meter import Window
from bench.stock import TEN, Stock, stocked
from bench.terminals import SIZE, Program, minimal, opened, wall

_LARGE: Final = (400, 120)


class Run(NamedTuple):
    """A load and the wall under it: most % of a core, most kB/s, where there is one.

    `link` is the profile that it is told to take.
    """

    rate: int
    size: tuple[int, int]
    mark: str
    cpu: float | None = None
    output: float | None = None
    link: str = "local"

    @property
    def name(self) -> str:
        rate = f"{self.rate} records/s" if self.rate else "idle"
        profile = "" if self.link == "local" else f", {self.link} profile"
        return f"{rate}, {self.size[0]}x{self.size[1]}{profile}"


_RUNS: Final = (
    Run(0, SIZE, "M6", 0.5, 0.15),
    Run(9, SIZE, "M7", 4.0, 15.0),
    Run(9, SIZE, "M7", None, 6.0, "ssh"),
    Run(100, SIZE, "M8", 10.0),
    Run(100, _LARGE, "M8", 18.0),
)


def _window(bench: Bench, program: Program, run: Run, seconds: int) -> dict[str, Any]:
    more = {} if run.link == "local" else {"GRIDWALL_LINK": run.link}
    with opened(bench, program, run.size, more=more) as (session, meter):
        session.pump(3)
        window = Window(session, meter)
        session.pump(seconds)
        return window.close()


def _loaded(bench: Bench, run: Run, seconds: int) -> dict[str, Any]:
    stock = Stock(0, 1000) if bench.quick else TEN
    with ExitStack() as stack:
        folder = stocked(stock, fresh_copy=bench.room("data"))
        centre = stack.enter_context(Centre(bench, folder))
        load = None
        if run.rate:
            words = (centre.port, "--rate", run.rate, "--connections", 16)
            load = stack.enter_context(
                Load(bench, "commander", *words, "--until-closed", ready=True)
            )
        window = _window(bench, wall(bench, centre.url), run, seconds)
        return window | {"load": load.stop() if load else None}


def _figures(run: Run, found: dict[str, Any], floor: dict[str, Any]) -> list[Figure]:
    kilobytes = found["bytes_per_s"] / 1000
    beside = f"minimal app idle {number(floor['cpu_pct'])} %"
    frames = f"{number(found['frames_per_s'])} frames/s"
    return [
        _figure(run, "CPU", found["cpu_pct"], run.cpu, "%", beside),
        _figure(run, "output", kilobytes, run.output, "kB/s", frames),
    ]


def _figure(
    run: Run, what: str, value: float, most: float | None, unit: str, beside: str
) -> Figure:
    what = f"{run.name}: {what}"
    if most is not None:
        return at_most(run.mark, what, value, most, unit, beside=beside)
    return Figure(mark=run.mark, what=what, value=value, unit=unit, beside=beside)


def measure(bench: Bench) -> Finding:
    seconds = bench.choose(20, 6)
    # At rest most of the output comes when the minutes turn: a whole one of them.
    spans = {0: bench.choose(60, 6)}
    floor = _window(bench, minimal(), Run(0, SIZE, ""), bench.choose(10, 4))
    found = {
        run.name: _loaded(bench, run, spans.get(run.rate, seconds)) for run in _RUNS
    }
    figures = [
        figure for run in _RUNS for figure in _figures(run, found[run.name], floor)
    ]
    return Finding(figures, {"minimal": floor} | found)
