"""A room with a desk: a real ledger in a folder, the town's rules, a clock to turn."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from centre.desk import Answer, Committed, Desk, Done, Order
from centre.ids import Ids
from centre.ledger.protocol import Ledger
from centre.ledger.recovery import restore
from centre.ledger.sqlite import SqliteLedger
from domain import commands as c
from domain import wire
from domain.commands import AnyCommand
from domain.events import Actor, Record
from domain.reduce import fold
from domain.rules import Rules
from domain.state import CityState
from tests.town import MONDAY, SYSTEM, report
from tests.town import rules as town_rules

RULES = town_rules()
#: From a report to the closing, by the centre itself.
COURSE: tuple[AnyCommand, ...] = (
    c.Accept(),
    c.File(),
    c.Dispatch(department="hw"),
    c.Take(),
    c.FeedBack(note="清了"),
    c.SendCheck(),
    c.PassCheck(),
    c.Close(),
)
PATIENCE_S = 30
GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def open_ledger(folder: Path) -> SqliteLedger:
    return SqliteLedger(folder / "ledger.db", "town", "e1", MONDAY)


def read_back(folder: Path) -> CityState:
    ledger = open_ledger(folder)
    try:
        return restore(ledger).state
    finally:
        ledger.close()


def records(done: Done) -> tuple[Record, ...]:
    """What an order has added."""
    return tuple(map(wire.decode_record, done.stored))


def evil(path: Path, *statements: str) -> None:
    """Somebody with the file and a database program."""
    with sqlite3.connect(path) as other:
        guards = other.execute(GUARDS).fetchall()
        for name, _ in guards:
            other.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            other.execute(statement)
        for _, sql in guards:
            other.execute(sql)
    other.close()


class Room:
    """Answers are waited for; `told` is what was committed, `failures` the reasons."""

    def __init__(
        self,
        folder: Path,
        ledger: Ledger | None = None,
        rules: Rules = RULES,
        snapshot_every: int = 25_000,
        waiting: int = 4096,
    ) -> None:
        self.now = MONDAY
        self.told: list[Committed] = []
        self.batches: list[int] = []
        self.failures: list[str] = []
        self.before_telling: Callable[[], object] = lambda: None
        self.ledger = ledger or open_ledger(folder)
        start = self.ledger.head().seq
        self._chance = random.Random(start)
        self._keys = start
        self.desk = Desk(
            self.ledger,
            rules,
            lambda: self.now,
            Ids(self._chance.randbytes),
            self._hear,
            self.failures.append,
            snapshot_every=snapshot_every,
            waiting=waiting,
        )
        self.restored = self.desk.start()

    def _hear(self, batch: Sequence[Committed]) -> None:
        self.before_telling()
        self.told.extend(batch)
        self.batches.append(len(batch))

    @property
    def records(self) -> list[Record]:
        return [wire.decode_record(told.stored) for told in self.told]

    def state(self) -> CityState:
        """What anybody who was told everything knows."""
        return fold(self.restored, self.records)

    def send(
        self,
        command: AnyCommand,
        case: str = "",
        by: Actor = SYSTEM,
        key: str = "",
        **more: int,
    ) -> Future[Answer]:
        """`version` and `at` may be given too."""
        self._keys += 1
        return self.desk.submit(
            Order(
                command=command,
                actor=by,
                key=key or f"key-{self._keys}-{self._chance.getrandbits(32):x}",
                body_digest=sha256(repr((case, command)).encode()).digest(),
                case=case,
                expected_version=more.get("version"),
                at=more.get("at"),
            )
        )

    def ask(
        self,
        command: AnyCommand,
        case: str = "",
        by: Actor = SYSTEM,
        key: str = "",
        **more: int,
    ) -> Answer:
        return self.send(command, case, by, key, **more).result(PATIENCE_S)

    def done(
        self, command: AnyCommand, case: str = "", by: Actor = SYSTEM, **more: int
    ) -> Done:
        answer = self.ask(command, case, by, **more)
        assert isinstance(answer, Done), answer
        return answer

    def open(self) -> str:
        """Report a case of a thing of its own, so that nothing comes again; its id."""
        return self.done(report(component=f"{self._keys:016d}")).case

    def course(self, case: str, steps: int = len(COURSE)) -> Done:
        """Take a reported case some steps along its course."""
        return [self.done(command, case) for command in COURSE[:steps]][-1]

    def close(self) -> None:
        self.desk.stop()
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
