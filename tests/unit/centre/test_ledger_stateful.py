"""Any work, any crash, any restart: the ledger is what was told, and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from centre.desk import Committed, Done, Order
from centre.ledger.protocol import Query
from centre.ledger.recovery import refold, restore
from centre.ledger.verify import Verdict, verify
from domain import wire
from domain.codes import State
from domain.commands import AnyCommand
from domain.errors import Refused
from domain.reduce import advance, fold
from domain.state import CityState
from domain.wire import decode_record
from tests.town import MINUTE, SYSTEM, report
from tests.unit.centre.desk_room import COURSE, PATIENCE_S, Room, open_ledger

LOG = "ledger.db-wal"


class Work(RuleBasedStateMachine):
    """Orders go in, the machine dies now and then; `told` is all that was committed."""

    def __init__(self) -> None:
        super().__init__()
        self._root = Path(tempfile.mkdtemp())
        self._folders = self._keys = 0
        self.folder = self._root / "0"
        self.folder.mkdir()
        self.told: list[Committed] = []
        self.done: list[tuple[Order, Done]] = []
        self.told_state = CityState("e1")
        self.room = Room(self.folder, snapshot_every=12)

    def teardown(self) -> None:
        self.room.close()
        shutil.rmtree(self._root)

    @rule(minutes=st.integers(0, 90))
    def wait(self, minutes: int) -> None:
        self.room.now += minutes * MINUTE

    @rule(count=st.integers(1, 5))
    def reports(self, count: int) -> None:
        self._orders([self._order(report(), "") for _ in range(count)])

    @precondition(lambda self: self.told_state.cases)
    @rule(data=st.data(), count=st.integers(1, 4))
    def commands(self, data: st.DataObject, count: int) -> None:
        cases = sorted(self.told_state.cases)
        orders = []
        for _ in range(count):
            case = data.draw(st.sampled_from(cases))
            command = data.draw(st.sampled_from(COURSE))
            orders.append(self._order(command, case))
        self._orders(orders)

    def _order(self, command: AnyCommand, case: str) -> Order:
        self._keys += 1
        key = f"key-{self._keys}"
        return Order(
            command=command, actor=SYSTEM, key=key, body_digest=key.encode(), case=case
        )

    def _orders(self, orders: list[Order]) -> None:
        sent = [self.room.desk.submit(order) for order in orders]
        for order, one in zip(orders, sent, strict=True):
            answer = one.result(PATIENCE_S)
            assert isinstance(answer, Done | Refused), answer
            if isinstance(answer, Done):
                self.done.append((order, answer))
        new = self.room.told[len(self.told) - self.room.restored.seq :]
        advance(self.told_state, [wire.decode_record(told.stored) for told in new])
        self.told += new

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        order, first = data.draw(st.sampled_from(self.done))
        answer = self.room.desk.submit(order).result(PATIENCE_S)
        assert isinstance(answer, Done)
        assert answer.replayed
        assert (answer.case, answer.number, answer.version, answer.state) == (
            first.case,
            first.number,
            first.version,
            first.state,
        )
        assert answer.stored == first.stored

    @rule()
    def restart(self) -> None:
        now = self.room.now
        self.room.close()
        self._open(now)

    @rule()
    def crash(self) -> None:
        """The machine stops: the files as they are at this moment are all there is."""
        self._die(None)

    @rule(share=st.floats(0, 1))
    def power_cut(self, share: float) -> None:
        """As if the last part of the log had never reached the disk."""
        self._die(share)

    def _die(self, share: float | None) -> None:
        self._folders += 1
        copy = self._root / str(self._folders)
        shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("*-shm"))
        now = self.room.now
        self.room.close()
        self.folder = copy
        log = copy / LOG
        if share is not None and log.exists():
            with log.open("r+b") as file:
                file.truncate(int(share * log.stat().st_size))
        self._open(now)

    def _open(self, now: int) -> None:
        self.room = Room(self.folder, snapshot_every=12)
        self.room.now = now
        seq = self.room.restored.seq
        stored = [kept.body for kept in self.room.ledger.read(0, 100_000)]
        assert len(stored) == seq
        assert stored == [told.stored for told in self.told[:seq]]
        if seq < len(self.told):
            self.told = self.told[:seq]
            self.done = [(o, done) for o, done in self.done if done.seq <= seq]
            records = [decode_record(body) for body in stored]
            self.told_state = fold(CityState("e1"), records)
        assert self.room.restored.digest == self.told_state.digest
        assert self.room.restored.cases == self.told_state.cases

    @invariant()
    def nothing_is_lost_or_altered(self) -> None:
        head = self.room.ledger.head()
        assert head.seq == len(self.told)
        *_, verdict = verify(self.folder / "ledger.db", thorough=True)
        assert isinstance(verdict, Verdict)
        assert (verdict.exit_code, verdict.head) == (0, head)

    @invariant()
    def closed_cases_are_listed_as_their_history_leaves_them(self) -> None:
        listed = self.room.ledger.find(Query(limit=200)).cases
        for case in listed:
            assert case.state in (State.CLOSED, State.VOIDED)
            assert refold(self.room.ledger.history(case.id)) == case
        known = {told.case for told in self.told}
        assert len(listed) == len(known) - len(self.told_state.cases)


Work.TestCase.settings = settings(max_examples=30, stateful_step_count=25)
TestWork = Work.TestCase


def test_a_replay_gives_the_same_state_every_time(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        for steps in range(9):
            room.course(room.open(), max(1, steps))
    digests = set()
    for _ in range(3):
        ledger = open_ledger(tmp_path)
        state = restore(ledger).state
        digests.add((state.digest, state.flows.dump(), state.prev))
        ledger.close()
    assert len(digests) == 1
