"""Ledgers as large as a measurement needs, written by the centre's own desk code.

Kept in a temporary folder from run to run; another source or another day makes new
ones. `python -m bench.stock --closed 100 --open 10 FOLDER` writes one anywhere.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from heapq import heapify, heappop, heappush
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from bench.lives import STEPS, SYSTEM, Life, Lives
from centre.desk import SNAPSHOT_EVERY
from centre.desk_batch import Batch
from centre.desk_orders import Done, Order
from centre.ids import Ids
from centre.ledger.sqlite import SqliteLedger
from centre.profiles import load
from domain.calendar import DAY_MS, MINUTE_MS
from domain.codes import State
from domain.rules import Rules
from domain.snapshot import cut
from domain.state import CityState

ROOT: Final = Path(__file__).parents[1]
PLACE: Final = "changning"
FILE: Final = "ledger.db"
#: Orders of one transaction: an fsync each.
_BATCH: Final = 1000
#: Records after the snapshot: as many as a restart may ever find.
TAIL: Final = SNAPSHOT_EVERY - 1
#: Closed cases a day; open ones began in the last days.
_A_DAY: Final = 1200
_OPEN_DAYS: Final = 6


class Stock(msgspec.Struct, frozen=True):
    """How many cases are closed and open in a ledger."""

    closed: int
    open: int

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.closed}-closed-{self.open}-open"


#: About a million records: nine to a closed case, five to an open one.
MILLION: Final = Stock(103_000, 10_000)
TEN: Final = Stock(0, 10_000)
HUNDRED: Final = Stock(0, 100_000)


class _Plan(msgspec.Struct):
    """A life in time: when it begins, how long a step takes, where it stops."""

    life: Life
    gap: int
    steps: int
    case: str = ""
    state: State | None = None


def stocked(stock: Stock, *, fresh_copy: Path | None = None) -> Path:
    """The folder of such a ledger, made if there is none.

    `fresh_copy`: copy it there (for a run that writes into it) and answer that.
    """
    shelf = Path(tempfile.gettempdir()) / f"gridwall-bench-{os.getuid()}"
    kept = shelf / f"{stock.name}-{_stamp()}"
    if not (kept / FILE).exists():
        for old in shelf.glob(f"{stock.name}-*"):
            shutil.rmtree(old)
        raw = Path(tempfile.mkdtemp(dir=_made(shelf)))
        write(raw, stock, time.time_ns() // 1_000_000)
        raw.rename(kept)
    if fresh_copy is None:
        return kept
    shutil.copyfile(kept / FILE, _made(fresh_copy) / FILE)
    return fresh_copy


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _stamp() -> str:
    """Of the code that writes ledgers, and of the day."""
    seal = sha256(str(time.time_ns() // (DAY_MS * 1_000_000)).encode())
    for folder in ("domain", "centre/ledger", "centre/profiles"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            seal.update(path.read_bytes())
    for path in (Path(__file__), Path(__file__).with_name("lives.py")):
        seal.update(path.read_bytes())
    return seal.hexdigest()[:12]


def write(folder: Path, stock: Stock, now: int, seed: int = 1) -> int:
    """Write the ledger of `stock` into `folder`, up to `now` (ms); its records."""
    rng = Random(seed)
    rules = load(PLACE)
    ledger = SqliteLedger(folder / FILE, PLACE, f"bench{seed}", now)
    writing = _Writing(ledger, rules, rng)
    try:
        return writing.run(list(_plans(stock, Lives(rules, rng), now, rng)))
    finally:
        ledger.close()


def _plans(
    stock: Stock, lives: Lives, now: int, rng: Random
) -> Iterator[tuple[int, int, _Plan]]:
    """(when it begins, a number, the life): closed ones first, then open ones."""
    days = max(_OPEN_DAYS, stock.closed // _A_DAY)
    for number in range(stock.closed):
        life = lives.one()
        gap = rng.randrange(20, 300) * MINUTE_MS
        start = now - days * DAY_MS + rng.randrange(days * DAY_MS)
        start = min(start, now - (life.steps + 1) * gap)
        yield start, number, _Plan(life, gap, life.steps)
    for number in range(stock.closed, stock.closed + stock.open):
        life = lives.one()
        # Accepted cases are left out: a rule may file them as soon as a centre starts.
        steps = rng.choice((1, 3, 4, 5, 5, 5, 5, 6, 7, 8))
        start = now - rng.randrange(MINUTE_MS, _OPEN_DAYS * DAY_MS)
        yield start, number, _Plan(life, (now - start) // (STEPS + 4), steps)


class _Writing:
    """Leads all lives at once, in the order of their times, batch by batch."""

    def __init__(self, ledger: SqliteLedger, rules: Rules, rng: Random) -> None:
        self._ledger, self._rules = ledger, rules
        self._ids = Ids(rng.randbytes)
        self._state = CityState(ledger.epoch)
        self._orders = self._left = 0
        self._cut = False

    def run(self, plans: list[tuple[int, int, _Plan]]) -> int:
        heapify(plans)
        self._left = sum(plan.steps for _, _, plan in plans)
        self._cut = self._left <= TAIL
        while plans:
            batch = self._batch()
            while plans and len(batch.entries) < _BATCH and not self._due:
                self._step(batch, plans)
            self._ledger.append(batch.entries)
            if self._due:
                self._keep_snapshot()
                self._cut = True
        return self._state.seq

    @property
    def _due(self) -> bool:
        """Whether what is left makes the tail; some orders make several records."""
        records = self._left * self._state.seq / max(1, self._orders)
        return not self._cut and 0 < records <= TAIL

    def _batch(self) -> Batch:
        return Batch(self._ledger, self._rules, self._state, lambda: 0, self._ids)

    def _step(self, batch: Batch, plans: list[tuple[int, int, _Plan]]) -> None:
        at, number, plan = heappop(plans)
        command = plan.life.report
        if plan.state is not None:
            command = plan.life.next(plan.state)
        self._orders += 1
        order = Order(
            command=command,
            actor=SYSTEM,
            key=f"stock-{self._orders}",
            body_digest=sha256(b"%d" % self._orders).digest(),
            case=plan.case,
            at=at,
        )
        done = batch.take(order, {})
        if not isinstance(done, Done):
            raise TypeError(f"{command} was refused: {done}")
        plan.case, plan.state = done.case, done.state
        plan.steps -= 1
        self._left -= 1
        if plan.steps:
            heappush(plans, (at + plan.gap, number, plan))

    def _keep_snapshot(self) -> None:
        parts = cut(self._state, counted=False)
        for part, body in enumerate(parts, 1):
            self._ledger.save(self._state.seq, part, len(parts), body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", type=int, default=1000)
    parser.add_argument("--open", type=int, default=100)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    began = time.perf_counter()
    stock = Stock(args.closed, args.open)
    records = write(_made(args.folder), stock, time.time_ns() // 1_000_000)
    spent = time.perf_counter() - began
    print(f"{records} records in {spent:.1f} s, {records / spent:.0f}/s")


if __name__ == "__main__":
    main()
