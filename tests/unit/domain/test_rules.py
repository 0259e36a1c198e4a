"""A place's tables, and what is wrong with one."""

from __future__ import annotations

import msgspec
import pytest

from domain.errors import PlaceError
from domain.place import Route
from domain.rules import Rules, distance_m
from tests.town import GRIDS, MONDAY, calendar, place, rules


def test_a_streets_own_route_goes_before_the_one_for_anywhere() -> None:
    town = rules()
    assert town.route("T02", "0101") is not None
    assert town.route("T02", "0101").lead == "cg"  # type: ignore[union-attr]
    assert town.route("T01", "0101").lead == "hw"  # type: ignore[union-attr]
    assert town.route("T01", "0199") is None
    assert town.limit("T01", "0199") is None


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (121.4, 31.2, "T01001001"),
        (121.40149, 31.2, "T01001002"),
        (121.40151, 31.2, "T02001001"),
        (121.4, 31.2017, "T01001001"),
        (121.4, 31.203, None),
        (0.0, 0.0, None),
    ],
)
def test_a_point_is_in_the_grid_whose_centre_is_nearest(
    lon: float, lat: float, code: str | None
) -> None:
    found = rules().locate(lon, lat)
    assert (found.code if found else None) == code


def test_distance_is_in_metres() -> None:
    assert distance_m((121.4, 31.2), (121.4, 31.2009)) == pytest.approx(100.2, abs=0.3)
    assert distance_m((121.4, 31.2), (121.401, 31.2)) == pytest.approx(95.2, abs=0.3)


def test_the_day_is_the_places_own() -> None:
    assert rules().local_day(MONDAY) == "20260921"
    assert rules().local_day(MONDAY + 15 * 3_600_000) == "20260922"


def test_a_stage_has_the_places_minutes_or_the_trades() -> None:
    own = msgspec.structs.replace(place(), stage_minutes={"accept": 5})
    town = Rules(own, GRIDS, calendar())
    assert town.due(0, "accept") == 5 * 60_000
    assert town.due(0, "pick_up") == 3_600_000
    with pytest.raises(ValueError, match="tea"):
        town.due(0, "tea")


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (Route("0101", "xx"), "'xx'"),
        (Route("0101", "cg", co=("yy",)), "'yy'"),
        (Route("9999", "cg"), "'9999'"),
    ],
)
def test_a_route_to_nowhere_is_an_error_that_names_it(route: Route, said: str) -> None:
    wrong = msgspec.structs.replace(place(), routes=(route,))
    with pytest.raises(PlaceError, match=said):
        Rules(wrong, GRIDS, calendar())
