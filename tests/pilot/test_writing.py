"""Every transition by keys, and how a write is kept from going wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.events import Paste

from domain import commands as c
from domain.codes import State
from domain.events import Actor
from domain.state import Case
from domain.views.choices import LETTERS
from domain.workflow import TRANSITIONS
from tests.pilot.room import Room, room
from tests.town import DAY, HOUR, Book
from tests.unit.domain.cases import (
    ACC,
    CMD,
    DISP,
    HW,
    LEAD,
    OTHER_OFF,
    filed,
    handling,
)
from tests.unit.tui.feeding import Feeding
from tests.unit.views.states import standing

SETTLED = 0.4
OFFICER = OTHER_OFF
DAWN = 8 * HOUR


def unit(by: Actor) -> dict[str, object]:
    """The options of that person's wall."""
    return {
        "role": str(by.role), "armed_role": str(by.role), "unit": by.unit,
        "account": by.id,
    }  # fmt: skip


def asked_extension(book: Book) -> str:
    case = handling(book)
    book.do(case, c.AskExtension(reason="E01"), HW)
    return case


def urged(book: Book) -> str:
    case = handling(book)
    book.do(case, c.Urge(), LEAD)
    return case


def bounced(book: Book) -> str:
    case = handling(book)
    book.do(case, c.Bounce(reason="B03", note="不属"), HW)
    book.do(case, c.ApproveBounce(), DISP)
    return case


def nobodys(book: Book) -> str:
    case = handling(book)
    book.do(case, c.Bounce(reason="B04", note="不清"), HW)
    return case


def put_right(book: Book) -> str:
    return book.open(self_handled=True)


def twins(book: Book) -> str:
    book.open(title="同一件")
    return book.open()


def state(which: State) -> Callable[[Book], str]:
    return lambda book: standing(which, book)[1].id


S = State
#: Command -> the case, who may, keys after the letter, what goes out. `#` is the end
#: of the case's number.
WAYS: dict[
    type[c.Command], tuple[Callable[[Book], str], Actor, list[str], c.AnyCommand]
] = {
    c.SendVerify: (state(S.REPORTED), ACC, [], c.SendVerify()),
    c.Verify: (
        state(S.VERIFYING), OFFICER, ["2", "tab", *"p1"],
        c.Verify(genuine=False, photos=("p1",)),
    ),
    c.Accept: (state(S.REPORTED), ACC, [], c.Accept()),
    c.Refuse: (state(S.REPORTED), ACC, ["1"], c.Refuse(reason="V01")),
    c.Merge: (twins, ACC, ["#"], c.Merge(target="c0001")),
    c.File: (state(S.ACCEPTED), LEAD, [], c.File()),
    c.RefuseToFile: (
        state(S.ACCEPTED), LEAD, ["3", "tab", "tab", "#"], c.RefuseToFile(reason="V03")
    ),
    c.SendBack: (state(S.FILED), DISP, [*"请补"], c.SendBack(note="请补")),
    c.Dispatch: (state(S.FILED), DISP, [], c.Dispatch(department="hw")),
    c.Take: (state(S.DISPATCHED), HW, [], c.Take()),
    c.Bounce: (
        state(S.HANDLING), HW, ["3", "space", *"不属"],
        c.Bounce(reason="B03", note="不属"),
    ),
    c.ApproveBounce: (state(S.RETURN_REQ), DISP, [], c.ApproveBounce()),
    c.RejectBounce: (state(S.RETURN_REQ), DISP, [*"你的"], c.RejectBounce(note="你的")),
    c.ForceAssign: (nobodys, LEAD, [*"你来"], c.ForceAssign(note="你来")),
    c.Redispatch: (bounced, DISP, [], c.Redispatch(department="cg")),
    c.Recall: (state(S.DISPATCHED), DISP, [], c.Recall()),
    c.Assign: (state(S.HANDLING), HW, [*"张三"], c.Assign(handler="张三")),
    c.AskExtension: (state(S.HANDLING), HW, ["2"], c.AskExtension(reason="E02")),
    c.ApproveExtension: (asked_extension, LEAD, [], c.ApproveExtension()),
    c.RejectExtension: (asked_extension, LEAD, [], c.RejectExtension()),
    c.AskSuspension: (
        state(S.HANDLING), HW, ["1", "tab", *"10d"],
        c.AskSuspension(reason="H01", wake=Book().now - HOUR + 10 * DAY),
    ),
    c.ApproveSuspension: (state(S.HANG_REQ), DISP, [], c.ApproveSuspension()),
    c.RejectSuspension: (
        state(S.HANG_REQ), DISP, [*"不可"], c.RejectSuspension(note="不可")
    ),
    c.Resume: (state(S.HUNG), DISP, [], c.Resume()),
    c.FeedBack: (
        state(S.HANDLING), HW, [*"a b", "tab", *"已办"],
        c.FeedBack(photos=("a", "b"), note="已办"),
    ),
    c.SendCheck: (state(S.FED_BACK), ACC, [], c.SendCheck()),
    c.PassCheck: (
        state(S.CHECKING), OFFICER, [*"p"], c.PassCheck(photos=("p",))
    ),
    c.FailCheck: (state(S.CHECKING), OFFICER, ["2"], c.FailCheck(reason="K02")),
    c.Close: (state(S.CHECKED), LEAD, ["#"], c.Close()),
    c.ReturnToCheck: (
        state(S.CHECKED), LEAD, [*"重查"], c.ReturnToCheck(note="重查")
    ),
    c.SpecialClose: (
        state(S.HANDLING), CMD, [*"特批", "tab", "#"], c.SpecialClose(note="特批")
    ),
    c.AskVoid: (state(S.FILED), DISP, ["2"], c.AskVoid(reason="V02")),
    c.ApproveVoid: (state(S.VOID_REQ), LEAD, ["#"], c.ApproveVoid()),
    c.RejectVoid: (state(S.VOID_REQ), LEAD, [*"不妥"], c.RejectVoid(note="不妥")),
    c.Urge: (state(S.HANDLING), LEAD, ["4"], c.Urge(hours=4)),
    c.AnswerUrge: (urged, HW, [*"即办"], c.AnswerUrge(note="即办")),
    c.ConfirmSelfHandled: (put_right, ACC, ["#"], c.ConfirmSelfHandled()),
}  # fmt: skip
#: Of closed cases: only the case's own view shows them.
ENDED = {c.Appeal, c.RuleAppeal, c.Revisit}
#: The centre's own, and what makes a case.
NOBODYS = {c.Report, c.AutoCheck, c.Recur, c.RecomputeDeadline}


