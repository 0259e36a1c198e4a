"""Accounts at the door: bound by their unit, and a glass that is broken loudly."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest

from centre.gateway import Gateway
from centre.tokens import GLASS_MS, Grant, Tokens, digest
from centre.users.audit import Audit
from centre.users.grants import Book, Glass
from domain.codes import Role
from tests import town
from tests.house import Caller, caller, house

NOW = town.MONDAY
MACHINE = "machine-own-token"
SECRET = "canary-0123456789abcdef"
EAST = Grant(
    digest(SECRET), "wang", frozenset({Role.DISPATCHER, Role.ACCEPTANCE}),
    unit="T01", scope="street", glass=frozenset({Role.LEADER}),
)  # fmt: skip
REASON = "nobody else in reach"


class Rooms:
    """A centre, its trusted wall, and one account's door."""

    def __init__(self, centre: Gateway, wall: Caller, tokens: Tokens) -> None:
        self.centre, self.wall, self.tokens = centre, wall, tokens
        self.now = NOW

    @asynccontextmanager
    async def door(
        self, role: str = "dispatcher", **more: str
    ) -> AsyncIterator[Caller]:
        headers = {"Authorization": f"Bearer {SECRET}", "Gridwall-Role": role}
        headers |= {name.replace("_", "-"): text for name, text in more.items()}
        async with caller(self.centre, **headers) as one:
            yield one


@asynccontextmanager
async def rooms(
    folder: Path, grant: Grant = EAST, *, audit: bool = True
) -> AsyncIterator[Rooms]:
    found: list[Rooms] = []
    tokens = Tokens(
        [grant],
        trusted=digest(MACHINE),
        audit=Audit(folder) if audit else None,
        now=lambda: found[0].now if found else NOW,
    )
    async with (
        house(folder, tokens=tokens) as centre,
        caller(centre, Authorization=f"Bearer {MACHINE}") as wall,
    ):
        found.append(Rooms(centre, wall, tokens))
        yield found[0]


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def do(door: Caller, case: dict[str, Any], word: str, body: Any = None) -> Any:
    """As whoever the door's headers say."""
    return await door.client.post(
        f"/cases/{case['case']}/{word}",
        json=body or {},
        headers={
            "Idempotency-Key": door.key(),
            "If-Match": f'"c{case["case"]}-v{case["version"]}"',
        },
    )


# Bound by a street


async def test_a_dispatcher_of_a_street_has_its_cases_and_no_others(
    tmp_path: Path,
) -> None:
    async with rooms(tmp_path) as at, at.door() as door:
        own, foreign = await at.wall.report(), await at.wall.report(grid="T02001001")
        for case in (own, foreign):
            for step in ("accept", "file"):
                case.update(await at.wall.do(case, step))
        listed = (await door.client.get("/cases")).json()["cases"]
        assert [case["id"] for case in listed] == [own["case"]]
        for name in (foreign["case"], foreign["number"], "nothing"):
            answer = await door.client.get(f"/cases/{name}")
            assert said(answer) == (404, "case-unknown")
        body = {"department": "hw"}
        refused = await do(door, foreign, "dispatch", body)
        assert said(refused) == (404, "case-unknown")
        assert (await do(door, own, "dispatch", body)).status_code == 200
        me = (await door.client.get("/me")).json()
        assert (me["scope"], me["unit"]) == ("street", "T01")


async def test_a_case_to_merge_into_is_no_way_to_find_out(tmp_path: Path) -> None:
    async with rooms(tmp_path) as at, at.door("acceptance") as door:
        own, other = await at.wall.report(), await at.wall.report()
        foreign = await at.wall.report(grid="T02001001")
        answers = [
            (await do(door, own, "merge", {"target": target})).json()
            for target in (foreign["case"], "xxxxx")
        ]
        details = [a["detail"].replace(foreign["case"], "xxxxx") for a in answers]
        assert [a["code"] for a in answers] == ["target-not-open"] * 2
        assert details[0] == details[1]
        done = await do(door, own, "merge", {"target": other["case"]})
        assert done.status_code == 200


