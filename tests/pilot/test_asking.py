"""Line, palette and help on the real wall, and what is kept for the next time."""

from __future__ import annotations

from pathlib import Path

from textual.events import Paste

from domain.commands import Dispatch
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tui.kept import NAME, Keeper, load
from tui.visits import Visit


def line(here: Room) -> str:
    """The row of the command line."""
    return here.rows[-2]


async def test_a_line_is_typed_completed_and_run() -> None:
    async with room(feeding=morning()) as here:
        await here.press("：", *"str", "tab", "space", *"dj")
        assert line(here).startswith(" :street dj▏")
        assert "东街" in line(here)
        await here.press("enter")
        assert here.view == "street"
        assert here.app.wall._trail.here.street == "T01"
        await here.press(":", "up")
        assert line(here).startswith(" :street dj▏")


async def test_what_an_input_method_types_is_text() -> None:
    async with room(feeding=morning()) as here:
        await here.press(":", *"dept 环", "left", "x", "backspace")
        assert line(here).startswith(" :dept ▏环")
        await here.press("enter")
        assert here.app.wall._trail.here == Visit("departments", department="hw")


async def test_a_wrong_line_stays_open_and_names_what_is_allowed() -> None:
    async with room(feeding=morning()) as here:
        await here.command("lang fr")
        assert "zh, en" in here.rows[-3]
        assert line(here).startswith(" :lang fr▏")
        await here.press("ctrl+w", *"en", "enter")
        assert "▏" not in here.text
        assert here.word("help.down") == "next row"


async def test_a_paste_goes_into_what_is_open_and_never_to_the_keys() -> None:
    async with room(feeding=morning()) as here:
        here.app.wall.post_message(Paste("q0\nd"))
        await here.settle()
        assert here.view == "wall"
        await here.press(":")
        here.app.wall.post_message(Paste("map\nq"))
        await here.settle()
        assert line(here).startswith(" :map▏")


async def test_a_line_fills_the_form_and_enter_still_confirms_it() -> None:
    async with room(feeding=morning()) as here:
        await here.press("j")
        assert here.case is not None
        case = here.case
        await here.command("dispatch cg 请尽快：今天")
        assert here.desk.asked == []
        form = "\n".join(here.rows[-6:-1])
        assert case.number in form
        assert "请尽快：今天" in form
        await here.frame(0.4)
        await here.press("enter")
        assert here.desk.asked == [
            (Dispatch(department="cg", note="请尽快：今天"), case.id)
        ]


async def test_what_the_filter_finds_is_exported(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    async with room(feeding=morning()) as here:
        sight = here.app.wall.sight
        assert sight is not None
        shown = len(sight.model.listing.ids())
        await here.command(f"export csv {path}")
        for _ in range(500):
            if str(path) in here.said:
                break
            await here.settle()
        assert str(path) in here.said
        assert len(path.read_bytes().splitlines()) == 1 + shown


async def test_the_palette_finds_and_goes() -> None:
    async with room(feeding=morning()) as here:
        await here.press("ctrl+p", *"西街")
        chosen = [row for row in here.rows if "▸ 街镇" in row]
        assert len(chosen) == 1
        assert "西街" in chosen[0]
        await here.press("enter")
        assert here.app.wall._trail.here.street == "T02"
        assert "▸ 街镇" not in here.text


async def test_the_palette_asks_for_what_a_command_needs_in_the_line() -> None:
    async with room(feeding=morning()) as here:
        await here.press("ctrl+p", *"theme", "enter")
        assert line(here).startswith(" :theme ▏")
        await here.press(*"lig", "enter")
        assert here.app.wall._theme == "light"


async def test_help_begins_with_the_focused_pane_and_finds() -> None:
    async with room(feeding=morning()) as here:
        await here.press("?")
        assert here.rows[2].strip() == here.word(f"pane.{here.focused}")
        await here.press(*"轮播")
        assert here.word("help.carousel") in here.text
        assert here.word("help.dispatch") not in here.text
        await here.press("escape", "escape")
        assert here.word("keys.close") not in here.text
        assert here.view == "wall"


async def test_help_scrolls_to_its_end_in_a_small_terminal() -> None:
    async with room((80, 24), feeding=morning()) as here:
        await here.press("?", *["pagedown"] * 9)
        assert any(row.strip().startswith(":q ") for row in here.rows)
        await here.press("home")
        assert not any(row.strip().startswith(":q ") for row in here.rows)


async def test_no_wide_character_is_lost_where_panes_meet_below() -> None:
    async with room(feeding=morning()) as here:
        await here.press("?")
        for key in ("help.copy_id", "help.next_bounced", "help.history_back"):
            assert here.word(key) in here.text, key


async def test_what_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / NAME
    feeding = morning()
    async with room(feeding=feeding, keeper=Keeper(path, feeding.clock)) as here:
        await here.command("theme light")
        await here.command("lang en")
        await here.command("keys arrows")
        await here.command("queue bo>0")
        await here.command("filter save again")
        assert not path.exists()
    kept = load(path).kept
    assert (kept.theme, kept.lang, kept.keymap) == ("light", "en", "arrows")
    assert kept.of("town").filters == {"again": "bo>0"}
    assert kept.history[-1] == "filter save again"
    feeding = morning()
    keeper = Keeper(path, feeding.clock)
    async with room(feeding=feeding, keeper=keeper, keymap="arrows") as here:
        assert here.app.wall._trail.here == Visit("queue", filter="bo>0")
        await here.press("f9", "up")
        assert line(here).startswith(" :filter save again▏")
        await here.press("escape")
        await here.command("filter drop again")
    assert load(path).kept.of("town").filters == {}


async def test_a_change_is_written_while_the_wall_runs(tmp_path: Path) -> None:
    path = tmp_path / NAME
    feeding = morning()
    keeper = Keeper(path, feeding.clock)
    async with room(feeding=feeding, keeper=keeper) as here:
        await here.second()
        await here.command("theme light")
        await here.second()
        assert not path.exists()
        for _ in range(7):
            await here.second()
        keeper.write()  # waits for the thread that writes
        assert load(path).kept.theme == "light"


async def test_a_broken_file_is_told_and_the_wall_opens(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text("{")
    feeding = morning()
    async with room(feeding=feeding, keeper=Keeper(path, feeding.clock)) as here:
        assert f"{NAME}.broken" in here.said
        assert here.view == "wall"
