"""What leaves the wall: by the clipboard, by the terminal's selection, as a picture."""

from __future__ import annotations

from pathlib import Path

from tests.pilot.morning import morning
from tests.pilot.room import room


async def test_a_number_goes_to_the_clipboard() -> None:
    async with room(feeding=morning()) as here:
        assert here.case is not None
        await here.press("y")
        assert here.app.clipboard == here.case.number
        assert here.said == "say.copied"


async def test_a_row_goes_to_the_clipboard_with_tabs_between() -> None:
    async with room(feeding=morning()) as here:
        assert here.case is not None
        await here.press("Y")
        cells = here.app.clipboard.split("\t")
        assert cells[0] == here.case.number
        assert cells[3] == here.case.title
        assert len(cells) == 7


async def test_nothing_is_copied_where_no_case_is_chosen() -> None:
    async with room(feeding=morning()) as here:
        await here.command("map")
        await here.press("y")
        assert here.app.clipboard == ""
        assert here.said == "say.no_case"


async def test_a_pane_stands_alone_and_still_to_be_selected_and_comes_back() -> None:
    async with room(feeding=morning()) as here:
        await here.press("L")
        assert [pane.id for pane in here.app.wall.board.shown] == ["queue"]
        assert here.app.wall._paused
        await here.press("L")
        assert len(here.app.wall.board.shown) > 1
        assert not here.app.wall._paused


async def test_the_mouse_is_given_to_the_terminal_and_taken_back() -> None:
    async with room(feeding=morning()) as here:
        await here.press("f2")
        assert here.said == "say.mouse_off"
        await here.press("f2")
        assert here.said == "say.mouse_on"


async def test_a_picture_goes_into_its_folder(tmp_path: Path) -> None:
    async with room(feeding=morning()) as here:
        await here.press("f3")
        assert here.said == "say.no_pictures"
        here.app.wall.pictures = tmp_path / "pictures"
        await here.press("f3")
        (picture,) = (tmp_path / "pictures").iterdir()
        assert here.said == str(picture)
        assert "<svg" in picture.read_text(encoding="utf-8")
        assert (tmp_path / "pictures").stat().st_mode & 0o077 == 0


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with room(feeding=morning()) as here:
        here.app.wall.pictures = tmp_path / "file" / "pictures"
        await here.press("f3")
        assert "Not a directory" in here.said
