"""A disk that fails: nothing is told that is not durable, nothing is tried twice."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from centre.desk import Desk, Done, Failed
from centre.errors import CentreError, LedgerFailed
from centre.ids import Ids
from centre.ledger.protocol import Entry, Head, Kept, Page, Query, Saved, Stored
from centre.ledger.sqlite import SqliteLedger
from domain import commands as c
from domain.state import CityState
from tests.town import MONDAY, report
from tests.unit.centre.desk_room import (
    PATIENCE_S,
    RULES,
    Room,
    open_ledger,
    read_back,
)

FULL = "database or disk is full"


class FailingLedger:
    """A ledger whose disk can be told to fail."""

    def __init__(self, real: SqliteLedger) -> None:
        self._real = real
        self.fail_append = self.fail_answers = self.fail_history = False
        self.fail_save = False
        self.appends = 0
        self.epoch, self.place = real.epoch, real.place

    def head(self) -> Head:
        return self._real.head()

    def append(self, batch: Sequence[Entry]) -> None:
        self.appends += 1
        if self.fail_append:
            raise LedgerFailed(FULL)
        self._real.append(batch)

    def answers(self, keys: Sequence[str]) -> dict[str, Kept]:
        if self.fail_answers:
            raise LedgerFailed("disk I/O error")
        return self._real.answers(keys)

    def read(self, after: int, limit: int) -> list[Stored]:
        return self._real.read(after, limit)

    def history(self, case: str) -> list[Stored]:
        if self.fail_history:
            raise LedgerFailed("disk I/O error")
        return self._real.history(case)

    def case_of(self, number: str) -> str | None:
        return self._real.case_of(number)

    def find(self, query: Query) -> Page:
        return self._real.find(query)

    def find_writing(self, query: Query) -> Page:
        return self._real.find_writing(query)

    def save(self, seq: int, part: int, of: int, body: bytes) -> None:
        if self.fail_save:
            raise LedgerFailed(FULL)
        self._real.save(seq, part, of, body)

    def load(self, below: int | None = None) -> Saved | None:
        return self._real.load(below)

    def close(self) -> None:
        self._real.close()


@pytest.fixture
def ledger(tmp_path: Path) -> FailingLedger:
    return FailingLedger(open_ledger(tmp_path))


def test_a_failed_commit_is_told_to_nobody_and_ends_the_writing(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    with Room(tmp_path, ledger) as room:
        case = room.open()
        ledger.fail_append = True
        assert room.ask(c.Accept(), case) == Failed(FULL)
        assert room.desk.failure == FULL
        assert room.failures == [FULL]
        assert [record.seq for record in room.records] == [1]
        ledger.fail_append = False
        tried = ledger.appends
        for _ in range(3):
            assert room.ask(c.Accept(), case) == Failed(FULL)
        assert ledger.appends == tried
        assert room.failures == [FULL]
    assert read_back(tmp_path).seq == 1


def test_every_order_of_a_failed_batch_fails_even_those_that_were_refused(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    with Room(tmp_path, ledger) as room:
        case = room.open()
        ledger.fail_append = True
        commands = (c.Accept(), c.Accept(), c.File())
        sent = [room.send(command, case) for command in commands]
        answers = [one.result(PATIENCE_S) for one in sent]
        assert answers == [Failed(FULL)] * 3


def test_keys_that_are_known_still_get_their_answer_when_nothing_is_written(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    with Room(tmp_path, ledger) as room:
        first = room.ask(report(), key="known")
        ledger.fail_append = True
        assert isinstance(room.ask(report(), key="new"), Failed)
        again = room.ask(report(), key="known")
        assert isinstance(first, Done)
        assert isinstance(again, Done)
        assert (again.replayed, again.case) == (True, first.case)


def test_what_failed_may_be_done_after_a_restart_with_the_same_key(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    with Room(tmp_path, ledger) as room:
        ledger.fail_append = True
        assert isinstance(room.ask(report(), key="k"), Failed)
    with Room(tmp_path) as room:
        done = room.ask(report(), key="k")
        assert isinstance(done, Done)
        assert (done.replayed, done.seq) == (False, 1)


def test_keys_that_cannot_be_looked_up_fail_without_an_effect(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    with Room(tmp_path, ledger) as room:
        ledger.fail_answers = True
        assert room.ask(report()) == Failed("disk I/O error")
        ledger.fail_answers = False
        assert room.done(report()).seq == 1
        assert room.failures == []


def test_a_history_that_cannot_be_read_fails_one_order_alone(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    with Room(tmp_path, ledger) as room:
        case = room.open()
        room.course(case)
        ledger.fail_history = True
        assert room.ask(c.Appeal(note="等待"), case) == Failed("disk I/O error")
        assert isinstance(room.ask(report()), Done)


def test_a_snapshot_that_cannot_be_kept_ends_the_writing(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    ledger.fail_save = True
    with Room(tmp_path, ledger, snapshot_every=1) as room:
        answers = []
        while not room.failures:
            answers.append(room.ask(report()))
        assert room.failures == [FULL]
        acked = sum(isinstance(answer, Done) for answer in answers)
    assert read_back(tmp_path).seq == acked


def test_a_look_after_a_failure_shows_what_is_durable_and_no_more(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    with Room(tmp_path, ledger) as room:
        case = room.open()
        ledger.fail_append = True
        assert isinstance(room.ask(c.Accept(), case), Failed)
        found: Future[CityState | CentreError] = Future()
        room.desk.look(found.set_result)
        state = found.result(PATIENCE_S)
        assert isinstance(state, CityState)
        assert (state.seq, state.cases[case].version) == (1, 1)
        assert state.recent == room.state().recent


def test_a_ledger_that_cannot_be_read_does_not_start(
    tmp_path: Path, ledger: FailingLedger
) -> None:
    ledger.close()

    class Unreadable(FailingLedger):
        def head(self) -> Head:
            raise LedgerFailed("disk I/O error")

    unreadable = Unreadable(open_ledger(tmp_path))
    desk = Desk(unreadable, RULES, lambda: MONDAY, Ids(bytes), print, print)
    with pytest.raises(LedgerFailed):
        desk.start()
    desk.stop()
    unreadable.close()