def test_no_transition_is_without_its_keys() -> None:
    assert {row.command for row in TRANSITIONS} == {*WAYS, *ENDED, *NOBODYS}


async def choose(here: Room, case: str) -> None:
    """Go to a case by its number, wherever it is."""
    await here.command(f"case {here.book.case(case).number}")
    await here.frame()
    assert here.case is not None
    assert here.case.id == case


async def confirm(here: Room, keys: list[str], case: Case) -> None:
    for key in keys:
        await here.press(*(case.number[-4:] if key == "#" else [key]))
    await here.frame(SETTLED)
    await here.press("enter")
    await here.frame()


@pytest.mark.parametrize("command", WAYS, ids=c.slug)
async def test_every_transition_by_the_menus_letter(command: type[c.Command]) -> None:
    make, by, keys, wanted = WAYS[command]
    feeding = Feeding()
    case = make(feeding.book)
    async with room((80, 24), feeding=feeding, **unit(by)) as here:
        here.desk.by = by
        await choose(here, case)
        before = here.book.case(case)
        await here.press("x")
        assert here.word("menu.title") in here.text
        await here.press(LETTERS[command])
        assert here.desk.asked == []
        assert before.number in here.text
        await confirm(here, keys, before)
        assert here.desk.asked == [(wanted, case)], here.text
        assert here.book.case(case).version > before.version


@pytest.mark.parametrize(("key", "command"), [
    ("d", c.Dispatch), ("T", c.Redispatch), ("U", c.Urge), ("F", c.File),
    ("C", c.Close), ("X", c.ForceAssign),
])  # fmt: skip
async def test_the_direct_keys_open_the_same_forms(
    key: str, command: type[c.Command]
) -> None:
    make, by, keys, wanted = WAYS[command]
    feeding = Feeding()
    case = make(feeding.book)
    async with room(feeding=feeding, **unit(by)) as here:
        here.desk.by = by
        await choose(here, case)
        await here.press(key)
        await confirm(here, keys, here.book.case(case))
        assert here.desk.asked == [(wanted, case)]


