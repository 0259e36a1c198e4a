"""The wall of somebody who sees no cases: how it runs, and nothing else."""

from __future__ import annotations

import pytest

from domain.scoping import NONE, narrowed
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tests.unit.tui.feeding import Feeding
from tests.unit.widgets.lenses import lens


class Blind(Feeding):
    """A feed of the scope of nothing."""

    def begin(self, **more: object) -> None:
        """Nothing but how far the centre is."""
        self.store.replace(narrowed(self.book.state, NONE))
        self._given = len(self.book.records)
        self.live(**more)


async def keys(here: Room, *pressed: str) -> None:
    await here.press(*pressed)
    await here.frame()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_it_opens_on_the_ops_view_and_stays(size: tuple[int, int]) -> None:
    feeding = Blind(morning().book)
    async with room(
        size, feeding=feeding, scope=NONE, role="ops", armed_role=""
    ) as here:
        await here.second()
        assert here.view == "ops"
        assert lens("zh").say("ops.blind") in here.text
        assert here.word("say.ops_only") in here.foot
        for pressed in ("0", "q", "escape", "[", "]", "-", "v", "enter"):
            await keys(here, pressed)
            assert here.view == "ops", pressed
        for line in ("queue *", "wall", "street dj", "map", "dept", "case 1"):
            await here.command(line)
            assert here.view == "ops", line


async def test_it_never_says_that_there_is_nothing() -> None:
    """No case is not the same as no right to see one."""
    feeding = Blind(morning().book)
    async with room(feeding=feeding, scope=NONE, role="ops", armed_role="") as here:
        await here.second()
        head = here.rows[1]
        assert "在办 —" in head
        assert "在办 0" not in head
        assert here.word("empty.title") not in here.text
