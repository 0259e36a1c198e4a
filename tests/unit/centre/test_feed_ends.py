"""How a feed ends: who is turned away, who is cut off, and what they are told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from centre.clock import SimulatedClock
from centre.gateway import Gateway
from centre.hub import Hub, Limits
from centre.pace import Pace
from centre.tokens import Grant, Tokens, digest
from domain import wire
from domain.codes import Role
from tests import town
from tests.feed_line import Line, end_of, feed
from tests.house import Caller, acting, house, listening, until


async def test_another_protocol_is_told_both_versions(url: str) -> None:
    for protocol in (2, 0, "x", ""):
        async with feed(url, protocol=protocol) as socket:
            code, reason = await end_of(socket)
            assert code == wire.CLOSE_PROTOCOL
            assert "protocol 1" in reason
            assert str(protocol) in reason


@pytest.mark.parametrize(
    ("asked", "headers", "code"),
    [
        ({"scope": "street:T09"}, {}, wire.CLOSE_SCOPE),
        ({"scope": "nonsense"}, {}, wire.CLOSE_SCOPE),
        ({"after": -1}, {}, wire.CLOSE_PROTOCOL),
        ({"after": "9" * 30}, {}, wire.CLOSE_PROTOCOL),
        ({}, {"Gridwall-Role": "admin"}, wire.CLOSE_SCOPE),
        ({}, {"Gridwall-Role": "ops"}, wire.CLOSE_SCOPE),
        ({"scope": "street:T01"}, {"Gridwall-Role": "ops"}, wire.CLOSE_SCOPE),
        ({"scope": "none"}, {"Gridwall-Role": "admin"}, wire.CLOSE_SCOPE),
        ({}, acting(town.actor(Role.STREET, "T01")), wire.CLOSE_SCOPE),
        ({"scope": "street:T02"}, acting(town.actor(Role.STREET, "T01")),
         wire.CLOSE_SCOPE),
    ],
)  # fmt: skip
async def test_a_wall_that_asks_what_it_may_not_is_closed_with_a_reason(
    url: str, asked: dict[str, object], headers: dict[str, str], code: int
) -> None:
    async with feed(url, headers, **asked) as socket:
        got, reason = await end_of(socket)
        assert got == code
        assert reason


async def test_only_what_a_wall_says_is_understood(url: str) -> None:
    async with feed(url) as socket:
        await Line(socket).hello()
        await socket.send(b'{"t":"shout"}')
        code, reason = await end_of(socket)
        assert (code, reason[:13]) == (wire.CLOSE_PROTOCOL, "not a message")


async def test_a_page_of_another_site_is_turned_away_and_our_own_is_not(
    url: str,
) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with feed(url, {"Origin": "https://evil.example"}):
            pass
    assert caught.value.response.status_code == 403
    async with feed(url, {"Origin": url}) as socket:
        await Line(socket).hello()


async def test_without_a_right_token_the_feed_is_closed(tmp_path: Path) -> None:
    known = Tokens(
        [Grant(digest("secret-token"), "wang", frozenset({Role.DISPATCHER}))]
    )
    async with house(tmp_path, tokens=known) as centre, listening(centre) as url:
        for headers in ({}, {"Authorization": "Bearer guess"}):
            async with feed(url, headers) as socket:
                assert (await end_of(socket))[0] == wire.CLOSE_AUTH
        async with feed(url, {"Authorization": "Bearer secret-token"}) as socket:
            await Line(socket).hello()


async def test_a_token_that_runs_out_ends_the_feed(tmp_path: Path) -> None:
    grant = Grant(
        digest("secret-token"), "wang", frozenset({Role.DISPATCHER}),
        expires=town.MONDAY + 60_000,
    )  # fmt: skip
    async with (
        house(tmp_path, tokens=Tokens([grant])) as centre,
        listening(centre) as url,
        feed(url, {"Authorization": "Bearer secret-token"}) as socket,
    ):
        await Line(socket).hello()
        clock = centre.house.clock
        assert isinstance(clock, SimulatedClock)
        clock.reach(town.MONDAY + 60_000)
        centre.feed.pulse(5)
        code, reason = await end_of(socket)
        assert (code, reason.partition(":")[0]) == (wire.CLOSE_AUTH, "token-wrong")


async def test_an_account_has_four_feeds_at_most(tmp_path: Path) -> None:
    known = Tokens(
        [Grant(digest("secret-token"), "wang", frozenset({Role.DISPATCHER}))]
    )
    headers = {"Authorization": "Bearer secret-token"}
    async with house(tmp_path, tokens=known) as centre, listening(centre) as url:
        sockets = [await feed(url, headers) for _ in range(4)]
        for socket in sockets:
            await Line(socket).hello()
        async with feed(url, headers) as fifth:
            code, reason = await end_of(fifth)
            assert (code, reason.partition(":")[0]) == (1013, "too-many-feeds")
        centre.feed._pace = Pace(lambda: 0.0, burst=1)
        await sockets[0].close()
        await until(lambda: len(centre.house.hub.walls) == 3)
        async with feed(url, headers) as socket:
            await Line(socket).hello()
        for socket in sockets:
            await socket.close()


async def test_a_wall_that_reads_but_never_acknowledges_is_cut_off(
    centre: Gateway, door: Caller, url: str
) -> None:
    hub = centre.house.hub
    hub._limits = Limits(credit_records=4)
    async with feed(url) as socket:
        await Line(socket).hello()
        (wall,) = hub.walls
        for _ in range(2):
            await door.dispatched()
            await until(lambda: wall.starved or wall.cursor == hub.head)
        assert wall.starved
        hub._limits = Limits(credit_records=4, patience_s=0)
        centre.feed.pulse(1)
        code, reason = await end_of(socket)
        assert (code, reason[:8]) == (wire.CLOSE_SLOW, "too slow")
    await until(lambda: not centre.house.hub.walls)


async def deaf(url: str) -> asyncio.StreamWriter:
    """A wall that asks for the feed and then reads nothing at all."""
    host, port = url.removeprefix("http://").split(":")
    _reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(
        b"GET /feed?protocol=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    return writer


async def drain(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


async def test_a_wall_that_stops_reading_is_cut_off_and_the_others_are_not(
    centre: Gateway, url: str
) -> None:
    hub = centre.house.hub
    hub._limits = Limits(credit_bytes=1 << 40)
    writer = await deaf(url)
    await until(lambda: len(hub.walls) == 1)
    (stalled,) = hub.walls
    async with feed(url) as socket:
        await Line(socket).hello()
        (good,) = hub.walls - {stalled}
        draining = asyncio.create_task(drain(socket))
        while stalled.cursor == hub.head or not stalled.sending:
            for _ in range(10):
                hub.publish(b"x" * 60_000, frozenset())
            centre.feed.stir()
            await until(lambda: good.cursor == hub.head and not good.sending)
        hub._limits = Limits(credit_bytes=1 << 40, patience_s=0)
        assert hub.overdue(asyncio.get_running_loop().time()) == [stalled]
        centre.feed.pulse(1)
        await until(lambda: hub.walls == {good})
        assert not draining.done()
    await draining
    writer.transport.abort()


async def test_the_centre_says_goodbye_when_it_stops(centre: Gateway, url: str) -> None:
    async with feed(url) as socket:
        await Line(socket).hello()
        await centre.feed.close()
        assert (await end_of(socket))[0] == wire.CLOSE_SHUTDOWN
    async with feed(url) as late:
        assert (await end_of(late))[0] == wire.CLOSE_SHUTDOWN


async def test_a_wall_that_is_gone_is_forgotten(centre: Gateway, url: str) -> None:
    hub: Hub = centre.house.hub
    async with feed(url) as socket:
        await Line(socket).hello()
        assert len(hub.walls) == 1
        assert (await _health(url))["walls"] == 1
        socket.transport.abort()
    await until(lambda: not hub.walls)
    assert centre.feed._visits == {}


async def _health(url: str) -> dict[str, int]:
    async with httpx.AsyncClient(trust_env=False) as client:
        body: dict[str, int] = (await client.get(f"{url}/healthz")).json()
        return body
