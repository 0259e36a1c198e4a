"""What a measurement found: figures beside their marks, and everything raw.

`keep` writes `results/<name>.json`; `write_table` makes `results/TABLE.md` of all.
No path and no name of this machine goes into them.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.context import Bench
from bench.rig.meter import calibration_ms, machine_busy
from bench.rig.tuiterm import clock

RESULTS: Final = Path(__file__).with_name("results")
TABLE: Final = "TABLE.md"


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One measured value.

    `mark` names the row of the list of marks (M4) or of promises (P14), empty where
    there is none. `limit` says in words what is to be reached, `holds` whether it was.
    `beside` is the floor or the peer of the same run, `ratio` the value divided by it.
    """

    mark: str = ""
    what: str
    value: float
    unit: str
    limit: str = ""
    holds: bool | None = None
    beside: str = ""
    ratio: float | None = None


def at_most(
    mark: str, what: str, value: float, limit: float, unit: str, **more: Any
) -> Figure:
    """A figure that may not be higher."""
    return Figure(
        mark=mark,
        what=what,
        value=value,
        unit=unit,
        limit=f"≤ {number(limit)} {unit}",
        holds=value <= limit,
        **more,
    )


def at_least(
    mark: str, what: str, value: float, limit: float, unit: str, **more: Any
) -> Figure:
    """A figure that may not be lower."""
    return Figure(
        mark=mark,
        what=what,
        value=value,
        unit=unit,
        limit=f"≥ {number(limit)} {unit}",
        holds=value >= limit,
        **more,
    )


class Finding(msgspec.Struct, frozen=True):
    """What one measurement hands back."""

    figures: list[Figure]
    raw: dict[str, Any]


class Host(msgspec.Struct, frozen=True):
    """The machine, as far as it explains the figures."""

    cores: int
    python: str
    calibration_ms: float


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its circumstances, as it is kept.

    `others_pct`: how much of a core others used meanwhile; `load`: the average of the
    last minute, before and after.
    """

    name: str
    when: str
    quick: bool
    seconds: float
    host: Host
    load: tuple[float, float]
    others_pct: float
    figures: list[Figure]
    raw: dict[str, Any]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value


def observe(name: str, measure: Callable[[Bench], Finding], bench: Bench) -> Kept:
    """Measure, and note what the machine was like meanwhile."""
    host = Host(os.cpu_count() or 1, platform.python_version(), calibration_ms())
    load, busy, own = os.getloadavg()[0], machine_busy(), sum(os.times()[:4])
    began = clock()
    found = measure(bench)
    span = clock() - began
    others = machine_busy() - busy - (sum(os.times()[:4]) - own)
    return Kept(
        name=name,
        when=time.strftime("%FT%TZ", time.gmtime()),
        quick=bench.quick,
        seconds=round(span, 1),
        host=host,
        load=(round(load, 2), round(os.getloadavg()[0], 2)),
        others_pct=round(100 * max(0.0, others) / span, 1),
        figures=found.figures,
        raw=_rounded(found.raw),
    )


def keep(kept: Kept, folder: Path = RESULTS) -> Path:
    """Write it down."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{kept.name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    return path


def read(folder: Path = RESULTS) -> list[Kept]:
    """All that were kept, by name."""
    return [
        msgspec.json.decode(path.read_bytes(), type=Kept)
        for path in sorted(folder.glob("*.json"))
    ]


def number(value: float) -> str:
    """With three or four digits that mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def row(figure: Figure, kept: Kept) -> str:
    """A line of the table."""
    holds = {None: "", True: "✓", False: "✗"}[figure.holds]
    cells = (
        figure.mark,
        figure.what,
        f"{number(figure.value)} {figure.unit}",
        figure.limit,
        holds,
        figure.beside,
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        f"{kept.load[0]:.1f} – {kept.load[1]:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def _order(pair: tuple[Figure, Kept]) -> tuple[int, str]:
    mark = pair[0].mark.lstrip("M").rstrip("b")
    return (int(mark) if mark.isdigit() else 99, pair[0].mark)


def table(all_kept: Iterable[Kept]) -> str:
    """Markdown: a line a figure, in the order of the marks."""
    pairs = [(figure, kept) for kept in all_kept for figure in kept.figures]
    lines = [
        "| mark | measured | value | to reach | | beside it, same run | ratio | load |",
        "|---|---|---|---|---|---|---|---|",
        *(row(figure, kept) for figure, kept in sorted(pairs, key=_order)),
    ]
    return "\n".join(lines) + "\n"


def write_table(folder: Path = RESULTS) -> Path:
    """`TABLE.md` of all results."""
    found = read(folder)
    path = folder / TABLE
    about = sorted(
        {
            f"{kept.host.cores} cores, Python {kept.host.python}, {kept.when[:10]}"
            + (" (quick)" if kept.quick else "")
            for kept in found
        }
    )
    head = f"Made by `make bench`: {'; '.join(about)}. Load: one-minute average.\n\n"
    path.write_text(head + table(found), encoding="utf-8")
    return path
