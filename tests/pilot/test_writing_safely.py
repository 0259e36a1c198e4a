"""Conflicts, bulks, taking back, arming: nothing is written by accident or lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from textual.events import Paste

from client.errors import TokenRefused
from client.outcome import Outcome, Problem, Unconfirmed
from client.reading import Dossier
from domain import commands as c
from domain.codes import State
from domain.events import Actor
from tests.pilot.room import Room, room
from tests.pilot.test_writing import SETTLED, choose, unit
from tests.town import DAY, Book
from tests.unit.domain.cases import ACC, DISP, HW, LEAD, filed, handling
from tests.unit.tui.feeding import Feeding
from tests.unit.views.states import standing
from widgets.draw.actions import Fate


def fates(here: Room) -> list[Fate | None]:
    return [deed.fate for deed in here.app.wall.deeds.listed((), 50)]


async def enter(here: Room, *keys: str) -> None:
    """Keys, and Enter when the form has settled."""
    await here.press(*keys)
    await here.frame(SETTLED)
    await here.press("enter")
    await here.frame()


# Closed cases


def missed(book: Book) -> str:
    """Handled too late, and closed."""
    case = handling(book)
    book.now += 9 * DAY
    book.do(case, c.FeedBack(photos=("p",)), HW)
    book.do(case, c.AutoCheck())
    book.do(case, c.Close(), LEAD)
    return case


def appealed(book: Book) -> str:
    case = missed(book)
    book.do(case, c.Appeal(note="节假日"), HW)
    return case


@pytest.mark.parametrize(("make", "by", "letter", "keys", "wanted"), [
    (missed, HW, "M", "节假日", c.Appeal(note="节假日")),
    (appealed, DISP, "R", "1", c.RuleAppeal(upheld=True)),
    (missed, ACC, "i", "没修好", c.Revisit(note="没修好")),
])  # fmt: skip
async def test_an_ended_case_is_acted_on_in_its_own_view(
    make: Callable[[Book], str], by: Actor, letter: str, keys: str, wanted: c.AnyCommand
) -> None:
    feeding = Feeding()
    book = feeding.book
    case = make(book)

    def read(_name: str) -> Future[Dossier]:
        found: Future[Dossier] = Future()
        records = tuple(r for r in book.records if r.case == case)
        found.set_result(Dossier(book.case(case), records))
        return found

    async with room(feeding=feeding, **unit(by)) as here:
        here.desk.by = by
        here.app.wall.board.file.read = read
        await here.command(f"case {book.case(case).number}")
        await here.second()
        await here.press("x", letter)
        await enter(here, *keys)
        assert here.desk.asked == [(wanted, case)], here.text


# Somebody was quicker


def quicker(here: Room, *, seen: bool = True) -> None:
    """The desk answers as a centre does when the version is old."""
    book, plain = here.book, here.desk.decide

    def decide(command: c.AnyCommand, case: str, version: int | None) -> Outcome:
        now = book.case(case)
        if now.version == version:
            return plain(command, case, version)
        last = [r for r in book.records if r.case == case][-1]
        if seen:
            here.feeding.give()
        return Problem(
            status=412, code="version-stale", title="Precondition Failed",
            extra={"version": now.version, "at": last.at,
                   "actor": {"id": last.actor.id, "role": str(last.actor.role)},
                   "what": type(last.event).__name__},
        )  # fmt: skip

    here.desk.decides = decide


async def test_a_conflict_says_who_did_what_and_is_looked_at_again() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        quicker(here)
        await choose(here, case)
        await here.press("d", "2")
        await here.frame(SETTLED)
        here.book.do(case, c.Urge(), LEAD)
        await here.press("enter")
        assert fates(here) == [Fate.REFUSED]
        assert "leader 于 " in here.text
        assert "督办" in here.text
        assert len(here.desk.asked) == 1  # never again by itself
        await here.frame(9)
        assert len(here.desk.asked) == 1
        await here.press("enter")  # the form on the new version
        assert here.app.wall._form is not None
        await enter(here)
        assert [command for command, _ in here.desk.asked] == [
            c.Dispatch(department="cg")
        ] * 2
        assert here.book.case(case).department == "cg"
        assert fates(here) == [Fate.DONE, Fate.REFUSED]


async def test_a_conflict_can_be_left_and_other_keys_still_look() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        quicker(here)
        await choose(here, case)
        await here.press("d")
        await here.frame(SETTLED)
        here.book.do(case, c.Dispatch(department="de"), DISP)
        await here.press("enter")
        assert here.word("form.review_keys") in here.text
        await here.press("enter")  # sooner than a person reads
        assert here.app.wall._form is None
        assert here.word("form.early") in here.text
        await here.press("0")
        assert here.view == "wall"
        assert here.word("form.conflict") in here.text
        await here.frame(SETTLED)
        await here.press("enter")
        assert "派遣: 仅在：待派遣" in here.said  # it has been sent by the other
        await here.press("escape")
        assert here.word("form.conflict") not in here.text
        assert len(here.desk.asked) == 1


async def test_the_new_version_must_be_here_before_it_is_looked_at() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        quicker(here, seen=False)
        await choose(here, case)
        await here.press("d")
        await here.frame(SETTLED)
        here.book.do(case, c.Urge(), LEAD)
        await here.press("enter")
        here.feeding.clock.at += 1
        await here.press("enter")
        assert here.said == "say.not_here_yet"
        await here.frame()
        await here.press("enter")
        assert here.app.wall._form is not None


async def test_an_open_form_says_that_its_case_went_on() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        await choose(here, case)
        await here.press("d")
        here.book.do(case, c.Urge(), LEAD)
        await here.frame()
        assert here.word("form.moved") in here.text
        await here.press("2")
        await here.frame()
        assert here.word("form.moved") in here.text


async def test_sent_unconfirmed_is_resolved_later() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        plain = here.desk.decide
        here.desk.decides = lambda *_: Unconfirmed(key="k1", reason="no answer in time")
        await choose(here, case)
        await enter(here, "d")
        assert fates(here) == [Fate.UNCONFIRMED]
        await here.press("d")
        assert here.said == "say.pending"
        here.app._resolved("k1", plain(c.Dispatch(department="hw"), case, 3))
        await here.settle()
        await here.frame()
        assert fates(here) == [Fate.DONE]
        assert here.app.wall.deeds.pending == frozenset()


# Many at once


def several(count: int, **more: object) -> tuple[Feeding, list[str]]:
    feeding = Feeding()
    return feeding, [filed(feeding.book, **more) for _ in range(count)]


async def test_six_marked_cases_go_out_by_one_form_with_their_number_typed() -> None:
    feeding, cases = several(6)
    async with room(feeding=feeding) as here:
        await here.press("*", "d")
        assert "6 件" in here.text
        await enter(here)
        assert here.desk.asked == []
        assert here.word("needed.count").format(6) in here.text
        await enter(here, "6")
        assert sorted(case for _, case in here.desk.asked) == sorted(cases)
        assert {here.book.case(one).state for one in cases} == {State.DISPATCHED}
        assert fates(here) == [Fate.DONE] * 6
        assert "6 件办毕：完成 6，失败 0" in here.said


async def test_each_case_of_a_bulk_stands_for_itself() -> None:
    feeding, cases = several(6)
    async with room(feeding=feeding) as here:
        quicker(here)
        await here.press("*", "d", "6")
        await here.frame(SETTLED)
        here.book.do(cases[3], c.Urge(), LEAD)
        await here.press("enter")
        await here.frame()
        assert fates(here).count(Fate.DONE) == 5
        assert fates(here).count(Fate.REFUSED) == 1
        assert "完成 5，失败 1" in here.said
        assert here.app.wall.review is None
        outbox = here.app.wall.outbox
        assert outbox is not None
        assert [failure.case.id for failure in outbox.failures] == [cases[3]]


async def test_of_marked_cases_those_are_meant_that_may_be_and_it_is_said() -> None:
    feeding, cases = several(3)
    feeding.book.do(cases[1], c.Dispatch(department="hw"), DISP)
    async with room(feeding=feeding) as here:
        for one in cases:
            here.app.wall.list.marks[one] = None
        await here.press("d")
        assert "2/3 件" in here.text
        await enter(here)
        assert sorted(case for _, case in here.desk.asked) == [cases[0], cases[2]]


async def test_what_was_not_sent_waits_while_the_wall_may_not_write() -> None:
    feeding, cases = several(6)
    async with room(feeding=feeding, armed_role="") as here:
        await here.command("arm 10m")
        here.desk.silent = True
        port = here.app.wall.outbox
        assert port is not None
        send, held = port.send, []
        assert send is not None
        port.send = lambda *sent: held.append(sent)
        await here.press("*", "d", "6")
        await here.frame(SETTLED)
        await here.press("enter")
        assert len(held) == 4  # under way together
        here.feeding.lost()
        here.app.wall.frame()
        await here.frame()  # live again, and disarmed
        port.send = send
        for one in held:
            send(*one)
        await here.settle()
        await here.frame()
        assert port.progress.left == 2
        assert len(here.desk.asked) == 4
        await here.command("arm 10m")
        await here.second()
        assert sorted(case for _, case in here.desk.asked) == sorted(cases)
        assert port.progress.done == 6


async def test_disarming_gives_up_what_was_not_sent() -> None:
    feeding, _ = several(6)
    async with room(feeding=feeding) as here:
        outbox = here.app.wall.outbox
        assert outbox is not None
        held: list[object] = []
        outbox.send = lambda *sent: held.append(sent)
        await here.press("*", "d", "6")
        await here.frame(SETTLED)
        await here.press("enter")
        await here.command("disarm")
        assert (outbox.progress.left, outbox.progress.failed) == (0, 2)


# Taking back


async def test_a_dispatch_that_nobody_took_is_taken_back() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        await choose(here, case)
        await here.press("z")
        assert here.said == "say.nothing_to_withdraw"
        await enter(here, "d")
        await here.press("z")
        assert here.book.case(case).number in here.text
        assert "撤回我" in here.text
        await enter(here)
        assert here.desk.asked[-1] == (c.Recall(), case)
        assert here.book.case(case).state is State.FILED
        whats = [type(r.event).__name__ for r in here.book.records if r.case == case]
        assert whats[-2:] == ["Dispatched", "Recalled"]


async def test_what_was_taken_is_not_taken_back() -> None:
    feeding = Feeding()
    case = filed(feeding.book)
    async with room(feeding=feeding) as here:
        await choose(here, case)
        await enter(here, "d")
        here.book.do(case, c.Take(), HW)
        await here.frame()
        await here.press("z")
        assert "收回: 仅在：待接单" in here.said
        assert here.app.wall._form is None


# Whoever may not


async def test_a_paste_confirms_nothing_and_opens_nothing() -> None:
    feeding = Feeding()
    _, case = standing(State.CHECKED, feeding.book)
    async with room(feeding=feeding, **unit(LEAD)) as here:
        here.desk.by = LEAD
        await choose(here, case.id)
        await here.press("x")
        here.app.wall.post_message(Paste(f"C{case.number[-4:]}\r"))
        await here.settle()
        assert here.app.wall._form is None
        await here.press("C")
        here.app.wall.post_message(Paste(f"{case.number[-4:]}\r\n"))
        await here.settle()
        await here.frame(SETTLED)
        assert here.desk.asked == []
        await here.press("enter")
        assert here.desk.asked == [(c.Close(), case.id)]


@pytest.mark.parametrize("key", ["x", "d", "z"])
async def test_a_stale_or_paused_wall_opens_nothing(key: str) -> None:
    feeding = Feeding()
    filed(feeding.book)
    async with room(feeding=feeding) as here:
        await here.press("p", key)
        assert here.said == "say.paused"
        await here.press("p")
        here.feeding.clock.at += 60
        here.app.wall.frame()
        await here.press(key)
        assert here.said == "say.stale"


async def test_arming_asks_the_centre_and_is_refused_with_its_reason() -> None:
    feeding = Feeding()
    async with room(feeding=feeding, armed_role="") as here:
        asked: list[Future[object]] = []

        def vouch() -> Future[object]:
            asked.append(Future())
            return asked[-1]

        here.app.wall.vouch = vouch
        await here.command("arm 10m")
        assert not here.app.wall.arming.armed
        asked[0].set_exception(TokenRefused("token revoked"))
        await here.frame()
        assert "token revoked" in here.said
        assert not here.app.wall.arming.armed
        await here.command("arm 10m")
        asked[1].set_result(None)
        await here.frame()
        assert here.app.wall.arming.armed
