"""Many hands: a ledger looked at in stretches by several processes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from centre.ledger import chain
from centre.ledger.stretches import Hands, Sound, hands, joined, looking
from centre.ledger.verify import Progress, Verdict, verify
from tests.unit.centre.desk_room import COURSE, Room, evil

RECORDS = 60
TWO = Hands(2, 8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger at rest, of sixty records."""
    with Room(tmp_path) as room:
        while (head := room.ledger.head().seq) < RECORDS:
            room.course(room.open(), min(len(COURSE), RECORDS - head - 1) or 1)
    return tmp_path / "ledger.db"


def values(path: Path) -> list[bytes]:
    """The chain's values, from the one before the first record on."""
    with closing(sqlite3.connect(path)) as other:
        rows = other.execute("SELECT hash FROM records ORDER BY seq")
        return [chain.ROOT, *(value for (value,) in rows)]


def test_several_processes_go_up_to_the_end_too(path: Path) -> None:
    *steps, last = verify(path, by=lambda _: TWO)
    assert steps == [Progress(seq, RECORDS) for seq in (*range(8, RECORDS, 8), RECORDS)]
    assert isinstance(last, Verdict)
    assert last.head.hash == values(path)[-1].hex()


def test_stretches_are_told_in_order_with_the_values_at_their_ends(path: Path) -> None:
    value = values(path)
    with looking(path, RECORDS, TWO) as found:
        told = list(found)
    assert told == [
        Sound(after, upto, value[after], value[upto])
        for after in range(0, RECORDS, 8)
        for upto in [min(after + 8, RECORDS)]
    ]


def test_only_the_stretch_with_a_bad_record_is_not_sound(path: Path) -> None:
    evil(path, "UPDATE records SET body = x'' WHERE seq = 30")
    with looking(path, RECORDS, TWO) as found:
        told = [sound is None for sound in found]
    assert told == [after == 24 for after in range(0, RECORDS, 8)]


def test_a_stretch_whose_process_died_is_looked_at_all_the_same(path: Path) -> None:
    nobody = Hands(0, 8)
    *steps, last = verify(path, by=lambda _: nobody)
    assert steps == [Progress(RECORDS, RECORDS)]
    assert isinstance(last, Verdict)
    assert last.exit_code == 0


def test_no_process_is_left_when_nobody_wants_to_know_any_more(path: Path) -> None:
    walk = verify(path, by=lambda _: TWO)
    next(walk)
    walk.close()  # as an interrupt does
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_small_ledger_is_left_to_one_process() -> None:
    assert hands(10_000) is None


def test_a_stretch_counts_only_after_the_end_of_the_one_before() -> None:
    one, two = Sound(0, 8, b"root", b"8"), Sound(8, 16, b"8", b"16")
    other = Sound(16, 24, b"of another chain", b"24")
    assert list(joined(iter([one, two]), b"root")) == [one, two]
    assert list(joined(iter([one, two, other]), b"root")) == [one, two]
    assert list(joined(iter([one, None, two]), b"root")) == [one]
    assert list(joined(iter([two]), b"root")) == []