async def test_closed_cases_of_another_street_are_not_listed(tmp_path: Path) -> None:
    async with rooms(tmp_path) as at, at.door() as door:
        for grid in ("T01001001", "T02001001"):
            case = await at.wall.report(grid=grid)
            case = await at.wall.do(case, "accept")
            await at.wall.do(case, "refuse-to-file", {"reason": "V01"})
        for query in ("state=VOIDED", "state=VOIDED&street=T02"):
            listed = (await door.client.get(f"/cases?{query}")).json()["cases"]
            streets = {case["street"] for case in listed}
            assert streets <= {"T01"}
        assert len((await door.client.get("/cases?state=VOIDED")).json()["cases"]) == 1


@pytest.mark.parametrize("role", [Role.OPS, Role.ADMIN])
async def test_who_runs_the_machine_sees_no_case(role: Role, tmp_path: Path) -> None:
    grant = Grant(digest(SECRET), "root", frozenset({role}), glass=frozenset(Role))
    async with rooms(tmp_path, grant) as at, at.door(role) as door:
        case = await at.wall.report(title="秘密")
        paths = ("/cases", f"/cases/{case['case']}", f"/photos/{'0' * 64}")
        for path in paths:
            answer = await door.client.get(path)
            assert said(answer) == (403, "role-not-allowed")
            assert "秘密" not in answer.text
        assert said(await do(door, case, "accept")) == (403, "role-not-allowed")
        me = (await door.client.get("/me")).json()
        seen = "none" if role is Role.OPS else "all"
        assert (me["may_write"], me["scope"]) == (False, seen)
    async with (
        rooms(tmp_path, grant) as at,
        at.door("leader", Gridwall_Break_Glass=REASON) as door,
    ):
        assert said(await door.client.get("/cases")) == (403, "role-not-yours")
    assert Audit(tmp_path).entries() == []


async def test_a_watcher_looks_and_never_writes(tmp_path: Path) -> None:
    grant = Grant(digest(SECRET), "lobby", frozenset({Role.WATCH}))
    async with rooms(tmp_path, grant) as at, at.door("watch") as door:
        case = await at.wall.report()
        assert (await door.client.get("/cases")).status_code == 200
        for word in ("accept", "urge", "special-close", "send-verify"):
            assert said(await do(door, case, word)) == (403, "role-not-allowed")
        assert (await door.client.get("/me")).json()["may_write"] is False


# Breaking the glass


async def test_a_glass_gives_one_role_for_a_quarter_of_an_hour_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with rooms(tmp_path) as at:
        case = await at.wall.report()
        case = await at.wall.do(case, "accept")
        async with at.door("leader") as door:
            assert said(await do(door, case, "file")) == (403, "role-not-yours")
        why = quote("值班长联系不上")
        async with at.door("leader", Gridwall_Break_Glass=why) as door:
            done = await do(door, case, "file")
            assert done.status_code == 200
            assert done.json()["records"][0]["actor"] == {
                "id": "wang", "role": "leader", "unit": "T01",
            }  # fmt: skip
            me = (await door.client.get("/me")).json()
            assert (me["break_glass"], me["expires"]) == (True, NOW + GLASS_MS)
        (entry,) = Audit(tmp_path).entries()
        assert (entry.what, entry.account, entry.roles, entry.reason) == (
            "break-glass", "wang", (Role.LEADER,), "值班长联系不上",
        )  # fmt: skip
        assert [r.levelno for r in caplog.records if "BREAK-GLASS" in r.message] == [
            logging.WARNING
        ]
        assert (await at.wall.client.get("/healthz")).json()["break_glass"] == 1
        at.now = NOW + GLASS_MS - 1
        async with at.door("leader") as door:
            assert (await door.client.get("/me")).status_code == 200
        at.now += 1
        async with at.door("leader") as door:
            assert said(await door.client.get("/me")) == (403, "role-not-yours")
        assert (await at.wall.client.get("/healthz")).json()["break_glass"] == 0


