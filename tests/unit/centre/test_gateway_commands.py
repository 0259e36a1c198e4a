"""Commands over HTTP: what is done, what is said, what a retry gets."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from centre.desk import Busy, Failed, KeyReused, UnknownCase
from centre.gateway import Gateway
from centre.problems import of_answer
from domain.codes import Role
from domain.commands import COMMANDS
from domain.events import Actor
from tests import town
from tests.house import Caller, caller, house, until

DISPATCHER = town.actor(Role.DISPATCHER, name="wang")
OFFICER = town.actor(Role.OFFICER)
SANITATION = town.actor(Role.DEPARTMENT, "hw", name="li")


async def test_a_report_makes_a_case_and_says_where_it_is(door: Caller) -> None:
    answer = await door.post(
        "/cases",
        {"source": "officer", "title": "坑", "street": "T01"},
        by=town.actor(Role.OFFICER, name="zhang"),
    )
    receipt = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/cases/{receipt['case']}"
    assert answer.headers["etag"] == f'"c{receipt["case"]}-v1"'
    assert receipt["number"] == "TT-20260921-0001"
    assert (receipt["version"], receipt["seq"], receipt["state"]) == (1, 1, "REPORTED")
    (record,) = receipt["records"]
    assert record["actor"] == {"id": "zhang", "role": "officer"}
    assert record["event"]["type"] == "Reported"


async def test_a_case_goes_its_way_by_id_and_by_number(door: Caller) -> None:
    receipt = await door.report()
    receipt = await door.do(receipt, "accept")
    answer = await door.post(
        f"/cases/{receipt['number']}/file", version=(receipt["case"], 2)
    )
    assert answer.status_code == 200
    assert answer.json()["state"] == "FILED"
    assert answer.headers["etag"] == f'"c{receipt["case"]}-v3"'


async def test_who_acts_stands_in_the_ledger(door: Caller) -> None:
    receipt = await door.dispatched()
    taken = await door.do(receipt, "take", by=SANITATION)
    assert taken["records"][0]["actor"] == {
        "id": "li",
        "role": "department",
        "unit": "hw",
    }


async def test_a_retry_is_answered_as_the_first_time_and_done_once(
    centre: Gateway, door: Caller
) -> None:
    receipt = await door.report()
    first, again = [
        await door.post(
            f"/cases/{name}/accept", version=(receipt["case"], 1), key="same"
        )
        for name in (receipt["case"], receipt["number"])
    ]
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert centre.house.board.state.seq == 2


async def test_a_report_that_is_sent_twice_is_one_case(door: Caller) -> None:
    body = {"source": "officer", "title": "坑", "street": "T01"}
    first, again = [await door.post("/cases", body, key="k") for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_key_is_for_one_body_one_case_and_one_account(door: Caller) -> None:
    one, other = await door.report(), await door.report()
    version = (one["case"], 1)
    await door.post(f"/cases/{one['case']}/accept", version=version, key="k")
    for answer in (
        await door.post(
            f"/cases/{one['case']}/accept", {"grid": "T02001001"}, version=version,
            key="k",
        ),
        await door.post(
            f"/cases/{other['case']}/accept", version=(other["case"], 1), key="k"
        ),
        await door.post(
            f"/cases/{one['case']}/accept", version=version, key="k", by=DISPATCHER
        ),
    ):  # fmt: skip
        assert answer.status_code == 422
        assert answer.json()["code"] == "idempotency-key-reused"


async def test_a_stale_version_tells_who_did_what_meanwhile(door: Caller) -> None:
    receipt = await door.dispatched()
    answer = await door.post(
        f"/cases/{receipt['case']}/recall",
        version=(receipt["case"], 3),
        by=DISPATCHER,
    )
    problem = answer.json()
    assert answer.status_code == 412
    assert problem["code"] == "version-stale"
    assert problem["version"] == 4
    assert problem["actor"] == {"id": "system", "role": "system"}
    assert (problem["at"], problem["what"]) == (town.MONDAY, "Dispatched")


async def test_what_the_workflow_refuses_is_a_conflict_with_its_code(
    door: Caller,
) -> None:
    receipt = await door.report()
    answer = await door.post(
        f"/cases/{receipt['case']}/close", version=(receipt["case"], 1)
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "wrong-state"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("command", "body", "by", "status", "code"),
    [
        ("dispatch", {"department": "hw"}, OFFICER, 403, "role-not-allowed"),
        ("dispatch", {"department": "zz"}, DISPATCHER, 422, "department-unknown"),
        ("ask-void", {"reason": "B01"}, DISPATCHER, 422, "reason-wrong"),
        ("send-back", {"note": "  "}, DISPATCHER, 422, "note-missing"),
    ],
)
async def test_refusals_about_the_asker_and_about_the_body_have_their_own_status(
    door: Caller, command: str, body: object, by: Actor, status: int, code: str
) -> None:
    receipt = await door.report()
    for step in ("accept", "file"):
        receipt = await door.do(receipt, step)
    answer = await door.post(
        f"/cases/{receipt['case']}/{command}",
        body,
        version=(receipt["case"], 3),
        by=by,
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_every_command_of_the_table_has_a_door(door: Caller) -> None:
    for word in COMMANDS.keys() - {"report"}:
        answer = await door.post(f"/cases/nobody/{word}", version=("nobody", 1))
        assert answer.json()["code"] in {"case-unknown", "body-wrong"}, word


async def test_a_new_case_out_of_a_closed_one_is_answered_as_the_new_one(
    door: Caller,
) -> None:
    receipt = await door.report()
    closed = await door.do(receipt, "special-close", {"note": "说明"})
    new = await door.do(closed, "recur")
    assert new["case"] != receipt["case"]
    assert [r["event"]["type"] for r in new["records"]] == ["Reported", "Linked"]
    assert (new["version"], new["state"]) == (1, "REPORTED")


async def test_many_at_once_get_each_their_own_answer(door: Caller) -> None:
    receipts = await asyncio.gather(*(door.report(external=str(n)) for n in range(150)))
    assert sorted(r["seq"] for r in receipts) == list(range(1, 151))
    assert len({r["case"] for r in receipts}) == 150
    for n, receipt in enumerate(receipts):
        assert receipt["records"][0]["event"]["external"] == str(n)


async def test_an_answer_is_given_when_the_centre_shows_it_already(
    centre: Gateway, door: Caller
) -> None:
    for _ in range(20):
        receipt = await door.report()
        case = centre.house.board.case(receipt["case"])
        assert case is not None
        assert case.version == 1


async def test_the_centre_files_by_rule_when_it_is_told_to(tmp_path: Path) -> None:
    async with (
        house(tmp_path, auto_file=True) as centre,
        caller(centre) as door,
    ):
        receipt = await door.do(await door.report(), "accept")
        await until(lambda: centre.house.board.state.seq == 3)
        answer = await door.client.get(f"/cases/{receipt['case']}")
        last = answer.json()["records"][-1]
        assert last["actor"]["id"] == "centre"
        assert last["event"] | {"due": 0} == {
            "type": "Filed", "by_rule": True, "due": 0,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "read_only", "status", "code", "later"),
    [
        (Busy(), False, 503, "busy", "1"),
        (Failed("disk full"), True, 503, "ledger-read-only", "30"),
        (Failed("a fault"), False, 500, "not-confirmed", None),
        (KeyReused(), False, 422, "idempotency-key-reused", None),
        (UnknownCase(), False, 404, "case-unknown", None),
    ],
)
def test_what_the_desk_cannot_do_is_said_with_when_to_come_again(
    answer: Busy | Failed | KeyReused | UnknownCase,
    read_only: bool,  # noqa: FBT001
    status: int,
    code: str,
    later: str | None,
) -> None:
    response = of_answer(answer, "c1", read_only=read_only).response()
    assert response.status_code == status
    assert code.encode() in bytes(response.body)
    assert response.headers.get("retry-after") == later
