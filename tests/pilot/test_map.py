"""The map on a real screen: from the place to the cases of a grid, and back."""

from __future__ import annotations

from domain.views.sheet import Sheet
from tests.pilot.room import Room, room
from tests.town import GRIDS, Book
from tests.unit.tui.feeding import Feeding


def town() -> Feeding:
    """Two cases in the east, one in the west."""
    book = Book()
    for grid in ("T01001001", "T01001001", "T02001001"):
        book.open(grid=grid)
    return Feeding(book)


async def on_the_map(here: Room) -> None:
    sight = here.app.wall.sight
    assert sight is not None
    while sight.model.sheet is None:  # the room's own centre has no grids
        await here.settle()
    here.app.wall.lay(Sheet(GRIDS))
    await here.command("map")
    await here.frame()


def title(here: Room) -> str:
    return next(row for row in here.rows if here.word("map.title") in row)


async def test_enter_leads_to_the_cases_of_a_grid_and_escape_back() -> None:
    async with room(feeding=town()) as here:
        await on_the_map(here)
        assert (here.view, here.focused) == ("map", "map")
        assert "东街 D1 T01001001" in here.text
        await here.press("enter")
        assert "东街" in title(here)
        await here.press("enter")
        assert "D1" in title(here)
        await here.press("escape", "escape")
        assert "东街" not in title(here)
        assert here.view == "map"
        await here.press("enter", "enter", "enter")
        assert here.view == "queue"
        assert "grid=T01001001" in here.text


async def test_keys_move_the_cursor_and_change_the_measure() -> None:
    async with room(feeding=town()) as here:
        await on_the_map(here)
        await here.press("l", "l")
        assert "西街 D2 T02001001" in here.text
        await here.press("m")
        assert here.word("map.overdue") in title(here)
        await here.command("map bounced")
        assert here.word("map.bounced") in title(here)


async def test_every_size_shows_the_map() -> None:
    for size in ((80, 24), (120, 40), (200, 60), (400, 120)):
        async with room(size, feeding=town()) as here:
            await on_the_map(here)
            assert here.word("map.none") in here.text
            assert "T01001001" in here.text
