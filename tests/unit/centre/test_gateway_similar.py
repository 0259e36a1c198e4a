"""At intake the centre offers open cases that a new one may be merged into."""

from __future__ import annotations

from pathlib import Path

from domain.codes import Role
from tests import town
from tests.house import Caller, acting, caller, house


async def similar(
    door: Caller, case: str, headers: dict[str, str] | None = None
) -> list[str]:
    answer = await door.client.get(f"/cases/{case}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["similar"]]


async def test_a_new_case_comes_with_those_it_may_be_merged_into(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        first = await door.report(lon=121.4, lat=31.2)
        second = await door.report(lon=121.4, lat=31.2001)
        await door.report(lon=121.4, lat=31.2, subclass="0402")
        assert await similar(door, second["case"]) == [first["case"]]
        answer = await door.client.get(f"/cases/{second['case']}")
        assert answer.json()["similar"][0]["metres"] == 11
        taken = await door.do(second, "accept")
        assert await similar(door, taken["case"]) == []


async def test_a_street_is_offered_its_own_cases_only(tmp_path: Path) -> None:
    async with house(tmp_path) as centre, caller(centre) as door:
        west = await door.report(lon=121.4, lat=31.2, grid="T02001001")
        east = await door.report(lon=121.4, lat=31.2)
        headers = acting(town.actor(Role.STREET, "T01"))
        assert await similar(door, east["case"]) == [west["case"]]
        assert await similar(door, east["case"], headers=headers) == []
