"""The feed over a real socket: what a wall is sent after its hello."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import uvloop

from centre import opening
from centre.clock import SimulatedClock
from centre.gateway import Gateway
from domain import wire
from tests import town
from tests.feed_line import Line, feed
from tests.house import Caller, caller, house, listening


async def test_a_new_wall_gets_hello_snapshot_and_then_every_record(
    centre: Gateway, door: Caller, url: str
) -> None:
    for _ in range(3):
        await door.dispatched()
    async with feed(url) as socket:
        line = Line(socket)
        assert await line.hello() == wire.Hello(
            protocol=1, epoch="e1", head=12, at=town.MONDAY, speed=0.0, simulated=True,
            place="town", version="1.2.3", scope="all", fresh=True,
        )  # fmt: skip
        state = await line.reach(12)
        assert line.records == 0
        await door.dispatched()
        state = await line.reach(16)
        mine, theirs = state, centre.house.board.state
        assert (mine.seq, mine.digest, mine.prev) != (0, 0, "")
        assert (mine.seq, mine.digest) == (theirs.seq, theirs.digest)
        assert mine.cases == theirs.cases


async def test_a_snapshot_carries_the_chain_value_of_its_last_record(
    centre: Gateway, door: Caller, url: str
) -> None:
    await door.dispatched()
    async with feed(url) as socket:
        line = Line(socket)
        await line.hello()
        state = await line.reach(4)
        assert state.prev == centre.house.ledger.head().hash


async def test_a_wall_that_comes_back_gets_what_it_missed_and_no_snapshot(
    door: Caller, url: str
) -> None:
    await door.dispatched()
    async with feed(url) as socket:
        line = Line(socket)
        await line.hello()
        state = await line.reach(4)
    await door.dispatched()
    async with feed(url, after=4, epoch="e1") as socket:
        back = Line(socket)
        back.state = state
        hello = await back.hello()
        assert (hello.fresh, hello.head) == (False, 8)
        await back.reach(8)
        assert back.records == 4
    async with feed(url, after=8, epoch="e1") as socket:
        hello = await Line(socket).hello()
        assert (hello.fresh, hello.head) == (False, 8)


@pytest.mark.parametrize(
    "asked",
    [{"after": 4, "epoch": "other"}, {"after": 99, "epoch": "e1"}, {"after": 4}],
)
async def test_a_wall_of_another_epoch_or_ahead_of_the_ledger_gets_a_snapshot(
    door: Caller, url: str, asked: dict[str, object]
) -> None:
    await door.dispatched()
    async with feed(url, **asked) as socket:
        line = Line(socket)
        assert (await line.hello()).fresh
        await line.reach(4)


async def test_after_a_restart_the_ledger_fills_the_gap(tmp_path: Path) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        for _ in range(5):
            await door.dispatched()
        async with listening(centre) as url, feed(url) as socket:
            line = Line(socket)
            await line.hello()
            state = await line.reach(20)
        for _ in range(5):
            await door.dispatched()
    async with house(tmp_path) as centre, caller(centre) as door:
        assert centre.house.hub.floor == 40  # nothing is in the ring yet
        async with (
            listening(centre) as url,
            feed(url, after=20, epoch="e1") as socket,
        ):
            back = Line(socket)
            back.state = state
            assert not (await back.hello()).fresh
            await back.reach(40)
            await door.dispatched()
            state = await back.reach(44)
            assert back.records == 24
            assert state.digest == centre.house.board.state.digest


async def test_who_missed_more_than_a_backlog_gets_a_snapshot(tmp_path: Path) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        await door.dispatched()
        centre.house.hub.head += opening.BACKLOG + 1
        centre.house.hub._first += opening.BACKLOG + 5
        openings = opening.Openings(centre.house)
        wish = opening.Wish(opening.ALL, 2, "e1")
        assert await openings._missed(wish) is None


async def test_walls_that_come_together_share_one_snapshot(
    centre: Gateway, door: Caller
) -> None:
    await door.dispatched()
    openings = opening.Openings(centre.house)
    wish = opening.Wish(opening.ALL, 0, "")
    one, two = await asyncio.gather(openings.open(wish), openings.open(wish))
    await door.dispatched()
    three = await openings.open(wish)
    assert one.frames is two.frames is three.frames
    assert (one.cursor, three.cursor) == (4, 4)
    openings.forget()
    assert (await openings.open(wish)).frames is one.frames
    openings.forget()
    openings.forget()
    assert (await openings.open(wish)).cursor == 8


async def test_a_snapshot_that_the_ring_has_left_behind_is_cut_anew(
    centre: Gateway, door: Caller
) -> None:
    await door.dispatched()
    openings = opening.Openings(centre.house)
    wish = opening.Wish(opening.ALL, 0, "")
    assert (await openings.open(wish)).cursor == 4
    await door.dispatched()
    centre.house.hub._first = 7
    assert (await openings.open(wish)).cursor == 8


async def test_a_wall_of_one_street_gets_its_cases_and_records_only(
    door: Caller, url: str
) -> None:
    west = await door.report(grid="T02001001")
    await door.report()
    async with feed(url, scope="street:T02") as socket:
        line = Line(socket)
        assert (await line.hello()).scope == "street:T02"
        state = await line.reach(2)
        assert set(state.cases) == {west["case"]}
        await door.report()
        await door.do(west, "accept")
        while not isinstance(message := await line.message(), wire.Records):
            pass
        assert [(r.seq, r.case) for r in message.records] == [(4, west["case"])]


async def test_a_wall_of_ops_gets_heartbeats_and_no_case(
    door: Caller, url: str
) -> None:
    receipt = await door.report()
    async with feed(url, {"Gridwall-Role": "ops"}, scope="none") as socket:
        line = Line(socket)
        hello = await line.hello()
        assert (hello.scope, hello.head) == ("none", 1)
        state = await line.reach(1)
        assert (state.cases, state.recent, state.census) == ({}, {}, {})
        await door.do(receipt, "accept")
        while not line.beats or line.beats[-1].head < 2:
            await line.take()
        assert line.records == 0


async def test_a_case_that_moves_is_told_where_it_was_and_where_it_is(
    door: Caller, url: str
) -> None:
    receipt = await door.report()
    async with (
        feed(url, scope="street:T01") as here,
        feed(url, scope="street:T02") as there,
        feed(url, scope="department:hw") as hands,
    ):
        lines = [Line(socket) for socket in (here, there, hands)]
        for line in lines:
            await line.hello()
            await line.reach(1)
        receipt = await door.do(receipt, "accept", {"grid": "T02001001"})
        receipt = await door.do(receipt, "file")
        await door.do(receipt, "dispatch", {"department": "hw"})
        seen = [[2], [2, 3, 4], [4]]
        for line, owed in zip(lines, seen, strict=True):
            got: list[int] = []
            while len(got) < len(owed):
                message = await line.message()
                if isinstance(message, wire.Records):
                    got += [record.seq for record in message.records]
            assert got == owed


async def test_heartbeats_tell_head_and_clock_and_every_half_minute_the_digest(
    centre: Gateway, door: Caller, url: str
) -> None:
    await door.dispatched()
    async with feed(url) as socket:
        line = Line(socket)
        await line.hello()
        await line.reach(4)
        clock = centre.house.clock
        assert isinstance(clock, SimulatedClock)
        clock.reach(town.MONDAY + 1234)
        centre.feed.pulse(1)
        centre.feed.pulse(30)
        while not line.beats or line.beats[-1].digest is None:
            await line.take()
        last = line.beats[-1]
        assert (last.head, last.at) == (4, town.MONDAY + 1234)
        assert last.digest == centre.house.board.state.digest


def test_an_alarm_may_come_when_the_tick_is_due_already(tmp_path: Path) -> None:
    """On the loop that a centre runs on, whose handles tell less than asyncio's."""

    async def run() -> None:
        async with (
            house(tmp_path) as centre,
            listening(centre) as url,
            caller(centre) as door,
            feed(url) as socket,
        ):
            centre.feed.stir()
            centre.feed.stir(urgent=True)
            line = Line(socket)
            await line.hello()
            await door.report(urgent=True)
            await line.reach(1)

    uvloop.run(run())
