"""Letters as they are kept: once each, through deaths, retries and another ledger."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from centre.outbox.letters import Letter
from centre.outbox.store import Alarm, Owed, Step, Store

NOW = 1_000


def store(folder: Path, epoch: str = "e1", head: int = 0) -> closing[Store]:
    return closing(Store(folder / "outbox.db", epoch, head, NOW))


def owed(cause: str, target: str = "t") -> Owed:
    return Owed(cause, target, "urged", "c1", "N-1", Letter(cause, "title", "text"))


def test_a_ledger_is_told_of_from_where_the_outbox_began(tmp_path: Path) -> None:
    with store(tmp_path, head=7) as one:
        assert (one.fresh, one.cursor) == (True, 7)
        one.keep(Step(9), NOW)
    with store(tmp_path, head=20) as one:
        assert (one.fresh, one.cursor) == (False, 9)
    assert (tmp_path / "outbox.db").stat().st_mode & 0o077 == 0


def test_another_epoch_begins_at_its_head_and_buries_what_waits(tmp_path: Path) -> None:
    with store(tmp_path) as one:
        one.keep(Step(3, [owed("3")], [Alarm("c1", "overdue", "9", 9, 3)]), NOW)
    with store(tmp_path, "e2", head=2) as one:
        assert (one.fresh, one.cursor) == (True, 2)
        assert one.ringing(100) is None
        assert one.next(NOW, ()) is None
        assert [dead.why for dead in one.dead(9)] == ["other-epoch"]


def test_a_step_that_fails_halfway_leaves_nothing(tmp_path: Path) -> None:
    with store(tmp_path) as one:
        whole = Alarm("c", "overdue", "1", 7, 5)
        broken = Step(5, [owed("5")], [whole, whole._replace(case="d", at=1 << 63)])
        with pytest.raises(OverflowError):
            one.keep(broken, NOW)
        assert one.cursor == 0
        assert one.ringing(100) is None
        assert one.counts().waiting == 0


def test_one_letter_a_cause_and_target(tmp_path: Path) -> None:
    with store(tmp_path) as one:
        one.keep(Step(1, [owed("1"), owed("1", "u"), owed("1")]), NOW)
        assert one.counts().waiting == 2


def test_a_letter_is_tried_again_not_before_its_time(tmp_path: Path) -> None:
    with store(tmp_path) as one:
        one.keep(Step(1, [owed("1")]), NOW)
        found = one.next(NOW, ())
        assert found is not None
        assert found[1].text == "text"
        assert one.next(NOW, ["t"]) is None
        one.again(found[0].id, "http-500", NOW + 10)
        assert one.next(NOW + 9, ()) is None
        again = one.next(NOW + 10, ())
        assert again is not None
        assert (again[0].tries, again[0].why) == (1, "http-500")


def test_a_dead_letter_is_revived_once_and_a_living_one_is_not(tmp_path: Path) -> None:
    with store(tmp_path) as one:
        one.keep(Step(1, [owed("1")]), NOW)
        assert one.revive(1, NOW) is False
        one.died(1, "http-500", NOW)
        assert one.counts() == (0, 0, 1, None)
        assert one.revive(1, NOW + 5) is True
        one.expire(NOW + 5, NOW + 5)  # its time begins anew
        assert one.counts() == (1, 0, 0, NOW)
        assert one.revive(2, NOW) is None


def test_old_letters_die_and_what_is_done_is_forgotten(tmp_path: Path) -> None:
    with store(tmp_path) as one:
        one.keep(Step(1, [owed("1"), owed("2")]), NOW)
        one.sent(1, NOW)
        one.expire(NOW + 1, NOW + 1)
        assert [(d.id, d.why) for d in one.dead(9)] == [(2, "too-old")]
        one.forget(NOW, NOW + 2)
        assert one.counts() == (0, 1, 0, None)
        one.forget(NOW + 1, NOW + 2)
        assert one.counts() == (0, 0, 0, None)


def test_a_file_of_another_format_is_left_alone(tmp_path: Path) -> None:
    with store(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "outbox.db")) as file:
        file.execute("PRAGMA user_version=9")
    with pytest.raises(sqlite3.DatabaseError, match="format 9"):
        Store(tmp_path / "outbox.db", "e1", 0, NOW)
