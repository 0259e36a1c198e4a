"""The wall of cells: only the boxes that differ are drawn and painted again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace
from textual.geometry import Region
from textual.strip import Strip

from domain.views.cells import Cell
from tests.unit.widgets.lenses import lens
from widgets.cells import CellsView, CellWall
from widgets.draw.canvas import BARE, Canvas

ROOM = Region(0, 0, 118, 27)


class Host:
    """Remembers what is to be painted."""

    def __init__(self) -> None:
        self.painted: list[Region] = []

    def changed(self, _canvas: Canvas[Any], regions: Iterable[Region]) -> None:
        self.painted += regions

    def moved(self, canvas: Canvas[Any], before: Region) -> None:
        """Nothing moves here."""

    def call_later(self, _callback: Callable[..., Any], *_args: Any) -> bool:
        return False


def view(**filed: int) -> CellsView:
    keys = ("*", *(f"T{n:02d}" for n in range(1, 12)))
    return CellsView(tuple(Cell(key, filed=filed.get(key, 0)) for key in keys), "T02")


def wall(shown: CellsView) -> tuple[CellWall, Host]:
    made, host = CellWall(), Host()
    made.host = host
    made.dress(BARE, lens())
    made.show(shown)
    made.put(ROOM)
    made.strip(0)
    host.painted.clear()
    return made, host


def fresh(shown: CellsView) -> list[str]:
    return wall(shown)[0].text()


def test_a_box_that_differs_is_all_that_is_painted_and_the_picture_is_right() -> None:
    made, host = wall(view())
    other = view(T02=3)
    made.show(other)
    assert made.text() == fresh(other)
    assert [made.strip(y).text for y in range(ROOM.height)] == made.text()
    assert host.painted
    assert all(region.y < ROOM.height // 3 + 1 for region in host.painted)
    assert all(made.at(region.x, region.y) == 2 for region in host.painted)


def test_nothing_is_painted_when_nothing_differs() -> None:
    made, host = wall(view())
    made.show(replace(view(), cells=tuple(map(replace, view().cells))))
    assert host.painted == []


def test_parts_of_a_row_are_what_the_row_has_there() -> None:
    made, _ = wall(view())
    other = view(T01=1, T02=3, T07=12, T11=4)
    made.show(other)
    spans = [(0, ROOM.width), (0, 1), (27, 31), (28, 118), (56, 60), (20, 100)]
    for y in range(ROOM.height):
        parts = [Strip(made.parts(y, *span)).text for span in spans]  # before the row
        row = made.strip(y)
        assert row.text == fresh(other)[y]
        assert parts == [row.crop(*span).text for span in spans]


def test_what_is_left_of_a_frame_is_drawn_by_the_next_ones() -> None:
    made, host = wall(view())
    other = view(**{f"T{n:02d}": n for n in range(1, 9)})
    made.show_some(other, 3)
    assert made.left
    assert {made.at(region.x, region.y) for region in host.painted} == {1, 2, 3}
    newer = view(**{f"T{n:02d}": n + 1 for n in range(1, 9)})
    made.show_some(newer, 3)
    assert {made.at(region.x, region.y) for region in host.painted} == set(range(1, 7))
    while made.left:
        made.redraw(3)
    assert made.text() == fresh(newer)
    host.painted.clear()
    made.show_some(newer, 3)
    assert (made.left, host.painted) == (False, [])


def test_another_choice_marks_another_box() -> None:
    made, host = wall(view())
    other = replace(view(), chosen="T07")
    made.show(other)
    assert made.text() == fresh(other)
    assert {made.at(region.x, region.y) for region in host.painted} == {2, 7}


def test_more_or_fewer_cells_are_drawn_anew() -> None:
    made, _ = wall(view())
    other = replace(view(), cells=view().cells[:5])
    made.show(other)
    assert made.text() == fresh(other)


def test_in_a_narrow_room_they_are_rows() -> None:
    made, host = wall(view())
    made.put(Region(0, 0, 60, 13))
    assert len(made.text()) == 13
    assert made.at(3, 4) == 3
    host.painted.clear()
    other = view(T03=9)
    made.show(other)
    assert {region.y for region in host.painted} == {4}, "one row, not the table"
    narrow, _ = wall(other)
    narrow.put(Region(0, 0, 60, 13))
    assert made.text() == narrow.text()
