"""An armed wall disarms by itself when its token runs out."""

from __future__ import annotations

from concurrent.futures import Future

from client.outcome import Me
from tests.pilot.room import room
from tests.unit.tui.feeding import Feeding


async def test_a_wall_is_armed_no_longer_than_its_token_counts() -> None:
    async with room(feeding=Feeding(), armed_role="") as here:
        wall = here.app.wall
        for account_s, armed_s in ((90, 90), (None, 600), (3600, 600)):
            asked: Future[object] = Future()
            wall.vouch = lambda asked=asked: asked
            await here.command("arm 10m")
            ends = None if account_s is None else wall.now + account_s * 1000
            asked.set_result(
                Me(account="wang", role="leader", may_write=True, expires=ends)
            )
            await here.frame()
            assert wall.arming.left_s == armed_s
