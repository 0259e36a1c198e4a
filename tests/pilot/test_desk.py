"""The desk and the chronic places on a running wall."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from domain import commands as c
from domain.codes import State
from tests.pilot.room import Room, room
from tests.town import DAY, SYSTEM, Book
from tests.unit.domain.cases import CMD, DISP, HW, filed, handling
from tests.unit.tui.feeding import Feeding


def busy() -> Feeding:
    """Two to take, one in hand; another department has one too."""
    book = Book()
    for title in ("先到期", "后到期"):
        name = filed(book, title=title)
        book.do(name, c.Dispatch(department="hw"), DISP)
        book.now += 60_000
    handling(book, title="在处置")
    handling(book, "cg", title="别人的")
    return Feeding(book)


def seated(size: tuple[int, int] = (120, 40)) -> AbstractAsyncContextManager[Room]:
    return room(
        size, busy(), role="department", armed_role="department", unit="hw", desk="hw"
    )


async def confirm(here: Room) -> None:
    await here.second()
    await here.press("enter")
    await here.frame()


async def test_a_seated_wall_begins_at_its_desk_and_comes_back_to_it() -> None:
    async with seated() as here:
        here.desk.by = HW
        assert (here.view, here.focused) == ("desk", "desk")
        assert "待接 2" in here.text
        assert "别人的" not in here.text
        await here.press("enter")
        assert here.view == "case"
        await here.press("0")
        assert here.view == "desk"
        await here.command("map")
        assert (here.view, here.said) == ("desk", "say.desk_only")
        await here.command("desk cg")
        assert here.said == "say.desk_only"


async def test_the_keys_of_the_desk_work_its_case() -> None:
    async with seated() as here:
        here.desk.by = HW
        first = here.case
        assert first is not None
        assert first.title == "先到期"
        await here.press("T")
        await confirm(here)
        assert here.desk.asked[-1] == (c.Take(), first.id)
        assert here.book.case(first.id).state is State.HANDLING
        await here.press("E")
        await here.type("e02")
        await confirm(here)
        assert here.book.case(first.id).extension_asked == "E02"
        await here.second()
        assert "延期 E02" in here.text


async def test_the_foot_knows_what_the_case_allows() -> None:
    async with seated() as here:
        wall, case = here.app.wall, here.case
        assert case is not None
        assert case.state is State.DISPATCHED
        assert wall.refused("take", case) == ""
        assert "反馈" in wall.refused("feed_back", case)
        assert "派遣" not in here.foot
        assert "接单" in here.foot


async def test_a_reply_to_an_urging_clears_it() -> None:
    async with seated() as here:
        here.desk.by = HW
        case = here.case
        assert case is not None
        here.book.do(case.id, c.Urge(hours=2))
        await here.second()
        assert "督办 1" in here.text
        await here.press("g", "W")
        await here.type("on the way")
        await confirm(here)
        assert here.book.case(case.id).urge_due is None


async def test_another_departments_desk_is_looked_at_only() -> None:
    async with room((120, 40), busy()) as here:
        await here.command("desk hw")
        assert "只看" in here.text
        await here.press("T")
        assert here.said == "say.desk_strange"
        await here.press("x")
        assert here.said == "say.desk_strange"
        assert here.desk.asked == []
        await here.press("0")
        assert here.view == "wall"


async def test_the_cursor_stays_on_its_case_while_others_come_and_go() -> None:
    async with seated((80, 24)) as here:
        await here.press("j")
        chosen = here.case
        first = next(one for one in here.book.state.cases.values())
        assert chosen is not None
        here.book.do(first.id, c.SpecialClose(note="特殊"), CMD)
        await here.second()
        assert here.case == here.book.case(chosen.id)
        assert "待接 1" in here.text


async def test_chronic_places_lead_to_their_case() -> None:
    feeding = busy()
    book = feeding.book
    name = handling(book, title="夜间乱倒垃圾")
    for _ in range(2):
        book.do(name, c.SpecialClose(note="特殊"), CMD)
        book.now += DAY
        done = book.ask(c.Recur(), SYSTEM, name)
        assert isinstance(done, tuple)
        name = done[0].case
    async with room((120, 40), feeding) as here:
        await here.command("chronic")
        assert "夜间乱倒垃圾" in here.text
        assert "特殊结案" in here.text
        await here.press("enter")
        assert (here.view, here.case) == ("case", book.case(name))


async def test_without_a_chronic_place_no_case_is_chosen() -> None:
    async with room((120, 40), busy()) as here:
        await here.command("chronic")
        assert "没有三次以上复发的地方" in here.text
        assert here.case is None


async def test_what_came_while_the_desk_was_not_seen_is_there_again() -> None:
    async with seated((80, 24)) as here:
        await here.press("2")
        assert here.focused == "detail"
        name = filed(here.book, title="刚来的")
        here.book.do(name, c.Dispatch(department="hw"), DISP)
        await here.second()
        assert "刚来的" not in here.text
        await here.press("1")
        assert "待接 3" in here.text
        assert "刚来的" in here.text
