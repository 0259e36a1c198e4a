"""M11: the terminal stops reading under load; what else it may do to a wall.

Whether the centre ever lost the wall, how long the wall's own loop stood still at the
worst (a clock in it tells), and how long after the stall the newest case is on screen.
Then the same load while somebody drags the window, and pastes a megabyte of keys.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench import loop_probe
from bench.context import Bench
from bench.findings import Figure, Finding, at_least, at_most, number
from bench.posting import Reporter
from bench.processes import Centre, Load
from bench.rig.meter import quantile
from bench.rig.tuiterm import Session
from bench.stock import TEN, Stock, stocked
from bench.terminals import LIVE, SIZE, Program, found, opened, wall

RATE: Final = 100
_DRAGGED: Final = ((80, 24), (120, 40), (SIZE[0] - 3, SIZE[1] - 2), (400, 120), SIZE)
_DRAG_S: Final = 0.05
#: Keys that would end the wall if they were keys.
_KEYS: Final = b":q\r"
_MEGABYTE: Final = 1 << 20


def _clocked(bench: Bench, url: str, out: Path) -> Program:
    """The wall with a clock in its loop."""
    plain = wall(bench, url)
    words = [sys.executable, "-m", "bench.loop_probe", str(out)]
    return plain._replace(words=words + plain.words[len(bench.program) :])


class _Trouble:
    """A wall under load, and what happens to it meanwhile."""

    def __init__(
        self, bench: Bench, centre: Centre, session: Session, out: Path
    ) -> None:
        self._bench, self._centre, self._out = bench, centre, out
        self.session = session

    def under_load(self, act: Callable[[], Any]) -> dict[str, Any]:
        """Gaps of the loop (ms) while it acts; what it gave."""
        words = (self._centre.port, "--rate", RATE, "--connections", 16)
        with Load(
            self._bench, "commander", *words, "--until-closed", ready=True
        ) as load:
            self.session.pump(2)
            began = time.monotonic()
            gave = act()
            ended = time.monotonic()
            load.stop()
        ticks = loop_probe.read(self._out)
        gaps = [tick.gap * 1e3 for tick in ticks if began <= tick.at < ended]
        return {
            "seconds": ended - began,
            "ticks": len(gaps),
            "gap_p50_ms": quantile(gaps, 0.5),
            "gap_p999_ms": quantile(gaps, 0.999),
            "gap_max_ms": max(gaps),
            "gave": gave,
        }

    def stalled(self, seconds: int) -> list[int]:
        """Nobody reads; how many walls the centre had, again and again."""
        connected, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            connected.append(self._centre.health()["walls"])
            time.sleep(0.25)
        return connected

    def dragged(self, times: int) -> None:
        """Somebody drags the window."""
        for turn in range(times * len(_DRAGGED)):
            self.session.resize(*_DRAGGED[turn % len(_DRAGGED)])
            self.session.pump(_DRAG_S)

    def pasted(self, size: int) -> int:
        """Somebody pastes; how many walls there are afterwards."""
        self.session.paste(b"\x1b[200~")
        self.session.paste(_KEYS * (size // len(_KEYS)))
        self.session.paste(b"\x1b[201~")
        self.session.pump(1)
        return int(self._centre.health()["walls"])


def _picture(session: Session, reporter: Reporter) -> tuple[float, int]:
    """Seconds until what is reported now is on screen, and bytes that it took."""
    newest = reporter.report("after-the-stall").result()
    time.sleep(1)
    since, began = len(session.chunks), time.monotonic()
    shown = found(session, rf"{LIVE} .*#{newest.seq:,}\b", since)
    size = sum(len(chunk.data) for chunk in session.chunks[since:])
    return shown.seen - began, size


def _gap(mark: str, what: str, run: dict[str, Any], *, longest: bool) -> Figure:
    shares = [("p99.9", run["gap_p999_ms"]), ("longest", run["gap_max_ms"])]
    (share, value), (other, beside) = reversed(shares) if longest else shares
    return at_most(
        mark, f"{what}: gap of the wall's loop, {share}", value, 250, "ms",
        beside=f"{other} {number(beside)} ms",
    )  # fmt: skip


def measure(bench: Bench) -> Finding:
    stock = Stock(0, 1000) if bench.quick else TEN
    folder = stocked(stock, fresh_copy=bench.room("data"))
    seconds, out = bench.choose(60, 8), bench.room("ticks") / "ticks"
    with (
        Centre(bench, folder) as centre,
        Reporter(centre.port) as reporter,
        opened(bench, _clocked(bench, centre.url, out)) as (session, _),
    ):
        trouble = _Trouble(bench, centre, session, out)
        stall = trouble.under_load(lambda: trouble.stalled(seconds))
        right, size = _picture(session, reporter)
        drag = trouble.under_load(lambda: trouble.dragged(bench.choose(20, 4)))
        found(session, LIVE)
        paste = trouble.under_load(lambda: trouble.pasted(_MEGABYTE))
    figures = [
        at_least(
            "M11", f"terminal stalled {seconds} s at {RATE} records/s: feeds",
            min(stall["gave"]), 1, "walls",
        ),
        _gap("M11", "stalled", stall, longest=True),
        at_most(
            "M11", "right picture after the stall", right, 1.0, "s",
            beside=f"{size / 1000:.0f} kB of output",
        ),
        _gap("P14", "window dragged", drag, longest=False),
        _gap("P14", "1 MB pasted", paste, longest=False),
        at_least("P14", "1 MB pasted: feeds", paste["gave"], 1, "walls"),
    ]  # fmt: skip
    raw = {"stall": stall, "drag": drag, "paste": paste}
    return Finding(figures, raw | {"right_s": right, "bytes": size})
