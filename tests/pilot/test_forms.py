"""Writing: key, form, Enter, ledger, feed; and every way it does not happen."""

from __future__ import annotations

import string

import pytest
from textual.events import Paste

from domain import commands as c
from domain.codes import Role, State
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tests.town import actor
from tests.unit.domain.cases import DISP
from widgets.draw.actions import Fate

SETTLED = 0.4


def fates(here: Room) -> list[Fate | None]:
    return [deed.fate for deed in here.app.wall.deeds.listed((), 9)]


async def chosen(here: Room) -> str:
    """The first case that waits for a dispatch is under the cursor."""
    await here.press("g")
    for _ in range(9):
        if here.case is not None and here.case.state is State.FILED:
            return here.case.id
        await here.press("j")
    raise AssertionError(here.text)


async def test_two_keys_dispatch_to_the_suggestion() -> None:
    async with room(feeding=morning()) as here:
        case = await chosen(here)
        await here.press("d")
        assert here.book.case(case).number in here.rows[-4]
        await here.frame(SETTLED)
        await here.press("enter")
        assert here.desk.asked == [(c.Dispatch(department="hw"), case)]
        await here.frame()
        assert fates(here) == [Fate.DONE]
        assert "✓" in here.text
        assert here.case is not None
        assert here.case.id != case  # it left the queue


async def test_an_enter_that_comes_too_early_does_nothing() -> None:
    async with room(feeding=morning()) as here:
        await chosen(here)
        await here.press("d", "enter")
        assert here.desk.asked == []
        assert here.word("form.early") in here.text
        await here.frame(SETTLED)
        await here.press("enter")
        assert len(here.desk.asked) == 1


@pytest.mark.parametrize(("keys", "department"), [
    (["2"], "cg"), (["down", "down"], "de"), (["d", "e"], "de"), (["３"], "de"),
])  # fmt: skip
async def test_another_department(keys: list[str], department: str) -> None:
    async with room(feeding=morning()) as here:
        case = await chosen(here)
        await here.press("d", *keys)
        await here.frame(SETTLED)
        await here.press("enter")
        assert here.desk.asked == [(c.Dispatch(department=department), case)]


async def test_escape_leaves_the_case_alone_and_the_keys_mean_the_wall_again() -> None:
    async with room(feeding=morning()) as here:
        case = await chosen(here)
        await here.press("d", "2", "escape")
        await here.frame(SETTLED)
        await here.press("enter")
        assert here.desk.asked == []
        assert here.view == "case"  # Enter opened it
        assert here.book.case(case).state is State.FILED


async def test_a_ruling_needs_a_note_to_reject() -> None:
    async with room(feeding=morning()) as here:
        await here.press("b")
        assert here.case is not None
        case = here.case.id
        assert here.case.state is State.RETURN_REQ
        await here.press("R", "2")
        await here.frame(SETTLED)
        await here.press("enter")
        assert here.word("form.note_needed") in here.text
        await here.press(*"应由你处置", "enter")
        assert here.desk.asked == [(c.RejectBounce(note="应由你处置"), case)]
        await here.frame()
        assert here.book.case(case).state is State.HANDLING


async def test_a_case_that_changed_meanwhile_is_refused_and_it_is_said() -> None:
    async with room(feeding=morning()) as here:
        case = await chosen(here)
        await here.press("d")
        await here.frame(SETTLED)
        here.book.do(case, c.Dispatch(department="cg"), DISP)
        await here.press("enter")
        await here.frame()
        assert fates(here) == [Fate.REFUSED]
        assert here.word("form.conflict") in here.text
        assert here.book.case(case).department == "cg"


async def test_a_rule_that_refuses_is_named() -> None:
    async with room(feeding=morning()) as here:
        await chosen(here)
        here.desk.by = actor(Role.WATCH)
        await here.press("d")
        await here.frame(SETTLED)
        await here.press("enter")
        await here.frame()
        assert fates(here) == [Fate.REFUSED]
        assert "✕" in here.text
        assert "dispatch: for dispatcher" in here.text


async def test_nothing_is_done_before_its_record_is_here() -> None:
    async with room(feeding=morning()) as here:
        here.desk.silent = True
        case = await chosen(here)
        await here.press("d")
        await here.frame(SETTLED)
        await here.press("enter")
        assert here.case is not None
        assert here.case.state is State.FILED
        await here.press("d")
        assert here.said == "say.pending"
        await here.frame()
        assert here.app.wall.deeds.pending == frozenset()
        assert here.book.case(case).state is State.DISPATCHED


async def test_without_a_role_there_are_no_such_keys() -> None:
    async with room(feeding=morning(), role="", armed_role="") as here:
        assert here.word("key.dispatch") not in here.foot
        assert here.word("head.readonly") in here.rows[0]
        await here.press("d")
        assert here.said == "say.no_role"
        assert here.desk.asked == []


async def test_a_disarmed_wall_is_armed_for_a_while() -> None:
    async with room(feeding=morning(), armed_role="") as here:
        await chosen(here)
        await here.press("d")
        assert here.said == "say.arm_first"
        await here.command("arm 1m")
        await here.second()
        assert f"{here.word('head.armed')} 00:59" in here.rows[0]
        await here.press("d")
        await here.frame(61)  # it ran out while the form was open
        await here.press("enter")
        assert here.desk.asked == []
        assert here.said == "say.arm_first"
        await here.second()
        assert here.word("head.readonly") in here.rows[0]


async def test_a_connection_that_was_lost_disarms() -> None:
    async with room(feeding=morning(), armed_role="") as here:
        await here.command("arm 10m")
        assert here.app.wall.arming.armed
        here.feeding.lost()
        here.app.wall.frame()
        assert here.app.wall.arming.armed
        await here.frame()
        assert not here.app.wall.arming.armed


async def test_nothing_is_written_from_a_stale_picture() -> None:
    async with room(feeding=morning()) as here:
        await chosen(here)
        await here.press("d")
        here.feeding.clock.at += 60
        here.app.wall.frame()
        await here.press("enter")
        assert here.desk.asked == []
        assert here.said == "say.stale"
        assert "STALE" in here.rows[0]
        await here.press("d")
        assert here.said == "say.stale"


async def test_no_key_alone_writes() -> None:
    named = ["space", "enter", "tab", "escape", "up", "down", "f2", "backspace"]
    async with room(feeding=morning()) as here:
        await chosen(here)
        for key in (*string.digits, *string.ascii_letters, *string.punctuation, *named):
            await here.press(key)
            assert here.desk.asked == [], key
            await here.press("escape", "escape", "0", "g")


async def test_a_paste_presses_no_keys() -> None:
    async with room(feeding=morning()) as here:
        case = await chosen(here)
        here.app.wall.post_message(Paste("d\r0qx:q\r"))
        await here.settle()
        assert here.app.wall._form is None
        assert here.view == "wall"
        await here.press("d")
        await here.frame(SETTLED)
        here.app.wall.post_message(Paste("cg\r"))
        await here.settle()
        assert here.desk.asked == []
        assert here.book.case(case).state is State.FILED
        assert here.app.is_running
