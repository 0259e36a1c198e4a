"""Supervisors at work on a real centre: by keys alone, against each other, in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.text import clean
from tests.e2e.keyboard import Keyboard, keyboard
from tests.e2e.real_centre import RealCentre
from tests.e2e.waiting import until
from tests.e2e.wall_in_pty import Door, seen

pytestmark = pytest.mark.e2e

TWENTY = 20


@contextmanager
def supervisor(
    home: Path, centre: RealCentre, role: str = "dispatcher", actor: str = "li"
) -> Iterator[Keyboard]:
    """A wall that is live and armed."""
    door = ("--centre", centre.url, "--actor", actor)
    with keyboard(home, *door, "--role", role) as who:
        who.armed()
        yield who


def events(door: Door, case: str) -> list[str]:
    return [str(r["event"]["type"]) for r in door.history(case)]


def states(door: Door, cases: list[str]) -> list[str]:
    return [str(door.read(case)["case"]["state"]) for case in cases]


def test_twenty_dispatches_in_a_row_are_forty_keys(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        cases = [str(door.filed(f"第 {n} 件")["case"]) for n in range(TWENTY)]
        with supervisor(tmp_path / "a", centre) as who:
            who.sees(f"待派待裁 {TWENTY}")
            for left in range(TWENTY - 1, -1, -1):
                who.opens("d")
                who.press("\r")
                who.terminal.wait_for(
                    lambda _, n=left: (
                        not seen(f"待派待裁 {n + 1} ", who.terminal)
                        and (seen(f"待派待裁 {n}", who.terminal) or n == 0)
                    ),
                    15,
                )
            assert who.keys == 2 * TWENTY
        assert set(states(door, cases)) == {"DISPATCHED"}
        assert all(events(door, case).count("Dispatched") == 1 for case in cases)


def test_of_two_supervisors_the_slower_is_shown_who_was_quicker(
    tmp_path: Path,
) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = str(door.filed("井盖松动")["case"])
        with (
            supervisor(tmp_path / "a", centre) as one,
            supervisor(tmp_path / "b", centre) as two,
        ):
            for who in (one, two):
                who.sees("待派待裁 1")
            one.opens("d")
            two.opens("d2")
            one.press("\r")
            until(lambda: states(door, [case]) == ["DISPATCHED"])
            two.press("\r")
            two.sees("已被他人改动")
            two.sees("未写入")
            two.sees("li 于")
            assert events(door, case).count("Dispatched") == 1
            two.press("\x1b")
            two.terminal.wait_for(lambda _: not seen("已被他人改动", two.terminal), 10)
            assert seen("待复核", two.terminal)  # it stays in the actions


@contextmanager
def overtaken(
    home: Path, centre: RealCentre, number: str, role: str, keys: str, note: str
) -> Iterator[Keyboard]:
    """Somebody with a note in a form, confirmed when zhao had dispatched the case."""
    with (
        Door(centre.url) as door,
        supervisor(home / "a", centre, actor="zhao") as zhao,
        supervisor(home / "b", centre, role, actor="wu") as wu,
    ):
        for who in (zhao, wu):
            who.press(f":case {number}\r")
            who.sees("全程记录")
        zhao.opens("d")
        wu.opens(keys)
        wu.press(note)
        zhao.press("\r")
        zhao.sees("待接单")
        before = door.history(number)
        wu.press("\r")
        wu.sees("已被他人改动")
        wu.sees("zhao 于")
        wu.sees("派遣。未写入")
        assert door.history(number) == before
        wu.settled()
        yield wu


def test_what_is_still_right_is_sent_again_with_its_note(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        number = str(door.filed("井盖松动")["number"])
        urge = ("leader", "U\t", "请今日办结")
        with overtaken(tmp_path, centre, number, *urge) as wu:
            wu.press("\r")
            wu.sees("Enter 确认")
            wu.sees("请今日办结")
            wu.settled()
            wu.press("\r")
            until(lambda: events(door, number)[-1] == "Urged")
        last = door.history(number)[-1]
        assert last["event"]["note"] == "请今日办结"
        assert last["actor"]["id"] == "wu"


def test_what_is_not_right_any_more_gives_its_note_to_what_is(tmp_path: Path) -> None:
    """It cannot be dispatched twice; it can be dispatched to somebody else."""
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        number = str(door.filed("井盖松动")["number"])
        with overtaken(
            tmp_path, centre, number, "dispatcher", "d2\t\t", "靠近校门"
        ) as wu:
            wu.press("\r")
            wu.sees("派遣:")  # why not
            assert events(door, number).count("Dispatched") == 1
            wu.press("\x1b")
            wu.sees_no("已被他人改动")
            wu.opens("T")
            wu.sees("靠近校门")
            wu.press("hw\r")
            until(lambda: events(door, number)[-2:] == ["Recalled", "Dispatched"])
        first, second = (
            record
            for record in door.history(number)
            if record["event"]["type"] == "Dispatched"
        )
        assert first["actor"]["id"] == "zhao"
        assert second["actor"]["id"] == "wu"
        assert second["event"]["note"] == "靠近校门"


def test_six_marked_cases_are_sent_when_their_number_is_typed(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        cases = [str(door.filed(f"第 {n} 件")["case"]) for n in range(6)]
        with supervisor(tmp_path / "a", centre) as who:
            who.sees("待派待裁 6")
            who.press("*")
            who.opens("d")
            who.press("\r")
            who.sees("请输入件数 6")
            assert set(states(door, cases)) == {"FILED"}
            who.press("6\r")
            who.sees("6 件办毕：完成 6，失败 0")
        assert set(states(door, cases)) == {"DISPATCHED"}


def test_a_dispatch_is_taken_back_by_a_record_more(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = str(door.filed("井盖松动")["case"])
        with supervisor(tmp_path / "a", centre) as who:
            who.sees("待派待裁 1")
            who.opens("d")
            who.press("\r")
            until(lambda: states(door, [case]) == ["DISPATCHED"])
            who.terminal.wait_for(lambda _: not seen("待派待裁 1", who.terminal), 10)
            who.opens("z")
            who.sees("撤回我")
            who.press("\r")
            until(lambda: states(door, [case]) == ["FILED"])
        assert events(door, case)[-2:] == ["Dispatched", "Recalled"]
        for record in door.history(case)[-2:]:
            actor = record["actor"]
            assert isinstance(actor, dict)
            assert actor["id"] == "li"
            assert "pts/" in actor["terminal"]


def test_a_hostile_note_is_typed_stored_and_shown_inert(tmp_path: Path) -> None:
    note = "[/red][@click=app.quit]x[/] {0} %s"
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = door.filed("井盖松动")
        with supervisor(tmp_path / "a", centre) as who:
            who.sees("待派待裁 1")
            who.opens("d\t\t")
            # As a terminal pastes, with a reply and an Enter that must do nothing.
            who.press(f"\x1b[200~{note}\x1b[0n\r\x1b[201~")
            who.sees("[@click=app.quit]x[/]")
            assert states(door, [str(case["case"])]) == ["FILED"]
            who.press("\r")
            until(lambda: states(door, [str(case["case"])]) == ["DISPATCHED"])
            who.press(f":case {case['number']}\r")
            who.sees("[@click=app.quit]")
            assert seen("LIVE", who.terminal)
        (sent,) = [
            r["event"]
            for r in door.history(str(case["case"]))
            if r["event"]["type"] == "Dispatched"
        ]
        assert clean(str(sent["note"])).startswith(note)
        assert "\x1b" not in str(sent["note"])