async def test_through_a_broken_glass_a_street_is_still_a_street(
    tmp_path: Path,
) -> None:
    async with (
        rooms(tmp_path) as at,
        at.door("leader", Gridwall_Break_Glass=REASON) as door,
    ):
        foreign = await at.wall.report(grid="T02001001")
        foreign = await at.wall.do(foreign, "accept")
        assert said(await do(door, foreign, "file")) == (404, "case-unknown")
        assert (await door.client.get("/cases")).json()["cases"] == []


@pytest.mark.parametrize(
    ("role", "reason", "status", "code"),
    [
        ("commander", REASON, 403, "role-not-yours"),
        ("system", REASON, 403, "role-not-yours"),
        ("admin", REASON, 403, "role-not-yours"),
        ("leader", "", 403, "role-not-yours"),
        ("leader", "x", 400, "reason-wrong"),
        ("leader", "%1b[2J and so on", 400, "reason-wrong"),
        ("leader", "x" * 201, 400, "reason-wrong"),
    ],
)
async def test_a_glass_is_not_broken_without_right_and_reason(
    role: str, reason: str, status: int, code: str, tmp_path: Path
) -> None:
    async with rooms(tmp_path) as at:
        async with at.door(role, Gridwall_Break_Glass=reason) as door:
            assert said(await door.client.get("/cases")) == (status, code)
        for wrong in ({"Gridwall_Unit": "T02"}, {"Gridwall_Actor": "zhao"}):
            more = {"Gridwall_Break_Glass": REASON} | wrong
            async with at.door("leader", **more) as door:
                assert (await door.client.get("/cases")).status_code == 403
    assert Audit(tmp_path).entries() == []


async def test_what_cannot_be_logged_breaks_no_glass(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    async with (
        rooms(tmp_path) as at,
        at.door("leader", Gridwall_Break_Glass=REASON) as door,
    ):
        assert said(await door.client.get("/cases")) == (503, "not-logged")
        assert at.tokens.broken(NOW) == 0


async def test_somebody_else_may_break_it_for_an_account(tmp_path: Path) -> None:
    async with rooms(tmp_path) as at, at.door("commander") as door:
        assert said(await door.client.get("/cases")) == (403, "role-not-yours")
        glass = Glass("wang", Role.COMMANDER, NOW + 60_000, REASON, "root (0)")
        at.tokens.take(Book((EAST,), (glass,)))
        assert (await door.client.get("/cases")).status_code == 200
        assert (await at.wall.client.get("/healthz")).json()["break_glass"] == 1
        at.now = NOW + 60_000
        assert said(await door.client.get("/cases")) == (403, "role-not-yours")


# Secrets


async def test_a_token_is_in_no_log_and_no_answer_whatever_happens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    texts: list[str] = []
    gone = msgspec.structs.replace(EAST, expires=NOW - 1)
    for grant in (EAST, gone):
        async with rooms(tmp_path, grant) as at:
            for role in ("dispatcher", "leader", "king"):
                async with at.door(role, Gridwall_Break_Glass=REASON) as door:
                    for path in ("/me", "/cases", "/nothing", "/healthz"):
                        answer = await door.client.get(path)
                        texts += [answer.text, str(answer.headers)]
            texts.append(repr(at.tokens))
    texts += [caplog.text, *(str(r.__dict__) for r in caplog.records)]
    texts += written(tmp_path)
    assert [text for text in texts if SECRET in text or digest(SECRET) in text] == []


def written(folder: Path) -> list[str]:
    """Every file, as text."""
    files = (path for path in folder.iterdir() if path.is_file())
    return [path.read_bytes().decode("latin-1") for path in files]
