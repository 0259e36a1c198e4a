"""Who gets in, as whom, and what each role may ask for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from centre import tokens
from centre.access import GRANTS, Action, authorize
from centre.clock import RealClock
from centre.doors.me import of
from centre.errors import TokensWrong
from centre.pace import Pace
from centre.problems import Problem
from centre.scope import ALL, NOTHING, Scope, parse
from centre.tokens import Asked, Grant, Tokens, digest
from domain.codes import Role
from tests import town
from tests.house import Caller, caller, house

SECRET = "canary-0123456789abcdef"
WANG = Grant(digest(SECRET), "wang", frozenset({Role.DISPATCHER}), name="王")


def bearer(token: str = SECRET) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


async def test_without_a_right_token_nobody_gets_in(tmp_path: Path) -> None:
    for number, (sent, code) in enumerate(
        (
            ({}, "token-missing"),
            ({"Authorization": "Basic eDp5"}, "token-missing"),
            ({"Authorization": "Bearer "}, "token-missing"),
            (bearer("guess"), "token-wrong"),
            (bearer(digest(SECRET)), "token-wrong"),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with (
            house(folder, tokens=Tokens([WANG])) as centre,
            caller(centre, **sent) as door,
        ):
            for path in ("/cases", "/cases/x", "/profile", "/profile/grids",
                         "/clock"):  # fmt: skip
                answer = await door.client.get(path)
                assert (answer.status_code, answer.json()["code"]) == (401, code)
                assert answer.headers["www-authenticate"] == "Bearer"
            answer = await door.post("/cases", {})
            assert (answer.status_code, answer.json()["code"]) == (401, code)
            assert (await door.client.get("/healthz")).status_code == 200
            assert (await door.client.get("/openapi.json")).status_code == 200


async def test_a_token_acts_as_its_own_account_whatever_is_asked(
    tmp_path: Path,
) -> None:
    async with (
        house(tmp_path, tokens=Tokens([WANG], trusted=digest("machine-own"))) as centre,
        caller(centre, **bearer("machine-own")) as wall,
        caller(centre, **bearer()) as door,
    ):
        receipt = await wall.report()
        for step in ("accept", "file"):
            receipt = await wall.do(receipt, step)
        version = (receipt["case"], 3)
        path, body = f"/cases/{receipt['case']}/dispatch", {"department": "hw"}
        for by, code in (
            (town.SYSTEM, "role-not-yours"),
            (town.actor(Role.DISPATCHER, "cg", "wang"), "unit-not-yours"),
            (town.actor(Role.DISPATCHER, name="zhao"), "actor-not-yours"),
        ):
            answer = await door.post(path, body, by=by, version=version)
            assert (answer.status_code, answer.json()["code"]) == (403, code)
        done = await door.do(
            receipt, "dispatch", body, by=town.actor(Role.DISPATCHER, name="wang")
        )
        assert done["records"][0]["actor"] == {
            "id": "wang",
            "role": "dispatcher",
            "name": "王",
        }


def test_an_account_with_one_role_need_not_name_it() -> None:
    subject = Tokens([WANG]).subject(Asked(f"Bearer {SECRET}"), 0)
    assert subject.actor.role is Role.DISPATCHER
    assert not subject.trusted


def test_an_account_of_several_roles_watches_until_it_names_one() -> None:
    both = frozenset({Role.DISPATCHER, Role.LEADER})
    known = Tokens([msgspec.structs.replace(WANG, roles=both)])
    asked = Asked(f"bearer {SECRET}")
    watching = known.subject(asked, 0)
    assert (watching.actor.role, watching.may_write) == (Role.WATCH, False)
    assert not of(watching).break_glass
    leader = msgspec.structs.replace(asked, role="leader")
    assert known.subject(leader, 0).actor.role is Role.LEADER
    unknown = msgspec.structs.replace(asked, role="king")
    assert code_of(lambda: known.subject(unknown, 0)) == "role-unknown"


@pytest.mark.parametrize(
    ("roles", "scope", "reach"),
    [
        ({Role.DISPATCHER}, "", "all"),
        ({Role.LEADER}, "street", "street:T01"),
        ({Role.DEPARTMENT}, "department", "department:T01"),
        ({Role.DEPARTMENT}, "", None),
        ({Role.OPS, Role.ADMIN}, "", None),
    ],
)
def test_whoever_sees_cases_may_watch_in_the_same_bounds(
    roles: set[Role], scope: str, reach: str | None
) -> None:
    grant = msgspec.structs.replace(
        WANG, roles=frozenset(roles), scope=scope, unit="T01"
    )
    known, asked = Tokens([grant]), Asked(f"Bearer {SECRET}", role="watch")
    if reach is None:
        assert code_of(lambda: known.subject(asked, 0)) == "role-not-yours"
    else:
        assert str(known.subject(asked, 0).reach) == reach


def test_a_token_ends_when_it_expires() -> None:
    known = Tokens([msgspec.structs.replace(WANG, expires=1000)])
    asked = Asked(f"Bearer {SECRET}")
    assert known.subject(asked, 999).account == "wang"
    assert code_of(lambda: known.subject(asked, 1000)) == "token-wrong"


def test_who_may_be_anyone_is_a_watcher_unless_said_otherwise() -> None:
    subject = Tokens.none().subject(Asked(), 0)
    assert (subject.actor.role, subject.actor.id) == (Role.WATCH, "watch")
    assert subject.trusted
    for bad in (
        Asked(actor="a b"),
        Asked(unit="ü"),
        Asked(actor="x" * 65),
        Asked(terminal="a\x1b[5n"),
    ):
        assert code_of(lambda bad=bad: Tokens.none().subject(bad, 0)) == "actor-wrong"


def test_the_terminal_is_named_with_who_did_it() -> None:
    asked = Asked(f"Bearer {SECRET}", terminal="wall3:pts/4")
    assert Tokens([WANG]).subject(asked, 0).actor.terminal == "wall3:pts/4"
    assert Tokens.none().subject(asked, 0).actor.terminal == "wall3:pts/4"
    bad = Asked(f"Bearer {SECRET}", terminal="a b")
    assert code_of(lambda: Tokens([WANG]).subject(bad, 0)) == "actor-wrong"


def roles_and_actions() -> Iterator[tuple[Role, Action]]:
    yield from ((role, action) for role in Role for action in Action)


#: The matrix again, by hand: what a role may not ask for.
FORBIDDEN = {
    (Role.OPS, Action.LOOK), (Role.OPS, Action.COMMAND),
    (Role.ADMIN, Action.LOOK), (Role.ADMIN, Action.FEED),
    (Role.ADMIN, Action.COMMAND), (Role.WATCH, Action.COMMAND),
} | {(role, Action.CLOCK) for role in Role if role is not Role.SYSTEM}  # fmt: skip
FORBIDDEN |= {
    (role, Action.OUTBOX)
    for role in Role
    if role not in (Role.OPS, Role.ADMIN, Role.LEADER, Role.COMMANDER, Role.SYSTEM)
}


@pytest.mark.parametrize(("role", "action"), roles_and_actions())
def test_the_matrix_of_roles_and_actions(role: Role, action: Action) -> None:
    unit = {Role.STREET: "T01", Role.DEPARTMENT: "hw"}.get(role, "")
    subject = Tokens.none().subject(Asked(role=role, unit=unit), 0)
    if (role, action) in FORBIDDEN:
        assert code_of(lambda: authorize(subject, action)) == "role-not-allowed"
    else:
        authorize(subject, action)


def test_every_action_is_granted_to_somebody_and_nothing_by_default() -> None:
    assert GRANTS.keys() == set(Action)
    assert all(GRANTS.values())


def test_a_unit_sees_its_own_scope_and_no_other() -> None:
    street = Tokens.none().subject(Asked(role="street", unit="T01"), 0)
    authorize(street, Action.FEED, Scope("street", "T01"))
    for other in (ALL, Scope("street", "T02"), Scope("department", "T01")):
        call = lambda other=other: authorize(street, Action.FEED, other)  # noqa: E731
        assert code_of(call) == "scope-not-yours"
    nowhere = Tokens.none().subject(Asked(role="street"), 0)
    assert code_of(lambda: authorize(nowhere, Action.LOOK)) == "unit-missing"


def test_scopes_are_those_of_the_place() -> None:
    rules = town.rules()
    assert parse("all", rules) == ALL
    assert parse("none", rules) == NOTHING
    assert parse("street:T01", rules) == Scope("street", "T01")
    assert parse("department:hw", rules) == Scope("department", "hw")
    for nonsense in ("", "All", "street:", "street:T09", "street", "city:T01",
                     "department:T01", "all:T01", "none:T01"):  # fmt: skip
        assert parse(nonsense, rules) is None


def write(folder: Path, content: bytes, mode: int = 0o600) -> None:
    path = folder / tokens.FILE
    path.write_bytes(content)
    path.chmod(mode)


def grants(*given: Grant) -> bytes:
    return msgspec.json.encode({"tokens": given})


def test_the_token_file_is_read_when_only_its_owner_can(tmp_path: Path) -> None:
    write(tmp_path, grants(WANG))
    assert tokens.read(tmp_path).subject(Asked(f"Bearer {SECRET}"), 0).account == "wang"


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (None, 0, "--dev"),
        (grants(WANG), 0o640, "chmod 600"),
        (grants(WANG), 0o604, "chmod 600"),
        (b"{", 0o600, "tokens.json"),
        (grants(), 0o600, "must be one"),
        (grants(msgspec.structs.replace(WANG, roles=frozenset())), 0o600, "role"),
        (b'{"tokens": [{"sha256": "plain-text", "account": "a", "roles": []}]}', 0o600,
         "sha256"),
    ],
)  # fmt: skip
def test_a_token_file_that_will_not_do_is_refused_with_what_to_do(
    tmp_path: Path, content: bytes | None, mode: int, says: str
) -> None:
    if content is not None:
        write(tmp_path, content, mode)
    with pytest.raises(TokensWrong, match=says) as caught:
        tokens.read(tmp_path)
    assert caught.value.exit_code == 7


async def test_a_dispatcher_commands_ten_at_once_then_twenty_a_minute(
    tmp_path: Path,
) -> None:
    async with (
        house(tmp_path, tokens=Tokens([WANG])) as centre,
        caller(centre, **bearer()) as door,
    ):
        wang = town.actor(Role.DISPATCHER, name="wang")
        codes = [
            (await door.post("/cases/x/recall", version=("x", 1), by=wang)).status_code
            for _ in range(12)
        ]
        assert codes == [404] * 10 + [429] * 2
        last = await door.post("/cases/x/recall", version=("x", 1), by=wang)
        assert last.json()["code"] == "too-fast"
        assert last.headers["retry-after"] in {"1", "2", "3"}


async def test_who_is_trusted_is_not_slowed_down(tmp_path: Path) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        wang = town.actor(Role.DISPATCHER, name="wang")
        for _ in range(40):
            answer = await door.post("/cases/x/recall", version=("x", 1), by=wang)
            assert answer.status_code == 404


def test_a_bucket_fills_again_with_time_up_to_its_burst() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0], a_minute=20, burst=2)
    assert [pace.take("a") for _ in range(3)] == [0, 0, 3]
    assert pace.take("b") == 0
    now[0] = 2.9
    assert pace.take("a") == 1
    now[0] = 3.01
    assert [pace.take("a"), pace.take("a")] == [0, 3]
    now[0] = 1000
    assert [pace.take("a") for _ in range(3)] == [0, 0, 3]


async def test_a_page_in_a_browser_cannot_reach_a_centre_without_tokens(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        for host in ("evil.example", "evil.example:8420", "127.0.0.1.evil.example"):
            answer = await door.client.get("/cases", headers={"Host": host})
            assert (answer.status_code, answer.json()["code"]) == (403, "host-not-here")
        for host in ("localhost", "LOCALHOST:1", "127.0.0.1:8420", "[::1]:8420"):
            answer = await door.client.get("/cases", headers={"Host": host})
            assert answer.status_code == 200


async def test_a_token_is_in_no_answer_and_in_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    known = Tokens([WANG])
    async with (
        house(tmp_path, tokens=known, clock=RealClock(lambda: town.MONDAY)) as centre,
        caller(centre, **bearer()) as door,
    ):
        texts = [
            (await door.client.get(path)).text
            for path in ("/cases", "/cases/x", "/nowhere", "/healthz", "/clock?a=1")
        ]
        texts.append((await door.post("/cases", {"bad": 1})).text)
        del centre.house.board.state.cases
        texts.append((await door.client.get("/cases")).text)
        centre.house.board.state.cases = {}
    assert not [text for text in [*texts, caplog.text] if SECRET in text]


async def test_the_driver_moves_a_simulated_clock_and_nobody_else(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        moved = await put_clock(door, {"at": town.MONDAY + 5000, "speed": 0})
        assert moved == (
            200,
            {"at": town.MONDAY + 5000, "speed": 0.0, "simulated": True},
        )
        shown = await door.client.get("/clock")
        assert shown.json() == moved[1]
        status, problem = await put_clock(door, {"at": 1, "speed": 1}, role="leader")
        assert (status, problem["code"]) == (403, "role-not-allowed")
        for wrong in ({"at": -1, "speed": 1}, {"at": 1, "speed": 36001}, {"at": 1}):
            status, problem = await put_clock(door, wrong)
            assert (status, problem["code"]) == (422, "body-wrong")


async def put_clock(
    door: Caller, body: object, role: str = "system"
) -> tuple[int, dict[str, object]]:
    answer = await door.client.put("/clock", json=body, headers={"Gridwall-Role": role})
    return answer.status_code, answer.json()


async def test_a_command_with_its_own_time_is_recorded_at_it_and_moves_the_clock(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        at = town.MONDAY + 7 * town.MINUTE
        receipt = await door.report(title="坑")
        done = await door.do(receipt, "accept", Gridwall_At=str(at))
        assert done["records"][0]["at"] == at
        assert centre.house.clock() == at
        other = await door.post(
            "/cases",
            {"source": "officer", "title": "坑", "street": "T01"},
            Gridwall_At=str(at - 1000),
        )
        assert other.json()["records"][0]["at"] == at - 1000
        assert centre.house.clock() == at
        back = await door.post(
            f"/cases/{receipt['case']}/file",
            version=(receipt["case"], 2),
            Gridwall_At=str(at - 1),
        )
        assert (back.status_code, back.json()["code"]) == (409, "time-goes-back")
