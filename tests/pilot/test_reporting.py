"""A report from the wall: by line and form, through the outbox, to its case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain import commands as c
from domain.codes import Role, Source, State
from domain.rules import Rules
from tests.pilot.morning import morning
from tests.pilot.room import Room, room
from tests.pilot.test_writing import SETTLED, unit
from tests.town import GRIDS, HOUR, actor, calendar
from tests.unit.domain.cases import ACC, DISP
from tests.unit.tui.feeding import Feeding
from widgets.draw.actions import Fate

TYPED = (*":sb bllj dj", "enter", "enter")


async def sent(here: Room, line: str = "report bllj dj") -> None:
    await here.command(line)
    await here.frame(SETTLED)
    await here.press("enter")
    await here.frame()


async def test_a_hotline_call_is_a_case_in_thirteen_keys() -> None:
    async with room(feeding=morning(), **unit(ACC)) as here:
        here.desk.by = ACC
        assert len(TYPED) == 13
        await here.press(*TYPED[:-1])
        await here.frame(SETTLED)
        await here.press(TYPED[-1])
        report = c.Report(
            source=Source.HOTLINE, title="暴露垃圾", subclass="0101", street="T01"
        )
        assert here.desk.asked == [(report, "")]
        await here.frame()
        case = here.case
        assert case is not None
        assert (here.view, case.state, case.title) == (
            "case", State.REPORTED, "暴露垃圾"
        )  # fmt: skip
        (deed,) = [d for d in here.app.wall.deeds.listed((), 9) if d.fate]
        assert (deed.fate, deed.what) == (Fate.DONE, "Reported")
        assert deed.number == case.number


@pytest.mark.parametrize(("hours", "street", "like"), [
    (24, "dj", True), (25, "dj", False), (1, "xj", False),
])  # fmt: skip
async def test_the_form_says_which_open_cases_are_like_it(
    hours: int, street: str, *, like: bool
) -> None:
    feeding = Feeding()
    before = feeding.book.case(feeding.book.open(title="桶满"))
    feeding.book.now += hours * HOUR
    async with room(feeding=feeding, **unit(ACC)) as here:
        await here.command(f"report bllj {street}")
        told = here.word("form.said_alike").format(by=f"{before.number} 桶满")
        assert (told in here.text) is like


async def test_what_others_do_does_not_touch_a_report() -> None:
    feeding = morning()
    async with room(feeding=feeding, **unit(ACC)) as here:
        await here.command("report bllj dj")
        feeding.book.open()
        await here.second()
        assert here.word("form.moved") not in here.text
        assert here.word("form.keys") in here.text


async def test_refused_in_the_centres_words_the_text_is_there_again() -> None:
    async with room(feeding=morning(), **unit(ACC)) as here:
        here.desk.by = ACC
        wrong = "3101050102000017"
        rules = here.book.rules
        here.book.rules = Rules(
            rules.place, GRIDS, calendar(), {"1" * 16: GRIDS[0].code}
        )
        await here.command("report bllj")
        await here.press(*wrong, "tab", *"桶满")
        await here.frame(SETTLED)
        await here.press("enter")
        await here.frame()
        assert f"no component {wrong} here" in here.text
        assert here.case is None or here.case.title != "桶满"
        await here.command("report")
        assert "桶满" in here.text
        assert wrong in here.text


async def test_another_form_does_not_take_the_text_away() -> None:
    async with room(feeding=morning(), **unit(ACC)) as here:
        here.desk.by = DISP
        await sent(here, "report bllj dj 桶满")
        await here.press("g", "x", "escape")
        await here.command("report")
        assert "桶满" in here.text


async def test_a_record_that_is_late_is_waited_for() -> None:
    async with room(feeding=morning(), **unit(ACC)) as here:
        here.desk.by, here.desk.silent = ACC, True
        here.app.wall.frame()
        await here.command("report bllj dj")
        here.feeding.clock.at += SETTLED
        here.app.wall.frame()
        await here.press("enter")
        here.app.wall.frame()
        await here.settle()
        assert here.view == "wall"
        await here.frame()
        assert here.view == "case"


async def test_who_went_on_meanwhile_is_left_alone() -> None:
    async with room(feeding=morning(), **unit(ACC)) as here:
        here.desk.by, here.desk.silent = ACC, True
        await here.command("report bllj dj")
        here.feeding.clock.at += SETTLED
        here.app.wall.frame()
        await here.press("enter")
        await here.command("queue *")
        await here.frame()
        assert here.view == "queue"
        assert here.app.wall.deeds.made is None


Guard = Callable[[Room], None]


def not_armed(here: Room) -> None:
    here.app.wall.arming.disarm()


def paused(here: Room) -> None:
    here.app.wall.do_pause()


def stale(here: Room) -> None:
    here.feeding.clock.at += 60
    here.app.wall.frame()


@pytest.mark.parametrize(
    ("guard", "said"),
    [(not_armed, "say.arm_first"), (paused, "say.paused"), (stale, "say.stale")],
)
async def test_nothing_is_written_when_nothing_may_be(guard: Guard, said: str) -> None:
    async with room(feeding=morning(), **unit(ACC)) as here:
        await here.command("report bllj dj 桶满")
        guard(here)
        here.feeding.clock.at += SETTLED
        await here.press("enter")
        assert here.said == said
        assert here.desk.asked == []
        assert "桶满" in here.text
        await here.press("escape")
        await here.command("report")
        assert here.app.wall._form is None
        assert here.said == here.word(said)
        wall = here.app.wall
        if wall._paused:
            wall.do_pause()
        await here.frame()
        wall.arming.arm(600)
        await here.command("report")
        assert "桶满" in here.text


async def test_a_wall_that_only_looks_reports_nothing() -> None:
    async with room(feeding=morning(), role="", armed_role="") as here:
        await here.command("report bllj dj")
        assert here.said == here.word("say.no_role")


async def test_who_may_not_report_is_told_who_may() -> None:
    async with room(feeding=morning()) as here:
        await here.command("report bllj dj")
        assert "上报: 限 " in here.said
        assert "受理员" in here.said
        assert here.app.wall._form is None


async def test_a_coordinator_reports_for_itself() -> None:
    by = actor(Role.COORDINATOR)
    async with room((80, 24), feeding=morning(), **unit(by)) as here:
        here.desk.by = by
        await sent(here)
        ((command, _),) = here.desk.asked
        assert isinstance(command, c.Report)
        assert command.source is Source.COORDINATOR


async def test_what_disarming_gives_up_is_there_again() -> None:
    async with room(feeding=morning(), **unit(ACC)) as here:
        wall = here.app.wall
        assert wall.outbox is not None
        wall.outbox.send = None  # the line is not there yet
        await sent(here, "report bllj dj 桶满")
        wall.disarm()
        wall.arm(600)
        await here.command("report")
        assert "桶满" in here.text
        assert here.desk.asked == []
