"""Whatever is wrong with a request, the answer says what, and nothing is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from centre.clock import LAST, RealClock
from centre.gateway import Gateway
from tests import town
from tests.house import Caller, acting, caller, house

REPORT = {"source": "officer", "title": "坑", "street": "T01"}


@pytest.fixture
async def door(centre: Gateway) -> AsyncIterator[Caller]:
    async with caller(centre) as one:
        yield one
    assert centre.house.board.state.seq <= 1  # the case that a test reports itself


async def sent(
    door: Caller, content: bytes, kind: str = "application/json", key: str = "k"
) -> tuple[int, dict[str, Any]]:
    """A body as it is, to `POST /cases`."""
    headers = acting(town.SYSTEM) | {"Content-Type": kind, "Idempotency-Key": key}
    answer = await door.client.post("/cases", content=content, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["type"] == "about:blank"
    return answer.status_code, problem


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "body-not-json"),
        (b"{", 400, "body-not-json"),
        (b'{"source": "officer", "title": "x"} {}', 400, "body-not-json"),
        (b"\xff\xfe", 400, "body-not-json"),
        (b'{"title": NaN}', 400, "body-not-json"),
        (rb'{"source": "officer", "title": "\ud800"}', 400, "body-not-json"),
        (b"[]", 422, "body-wrong"),
        (b"null", 422, "body-wrong"),
        (b'"x"', 422, "body-wrong"),
        (b"{}", 422, "body-wrong"),
        (b'{"source": "officer", "title": ""}', 422, "body-wrong"),
        (b'{"source": "nobody", "title": "x"}', 422, "body-wrong"),
        (b'{"source": "officer", "title": 7}', 422, "body-wrong"),
        (b'{"source": "officer", "title": "x", "lon": "1"}', 422, "body-wrong"),
        (b'{"source": "officer", "title": "x", "lon": 181}', 422, "body-wrong"),
        (b'{"source": "officer", "title": "x", "lon": 1e999}', 422, "body-wrong"),
        (b'{"source": "officer", "title": "x", "colour": 1}', 422, "body-wrong"),
        (b'{"source": "officer", "title": "x", "command": "take"}', 422, "body-wrong"),
        (b'{"source": "officer", "title": "x", "street": "T09"}', 422,
         "street-unknown"),
        (b'{"source": "officer", "title": "x"}', 422, "place-missing"),
        (b'{"source": "officer", "title": ' + b"[" * 60_000, 422, "body-wrong"),
        (b'{"a": ' * 10_000, 422, "body-wrong"),
        (b"[" * 60_000, 422, "body-wrong"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
async def test_a_malformed_body_is_refused(
    door: Caller, body: bytes, status: int, code: str
) -> None:
    answer = await sent(door, body)
    assert (answer[0], answer[1]["code"]) == (status, code)


async def test_a_title_of_201_characters_is_refused_and_names_the_field(
    door: Caller,
) -> None:
    status, problem = await sent(
        door, msgspec.json.encode(REPORT | {"title": "坑" * 201})
    )
    assert (status, problem["code"]) == (422, "body-wrong")
    assert "$.title" in problem["detail"]


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("title", "a\x1b[31mb", "U+001B"),
        ("title", "nul\x00", "U+0000"),
        ("address", "del\x7f", "U+007F"),
        ("text", "csi\x9b5n", "U+009B"),
        ("text", "\ufdd0", "U+FDD0"),
        ("external", "\U0001ffff", "U+1FFFF"),
        ("photos", ["fine.jpg", "b\x07ell.jpg"], "U+0007"),
    ],
)
async def test_hostile_text_is_refused_by_field_and_character(
    door: Caller, field: str, text: object, shown: str
) -> None:
    status, problem = await sent(door, msgspec.json.encode(REPORT | {field: text}))
    assert (status, problem["code"]) == (422, "text-not-allowed")
    assert problem["field"] == field
    assert shown in problem["detail"]
    assert problem["detail"].isprintable()


async def test_a_body_above_64_kib_is_refused_also_when_its_length_is_not_told(
    door: Caller,
) -> None:
    big = msgspec.json.encode(REPORT | {"text": "x" * 65_536})
    assert (await sent(door, big))[0] == 413

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    headers = acting(town.SYSTEM) | {
        "Content-Type": "application/json",
        "Idempotency-Key": "k",
    }
    answer = await door.client.post("/cases", content=pieces(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded",
             "application/json; charset=gbk", "application/jsonx"]
)  # fmt: skip
async def test_a_body_of_another_type_is_refused(door: Caller, kind: str) -> None:
    status, problem = await sent(door, msgspec.json.encode(REPORT), kind)
    assert (status, problem["code"]) == (415, "body-not-json")


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "Application/JSON"]
)
async def test_json_in_utf_8_is_taken_however_it_is_spelled(
    door: Caller, kind: str
) -> None:
    headers = acting(town.SYSTEM) | {"Content-Type": kind, "Idempotency-Key": "k"}
    content = msgspec.json.encode(REPORT)
    answer = await door.client.post("/cases", content=content, headers=headers)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "idempotency-key-missing"),
        ("a b", "idempotency-key-wrong"),
        ("x" * 129, "idempotency-key-wrong"),
        ("\xfc", "idempotency-key-wrong"),
    ],
)
async def test_a_command_needs_a_key_of_visible_ascii(
    door: Caller, key: str, code: str
) -> None:
    headers = [(k.encode(), v.encode()) for k, v in acting(town.SYSTEM).items()]
    headers.append((b"idempotency-key", key.encode("latin-1")))
    answer = await door.client.post("/cases", json=REPORT, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_command_to_a_case_needs_the_version_that_was_seen(
    door: Caller,
) -> None:
    receipt = await door.report()
    path = f"/cases/{receipt['case']}/accept"
    missing = await door.post(path)
    assert (missing.status_code, missing.json()["code"]) == (428, "if-match-missing")
    for wrong in ("*", "1", '"v1"', 'W/"cx-v1"', '"cx-v"', '"cx-v0"', '"cx-v-1"'):
        answer = await door.post(path, If_Match=wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "if-match-wrong")
    other = await door.post(path, version=("other", 1))
    assert (other.status_code, other.json()["code"]) == (412, "if-match-other")


async def test_unknown_cases_commands_paths_and_methods_are_problems_too(
    door: Caller,
) -> None:
    client = door.client
    unknown = await door.post("/cases/nobody/take", version=("nobody", 1))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "case-unknown")
    word = await door.post("/cases/nobody/erase", version=("nobody", 1))
    assert (word.status_code, word.json()["code"]) == (404, "command-unknown")
    again = await door.post("/cases/nobody/report", version=("nobody", 1))
    assert (again.status_code, again.json()["code"]) == (404, "command-unknown")
    for path in ("/", "/cases/", "/cases/a/b/c", "/case", "/cases//b", "/cases/a/"):
        nowhere = await client.get(path)
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, "path-unknown")
        nowhere = await client.post(path, json=REPORT)
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, "path-unknown")
    method = await client.delete("/cases")
    assert (method.status_code, method.json()["code"]) == (405, "method-not-allowed")
    assert set(method.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


async def test_headers_above_8_kib_are_refused(door: Caller) -> None:
    answer = await door.client.get("/healthz", headers={"X-Long": "x" * 8192})
    assert (answer.status_code, answer.json()["code"]) == (431, "headers-too-large")


async def test_every_host_that_is_named_must_be_here(door: Caller) -> None:
    hosts = [(b"host", b"evil.example"), (b"host", b"localhost")]
    for headers in (hosts, hosts[::-1]):
        answer = await door.client.get("/healthz", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "host-not-here")


async def test_a_time_of_its_own_is_a_number_of_this_century(door: Caller) -> None:
    for wrong in ("", "-1", "1.5", "soon", str(LAST + 1), "9" * 20):
        answer = await door.post("/cases", REPORT, Gridwall_At=wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "time-wrong")


async def test_a_real_clock_takes_no_times_from_outside(tmp_path: Path) -> None:
    clock = RealClock(lambda: town.MONDAY)
    async with house(tmp_path, clock=clock) as centre, caller(centre) as door:
        answer = await door.post("/cases", REPORT, Gridwall_At=str(town.MONDAY))
        assert (answer.status_code, answer.json()["code"]) == (400, "clock-is-real")
        setting = {"at": town.MONDAY, "speed": 1}
        moved = await door.client.put(
            "/clock", json=setting, headers=acting(town.SYSTEM)
        )
        assert (moved.status_code, moved.json()["code"]) == (409, "clock-is-real")


async def test_a_crash_of_the_centre_shows_nothing_of_it(centre: Gateway) -> None:
    async with caller(centre) as door:
        del centre.house.board.state.cases
        answer = await door.client.get("/cases")
        assert answer.status_code == 500
        assert answer.json()["code"] == "internal"
        assert "Attribute" not in answer.text
        answer = await door.post("/cases/nobody/take", version=("nobody", 1))
        assert answer.status_code == 500
        assert answer.json()["code"] == "internal"
        assert "Attribute" not in answer.text
        centre.house.board.state.cases = {}


async def test_a_crash_of_a_command_comes_to_the_servers_log(centre: Gateway) -> None:
    del centre.house.board.state.cases
    with pytest.raises(AttributeError):
        await straight(centre, [], "/cases/nobody/take")
    centre.house.board.state.cases = {}


async def test_nothing_is_done_for_a_client_that_goes_before_its_body_is_whole(
    centre: Gateway,
) -> None:
    said = [
        {
            "type": "http.request",
            "body": msgspec.json.encode(REPORT),
            "more_body": True,
        },
        {"type": "http.disconnect"},
    ]
    assert await straight(centre, said) == []
    assert centre.house.board.state.seq == 0


async def straight(
    centre: Gateway, said: list[dict[str, Any]], path: str = "/cases"
) -> list[Any]:
    """What a POST that says this is sent, without a client in between."""
    told: list[Any] = []

    async def receive() -> Any:
        return said.pop(0)

    async def send(message: Any) -> None:
        told.append(message)

    headers = acting(town.SYSTEM) | {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Idempotency-Key": "k",
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "headers": raw}
    await centre.app(scope, receive, send)
    return told
