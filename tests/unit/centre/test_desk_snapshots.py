"""Snapshots that the desk keeps, and what a restart makes of them."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from centre.desk_snapshots import Snapshots
from centre.errors import CentreError, LedgerCorrupt, LedgerFailed
from centre.ledger.protocol import Ledger, Saved
from centre.ledger.recovery import restore
from domain import wire
from domain.reduce import advance, fold
from domain.state import CityState
from domain.wire import decode_record
from tests.town import report
from tests.unit.centre.desk_room import (
    COURSE,
    PATIENCE_S,
    Room,
    evil,
    open_ledger,
)


def work(room: Room, orders: int) -> None:
    """Cases in all stages, until so many orders are done."""
    done = 0
    while done < orders:
        case = room.open()
        done += 1
        for command in COURSE[: done % (len(COURSE) + 1)]:
            room.done(command, case)
            done += 1


def folded(ledger: Ledger) -> CityState:
    """The state without any snapshot."""
    records = [decode_record(stored.body) for stored in ledger.read(0, 1_000_000)]
    return fold(CityState(ledger.epoch), records)


def same(one: CityState, other: CityState) -> bool:
    return (one.seq, one.digest, one.cases, one.census, one.flows, one.recent) == (
        other.seq,
        other.digest,
        other.cases,
        other.census,
        other.flows,
        other.recent,
    )


def test_a_restart_from_a_snapshot_and_a_tail_equals_the_whole_fold(
    tmp_path: Path,
) -> None:
    with Room(tmp_path, snapshot_every=40) as room:
        work(room, 300)
        told = room.state()
        assert room.failures == []
    ledger = open_ledger(tmp_path)
    restored = restore(ledger)
    assert 0 < restored.snapshot < restored.state.seq
    assert same(restored.state, folded(ledger))
    assert same(restored.state, told)
    assert restored.state.prev == ledger.head().hash
    ledger.close()


def test_a_desk_goes_on_from_a_snapshot_as_if_it_had_never_stopped(
    tmp_path: Path,
) -> None:
    for _ in range(4):
        with Room(tmp_path, snapshot_every=25) as room:
            work(room, 60)
    ledger = open_ledger(tmp_path)
    assert same(restore(ledger).state, folded(ledger))
    ledger.close()


def test_only_the_newest_snapshots_are_kept(tmp_path: Path) -> None:
    with Room(tmp_path, snapshot_every=20) as room:
        work(room, 300)
        newest = room.ledger.load()
        assert newest is not None
        before = room.ledger.load(newest.seq)
        assert before is not None
        assert room.ledger.load(before.seq) is None


def test_the_more_cases_are_open_the_less_often_they_are_kept(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        work(room, 60)
        state = room.state()
        case = next(iter(state.cases.values()))
        for number in range(40 - len(state.cases)):
            state.cases[f"more-{number}"] = case
        snapshots = Snapshots(room.ledger, 1)
        begun = []
        for seq in range(1, 9):
            state.seq = seq
            snapshots.step(state)
            begun.append(snapshots.last)
        snapshots.stop()
        assert begun[:4] == [0, 0, 0, 4]


def kept(folder: Path) -> tuple[Saved, Saved]:
    """A ledger with two snapshots; both."""
    with Room(folder, snapshot_every=20) as room:
        work(room, 200)
        newest = room.ledger.load()
        assert newest is not None
        before = room.ledger.load(newest.seq)
        assert before is not None
        return newest, before


def test_a_snapshot_that_is_not_whole_does_not_count(tmp_path: Path) -> None:
    newest, _ = kept(tmp_path)
    ledger = open_ledger(tmp_path)
    ledger.save(newest.seq + 1, 1, 2, newest.parts[0])
    loaded = ledger.load()
    assert loaded is not None
    assert loaded.seq == newest.seq
    assert restore(ledger).snapshot == newest.seq
    ledger.close()


@pytest.mark.parametrize("wrong", [b"not json", b'{"t":"beat"}'])
def test_a_snapshot_that_cannot_be_read_gives_way_to_the_one_before(
    tmp_path: Path, wrong: bytes
) -> None:
    newest, before = kept(tmp_path)
    ledger = open_ledger(tmp_path)
    ledger.save(newest.seq, 1, len(newest.parts), wrong)
    restored = restore(ledger)
    assert restored.snapshot == before.seq
    assert same(restored.state, folded(ledger))
    ledger.close()


def test_a_snapshot_that_was_altered_gives_way_to_the_one_before(
    tmp_path: Path,
) -> None:
    newest, before = kept(tmp_path)
    evil(
        tmp_path / "ledger.db",
        "UPDATE snapshots SET body = CAST(replace(CAST(body AS TEXT), '\"at\":1',"
        f" '\"at\":2') AS BLOB) WHERE seq = {newest.seq}",
    )
    ledger = open_ledger(tmp_path)
    restored = restore(ledger)
    assert restored.snapshot == before.seq
    assert same(restored.state, folded(ledger))
    ledger.close()


def test_a_snapshot_of_another_chain_is_not_believed(tmp_path: Path) -> None:
    newest, before = kept(tmp_path)
    ledger = open_ledger(tmp_path)
    head = newest.parts[0]
    at = head.index(b'"prev":"') + len(b'"prev":"')
    forged = head[:at] + b"0" * 64 + head[at + 64 :]
    ledger.save(newest.seq, 1, len(newest.parts), forged)
    assert restore(ledger).snapshot == before.seq
    ledger.close()


def test_a_snapshot_beyond_the_last_record_shows_that_records_are_gone(
    tmp_path: Path,
) -> None:
    newest, _ = kept(tmp_path)
    ledger = open_ledger(tmp_path)
    head = ledger.head().seq
    ledger.save(head + 7, 1, 1, newest.parts[0])
    with pytest.raises(LedgerCorrupt) as raised:
        restore(ledger)
    assert raised.value.seq == head + 1
    ledger.close()


def test_a_cut_that_fails_leaves_the_desk_working(tmp_path: Path) -> None:
    from centre.desk_snapshots import Snapshots

    ledger = open_ledger(tmp_path)
    snapshots = Snapshots(ledger, 1)
    broken = CityState(ledger.epoch)
    broken.seq = 1
    no_case: Any = object()
    broken.cases["x"] = no_case
    snapshots.step(broken)
    snapshots._cutter.shutdown()
    snapshots.step(broken)
    snapshots.step(CityState(ledger.epoch))
    assert ledger.load() is None
    ledger.close()


def test_a_report_is_numbered_on_after_a_restart(tmp_path: Path) -> None:
    with Room(tmp_path, snapshot_every=5) as room:
        work(room, 30)
        cases = [r for r in room.records if r.version == 1]
    with Room(tmp_path) as room:
        done = room.done(report())
        assert done.number == f"TT-20260921-{len(cases) + 1:04d}"


def looked(room: Room) -> CityState | CentreError:
    found: Future[CityState | CentreError] = Future()
    room.desk.look(found.set_result)
    return found.result(PATIENCE_S)


def test_a_look_is_a_copy_of_the_state_at_the_last_durable_record(
    tmp_path: Path,
) -> None:
    with Room(tmp_path) as room:
        work(room, 60)
        found = looked(room)
        assert isinstance(found, CityState)
        assert same(found, room.state())
        assert found.prev == room.ledger.head().hash
        before = found.copy()
        work(room, 60)
        assert same(found, before)


def test_each_record_is_told_with_the_case_and_the_digest_after_it(
    tmp_path: Path,
) -> None:
    with Room(tmp_path) as room:
        work(room, 120)
        state = room.restored.copy()
        for told in room.told:
            advance(state, (wire.decode_record(told.stored),))
            assert state.cases.get(told.case) == told.after
            assert state.digest == told.digest


def test_a_closed_desk_is_not_looked_at(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        room.open()
    assert isinstance(looked(room), LedgerFailed)
