"""A street as it is drawn: its cell, its departments, its roster."""

from __future__ import annotations

import pytest

from domain.codes import Role
from domain.place import Person
from domain.rates import Share
from domain.text import width
from domain.views.cells import Cell
from domain.views.index import Lights
from domain.views.street import Duty, Unit
from tests.unit.widgets.lenses import lens, text
from widgets.draw.spans import Ground
from widgets.draw.street import (
    OfficersView,
    StreetView,
    UnitsView,
    officers,
    pillars,
    street,
    units,
)

CELL = Cell(
    "T01", Share(9, 10), Lights(green=3, yellow=1, red=2), (0, 4, 8, 2), 5, 6, 7
)


def test_the_cell_tells_open_cases_and_the_day() -> None:
    drawn = text(street(StreetView(CELL, hour=14), lens(), 90, 9))
    assert "东街" in drawn
    assert "90.0%" in drawn
    assert "在办 6" in drawn
    assert "立 5 结 6 退 7" in drawn
    assert "14" in drawn.splitlines()[-1]
    assert "8/h" in drawn.splitlines()[-1]


def test_a_narrow_cell_keeps_the_lights() -> None:
    drawn = text(street(StreetView(CELL), lens("en"), 34, 5))
    assert "ok 3  soon 1  over 2" in drawn
    assert "today" not in drawn


def test_the_carousel_shows_that_it_rolls_and_a_stale_picture_says_so() -> None:
    rolling = street(StreetView(CELL, rolls=10), lens(), 60, 5)[0].text
    assert "轮播 10 秒" in rolling
    stale = street(StreetView(CELL, 10, stamp="STALE since 12:03:44"), lens(), 60, 5)
    assert "STALE since 12:03:44" in stale[0].text


def test_pillars_are_as_high_as_their_values() -> None:
    drawn = [line.text for line in pillars((0, 1, 16), 6, 2)]
    assert drawn == ["    █ ", "  ▁ █ "]
    assert [line.text for line in pillars((0, 1, 16), 2, 1)] != [""]


def test_departments_show_overdue_only_where_there_is_some() -> None:
    made = (Unit("cg", 4, 1, Share(2, 8)), Unit("hw", 0, 0, Share(0, 0)))
    drawn = units(UnitsView(made, "T01", cursor=1), lens(), 60, 9)
    assert "城管" in drawn[2].text
    assert "▲1" in drawn[2].text
    assert "25%" in drawn[2].text
    assert "▲" not in drawn[3].text
    assert "—" in drawn[3].text
    assert drawn[3].ground is Ground.CURSOR


def test_departments_scroll_and_say_when_there_are_none() -> None:
    made = (Unit("cg", 4), Unit("hw", 1))
    assert "城管" not in text(units(UnitsView(made, "T01", 1), lens(), 60, 9))
    assert "counting" in text(units(UnitsView(loading=True), lens("en"), 60, 9))
    assert "nothing was sent" in text(units(UnitsView(), lens("en"), 60, 9))


def test_the_roster_wraps_names_under_their_grid() -> None:
    people = tuple(Person(str(n), f"张三{n}", Role.OFFICER, "T01R1") for n in range(6))
    duty = Duty("T01R1", people, 12, 3)
    drawn = officers(OfficersView((duty,), "T01"), lens(), 40, 9)
    assert "6 人" in drawn[0].text
    assert drawn[1].text.startswith("R1")
    assert "▲3" in drawn[1].text
    assert drawn[2].text.startswith(" " * 16)
    assert sum(line.text.count("张三") for line in drawn) == 6


def test_a_place_without_a_roster_says_so_and_shows_its_grids() -> None:
    drawn = text(officers(OfficersView((Duty("D1", (), 2),), "T01"), lens(), 40, 9))
    assert "没有值守名册" in drawn
    assert "D1" in drawn
    whole = text(officers(OfficersView((Duty("D1", (), 2),)), lens("en"), 60, 9))
    assert "choose a street" in whole


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 60, 120])
def test_nothing_is_wider_than_its_room(lang: str, columns: int) -> None:
    person = Person("a", "很长的名字" * 8, Role.COORDINATOR, "T01")
    made = (Unit("cg", 12_345, 999, Share(99, 100)),)
    drawn = [
        *street(StreetView(CELL, rolls=60), lens(lang), columns, 9),
        *units(UnitsView(made, "T01"), lens(lang), columns, 9),
        *officers(OfficersView((Duty("", (person,)),), "T01"), lens(lang), columns, 9),
    ]
    assert max(width(line.text) for line in drawn) <= columns
