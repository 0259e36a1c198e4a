"""Guessed tokens: counted, locked out, and never at the cost of those who are right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from centre.gateway import Gateway
from centre.guard import FAILURES, LOCK_S, WINDOW_S, Guard, Lockout
from centre.tokens import Grant, Tokens, digest
from domain import wire
from domain.codes import Role
from tests.house import house, listening

SECRET = "canary-0123456789abcdef"
OTHER = "canary-fedcba9876543210"
KNOWN = [
    Grant(digest(SECRET), "wang", frozenset({Role.DISPATCHER})),
    Grant(digest(OTHER), "zhao", frozenset({Role.DISPATCHER})),
]


@pytest.fixture
def now() -> list[float]:
    return [100.0]


@pytest.fixture
def lockout(now: list[float]) -> Lockout:
    return Lockout(lambda: now[0])


def test_ten_failures_a_minute_lock_an_address_for_a_quarter_of_an_hour(
    lockout: Lockout, now: list[float]
) -> None:
    for _ in range(FAILURES - 1):
        lockout.bad("a", "guess")
    assert lockout.left("a", "guess") == 0
    now[0] += WINDOW_S
    lockout.bad("a", "guess")
    assert 0 < lockout.left("a", "guess") <= LOCK_S + 1
    assert lockout.left("b", "guess") == 0
    now[0] += LOCK_S - 1
    assert lockout.left("a", "guess") > 0
    now[0] += 1
    assert lockout.left("a", "guess") == 0
    lockout.bad("a", "guess")
    assert lockout.left("a", "guess") == 0


def test_failures_that_take_longer_than_a_minute_lock_nobody(
    lockout: Lockout, now: list[float]
) -> None:
    for _ in range(5 * FAILURES):
        now[0] += WINDOW_S / (FAILURES - 1) + 0.1
        lockout.bad("a", "guess")
        assert lockout.left("a", "guess") == 0


def test_a_token_that_was_right_there_stays_right(lockout: Lockout) -> None:
    lockout.good("a", "mine")
    for _ in range(FAILURES):
        lockout.bad("a", "guess")
    assert lockout.left("a", "mine") == 0
    assert lockout.left("a", "another")
    lockout.bad("a", "mine")  # revoked meanwhile
    assert lockout.left("a", "mine")


def test_what_is_remembered_is_bounded(lockout: Lockout) -> None:
    for number in range(10_000):
        lockout.bad(f"a{number}", "guess")
        lockout.good(f"a{number}", "mine")
    kept = (lockout._failed, lockout._until, lockout._good)
    assert max(map(len, kept)) <= 4096


@asynccontextmanager
async def at(
    centre: Gateway, address: str, token: str = ""
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=centre.app, client=(address, 1))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers=headers
    ) as client:
        yield client


async def test_a_guesser_is_told_to_go_away_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, tokens=Tokens(KNOWN)) as centre:
        async with at(centre, "10.0.0.1", SECRET) as wall:
            assert (await wall.get("/me")).status_code == 200
            for number in range(FAILURES):
                async with at(centre, "10.0.0.1", f"guess-{number}") as guesser:
                    answer = await guesser.get("/cases")
                    assert answer.status_code == 401
            async with at(centre, "10.0.0.1", OTHER) as right_by_luck:
                answer = await right_by_luck.get("/cases")
                assert (answer.status_code, answer.json()["code"]) == (
                    429,
                    "locked-out",
                )
                assert 890 < int(answer.headers["retry-after"]) <= 901
            assert (await wall.get("/me")).status_code == 200
        async with at(centre, "10.0.0.2", OTHER) as elsewhere:
            assert (await elsewhere.get("/me")).status_code == 200
        async with at(centre, "10.0.0.1") as nobody:
            assert (await nobody.get("/cases")).status_code == 401
            assert (await nobody.get("/healthz")).status_code == 200


async def test_guesses_at_the_feed_count_as_well(tmp_path: Path) -> None:
    async with (
        house(tmp_path, tokens=Tokens(KNOWN)) as centre,
        listening(centre) as url,
    ):
        feed = f"ws{url[4:]}/feed?protocol={wire.PROTOCOL}"
        guess = {"Authorization": "Bearer guess"}
        for _ in range(FAILURES):
            async with connect(feed, additional_headers=guess, proxy=None) as socket:
                await socket.wait_closed()
                assert socket.close_code == wire.CLOSE_AUTH
        with pytest.raises(InvalidStatus) as caught:
            async with connect(feed, additional_headers=guess, proxy=None):
                pass
        assert caught.value.response.status_code == 403


async def test_a_centre_without_tokens_has_no_guard(tmp_path: Path) -> None:
    async with house(tmp_path) as centre:
        assert not isinstance(centre.app._app, Guard)
