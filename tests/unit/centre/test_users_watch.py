"""A running centre and its token file: revoked is revoked, within a second's look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect

from centre import tokens
from centre.gateway import Gateway
from centre.pace import Pace
from centre.tokens import Tokens
from centre.users import command
from centre.users.audit import Audit
from centre.users.watch import Watch, used
from domain import wire
from tests import town
from tests.house import Caller, caller, house, listening, until
from tests.unit.centre.test_users_file import Desk

HOUR = town.HOUR


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")


def bearer(token: str, **more: str) -> dict[str, str]:
    named = {name.replace("_", "-"): text for name, text in more.items()}
    return {"Authorization": f"Bearer {token}"} | named


class At:
    """A centre whose clock is the desk's, and the watch of its token file."""

    def __init__(self, centre: Gateway, watch: Watch, url: str) -> None:
        self.centre, self.watch, self.url = centre, watch, url

    def second(self) -> None:
        """What the centre does once a second."""
        self.watch.look(0)
        self.centre.feed.pulse(1)

    def feed(self, token: str, scope: str = "all", **more: str) -> connect:
        return connect(
            f"ws{self.url[4:]}/feed?protocol={wire.PROTOCOL}&scope={scope}",
            additional_headers=bearer(token, **more),
            proxy=None,
        )

    @asynccontextmanager
    async def door(self, token: str, **more: str) -> AsyncIterator[Caller]:
        async with caller(self.centre, **bearer(token, **more)) as one:
            yield one


@asynccontextmanager
async def centre_of(desk: Desk, tmp_path: Path) -> AsyncIterator[At]:
    known = tokens.read(desk.data, lambda: desk.now)
    async with house(tmp_path, tokens=known) as centre, listening(centre) as url:
        yield At(centre, Watch(desk.data, known), url)


async def hello(socket: ClientConnection) -> None:
    message = await socket.recv()
    assert isinstance(message, bytes)
    assert isinstance(wire.decode_down(message), wire.Hello)


async def end_of(socket: ClientConnection) -> tuple[int | None, str]:
    """Code and reason with which the centre closes."""
    await socket.wait_closed()
    return socket.close_code, (socket.close_reason or "").partition(":")[0]


async def test_a_token_revoked_mid_shift_ends_feed_and_door(
    desk: Desk, tmp_path: Path
) -> None:
    gone, stays = desk.add("wang", "dispatcher"), desk.add("zhao", "dispatcher")
    async with (
        centre_of(desk, tmp_path) as at,
        at.feed(gone) as one,
        at.feed(stays) as other,
    ):
        await hello(one)
        await hello(other)
        command.revoke(desk.clerk, "wang")
        at.second()
        assert await end_of(one) == (wire.CLOSE_AUTH, "token-wrong")
        async with at.door(gone) as door:
            answer = await door.post("/cases", {})
            assert (answer.status_code, answer.json()["code"]) == (401, "token-wrong")
        async with at.door(stays) as door:
            assert (await door.client.get("/cases")).status_code == 200
        await until(lambda: len(at.centre.house.hub.walls) == 1)


async def test_all_may_be_revoked(desk: Desk, tmp_path: Path) -> None:
    token = desk.add("wang", "dispatcher")
    async with centre_of(desk, tmp_path) as at, at.feed(token) as socket:
        await hello(socket)
        command.revoke(desk.clerk, "wang")
        at.second()
        assert (await end_of(socket))[0] == wire.CLOSE_AUTH


async def test_a_token_runs_out_by_the_real_clock_also_on_a_simulated_one(
    desk: Desk, tmp_path: Path
) -> None:
    token = desk.add("wang", "dispatcher", hours=1)
    async with centre_of(desk, tmp_path) as at, at.feed(token) as socket:
        await hello(socket)
        desk.now += HOUR - 1
        at.second()
        async with at.door(token) as door:
            assert (await door.client.get("/me")).json()["expires"] == desk.now + 1
        desk.now += 1
        at.second()
        assert (await end_of(socket))[0] == wire.CLOSE_AUTH
        async with at.door(token) as door:
            assert (await door.client.get("/me")).status_code == 401
        command.renew(desk.clerk, "wang")
        at.second()
        async with at.door(token) as door:
            assert (await door.client.get("/me")).status_code == 200


async def test_a_new_account_comes_in_at_once(desk: Desk, tmp_path: Path) -> None:
    desk.add("wang", "dispatcher")
    async with centre_of(desk, tmp_path) as at:
        token = desk.add("zhao", "leader", name="赵")
        at.second()
        async with at.door(token) as door:
            me = (await door.client.get("/me")).json()
    assert me == {
        "account": "zhao", "name": "赵", "role": "leader", "roles": ["leader"],
        "unit": "", "scope": "all", "expires": town.MONDAY + 12 * HOUR,
        "may_write": True, "break_glass": False,
    }  # fmt: skip


