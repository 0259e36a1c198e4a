"""The filter line on a real wall: who gets the keys, and where the filter stays."""

from __future__ import annotations

import pytest
from textual.events import Paste

from client.outcome import Me
from domain import commands as c
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tests.unit.domain.cases import HW, handling


def listed(here: Room) -> list[str]:
    model = here.app.wall._model
    assert model is not None
    return model.listing.ids()


def on(here: Room) -> str:
    return here.app.wall.list.box.text


@pytest.mark.parametrize("key", ["/", "／"])
async def test_letters_go_into_the_line_and_do_nothing_else(key: str) -> None:
    async with room(feeding=morning()) as here:
        await here.command("queue")
        everything = len(here.book.state.cases)
        await here.press(key, *"qdR0?:*")
        assert here.view == "queue"
        assert here.desk.asked == []
        assert " / qdR0?:*▏" in here.text
        await here.press("escape")
        await here.press("/", *"*", "enter")
        assert len(listed(here)) == everything
        assert f"{everything} / {everything}" in here.text


async def test_a_fault_is_underlined_and_the_way_back_is_escape() -> None:
    async with room(feeding=morning()) as here:
        await here.command("queue")
        before = listed(here)
        await here.press("/", *"st:nowhere")
        assert "^^^^^^^" in here.text
        assert "街道 没有“nowhere”" in here.text
        await here.press("escape")
        assert "^^^^^^^" not in here.text
        assert (listed(here), here.view) == (before, "queue")


async def test_the_way_back_finds_the_filter_again() -> None:
    async with room(feeding=morning()) as here:
        await here.command("queue")
        await here.press("/", *"td=n", "enter")
        found = listed(here)
        assert found
        await here.press("enter")
        assert here.view == "case"
        await here.press("[")
        assert (here.view, on(here), listed(here)) == ("queue", "td=n", found)
        await here.press("0")
        assert on(here) == ""
        await here.press("-")
        assert on(here) == "td=n"


async def test_from_a_view_without_a_list_it_opens_the_queue() -> None:
    async with room(feeding=morning()) as here:
        await here.command("map")
        await here.press("/", *"td=y")
        assert here.view == "queue"
        assert " / td=y▏" in here.text


async def test_a_paste_goes_into_the_line() -> None:
    async with room(feeding=morning()) as here:
        await here.command("queue")
        await here.press("/")
        here.app.wall.on_paste(Paste("td=n\nd\x1b[31m"))
        await here.settle()
        assert on(here) == "td=n"
        assert here.desk.asked == []


async def test_commands_sort_choose_columns_and_tell_what_is_wrong() -> None:
    async with room(feeding=morning()) as here:
        await here.command("queue")
        await here.command("sort number desc")
        numbers = [here.book.case(one).number for one in listed(here)]
        assert numbers == sorted(numbers, reverse=True)
        assert "编号↓" in here.text
        await here.command("columns left number")
        heading = next(row for row in here.rows if "编号↓" in row)
        assert heading.split() == ["剩余", "编号↓"]
        await here.command("filter foo:1")
        assert on(here) == ""


async def test_tabs_and_marks_by_their_keys() -> None:
    async with room(feeding=morning()) as here:
        await here.command("queue")
        keys = here.app.wall.keymap.keys
        await here.press(*keys("next_tab"))
        assert on(here) == "*"
        await here.press("space", "space", *keys("previous_tab"))
        assert on(here) == ""
        assert "已标 2" in here.text
        await here.press("escape")
        assert "已标" not in here.text


async def test_me_is_whom_the_centre_names_in_queue_tabs_and_counts() -> None:
    """Until it has, the line says that nobody is known, and no number is made up."""
    feeding = morning()
    mine = handling(feeding.book, title="我来办")
    feeding.book.do(mine, c.Assign(handler="wang"), HW)
    async with room(feeding=feeding, filters={"我的": "@me"}) as here:
        await here.command("queue")
        await here.press("/", *"@me", "enter")
        await here.second()
        assert "^^^" in here.text
        assert "我的 0" not in here.text
        assert mine not in listed(here)
        me = Me(account="wang", role="dispatcher", may_write=True)
        here.app.wall.signed_in(me)
        await here.second()
        assert listed(here) == [mine]
        await here.press("c")
        await here.second()
        await here.press(",")  # from the first tab back to the last, the person's own
        await here.second()
        assert (on(here), listed(here)) == ("@me", [mine])
        assert "我的 1" in here.text


async def test_a_departments_wall_means_it_by_dp_me() -> None:
    async with room(feeding=morning(), account="wang", unit="hw") as here:
        await here.command("filter dp=@me")
        held = here.book.state.cases
        assert listed(here)
        assert {held[one].department for one in listed(here)} == {"hw"}
