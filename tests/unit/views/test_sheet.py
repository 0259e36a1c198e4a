"""The ground of the map: north is up, areas have boxes, neighbours are apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.views.sheet import SHADES, VOID, WHOLE, Area, Box, Level, Sheet
from tests.unit.views.grounds import drawn

STREET_B = Area(Level.STREET, "B")


def test_north_is_at_the_top() -> None:
    sheet = drawn("A.", "AB")
    assert sheet.grids[sheet.at(0, 0)].row == 1
    assert sheet.at(0, 1) == VOID
    assert sheet.grids[sheet.at(1, 1)].street == "B"
    assert sheet.at(2, 0) == sheet.at(0, -1) == VOID


def test_an_area_has_the_smallest_box() -> None:
    sheet = drawn("AA..", "ABB.", "AABA")
    assert sheet.box(WHOLE) == Box(0, 0, 3, 4)
    assert sheet.box(STREET_B) == Box(1, 1, 3, 3)
    assert sheet.box(Area(Level.STREET, "nowhere")) == Box(0, 0, 0, 0)


def test_a_grid_is_found_by_code_and_by_point() -> None:
    sheet = drawn("A.", "AB")
    number = sheet.number("B000001")
    assert sheet.grids[number].street == "B"
    assert sheet.number("nowhere") == VOID
    assert sheet.locate(121.40102, 31.20003) == number
    assert sheet.locate(121.5, 31.2) == VOID


def test_the_way_in_leads_from_the_place_to_street_and_responsibility_grid() -> None:
    sheet = drawn("AB", duties={"A": "D1"})
    with_duty, without = sheet.at(0, 0), sheet.at(0, 1)
    street = sheet.inner(WHOLE, with_duty)
    assert street == Area(Level.STREET, "A")
    assert sheet.inner(street, with_duty) == Area(Level.DUTY, "D1")
    assert sheet.inner(Area(Level.DUTY, "D1"), with_duty) is None
    assert sheet.inner(STREET_B, without) is None


def test_the_way_out_is_the_way_in() -> None:
    sheet = drawn("AB", duties={"A": "D1"})
    assert sheet.outer(Area(Level.DUTY, "D1")) == Area(Level.STREET, "A")
    assert sheet.outer(STREET_B) == WHOLE
    assert sheet.outer(WHOLE) is None


def rasters() -> st.SearchStrategy[Sheet]:
    rows = st.lists(st.text("ABCD.", min_size=6, max_size=6), min_size=1, max_size=6)
    return rows.map(lambda found: drawn(*found))


@given(rasters())
def test_neighbours_have_other_shades_where_four_are_enough(sheet: Sheet) -> None:
    shades = sheet.shades(WHOLE)
    assert all(0 <= shade < SHADES for shade in shades)
    for number, grid in enumerate(sheet.grids):
        y, x = sheet.ys[number], sheet.xs[number]
        for beside in (sheet.at(y, x + 1), sheet.at(y + 1, x)):
            if beside != VOID and sheet.grids[beside].street != grid.street:
                assert shades[beside] != shades[number]


def test_outside_the_area_there_is_no_shade() -> None:
    sheet = drawn("AB", duties={"A": "D1"})
    shades = sheet.shades(Area(Level.STREET, "A"))
    assert shades[sheet.at(0, 1)] == VOID
    assert shades[sheet.at(0, 0)] != VOID