async def test_a_token_given_this_moment_is_known_and_a_revocation_not_missed(
    desk: Desk, tmp_path: Path
) -> None:
    gone = desk.add("wang", "dispatcher")
    async with centre_of(desk, tmp_path) as at, at.feed(gone) as socket:
        await hello(socket)
        command.revoke(desk.clerk, "wang")
        new = desk.add("zhao", "dispatcher")
        async with at.door(new) as door:  # before the centre's next look
            assert (await door.client.get("/cases")).status_code == 200
        assert at.watch.look(0), "whoever looks once a second hears of it"
        assert not at.watch.look(0)
        at.centre.feed.pulse(1)
        assert (await end_of(socket))[0] == wire.CLOSE_AUTH


async def test_an_account_that_moves_to_another_street_loses_its_feed(
    desk: Desk, tmp_path: Path
) -> None:
    token = desk.add("lobby", "watch", unit="T01")
    async with centre_of(desk, tmp_path) as at, at.feed(token, "street:T01") as socket:
        await hello(socket)
        path = desk.data / tokens.FILE
        path.write_text(path.read_text().replace("T01", "T02"))
        at.second()
        assert await end_of(socket) == (wire.CLOSE_SCOPE, "scope-not-yours")


@pytest.mark.parametrize("harm", ["loose", "broken", "gone"])
async def test_a_file_that_will_not_do_changes_nothing_and_is_complained_about(
    desk: Desk, tmp_path: Path, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = desk.add("wang", "dispatcher")
    async with centre_of(desk, tmp_path) as at:
        path = desk.data / tokens.FILE
        match harm:
            case "loose":
                path.chmod(0o644)
            case "broken":
                path.write_bytes(b"{")
            case _:
                path.unlink()
        for _ in range(3):
            at.second()
        async with at.door(token) as door:
            assert (await door.client.get("/me")).status_code == 200
    told = [r.getMessage() for r in caplog.records if "stay as they were" in r.message]
    assert len(told) == 1


async def test_the_centre_tells_when_a_token_was_last_used(
    desk: Desk, tmp_path: Path
) -> None:
    token = desk.add("wang", "dispatcher")
    never = desk.add("zhao", "dispatcher")
    async with centre_of(desk, tmp_path) as at, at.door(token) as door:
        desk.now += 5000
        await door.client.get("/me")
        assert used(desk.data) == {}
        at.watch.look(59)
    one = tokens.digest(token)[:8]
    assert used(desk.data) == {one: town.MONDAY + 5000}
    assert (desk.data / "used.json").stat().st_mode & 0o777 == 0o600
    again = Tokens(desk.book.tokens)
    Watch(desk.data, again)
    assert again.used == {one: town.MONDAY + 5000}
    assert tokens.digest(never)[:8] not in again.used


async def test_five_handshakes_in_ten_seconds_are_enough(
    desk: Desk, tmp_path: Path
) -> None:
    token = desk.add("wang", "dispatcher")
    other = desk.add("zhao", "dispatcher")
    now = [0.0]
    async with centre_of(desk, tmp_path) as at:
        at.centre.feed._pace = Pace(lambda: now[0], 30, 5)
        for _ in range(5):
            async with at.feed(token) as socket:
                await hello(socket)
        async with at.feed(token) as socket:
            assert await end_of(socket) == (1013, "too-many-handshakes")
        async with at.feed(other) as socket:  # here all addresses are one: a proxy's
            await hello(socket)
        now[0] = 2.0
        async with at.feed(token) as socket:
            await hello(socket)


async def test_a_feed_of_an_account_is_its_units_and_no_wider(
    desk: Desk, tmp_path: Path
) -> None:
    token = desk.add("wang", "dispatcher", unit="T01")
    async with centre_of(desk, tmp_path) as at:
        for scope in ("all", "street:T02", "department:hw"):
            async with at.feed(token, scope) as socket:
                assert await end_of(socket) == (wire.CLOSE_SCOPE, "scope-not-yours")
        async with at.feed(token, "street:T01") as socket:
            await hello(socket)


async def test_a_feed_through_a_broken_glass_ends_with_it(
    desk: Desk, tmp_path: Path
) -> None:
    token = desk.add("wang", "ops,dispatcher", glass="leader")
    headers = {"Gridwall_Role": "leader", "Gridwall_Break_Glass": "nobody else here"}
    async with centre_of(desk, tmp_path) as at, at.feed(token, **headers) as socket:
        await hello(socket)
        desk.now += tokens.GLASS_MS - 1
        at.second()
        assert len(at.centre.house.hub.walls) == 1
        desk.now += 1
        at.second()
        assert await end_of(socket) == (wire.CLOSE_SCOPE, "role-not-yours")
    said = [entry.what for entry in Audit(desk.data).entries()]
    assert said == ["add", "break-glass"]
