"""Looking at cases: one with its history, and pages of open and closed ones."""

from __future__ import annotations

from typing import Any

import pytest

from centre.clock import SimulatedClock
from centre.gateway import Gateway
from domain import wire
from domain.codes import Role
from domain.course import evolve
from domain.state import Case
from tests import town
from tests.house import Caller, acting


async def page(door: Caller, **query: str | int) -> dict[str, Any]:
    answer = await door.client.get("/cases", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def names(door: Caller, **query: str | int) -> list[str]:
    """The ids of one page."""
    return [case["id"] for case in (await page(door, **query))["cases"]]


async def all_pages(door: Caller, **query: str | int) -> list[str]:
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        body = await page(door, **query, **cursor)
        found.extend(case["id"] for case in body["cases"])
        if body["next"] is None:
            return found
        cursor = {"cursor": body["next"]}


async def test_a_case_is_shown_with_every_record_by_id_and_by_number(
    door: Caller,
) -> None:
    receipt = await door.dispatched()
    by_id = await door.client.get(f"/cases/{receipt['case']}")
    by_number = await door.client.get(f"/cases/{receipt['number']}")
    assert by_id.content == by_number.content
    assert by_id.headers["etag"] == f'"c{receipt["case"]}-v4"'
    body = by_id.json()
    assert [r["version"] for r in body["records"]] == [1, 2, 3, 4]
    assert body["records"][-1] == receipt["records"][0]
    assert body["case"]["state"] == "DISPATCHED"
    assert body["case"]["clock"]["unit"] == "work_hour"
    assert None not in body["case"].values()


async def test_the_case_shown_is_the_fold_of_the_records_shown(door: Caller) -> None:
    receipt = await door.dispatched()
    answer = await door.client.get(f"/cases/{receipt['case']}")
    case: Case | None = None
    for raw in answer.json()["records"]:
        case = evolve(case, wire.decode_record(wire._encoder.encode(raw)))
    assert case is not None
    for name, value in answer.json()["case"].items():
        assert wire._encoder.encode(getattr(case, name)) == wire._encoder.encode(value)


async def test_a_closed_case_is_shown_from_the_ledger(
    centre: Gateway, door: Caller
) -> None:
    receipt = await door.report()
    await door.do(receipt, "special-close", {"note": "完"})
    assert centre.house.board.case(receipt["case"]) is None
    for name in (receipt["case"], receipt["number"]):
        body = (await door.client.get(f"/cases/{name}")).json()
        assert body["case"]["state"] == "CLOSED"
        assert len(body["records"]) == 2


async def test_an_unknown_case_is_not_there(door: Caller) -> None:
    for name in ("nobody", "TT-20260921-0001", "%00", "%F0%9F%92%A9", "a" * 300):
        answer = await door.client.get(f"/cases/{name}")
        assert (answer.status_code, answer.json()["code"]) == (404, "case-unknown")


async def test_open_cases_come_last_changed_first_and_in_pages_without_gap(
    door: Caller,
) -> None:
    made = [(await door.report())["case"] for _ in range(7)]
    assert await names(door) == made[::-1]
    assert await all_pages(door, limit=3) == made[::-1]
    assert await all_pages(door, limit=2, sort="opened") == sorted(made)
    assert (await page(door, limit=3))["head"] == 7
    assert (await page(door, limit=7))["next"] is None


async def test_a_page_goes_on_where_it_ended_although_cases_changed_meanwhile(
    door: Caller,
) -> None:
    made = [(await door.report()) for _ in range(6)]
    first = await page(door, limit=3, sort="changed")
    await door.do(made[0], "accept")
    rest = await page(door, limit=3, sort="changed", cursor=first["next"])
    assert [c["id"] for c in rest["cases"]] == [r["case"] for r in made[3:]]


async def test_filters_narrow(door: Caller) -> None:
    east = await door.report(title="一")
    west = await door.report(title="二 ABC null", grid="T02001001", address="西街1号")
    road = await door.report(subclass="0402")
    sent = await door.dispatched("cg")
    assert await names(door, street="T02") == [west["case"]]
    assert await names(door, subclass="0402") == [road["case"]]
    assert await names(door, department="cg") == [sent["case"]]
    assert await names(door, state="DISPATCHED") == [sent["case"]]
    assert await names(door, grid="T02001001") == [west["case"]]
    assert await names(door, q="abc") == [west["case"]]
    assert await names(door, q="西街") == [west["case"]]
    assert await names(door, q="null") == [west["case"]]
    assert await names(door, q=east["number"]) == [east["case"]]
    assert await names(door, street="T01", q="ABC") == []
    assert await names(door, street="nowhere") == []


async def test_a_filter_is_the_line_of_the_wall(door: Caller) -> None:
    east = await door.report(title="一")
    west = await door.report(title="二 ABC null", grid="T02001001", address="西街1号")
    sent = await door.dispatched("cg")
    assert await names(door, filter="st:西街") == [west["case"]]
    assert await names(door, filter="ａｂｃ") == [west["case"]]
    assert await names(door, filter="xj") == [west["case"]]
    assert await names(door, filter="dp=城管 sa=DISPATCHED") == [sent["case"]]
    assert set(await names(door, filter="!dp=城管")) == {east["case"], west["case"]}
    assert await names(door, filter="abc", street="T01") == []
    assert len(await all_pages(door, filter="*", limit=1)) == 3


async def test_the_wrong_part_of_a_filter_is_named(door: Caller) -> None:
    answer = await door.client.get("/cases", params={"filter": "st:西街 foo:1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "query-wrong")
    assert "characters 7 to 9: bad field 'foo'" in answer.json()["detail"]


async def test_overdue_is_what_is_past_its_deadline_on_the_centres_clock(
    centre: Gateway, door: Caller
) -> None:
    late = await door.dispatched()
    fresh = await door.report()
    clock = centre.house.clock
    assert isinstance(clock, SimulatedClock)
    assert await names(door, overdue="true") == []
    clock.reach(town.MONDAY + town.DAY)
    assert await names(door, overdue="true") == [late["case"]]
    assert await names(door, overdue="false") == [fresh["case"]]
    assert (await names(door, sort="deadline"))[0] == late["case"]


async def test_closed_cases_come_from_the_ledger_last_closed_first(
    door: Caller,
) -> None:
    made = [await door.report(grid=g) for g in ("T01001001", "T02001001")] + [
        await door.report()
    ]
    for receipt in made:
        await door.do(receipt, "special-close", {"note": "完"}, Gridwall_At=str(
            town.MONDAY + receipt["seq"]
        ))  # fmt: skip
    ids = [r["case"] for r in made]
    assert await names(door, open="false") == ids[::-1]
    assert await names(door, state="CLOSED", street="T02") == [ids[1]]
    assert await all_pages(door, open="false", limit=1) == ids[::-1]
    assert await all_pages(door, open="false", limit=2, sort="-opened") == sorted(
        ids, reverse=True
    )
    assert await names(door) == []
    assert await names(door, state="VOIDED") == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=201", "limit=ten", "limit=1.5", "state=LOST", "open=yes",
        "overdue=1", "sort=name", "colour=red", "q=", "limit=1&limit=2",
        "street=" + "x" * 33, "cursor=", "state=null", "limit=null",
    ],
)  # fmt: skip
async def test_a_query_of_no_meaning_is_refused(door: Caller, query: str) -> None:
    answer = await door.client.get(f"/cases?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "query-wrong"), query


@pytest.mark.parametrize(
    "query",
    [
        "cursor=!!", "cursor=e30=", "cursor=%00", "open=false&cursor=nonsense",
        "sort=-closed", "open=false&sort=deadline", "filter=st:", "filter=/(a+)%2B/",
        "open=false&filter=a",
    ],
)  # fmt: skip
async def test_a_query_that_does_not_fit_the_list_is_refused(
    door: Caller, query: str
) -> None:
    answer = await door.client.get(f"/cases?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "query-wrong"), query


async def test_filters_that_contradict_each_other_leave_nothing(door: Caller) -> None:
    receipt = await door.report()
    await door.do(receipt, "special-close", {"note": "完"})
    await door.report()
    assert await names(door, state="CLOSED", open="true") == []
    assert await names(door, state="REPORTED", open="false") == []


async def test_a_street_and_a_department_see_their_own_cases_only(
    door: Caller,
) -> None:
    mine = await door.dispatched("hw")
    other = await door.report(grid="T02001001")
    closed = await door.report(grid="T02001001")
    await door.do(closed, "special-close", {"note": "完"})
    for who, sees in (
        (town.actor(Role.DEPARTMENT, "hw"), [mine["case"]]),
        (town.actor(Role.DEPARTMENT, "cg"), []),
        (town.actor(Role.STREET, "T01"), [mine["case"]]),
        (town.actor(Role.STREET, "T02"), [other["case"]]),
    ):
        answer = await door.client.get("/cases", headers=acting(who))
        assert [c["id"] for c in answer.json()["cases"]] == sees
        one = await door.client.get(f"/cases/{other['case']}", headers=acting(who))
        assert one.status_code == (200 if other["case"] in sees else 404)
        done = await door.client.get(f"/cases/{closed['case']}", headers=acting(who))
        assert done.status_code == (200 if who.unit == "T02" else 404)
        gone = await door.client.get("/cases?open=false", headers=acting(who))
        assert len(gone.json()["cases"]) == (who.unit == "T02")
    west = acting(town.actor(Role.STREET, "T02"))
    narrowed = await door.client.get("/cases?open=false&street=T01", headers=west)
    assert narrowed.json()["cases"] == []


async def test_a_department_still_sees_a_case_that_it_gave_back(door: Caller) -> None:
    receipt = await door.dispatched("hw")
    receipt = await door.do(receipt, "recall")
    hw = town.actor(Role.DEPARTMENT, "hw")
    answer = await door.client.get(f"/cases/{receipt['case']}", headers=acting(hw))
    assert answer.status_code == 200
    taken = await door.post(
        f"/cases/{receipt['case']}/take", version=(receipt["case"], 5), by=hw
    )
    assert (taken.status_code, taken.json()["code"]) == (409, "wrong-state")


async def test_a_street_cannot_act_on_anothers_case(door: Caller) -> None:
    receipt = await door.report(grid="T02001001")
    for name in (receipt["case"], receipt["number"]):
        answer = await door.post(
            f"/cases/{name}/urge",
            version=(receipt["case"], 1),
            by=town.actor(Role.STREET, "T01"),
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "case-unknown")
    own = town.actor(Role.STREET, "T02")
    assert (await door.do(receipt, "urge", by=own))["version"] == 2
