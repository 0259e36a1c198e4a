"""The map drawn: the picture is the counts, it fits, and nothing is cut."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.views.map import MapIndex, MapView, Measure
from domain.views.sheet import WHOLE, Area, Box, Level, Sheet
from tests.town import GRIDS, Book
from tests.unit.views.grounds import drawn
from tests.unit.widgets.hostile import HOSTILE
from tests.unit.widgets.lenses import lens, text, widest
from widgets.draw.halfblock import Scale, draw, extent, fitting, labels, layout
from widgets.draw.map import map_pane, plan
from widgets.draw.spans import Hue, Line

DISTRICT = Box(0, 0, 75, 104)


def cells(line: Line) -> list[tuple[Hue | None, Hue | None]]:
    """(upper, lower) colour of every character of a line of half blocks."""
    found: list[tuple[Hue | None, Hue | None]] = []
    for span in line.spans:
        front = span.tone if isinstance(span.tone, Hue) else None
        for char in span.text:
            if char == "▀":
                found.append((front, span.back))
            elif char == "▄":
                found.append((span.back, front))
            else:
                found.append((span.back, span.back))
    return found


def grid_of(lines: list[Line]) -> list[list[Hue | None]]:
    rows: list[list[Hue | None]] = []
    for line in lines:
        pairs = cells(line)
        rows += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    return rows


@given(
    st.lists(st.text("AB.", min_size=5, max_size=5), min_size=1, max_size=7),
    st.data(),
)
def test_every_half_block_shows_its_own_grid(
    rows: list[str], data: st.DataObject
) -> None:
    sheet = drawn(*rows)
    counts = tuple(data.draw(st.integers(0, 9)) for _ in sheet.grids)
    of = layout(sheet, WHOLE, Scale(), plain=False)
    picture = draw(of, counts, Measure.OVERDUE, None, ())
    shown = grid_of(picture.lines)
    for y in range(of.box.rows):
        for x in range(of.box.columns):
            number = sheet.at(y + of.box.top, x + of.box.left)
            hue = shown[y][x]
            if number < 0:
                assert hue is None
            elif counts[number]:
                step = sum(counts[number] >= bound for bound in picture.bounds)
                assert hue is Hue(f"overdue-{step}")
            else:
                assert hue is not None
                assert hue.value.startswith("shade")
    for row in shown[of.box.rows :]:  # half a character below an odd last row
        assert set(row) == {None}


def test_the_district_fits_the_rooms_it_has() -> None:
    assert fitting(DISTRICT, 104, 38) == Scale(1)
    assert fitting(DISTRICT, 52, 19) == Scale(2)
    assert fitting(DISTRICT, 38, 14) == Scale(3)
    assert fitting(DISTRICT, 337, 110) == Scale(1, 2)


@given(
    st.integers(1, 120), st.integers(1, 120), st.integers(10, 400), st.integers(4, 120)
)
def test_a_fitting_scale_fits_and_the_next_does_not(
    high: int, across: int, columns: int, rows: int
) -> None:
    box = Box(0, 0, high, across)
    scale = fitting(box, columns, rows)
    wide, tall = extent(box, scale)
    assert wide <= columns
    assert tall <= rows
    if scale.gather > 1:
        wide, tall = extent(box, Scale(scale.gather - 1))
        assert wide > columns or tall > rows


def test_grids_drawn_as_one_are_added_up() -> None:
    sheet = drawn("AAA", "AAA", "AAB")
    of = layout(sheet, WHOLE, Scale(2), plain=False)
    counts = tuple(range(1, 10))
    sums = of.sums(counts)
    assert sum(sums) == sum(counts)
    assert sorted(of.grids(0, 0)) == sorted(
        sheet.at(y, x) for y in (0, 1) for x in (0, 1)
    )
    assert of.grids(2, 2) == (sheet.at(2, 2),)
    assert sums[of.block(2, 2)] == counts[sheet.at(2, 2)]


def test_the_cursor_is_one_cell() -> None:
    sheet = drawn("AAA", "AAA")
    of = layout(sheet, WHOLE, Scale(), plain=False)
    shown = grid_of(draw(of, (0,) * 6, Measure.OPEN, (1, 2), ()).lines)
    marks = [(y, x) for y in (0, 1) for x in range(3) if shown[y][x] is Hue.MARK]
    assert marks == [(1, 2)]


def test_the_cursor_walks_over_holes_and_stops_at_the_end() -> None:
    of = layout(drawn("A..A", "AAAA"), WHOLE, Scale(), plain=False)
    assert of.step((0, 0), 0, 1) == (0, 3)
    assert of.step((0, 3), 0, 1) == (0, 3)
    assert of.step((0, 3), 1 << 30, 0) == (1, 3)
    assert of.step((1, 3), 0, -2) == (1, 1)
    assert of.step((1, 1), -1, 0) == (1, 1)


def test_the_cursor_stays_in_its_area() -> None:
    of = layout(drawn("AABA"), Area(Level.STREET, "A"), Scale(), plain=False)
    assert of.step((0, 1), 0, 1) == (0, 3)
    assert of.grids(0, 2) == ()


def test_a_click_finds_the_cell_that_is_drawn_there() -> None:
    sheet = drawn("A.", "AB")
    halves = layout(sheet, WHOLE, Scale(), plain=False)
    assert halves.pixel(0, 0) == (0, 0)
    assert halves.pixel(1, 0) == (1, 1)
    assert halves.pixel(2, 0) is None
    large = layout(sheet, WHOLE, Scale(1, 4), plain=False)
    assert large.pixel(7, 3) == (1, 1)
    assert large.pixel(7, 1) is None


def test_large_cells_carry_their_number() -> None:
    of = layout(drawn("AA", "AA"), WHOLE, Scale(1, 4), plain=False)
    counts = [0] * 4
    counts[of.sheet.at(0, 1)] = 12
    counts[of.sheet.at(1, 0)] = 4321
    lines = draw(of, counts, Measure.OPEN, None, ()).lines
    assert text(lines).split("\n") == ["     12", "", "999+", ""]


def test_without_colours_characters_tell_streets_and_counts() -> None:
    of = layout(drawn("AAB", "AAB", "A.B"), WHOLE, Scale(), plain=True)
    counts = [0] * len(of.sheet.grids)
    counts[of.sheet.at(0, 1)] = 2
    counts[of.sheet.at(1, 1)] = 1
    counts[of.sheet.at(2, 0)] = 30
    shown = text(draw(of, counts, Measure.OPEN, None, ()).lines).split("\n")
    assert shown == [".3:", "+ :"]


def test_names_stand_where_they_fit_and_lie_on_the_colours_beneath() -> None:
    sheet = drawn(*["A" * 8] * 4, *["BB......"] * 2)
    of = layout(sheet, WHOLE, Scale(), plain=False)
    names = labels(of, (("A", "东街"), ("B", "西街")))
    assert [name.text for name in names] == ["东街"]
    counts = [0] * len(sheet.grids)
    name = names[0]
    counts[sheet.at(name.row * 2 + 1, name.column + 3)] = 1
    line = draw(of, counts, Measure.OPEN, None, names).lines[name.row]
    backs = {span.text: span.back for span in line.spans if span.text in "东街"}
    assert backs["街"] is Hue.OPEN_1
    assert backs["东"] not in (None, Hue.OPEN_1)
    marked = draw(of, counts, Measure.OPEN, (name.row * 2, name.column), names)
    assert "东" not in text(marked.lines)


# The pane

GROUND = Sheet(GRIDS)


def view(book: Book, area: Area = WHOLE, *, keys: bool = True) -> MapView:
    index = MapIndex(GROUND)
    index.rebuild(book.state, book.now)
    return MapView(
        sheet=GROUND,
        counts=index.counts(Measure.OPEN),
        area=area,
        cursor=(0, 0) if keys else None,
        spot=index.spot(book.state, (0,), area, Measure.OPEN, 40),
        parts=index.parts(area, Measure.OPEN),
        loose=index.loose,
    )


@cache
def busy() -> Book:
    book = Book()
    for grid in ("T01001001", "T01001001", "T02001001"):
        book.open(grid=grid)
    book.open(grid="", street="T02")
    return book


AREAS = (WHOLE, Area(Level.STREET, "T01"), Area(Level.DUTY, "D1"))


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("size", [(20, 5), (60, 21), (80, 20), (137, 54)])
def test_the_pane_keeps_to_its_room(
    size: tuple[int, int], lang: str, area: Area, *, plain: bool
) -> None:
    lines = map_pane(view(busy(), area), lens(lang), *size, plain=plain)
    assert len(lines) <= size[1]
    assert widest(lines[:-1]) <= size[0]
    assert "{" not in text(lines)
    assert "map." not in text(lines)


def test_the_line_below_tells_the_place_and_its_counts() -> None:
    shown = text(map_pane(view(busy()), lens(), 100, 20))
    assert "东街 D1 T01001001" in shown
    assert "未结 2" in shown
    assert "暴露垃圾" in shown
    assert "另 1 件无网格" in shown


def test_without_the_keys_it_tells_where_there_is_most() -> None:
    shown = text(map_pane(view(busy(), keys=False), lens(), 100, 20))
    assert "最密 东街" in shown


def test_the_parts_of_the_area_are_listed_beside_it() -> None:
    shown = text(map_pane(view(busy()), lens(), 100, 20))
    listed = [line.split()[-5:-1] for line in shown.split("\n")]
    assert ["西街", "2", "·", "·"] in listed  # with the case that has no grid
    inner = text(map_pane(view(busy(), AREAS[1]), lens(), 100, 20))
    assert "› 东街" in inner
    assert "D1" in inner


def test_the_source_of_the_ground_is_named_where_it_fits() -> None:
    at = lens()
    assert at.names.place is not None
    credited = msgspec.structs.replace(at.names.place, attribution="© Somebody")
    look = at._replace(names=type(at.names)(credited, "zh"))
    assert "© Somebody" in text(map_pane(view(busy()), look, 60, 20))
    stale = msgspec.structs.replace(view(busy()), stamp="STALE since 12:03:44")
    shown = text(map_pane(stale, look, 60, 20))
    assert "STALE since 12:03:44" in shown
    assert "Somebody" not in shown


@pytest.mark.parametrize("title", HOSTILE)
def test_text_from_outside_is_harmless(title: str) -> None:
    book = Book()
    case = book.open()
    hostile = msgspec.structs.replace(book.state.cases[case], title=title)
    book.state.cases[case] = hostile
    shown = text(map_pane(view(book), lens(), 100, 20))
    assert all(char.isprintable() or char == "\n" for char in shown)


def test_before_the_ground_is_known_it_says_so() -> None:
    assert plan(MapView(), 60, 20, wide=False, plain=False) is None
    assert "正在取网格" in text(map_pane(MapView(), lens(), 60, 20))
