"""The desk finds what comes again in the ledger, so that a restart changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from centre.desk import Done
from centre.ledger import schema
from centre.ledger.verify import Verdict, verify
from domain import commands as c
from domain.codes import State
from domain.events import Linked, Reported
from domain.snapshot import cut
from tests.town import DAY, report
from tests.unit.centre.desk_room import Room, evil, open_ledger, read_back, records

CLOSE = c.SpecialClose(note="特殊")


@pytest.fixture
def room(tmp_path: Path):
    with Room(tmp_path) as one:
        yield one


def closed(room: Room) -> str:
    case = room.done(report()).case
    room.done(CLOSE, case)
    return case


def reported(done: Done) -> Reported:
    event = records(done)[0].event
    assert isinstance(event, Reported)
    return event


def verdict(folder: Path) -> Verdict:
    *_, last = verify(folder / "ledger.db", thorough=True)
    assert isinstance(last, Verdict)
    return last


def test_one_report_is_one_case_with_a_link(room: Room) -> None:
    old = closed(room)
    room.now += DAY
    done = room.done(report())
    assert done.created
    assert (done.version, done.state) == (1, State.REPORTED)
    assert (reported(done).recurs, reported(done).recurrences) == (old, 1)
    (_, linked) = records(done)
    assert (linked.case, linked.version, linked.actor.id) == (old, 3, "centre")
    assert linked.event == Linked(other=done.case, how="recurs")
    assert list(room.state().cases) == [done.case]


def test_the_same_key_is_one_case_also_when_it_comes_again(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        closed(room)
        first, second = (room.ask(report(), key="phone-1") for _ in range(2))
    with Room(tmp_path) as room:
        third = room.ask(report(), key="phone-1")
        assert isinstance(first, Done)
        for replay in (second, third):
            assert isinstance(replay, Done)
            assert (replay.replayed, replay.case) == (True, first.case)
            assert replay.stored == first.stored
        assert len(room.restored.cases) == 1


def test_what_is_closed_and_reported_in_one_batch_is_seen(room: Room) -> None:
    case = room.done(report()).case
    blocked = room.send(c.AnswerUrge(note="n"), case)
    answers = [room.send(CLOSE, case), room.send(report()), room.send(report())]
    blocked.result(30)
    done = [answer.result(30) for answer in answers]
    for one in done[1:]:
        assert isinstance(one, Done)
        assert reported(one).recurs == case


@pytest.mark.parametrize("snapshot_every", [2, 25_000])
def test_a_restart_goes_on_where_it_was(tmp_path: Path, snapshot_every: int) -> None:
    """From a snapshot and its tail, and from the first record."""
    found = []
    for _ in range(3):
        with Room(tmp_path, snapshot_every=snapshot_every) as room:
            room.now += len(found) * DAY
            done = room.done(report())
            found.append((reported(done).recurrences, reported(done).chronic))
            room.done(CLOSE, done.case)
            room.now += DAY
    assert found == [(0, False), (1, False), (2, True)]
    assert verdict(tmp_path).exit_code == 0


def test_a_kill_at_any_moment_loses_no_link(tmp_path: Path) -> None:
    """The file and its log as they lie while the centre runs: what a kill leaves."""
    left = tmp_path / "left"
    with Room(tmp_path) as room:
        old = closed(room)
        shutil.copytree(tmp_path, left, ignore=shutil.ignore_patterns("left"))
    (left / "ledger.db-shm").unlink()
    with Room(left) as room:
        assert reported(room.done(report())).recurs == old


def test_replay_is_what_was_told(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        for _ in range(4):
            closed(room)
            room.now += DAY
        room.done(report())
        told = room.state()
    again = read_back(tmp_path)
    assert (again.digest, again.cases) == (told.digest, told.cases)
    again.prev = told.prev
    assert cut(again)[1:] == cut(told)[1:]
    (case,) = again.cases.values()
    assert (case.recurrences, case.chronic) == (4, True)


def test_a_damaged_row_costs_the_link_and_not_the_report(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        closed(room)
    evil(tmp_path / "ledger.db", "UPDATE closed SET body = x'00'")
    with Room(tmp_path) as room:
        assert reported(room.done(report())).recurs == ""
        assert not room.desk.failure
    assert "closed" in verdict(tmp_path).reason


def of_format_1(path: Path) -> None:
    """As the program before this one left it."""
    with sqlite3.connect(path) as other:
        other.execute("DROP INDEX closed_of_place")
        other.execute("PRAGMA user_version=1")
    other.close()


def test_a_ledger_of_before_is_well_and_grows_when_it_is_opened(
    tmp_path: Path,
) -> None:
    with Room(tmp_path) as room:
        old = closed(room)
    path = tmp_path / "ledger.db"
    of_format_1(path)
    before = path.read_bytes()
    assert verdict(tmp_path).exit_code == 0
    assert path.read_bytes() == before
    with Room(tmp_path) as room:
        assert reported(room.done(report())).recurs == old
    assert verdict(tmp_path).exit_code == 0
    with sqlite3.connect(path) as other:
        ((version,),) = other.execute("PRAGMA user_version")
    other.close()
    assert version == schema.FORMAT


def test_a_place_is_found_by_its_index(tmp_path: Path) -> None:
    """Whatever else was closed, only what lies there is read."""
    open_ledger(tmp_path).close()
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        plan = other.execute(
            "EXPLAIN QUERY PLAN SELECT closed_at, id, body, crc FROM closed "
            "WHERE state = 'CLOSED' AND subclass = 's' AND grid = 'g' "
            "AND closed_at >= 1 AND closed_at < 2 "
            "ORDER BY closed_at DESC, id DESC LIMIT 17"
        ).fetchall()
    other.close()
    assert "closed_of_place (grid=? AND subclass=? AND closed_at>" in str(plan)
