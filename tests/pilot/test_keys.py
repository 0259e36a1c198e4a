"""Every key of the table does what its help says, on the real wall.

`CHECKS` holds one small story an action; a test sees that none is missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from domain.codes import State
from domain.sla import Light
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tui.keymap import ACTIONS, FULL_WIDTH, Keymap
from tui.screens.arrangement import arrangement

Check = Callable[[Room, str], Awaitable[None]]
CHECKS: dict[str, Check] = {}
LATER = {action.id for action in ACTIONS if action.later}


def says(action: str) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        CHECKS[action] = check
        return check

    return keep


def row(here: Room) -> int:
    """Where the cursor is in the queue."""
    return here.app.wall._focus.row


def street(here: Room) -> str:
    return here.app.wall._focus.street


def light(here: Room) -> Light:
    sight = here.app.wall.sight
    assert sight is not None
    return sight.model.index.light(sight.focus.case)


@says("dispatch")
async def opens_the_form(here: Room, key: str) -> None:
    await here.press("j", key)  # the first one was sent back
    assert here.app.wall._form is not None
    assert here.case is not None
    (head,) = [row for row in here.rows if here.word("form.keys") in row]
    assert f"派遣  {here.case.number}" in head


@says("rule")
async def rules_on_a_bounce(here: Room, key: str) -> None:
    await here.press("b", key)
    assert here.word("ruling.to_approve") in here.text


@says("down")
async def the_next_row(here: Room, key: str) -> None:
    before = row(here)
    await here.press(key)
    assert row(here) == before + 1


@says("up")
async def the_row_before(here: Room, key: str) -> None:
    await here.press("j", "j", key)
    assert row(here) == 1
    await here.press(key, key)
    assert row(here) == 0


@says("page_down")
async def a_page_on(here: Room, key: str) -> None:
    await here.press(key)
    assert row(here) > 1


@says("page_up")
async def a_page_back(here: Room, key: str) -> None:
    await here.press("G", key)
    assert row(here) < 8


@says("top")
async def the_first_row(here: Room, key: str) -> None:
    await here.press("j", "j", key)
    assert row(here) == 0


@says("bottom")
async def the_last_row(here: Room, key: str) -> None:
    await here.press(key)
    sight = here.app.wall.sight
    assert sight is not None
    assert row(here) == len(sight.model.index) - 1


@says("right")
async def the_next_street(here: Room, key: str) -> None:
    await here.press("1")  # the cells have the keys
    assert street(here) == "*"
    await here.press(key)
    assert street(here) == "T01"


@says("left")
async def the_street_before(here: Room, key: str) -> None:
    await here.press("1", key)
    assert street(here) == "T02"


@says("next_overdue")
async def the_next_overdue(here: Room, key: str) -> None:
    await here.press(key)
    assert light(here) is Light.RED
    first = here.case
    await here.press(key)
    assert light(here) is Light.RED
    assert here.case != first


@says("previous_overdue")
async def the_overdue_before(here: Room, key: str) -> None:
    await here.press("G")
    last = row(here)
    await here.press(key)
    assert light(here) is Light.RED
    assert row(here) < last


@says("next_bounced")
async def the_next_bounced(here: Room, key: str) -> None:
    await here.press("G", "g", "j", "k", key)
    assert here.case is not None
    assert here.case.state is State.RETURN_REQ


@says("previous_bounced")
async def the_bounced_before(here: Room, key: str) -> None:
    await here.press("G", key)
    assert here.case is not None
    assert here.case.state is State.RETURN_REQ


@says("open")
async def opens_what_is_under_the_cursor(here: Room, key: str) -> None:
    case = here.case
    assert case is not None
    await here.press(key)
    assert here.view == "case"
    assert case.number in here.text


@says("escape")
async def one_step_back_at_a_time(here: Room, key: str) -> None:
    await here.press("enter", "2", "2")
    assert here.app.wall._zoomed
    await here.press(key)
    assert not here.app.wall._zoomed
    assert here.view == "case"
    await here.press(key)
    assert here.view == "wall"


@says("back")
async def back_but_never_out(here: Room, key: str) -> None:
    await here.press("enter", key)
    assert here.view == "wall"
    await here.press(key, key)
    assert here.app.is_running
    assert here.view == "wall"


@says("wall")
async def home(here: Room, key: str) -> None:
    await here.command("dept")
    assert here.view == "departments"
    await here.press(key)
    assert here.view == "wall"


def _numbered(number: int) -> Check:
    async def focus_and_zoom(here: Room, key: str) -> None:
        panes = here.app.wall.numbered()
        if (here.focused,) == panes[number - 1 : number]:
            await here.press("tab")
        await here.press(key)
        if number > len(panes):
            assert here.said == "say.no_pane"
            return
        assert here.focused == panes[number - 1]
        await here.press(key)
        assert here.app.wall._zoomed
        assert [pane.id for pane in here.app.wall.board.shown] == [here.focused]
        await here.press(key)
        assert not here.app.wall._zoomed

    return focus_and_zoom


CHECKS |= {f"pane_{number}": _numbered(number) for number in range(1, 10)}


@says("next_pane")
async def around_the_panes(here: Room, key: str) -> None:
    panes = here.app.wall.numbered()
    seen = []
    for _ in panes:
        await here.press(key)
        seen.append(here.focused)
    assert sorted(seen) == sorted(panes)
    assert seen[:-1] == [*panes, *panes][2 : 1 + len(panes)]


@says("previous_pane")
async def around_the_other_way(here: Room, key: str) -> None:
    await here.press("tab", "tab", key, key)
    assert here.focused == "queue"


@says("last_view")
async def there_and_back(here: Room, key: str) -> None:
    await here.command("queue")
    for view in ("wall", "queue", "wall"):
        await here.press(key)
        assert here.view == view


@says("history_back")
async def back_through_history(here: Room, key: str) -> None:
    await here.command("queue")
    await here.command("dept")
    await here.press(key)
    assert here.view == "queue"
    await here.press(key, key)
    assert here.view == "wall"
    assert here.said == "say.none_left"


@says("history_forward")
async def forth_through_history(here: Room, key: str) -> None:
    await here.command("queue")
    await here.press("[", key)
    assert here.view == "queue"
    await here.press(key)
    assert here.said == "say.none_left"


@says("pause")
async def the_display_stands_still(here: Room, key: str) -> None:
    await here.press(key)
    before = here.rows[1:]
    here.book.open(title="新来的")
    await here.frame(60)
    assert here.rows[1:] == before
    assert f"{here.word('head.held')} 1" in here.rows[0]
    await here.press(key)
    await here.frame()
    assert here.rows[1:] != before


@says("photo")
async def opens_the_photos(here: Room, key: str) -> None:
    await here.press(key)
    assert here.app.wall.board.gallery.is_open


@says("carousel")
async def rolls_until_a_key(here: Room, key: str) -> None:
    await here.press(key)
    assert here.said == "say.carousel_on"
    await here.press("j", key)
    assert here.said == "say.carousel_on"  # the other key had stopped it


@says("command")
async def the_command_line(here: Room, key: str) -> None:
    await here.press(key, *"que")
    assert here.app.wall.line.text == "que"
    assert "que" in here.rows[-2]
    await here.press("escape")
    assert here.app.wall.line.text is None


@says("palette")
async def the_palette(here: Room, key: str) -> None:
    await here.press(key)
    assert here.app.wall._search.is_open
    await here.press("escape")
    assert not here.app.wall._search.is_open


@says("help")
async def the_help(here: Room, key: str) -> None:
    await here.press(key)
    assert here.word("help.dispatch") in here.text
    await here.press("escape")
    assert here.word("help.dispatch") not in here.text


@says("leave")
async def a_slip_closes_no_wall(here: Room, key: str) -> None:
    await here.press(key)
    assert here.said == "say.leave"
    assert here.app.is_running


@says("filter")
async def a_filter_takes_the_letters(here: Room, key: str) -> None:
    await here.press(key, *"qxd0")
    assert "qxd0" in here.text
    assert here.view == "wall"
    assert here.app.wall._form is None
    await here.press("escape")
    assert "qxd0" not in here.text


@pytest.mark.parametrize(
    ("action", "key"),
    [(a.id, key) for a in ACTIONS if a.id in CHECKS for key in a.keys],
)
async def test_a_key_does_what_its_help_says(action: str, key: str) -> None:
    async with room(feeding=morning()) as here:
        assert (row(here), here.focused) == (0, "queue")
        await CHECKS[action](here, key)
        assert here.desk.asked == []


async def test_what_is_not_built_yet_says_so_and_writes_nothing() -> None:
    async with room(feeding=morning()) as here:
        for action in ACTIONS:
            if action.id in LATER:
                await here.press("c")
                await here.press(action.keys[0])
                assert here.said == "say.later", action.id
        assert here.desk.asked == []


def test_no_action_is_without_its_story() -> None:
    elsewhere = {  # what the queue, the map and the rates do is told in their tests
        "next_match", "previous_match", "clear", "mark", "mark_all", "sort",
        "mode", "period", "follow", "sort_turn", "next_tab", "previous_tab",
        "copy_id", "copy_row", "dump", "mouse", "screenshot",
        "take", "assign", "feed_back", "bounce", "ask_extension", "ask_suspension",
        "answer_urge",
        "menu", "redispatch", "urge", "file", "close", "force", "withdraw",
    }  # fmt: skip
    assert {a.id for a in ACTIONS} == {*CHECKS, *LATER, *elsewhere}


@pytest.mark.parametrize("wide", [*FULL_WIDTH, "ｊ", "Ｇ", "２"], ids=ascii)
async def test_a_full_width_sign_is_the_plain_key(wide: str) -> None:
    keymap = Keymap()
    action = keymap.action("", wide, "queue")
    async with room(feeding=morning()) as here:
        if action is None:
            before = here.rows[1:]
            await here.press(wide)
            assert here.rows[1:] == before
        elif action in CHECKS:
            await CHECKS[action](here, wide)
        else:
            assert action in ("mark", "next_tab")  # the ideographic space and stop
            await here.press(wide)
            assert here.said != "say.later"


async def test_keys_typed_fast_are_taken_one_after_the_other() -> None:
    async with room(feeding=morning()) as here:
        await here.press(*":queue", "enter", "j", "j")
        assert here.view == "queue"
        assert row(here) == 2


async def test_the_foot_names_keys_that_work_and_dims_what_may_not_be_done() -> None:
    async with room(feeding=morning(), armed_role="") as here:
        await here.second()
        for action in ("dispatch", "open", "help"):
            assert here.word(f"key.{action}") in here.foot
        assert here.word("say.arm_first") in here.foot


@pytest.mark.parametrize("size", [(59, 15), (39, 9)])
async def test_where_there_is_no_room_the_keys_do_no_harm(
    size: tuple[int, int],
) -> None:
    assert not arrangement(*size).whole
    async with room(size, feeding=morning()) as here:
        for action in ACTIONS:
            if action.id in ("leave", "palette", "command", "help", "filter"):
                continue
            await here.press(action.keys[0])
            await here.press("escape")
        assert here.app.is_running
        assert here.desk.asked == []
