"""Commands and questions over real HTTP, with a centre that misbehaves by a script."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import msgspec
import pytest

from client.api import Api
from client.errors import NoCentre, ReadFailed, TokenRefused
from client.outcome import Done, Outcome, Problem, Unconfirmed
from domain import commands as c
from domain.codes import Source, State
from domain.state import Case
from tests.e2e.scripted import Says, Scripted
from tests.e2e.waiting import until
from tests.town import MONDAY, place
from tests.unit.client.day import day, state_at

DONE = {"case": "c1", "number": "TT-1", "version": 5, "seq": 9, "state": "DISPATCHED"}
BUSY = Says(503, {"code": "busy", "title": "busy"}, {"Retry-After": "0"})
FAST = Says(429, {"code": "too-fast", "title": "too fast"}, {"Retry-After": "0"})
READ_ONLY = Says(503, {"title": "ledger-read-only"}, {"Retry-After": "30"})
DISPATCH = c.Dispatch(department="hw", note="尽快")


@contextmanager
def api(url: str, token: str = "", confirm_s: float = 10.0) -> Iterator[Api]:
    made = Api(
        url, token, "dispatcher", "cg", "d01",
        monotonic=time.monotonic, rng=Random(2), confirm_s=confirm_s,
    )  # fmt: skip
    made.start()
    try:
        yield made
    finally:
        assert made.stop()


def send(made: Api, key: str = "k1") -> Outcome:
    return made.send(DISPATCH, "c1", 4, key).result(20)


def test_a_command_says_who_what_and_which_version() -> None:
    with Scripted(Says(200, DONE)) as centre, api(centre.url, "one-time") as made:
        outcome = send(made)
    assert outcome == Done(
        case="c1", number="TT-1", version=5, seq=9, state=State.DISPATCHED
    )
    (asked,) = centre.asked
    assert (asked.method, asked.path) == ("POST", "/cases/c1/dispatch")
    assert json.loads(asked.body) == {"department": "hw", "note": "尽快"}
    wanted = {
        "Authorization": "Bearer one-time",
        "Idempotency-Key": "k1",
        "If-Match": '"cc1-v4"',
        "Content-Type": "application/json",
        "Gridwall-Role": "dispatcher",
        "Gridwall-Unit": "cg",
        "Gridwall-Actor": "d01",
    }
    headers = {name.lower(): value for name, value in asked.headers.items()}
    assert {name: headers[name.lower()] for name in wanted} == wanted


def test_a_report_makes_a_case() -> None:
    report = c.Report(source=Source.OFFICER, title="暴露垃圾", street="T01")
    with Scripted(Says(201, DONE)) as centre, api(centre.url) as made:
        assert isinstance(made.send(report, "", None, "k1").result(20), Done)
    (asked,) = centre.asked
    assert asked.path == "/cases"
    assert "if-match" not in {name.lower() for name in asked.headers}


@pytest.mark.parametrize(
    "fault",
    [Says(0), BUSY, FAST, Says(502), Says(504)],
    ids=["dropped", "503", "429", "502", "504"],
)
def test_a_fault_is_tried_again_with_the_same_key_and_body(fault: Says) -> None:
    replayed = Says(200, DONE, {"Idempotency-Replayed": "true"})
    with Scripted(fault, replayed) as centre, api(centre.url) as made:
        outcome = send(made)
    assert isinstance(outcome, Done)
    assert outcome.replayed
    first, again = centre.asked
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"] == "k1"
    assert first.body == again.body


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 422, 428, 429, 500])
def test_a_refusal_is_an_answer_and_never_tried_again(status: int) -> None:
    said = {"title": "no", "status": status, "detail": "why", "code": "c", "version": 7}
    with Scripted(Says(status, said)) as centre, api(centre.url) as made:
        outcome = send(made)
    assert outcome == Problem(
        status=status, code="c", title="no", detail="why", extra={"version": 7}
    )
    assert len(centre.asked) == 1


def test_a_busy_centre_that_names_no_time_is_an_answer() -> None:
    with Scripted(Says(503, {"code": "full"})) as centre, api(centre.url) as made:
        outcome = send(made)
    assert isinstance(outcome, Problem)
    assert outcome.code == "full"


def test_a_success_that_cannot_be_read_is_no_success() -> None:
    with Scripted(Says(200, b"<html>welcome")) as centre, api(centre.url) as made:
        outcome = send(made)
    assert isinstance(outcome, Problem)


def test_a_redirect_takes_neither_the_token_nor_the_command() -> None:
    with Scripted(Says(200, DONE)) as thief:
        away = Says(307, {}, {"Location": f"{thief.url}/cases"})
        with Scripted(away) as centre, api(centre.url, "canary") as made:
            outcome = send(made)
    assert isinstance(outcome, Problem)
    assert outcome.status == 307
    assert thief.asked == []


def test_a_proxy_of_the_environment_is_not_used() -> None:
    before = os.environ.get("HTTP_PROXY")
    with Scripted(Says(200, DONE)) as thief, Scripted(Says(200, DONE)) as centre:
        os.environ["HTTP_PROXY"] = thief.url
        try:
            with api(centre.url, "canary") as made:
                assert isinstance(send(made), Done)
        finally:
            del os.environ["HTTP_PROXY"]
            if before is not None:
                os.environ["HTTP_PROXY"] = before
    assert thief.asked == []


def test_what_nobody_answers_is_unconfirmed_and_resolved_by_its_key_later() -> None:
    resolved: list[tuple[str, Outcome]] = []
    script = (*[Says(0)] * 4, Says(200, DONE, {"Idempotency-Replayed": "true"}))
    with Scripted(*script) as centre, api(centre.url, confirm_s=0.2) as made:
        sent = made.send(
            DISPATCH,
            "c1",
            4,
            "k1",
            lambda key, outcome: resolved.append((key, outcome)),
        )
        outcome = sent.result(20)
        assert isinstance(outcome, Unconfirmed)
        assert outcome.key == "k1"
        assert centre.url in outcome.reason
        until(lambda: resolved, 30)
    ((key, finally_),) = resolved
    assert (key, type(finally_)) == ("k1", Done)
    assert {asked.headers["Idempotency-Key"] for asked in centre.asked} == {"k1"}


def test_a_silent_centre_is_unconfirmed_when_the_time_is_up() -> None:
    with Scripted(Says(-1)) as centre, api(centre.url, confirm_s=0.3) as made:
        outcome = send(made)
    assert outcome == Unconfirmed(key="k1", reason="no answer in time")


def test_a_centre_that_cannot_write_for_long_is_unconfirmed_at_once() -> None:
    with Scripted(READ_ONLY) as centre, api(centre.url) as made:
        outcome = send(made)
        assert isinstance(outcome, Unconfirmed)
        assert outcome.reason == "ledger-read-only"


def test_an_unconfirmed_command_follows_the_centre_to_its_new_address() -> None:
    resolved: list[Outcome] = []
    with Scripted(Says(0)) as dead, api(dead.url, confirm_s=0.1) as made:
        sent = made.send(
            DISPATCH, "c1", 4, "k1", lambda _key, end: resolved.append(end)
        )
        assert isinstance(sent.result(20), Unconfirmed)
        with Scripted(Says(200, DONE)) as centre:
            made.renew(centre.url, "fresh")
            until(lambda: resolved, 30)
        assert centre.asked[0].headers["Authorization"] == "Bearer fresh"
        assert centre.asked[0].headers["Idempotency-Key"] == "k1"


def test_stopping_gives_up_what_is_under_way() -> None:
    with Scripted(Says(-1)) as centre, api(centre.url) as made:
        sent = made.send(DISPATCH, "c1", 4, "k1")
        until(lambda: centre.asked)
        assert made.stop()
        assert sent.cancelled()


def named(case: Case) -> object:
    fields = msgspec.structs.asdict(case)
    return json.loads(
        msgspec.json.encode({k: v for k, v in fields.items() if v is not None})
    )


def test_the_questions_are_answered() -> None:
    case = next(iter(state_at(240).cases.values()))
    records = [record for record in day() if record.case == case.id]
    grids = [["T01001001", "T01", "D1", 0, 0, 121.4, 31.2]]
    health = {
        "status": "ok", "place": "town", "epoch": "e1", "head": 9, "at": MONDAY,
        "speed": 60.0, "simulated": True, "version": "1", "protocol": 1, "walls": 2,
    }  # fmt: skip
    with (
        Scripted(
            Says(200, msgspec.json.encode({"case": named(case), "records": records})),
            Says(200, {"cases": [named(case)], "next": None, "head": 240}),
            Says(200, msgspec.json.encode(place())),
            Says(200, {"grids": grids}),
            Says(200, health),
        ) as centre,
        api(centre.url) as made,
    ):
        history = made.case("TT-20260921/0001").result(20)
        assert (history.case, list(history.records)) == (case, records)
        page = made.cases({"street": "T01", "open": "true", "limit": 5}).result(20)
        assert (page.cases, page.cursor, page.head) == ((case,), None, 240)
        assert made.profile().result(20) == place()
        assert made.grids().result(20)[0].code == "T01001001"
        assert made.health().result(20).speed == 60.0
    assert [asked.path for asked in centre.asked] == [
        "/cases/TT-20260921%2F0001",
        "/cases?street=T01&open=true&limit=5",
        "/profile",
        "/profile/grids",
        "/healthz",
    ]


def test_a_question_survives_one_broken_connection() -> None:
    with Scripted(Says(0), Says(200, {"grids": []})) as centre, api(centre.url) as made:
        assert made.grids().result(20) == ()


@pytest.mark.parametrize(
    ("says", "error", "words"),
    [
        (Says(401, {"title": "token-wrong"}), TokenRefused, "token-wrong"),
        (
            Says(404, {"title": "unknown", "code": "case-unknown"}),
            ReadFailed,
            "unknown",
        ),
        (Says(200, b"<html>"), ReadFailed, "cannot be read"),
        (Says(0), NoCentre, "no answer"),
    ],
)
def test_a_question_without_an_answer_says_why(
    says: Says, error: type[Exception], words: str
) -> None:
    with (
        Scripted(says) as centre,
        api(centre.url) as made,
        pytest.raises(error, match=words),
    ):
        made.case("c1").result(20)