async def test_a_direct_key_that_may_not_says_who_may_or_when() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        await choose(here, case)
        await here.press("C")
        assert "结案: 仅在：待结案" in here.said
        await here.press("U")
        assert "督办: 限 " in here.said
        assert "值班长" in here.said
        await here.press("T")
        assert "未曾退单" in here.said
        assert here.app.wall._form is None


async def test_the_menu_says_why_not_and_scrolls() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room((80, 24), feeding=feeding) as here:
        await choose(here, case)
        await here.press("x", "U")
        assert "限 指挥长 / 值班长 / 街镇 / 督查" in here.rows[-2]
        await here.press("end")
        assert "自处置审核" in here.text
        await here.press("home", "enter")
        assert here.app.wall._form is not None
        await here.press("escape", "x", "escape")
        assert here.word("menu.keys") not in here.text
        assert here.desk.asked == []


# Two keys


async def test_m17_a_dispatch_is_two_keys() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        await choose(here, case)
        keys = ["d", "enter"]
        await here.press(keys[0])
        await here.frame(SETTLED)
        await here.press(keys[1])
        assert here.desk.asked == [(c.Dispatch(department="hw"), case)]


async def test_a_note_may_say_anything_and_is_sent_as_it_was_typed() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    note = "[/b] {0} %s [@click=app.quit]x"
    async with room(feeding=feeding) as here:
        await choose(here, case)
        await here.press("d", "tab", "tab")
        here.app.wall.post_message(Paste(f"{note}\x1b[5n\u202e\r\n"))
        await here.settle()
        assert here.desk.asked == []
        await here.frame(SETTLED)
        await here.press("enter")
        sent = here.desk.asked[0][0]
        assert isinstance(sent, c.Dispatch)
        assert sent.note == f"{note}[5n"


# Bounces


async def test_approve_and_redispatch_in_one_move_waits_for_the_first() -> None:
    feeding = Feeding()
    _, case = standing(State.RETURN_REQ, feeding.book)
    async with room(feeding=feeding) as here:
        await choose(here, case.id)
        await here.press("R")
        assert "B03 非本单位职责" in here.text
        assert "第 1 次退单" in here.text
        await here.press("3", "tab", "c", "g")
        await here.frame(SETTLED)
        await here.press("enter")
        await here.frame()
        assert here.desk.asked == [
            (c.ApproveBounce(), case.id),
            (c.Redispatch(department="cg"), case.id),
        ]
        assert here.book.case(case.id).state is State.DISPATCHED
        assert here.book.case(case.id).department == "cg"


async def test_when_the_first_is_refused_the_second_is_not_sent() -> None:
    feeding = Feeding()
    _, case = standing(State.RETURN_REQ, feeding.book)
    async with room(feeding=feeding) as here:
        await choose(here, case.id)
        await here.press("R", "3")
        await here.frame(SETTLED)
        here.book.do(case.id, c.Urge(), LEAD)
        await here.press("enter")
        assert here.desk.asked == [(c.ApproveBounce(), case.id)]
        assert here.book.case(case.id).state is State.RETURN_REQ


async def test_our_error_and_a_second_bounce_are_the_leaders_and_say_so() -> None:
    feeding = Feeding()
    book = feeding.book
    ours = handling(book)
    book.do(ours, c.Bounce(reason="B01", note="派错"), HW)
    again = bounced(book)
    book.do(again, c.Redispatch(department="hw"), DISP)
    book.do(again, c.Bounce(reason="B03", note="又"), HW)
    async with room(feeding=feeding) as here:
        await choose(here, ours)
        await here.press("R", "1")
        assert "B01 派遣错误由值班长裁定" in here.text
        await here.frame(SETTLED)
        await here.press("enter")
        assert here.desk.asked == []
        await here.press("escape")
        await choose(here, again)
        await here.press("R")
        assert "第二次退单由值班长裁定" in here.said
    async with room(feeding=feeding, **unit(LEAD)) as here:
        here.desk.by = LEAD
        await choose(here, again)
        await here.press("R", "5", *"你来")
        await here.frame(SETTLED)
        await here.press("enter")
        assert here.desk.asked == [(c.ForceAssign(note="你来"), again)]
        assert here.book.case(again).forced
        assert here.book.case(again).department == "de"
