"""The queue of each role: its own work first, the dispatcher's as it was."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import State
from domain.events import Actor
from tests.pilot.room import Room, room
from tests.pilot.test_filter import listed, on
from tests.pilot.test_writing import unit
from tests.town import Book
from tests.unit.domain.cases import ACC, CMD, DISP, LEAD, OTHER_OFF
from tests.unit.tui.feeding import Feeding
from tests.unit.views.states import standing
from tests.unit.views.test_works import extended

SHOWN = (
    State.REPORTED, State.VERIFYING, State.ACCEPTED, State.FILED, State.DISPATCHED,
    State.RETURN_REQ, State.FED_BACK, State.CHECKING, State.CHECKED, State.VOID_REQ,
)  # fmt: skip


def everything() -> tuple[Feeding, dict[str, str]]:
    """A case in each state, and one that asks for an extension."""
    book = Book(forgetful=True)
    ids = {str(state): standing(state, book)[1].id for state in SHOWN}
    ids["asks"] = extended(book).id
    return Feeding(book), ids


def tab(here: Room, word: str) -> int | None:
    tabs = here.app.wall.list.queue.shown.tabs
    return next(one.count for one in tabs if one.word == word)


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        (ACC, {"REPORTED", "FED_BACK"}),
        (OTHER_OFF, {"VERIFYING", "CHECKING"}),
        (LEAD, {"ACCEPTED", "CHECKED", "VOID_REQ", "asks"}),
        (CMD, set()),
        (DISP, {"FILED", "RETURN_REQ"}),
    ],
    ids=lambda value: str(getattr(value, "role", "")),
)
async def test_a_wall_opens_on_the_work_of_its_role(
    by: Actor, wanted: set[str]
) -> None:
    feeding, ids = everything()
    async with room(feeding=feeding, **unit(by)) as here:
        assert set(listed(here)) == {ids[one] for one in wanted}
        await here.command("queue")
        assert set(listed(here)) == {ids[one] for one in wanted}
        await here.second()
        assert tab(here, "tab.todo") == len(wanted)
        assert here.app.wall.list.queue.shown.filter is None


async def test_what_was_done_leaves_it_and_the_next_comes() -> None:
    feeding, ids = everything()
    async with room(feeding=feeding, **unit(ACC)) as here:
        here.desk.by = ACC
        here.book.do(ids["REPORTED"], c.Accept(), ACC)
        here.book.do(ids["VERIFYING"], c.Verify(genuine=True, photos=("p",)), OTHER_OFF)
        await here.frame()
        assert set(listed(here)) == {ids["VERIFYING"], ids["FED_BACK"]}


async def test_another_tab_and_back_counts_the_same() -> None:
    feeding, ids = everything()
    async with room((200, 60), feeding=feeding, **unit(LEAD)) as here:
        await here.command("queue")
        word = here.word("queue.note_own").format(total=4)
        assert word in here.text
        await here.press("/", *"*", "enter")
        assert len(listed(here)) == len(ids)
        assert word not in here.text
        await here.second()
        assert tab(here, "tab.todo") == 4
        await here.press("c")
        assert on(here) == "work=leader"
        assert word in here.text
        await here.press("/", *"sa=FI", "escape")
        assert on(here) == "work=leader"
        assert len(listed(here)) == 4


async def test_an_empty_line_is_the_roles_work_again_and_no_visit_keeps_it() -> None:
    feeding, ids = everything()
    async with room(feeding=feeding, **unit(ACC)) as here:
        await here.command("queue sa=FILED")
        assert listed(here) == [ids["FILED"]]
        await here.press("/", "ctrl+u", "enter")
        assert set(listed(here)) == {ids["REPORTED"], ids["FED_BACK"]}
        assert here.app.wall._trail.here.filter == ""
        await here.command("filter td=y")
        assert set(listed(here)) >= {ids["FILED"]}


async def test_a_street_still_shows_all_of_it() -> None:
    feeding, ids = everything()
    async with room(feeding=feeding, **unit(ACC)) as here:
        await here.command("street dj")
        assert set(listed(here)) == set(ids.values())
        await here.command("wall")
        assert len(listed(here)) == 2


async def test_the_dispatchers_is_the_indexes_own() -> None:
    feeding, _ = everything()
    async with room(feeding=feeding, **unit(DISP)) as here:
        model = here.app.wall._model
        assert model is not None
        assert model.listing.usual
        assert on(here) == ""
        await here.command("queue")
        assert model.listing.usual
