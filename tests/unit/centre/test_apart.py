"""The desk in a process of its own: it says the same, and leaves nobody waiting."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from centre.apart.messages import Stream, Wish, framed, to_desk
from centre.desk import Answer, Done, Failed, KeyReused, Order, Stale, UnknownCase
from centre.desk_cuts import Cut
from centre.errors import LedgerFailed
from centre.ledger.protocol import Entry, Ledger
from centre.ledger.sqlite import SqliteLedger
from domain import commands as c
from domain.commands import AnyCommand
from domain.errors import Refused
from domain.photos import Photo
from domain.scoping import narrowed
from domain.snapshot import restore as whole
from domain.state import ALL
from tests.house import until
from tests.town import MONDAY, SYSTEM, report
from tests.unit.centre.desk_room import PATIENCE_S, open_ledger, read_back, records
from tests.unit.centre.far_room import Hearing, far, near


def order(key: str, command: AnyCommand | None = None, **more: object) -> Order:
    plain = Order(command=command or report(), actor=SYSTEM, key=key, body_digest=b"d")
    return msgspec.structs.replace(plain, **more)


async def every_kind(room: Hearing) -> list[Answer]:
    """Of every answer that a desk can give to an order, at least one."""
    (made,) = await room.ask(order("one"))
    assert isinstance(made, Done)
    accept = order("two", c.Accept(), case=made.case, expected_version=1)
    answers: list[Answer] = [made]
    answers += await room.ask(
        accept,
        order("three", c.Accept(), case=made.case, expected_version=1),
        order("four", c.Take(), case=made.case),
        order("five", c.Accept(), case="nobody"),
        order("one", body_digest=b"other"),
        order("one"),
        order("\n"),
    )
    answers += await room.ask(order("six", c.Verify(genuine=True), case=made.case))
    return answers


async def test_it_says_what_a_desk_in_a_thread_says(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").mkdir()
    async with far(tmp_path / "far") as there, near(tmp_path / "near") as here:
        assert await every_kind(there) == await every_kind(here)
        assert there.committed == here.committed
    kinds = {type(answer) for answer in await _again(tmp_path / "far")}
    assert kinds == {Done, Stale, Refused, UnknownCase, KeyReused}


async def _again(folder: Path) -> list[Answer]:
    """After a restart, from the keys that are known and what is refused."""
    async with far(folder) as room:
        return await every_kind(room)


async def test_it_is_another_process_and_gone_at_the_end(tmp_path: Path) -> None:
    async with far(tmp_path) as room:
        pid = room.fork.pid
        assert pid != os.getpid()
        os.kill(pid, 0)
        waiting = room.send(*(order(f"k{n}") for n in range(200)))
        await room.desk.stop()
        answers = [future.result() for future in waiting]
        assert {type(answer) for answer in answers} == {Done}
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert read_back(tmp_path).seq == 200


async def test_what_is_durable_is_told_before_the_answers(tmp_path: Path) -> None:
    async with far(tmp_path) as room:
        await room.ask(order("a"), order("b"))
        await room.ask(order("c", c.Accept(), case="nobody"))
        assert room.told == ["committed 2", "told 2", "told 1"]
        assert [told.seq for told in room.committed] == [1, 2]


async def test_photos_are_doubted_there_too(tmp_path: Path) -> None:
    shot = Photo(photo="a" * 64)
    async with far(tmp_path) as room:
        command = report(photos=(shot.photo,))
        first, again = await room.ask(
            order("a", command, photos=(shot,)),
            order("a", command, photos=(shot,)),
        )
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert [doubt.code for doubt in first.warnings] == ["photo-no-position"]
    assert again.replayed
    assert again.warnings == first.warnings
    assert len(records(first)) == 1


async def test_the_time_of_an_order_is_ours(tmp_path: Path) -> None:
    async with far(tmp_path) as room:
        await room.ask(order("a"), order("b", at=MONDAY + 5))
        assert [told.at for told in room.committed] == [MONDAY, MONDAY + 5]


@pytest.mark.parametrize("key", [ALL, "T01", "T02"])
async def test_a_snapshot_is_of_the_whole_or_a_part(tmp_path: Path, key: str) -> None:
    async with far(tmp_path) as room:
        for n in range(5):
            await room.ask(order(f"k{n}"))
        found = await room.cut(key)
        assert isinstance(found, Cut)
        assert found.seq == 5
    state, part = read_back(tmp_path), whole(found.frames)
    expected = narrowed(state, key)
    assert part.cases == expected.cases
    assert part.census == expected.census


async def test_killed_it_leaves_nobody_waiting_and_what_it_said_is_kept(
    tmp_path: Path,
) -> None:
    async with far(tmp_path) as room:
        (kept,) = await room.ask(order("a"))
        os.kill(room.fork.pid, signal.SIGSTOP)
        waiting = room.send(order("b"))
        wanted = asyncio.create_task(room.cut(ALL))
        await asyncio.sleep(0)
        os.kill(room.fork.pid, signal.SIGKILL)
        (said,) = await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE_S)
        assert isinstance(said, Failed)
        assert isinstance(await wanted, LedgerFailed)
        assert "has ended" in room.desk.lost
        assert room.desk.failure == room.desk.lost
        (later,) = await room.ask(order("c"))
        assert later == Failed(room.desk.lost)
        assert isinstance(await room.cut(ALL), LedgerFailed)
    assert isinstance(kept, Done)
    assert read_back(tmp_path).cases[kept.case].version == 1
    async with far(tmp_path) as room:
        (again,) = await room.ask(order("a"))
        assert isinstance(again, Done)
        assert again.replayed


async def test_left_alone_it_does_what_it_was_given(tmp_path: Path) -> None:
    """As when the centre is killed: nobody is there to hear it."""
    async with far(tmp_path) as room:
        os.kill(room.fork.pid, signal.SIGSTOP)
        waiting = room.send(*(order(f"k{n}") for n in range(100)))
        line = room.far._line
        await until(lambda: not line.get_write_buffer_size())
        line.abort()
        os.kill(room.fork.pid, signal.SIGCONT)
        await until(lambda: room.desk.lost)
        await asyncio.to_thread(os.waitpid, room.fork.pid, 0)
        assert {type(future.result()) for future in waiting} == {Failed}
    assert read_back(tmp_path).seq == 100


async def test_answers_that_nobody_read_keep_it_from_nothing(tmp_path: Path) -> None:
    async with far(tmp_path) as room:
        line = room.far._line
        line.pause_reading()
        room.send(order("unread"))
        await until(lambda: unread(room.fork.line))
        os.kill(room.fork.pid, signal.SIGSTOP)
        room.send(*(order(f"k{n}") for n in range(20)))
        await until(lambda: not line.get_write_buffer_size())
        line.abort()
        os.kill(room.fork.pid, signal.SIGCONT)
        await until(lambda: room.desk.lost)
        _, status = await asyncio.to_thread(os.waitpid, room.fork.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
    assert read_back(tmp_path).seq == 21


def unread(line: socket.socket) -> bool:
    """Whether something lies there that nobody has taken."""
    waiting, _, _ = select.select([line], [], [], 0)
    return bool(waiting)


async def test_signals_to_all_are_not_for_it(tmp_path: Path) -> None:
    async with far(tmp_path) as room:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(room.fork.pid, number)
        (said,) = await room.ask(order("a"))
        assert isinstance(said, Done)


class Full(SqliteLedger):
    """Its disk is full from the third record on."""

    def append(self, batch: object) -> None:
        assert isinstance(batch, list)
        entries: list[Entry] = batch
        if entries[-1].records[-1].seq > 2:
            raise LedgerFailed("the disk is full")
        super().append(entries)


def full(folder: Path) -> Ledger:
    return Full(folder / "ledger.db", "town", "e1", MONDAY)


async def test_a_ledger_that_fails_is_said(tmp_path: Path) -> None:
    async with far(tmp_path, full) as room:
        done = await room.ask(order("a"), order("b"))
        assert room.desk.failure == ""
        assert await room.ask(order("c")) == [Failed("the disk is full")]
        assert room.desk.failure == "the disk is full"
        (again,) = await room.ask(order("a"))
        assert isinstance(again, Done)
        assert again.replayed
        assert isinstance(await room.cut(ALL), Cut)
        assert room.desk.lost == ""
    assert [type(answer) for answer in done] == [Done, Done]


async def test_an_order_that_cannot_be_carried_over_is_answered(
    tmp_path: Path,
) -> None:
    async with far(tmp_path) as room:
        long, odd, good = await room.ask(
            order("a", c.FeedBack(note="x" * 5000)),
            order("b", c.FeedBack(note="\ud800")),
            order("c"),
        )
        assert isinstance(long, Failed)
        assert isinstance(odd, Failed)
        assert isinstance(good, Done)


async def test_a_process_that_cannot_begin_is_an_error_here(tmp_path: Path) -> None:
    def broken(_: Path) -> Ledger:
        raise LedgerFailed("no such disk")

    with pytest.raises(LedgerFailed, match="has ended"):
        async with far(tmp_path, broken):
            raise AssertionError("never")


async def test_closed_it_takes_nothing(tmp_path: Path) -> None:
    async with far(tmp_path) as room:
        await room.desk.stop()
        assert await room.ask(order("a")) == [Failed("the desk is closed")]
        with closing(open_ledger(tmp_path)) as ledger:
            assert ledger.head().seq == 0


def test_messages_come_out_as_they_went_in_wherever_they_are_cut() -> None:
    sent = [Wish(n, "k" * n) for n in (0, 1, 300)]
    raw = b"".join(map(framed, sent))
    for size in (1, 2, 3, 5, 7, len(raw)):
        stream: Stream[object] = Stream(to_desk)
        pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
        assert [m for piece in pieces for m in stream.take(piece)] == sent
