"""Nothing typed is lost when the line or the token goes while a form is open."""

from __future__ import annotations

from client.feed import Phase
from client.outcome import Problem
from domain.commands import Dispatch
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tests.pilot.test_forms import chosen
from tests.pilot.test_writing import SETTLED


async def typed(here: Room, note: str) -> str:
    """A dispatch with a note, confirmed when nothing may be written."""
    case = await chosen(here)
    await here.press("d", "tab", "tab", *note)
    here.feeding.clock.at += 60
    here.app.wall.frame()
    await here.press("enter")
    assert here.said == "say.stale"
    assert "不能写入" in here.text
    assert note in here.text
    return case


async def test_what_was_typed_waits_for_the_line() -> None:
    async with room(feeding=morning()) as here:
        case = await typed(here, "靠近校门")
        await here.frame()
        await here.press("enter")
        ((command, asked),) = here.desk.asked
        assert isinstance(command, Dispatch)
        assert (asked, command.note) == (case, "靠近校门")


async def test_what_was_typed_is_there_again_after_arming_anew() -> None:
    """A connection that was lost disarms; to arm, the form has to be left."""
    async with room(feeding=morning()) as here:
        case = await typed(here, "靠近校门")
        here.app.wall.arming.disarm()
        await here.frame()
        await here.press("enter")
        assert here.said == "say.arm_first"
        await here.press("escape")
        await here.command("arm 10m")
        await here.press("d")
        assert "靠近校门" in here.text
        await here.frame(SETTLED)
        await here.press("enter")
        assert [asked for _, asked in here.desk.asked] == [case]
        await here.press("d")
        assert "靠近校门" not in here.text


async def test_a_token_that_counts_no_more_disarms_at_once() -> None:
    async with room(feeding=morning()) as here:
        await chosen(here)
        here.feeding.lost(Phase.AUTH_FAILED)
        here.app.wall.frame()
        assert not here.app.wall.arming.armed
        await here.press("d")
        assert here.said == "say.no_authority"


async def test_a_command_that_is_not_authorised_disarms_before_the_feed_ends() -> None:
    async with room(feeding=morning()) as here:
        await chosen(here)
        refused = Problem(status=401, code="token-wrong", title="Unauthorized")
        here.desk.decides = lambda *_: refused
        await here.press("d")
        await here.frame(SETTLED)
        await here.press("enter")
        await here.frame()
        assert not here.app.wall.arming.armed
