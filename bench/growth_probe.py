"""What a record and a frame cost with few and with many closed cases behind them.

In one process and in CPU time; both states are measured in turn. Prints a line of JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from random import Random
from statistics import median
from typing import Any, Final

from bench.history import History, Step, sample
from bench.stock import PLACE
from centre.profiles import load
from domain.calendar import DAY_MS
from domain.events import Record
from domain.reduce import advance
from domain.rules import Rules
from domain.state import ALL, CityState
from domain.views.cells import cell
from domain.views.figures import figures
from domain.views.index import OpenIndex

#: Closed cases a day of the past, and lives of the present: half of them are open.
_A_DAY: Final = 1200
_LIVES: Final = 4000
#: Records of a frame at 100 records/s and four frames a second; lines of a cell.
_FRAME: Final = 25
_FRAMES: Final = 200
_FOLDED: Final = 20_000
_LINES: Final = 6


class Aged:
    """A state with so many closed cases in its past, and the records that come next."""

    def __init__(
        self, rules: Rules, closed: int, brief: list[Step], full: list[Step], now: int
    ) -> None:
        self.state = CityState("growth")
        self._keys = [*(street.code for street in rules.place.streets), ALL]
        self._now = now
        past = History(brief, rules)
        for done in range(0, closed, 500):
            at = now - (closed - done) * DAY_MS // _A_DAY
            advance(self.state, past.take(1000, at))
        present = History(full, rules, self.state.seq, name="p")
        advance(self.state, present.take(len(full), now))
        self.open = len(self.state.cases)
        self._next = present.take(_FOLDED, now)
        self.record_us: list[float] = []
        self.frame_ms: list[float] = []

    def measure(self) -> None:
        """Once more, on a copy."""
        state = self.state.copy()
        began = time.thread_time()
        advance(state, self._next)
        self.record_us.append((time.thread_time() - began) / len(self._next) * 1e6)
        self.frame_ms.append(self._frames(self.state.copy()))

    def _frames(self, state: CityState) -> float:
        index = OpenIndex()
        index.rebuild(state, self._now)
        began = time.thread_time()
        for number in range(_FRAMES):
            batch = self._next[number * _FRAME : (number + 1) * _FRAME]
            self._frame(state, index, batch, self._now + number * 250)
        return (time.thread_time() - began) / _FRAMES * 1e3

    def _frame(
        self, state: CityState, index: OpenIndex, batch: list[Record], now: int
    ) -> None:
        today = now - DAY_MS // 2
        index.touch(state, advance(state, batch))
        index.tick(state, now)
        figures(state, index, now, today)
        for key in self._keys:
            cell(state, index, key, now, today, _LINES)


def probe(few: int, many: int, turns: int) -> dict[str, Any]:
    """Medians at both ages."""
    now = time.time_ns() // 1_000_000
    rules, rng = load(PLACE), Random(5)
    brief = sample(rules, rng, now, 2000, short=True)
    full = sample(rules, rng, now, _LIVES)
    young, old = (Aged(rules, closed, brief, full, now) for closed in (few, many))
    for _ in range(turns):
        young.measure()
        old.measure()
    return {
        "closed": [few, many],
        "open": [young.open, old.open],
        "record_us": [median(young.record_us), median(old.record_us)],
        "frame_ms": [median(young.frame_ms), median(old.frame_ms)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=9)
    args = parser.parse_args()
    print(json.dumps(probe(args.few, args.many, args.turns)), flush=True)


if __name__ == "__main__":
    main()
