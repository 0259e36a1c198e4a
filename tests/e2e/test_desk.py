"""A department's desk at a real centre: it works its cases, nobody else's show."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from client.feed import Phase
from domain.codes import State
from tests.e2e.real_centre import RealCentre
from tests.e2e.screen import Screen, screen
from tests.e2e.terminal import Terminal
from tests.e2e.wall_in_pty import Door, seen, wall

pytestmark = pytest.mark.e2e


def sent(door: Door, title: str, department: str) -> str:
    """A case that was just dispatched; its id."""
    filed = door.filed(title)
    case = str(filed["case"])
    door.do(
        f"/cases/{case}/dispatch",
        "dispatcher",
        {"department": department},
        str(filed["tag"]),
    )
    return case


def enter(terminal: Terminal, verb: str) -> None:
    """Confirm the form, when the clock has gone on: sooner it is taken for a slip."""
    terminal.wait_for(lambda _: seen(verb, terminal), 10)
    for _ in range(2):
        before = terminal.row(0)
        terminal.wait_for(lambda _, row=before: terminal.row(0) != row, 10)
    terminal.press("\r")


def armed(terminal: Terminal) -> None:
    terminal.press(":arm\r")
    terminal.wait_for(lambda _: seen("ARMED", terminal), 15)


def shows(wall_of: Screen, wanted: Callable[[Screen], object]) -> None:
    wall_of.wait(lambda feed: feed.phase is Phase.LIVE and wanted(wall_of))


def photo(path: Path) -> Path:
    """A small picture in a file."""
    Image.new("RGB", (8, 8), "grey").save(path)
    return path


def desk_of(home: Path, centre: RealCentre, department: str = "城管") -> Terminal:
    arguments = ["desk", "--department", department, "--centre", centre.url]
    return wall(home, *arguments)


def test_a_desk_takes_a_case_and_feeds_back_with_a_photo(tmp_path: Path) -> None:
    picture = photo(tmp_path / "after it.jpg")
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = sent(door, "门前堆物", "cg")
        with screen(centre.url) as whole, desk_of(tmp_path / "a", centre) as desk:
            desk.wait_for(lambda _: seen("待接 1", desk), 30)
            assert seen("城管 值守", desk)
            armed(desk)
            assert seen("城管 处置部门", desk)
            desk.press("T")
            enter(desk, "接单")
            shows(whole, lambda w: w.state.cases[case].state is State.HANDLING)
            taken = door.history(case)[-1]
            assert taken["actor"]["unit"] == "cg"
            desk.wait_for(lambda _: seen("处置 1", desk), 10)
            desk.press("K")
            desk.wait_for(lambda _: seen("Enter 确认", desk), 10)
            desk.press(f"'{picture}'")
            enter(desk, "after it.jpg'")
            shows(whole, lambda w: w.state.cases[case].state is State.FED_BACK)
            desk.wait_for(lambda _: seen("没有待办案件", desk), 10)
            fed = door.history(case)[-1]["event"]
            assert fed["photos"] == [hashlib.sha256(picture.read_bytes()).hexdigest()]
            desk.press(":q\r")
            assert desk.wait_for_end(10) == 0


def test_a_case_that_comes_is_bounced_and_no_other_department_sees_it(
    tmp_path: Path,
) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:  # noqa: SIM117
        with (
            screen(centre.url, "", "department:hw") as other,
            desk_of(tmp_path / "a", centre) as desk,
        ):
            desk.wait_for(lambda _: seen("没有待办案件", desk), 30)
            armed(desk)
            wrong = sent(door, "河道漂浮物", "cg")  # while the desk is open
            desk.wait_for(lambda _: seen("河道漂浮物", desk), 10)
            desk.press("B")
            desk.wait_for(lambda _: seen("Enter 确认", desk), 10)
            desk.press("b03 not our duty")
            enter(desk, "not our duty")
            desk.wait_for(lambda _: seen("退单 B03", desk), 15)
            bounced = door.history(wrong)[-1]["event"]
            assert bounced["reason"] == "B03"
            assert bounced["note"] == "not our duty"
            theirs = sent(door, "暴露垃圾", "hw")
            shows(other, lambda w: theirs in w.state.cases)
            assert set(other.state.cases) == {theirs}
            assert not seen("暴露垃圾", desk)


def test_a_photo_that_is_none_leaves_the_case_as_it_was(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = sent(door, "门前堆物", "cg")
        tag = str(door.read(case)["tag"])
        door.do(f"/cases/{case}/take", "department", {}, tag, "cg")
        with desk_of(tmp_path / "a", centre) as desk:
            desk.wait_for(lambda _: seen("处置 1", desk), 30)
            armed(desk)
            desk.press("K")
            desk.wait_for(lambda _: seen("Enter 确认", desk), 10)
            desk.press("/nowhere/x.jpg")
            enter(desk, "/nowhere/x.jpg")
            desk.wait_for(lambda _: seen("No such file", desk), 15)
            assert door.read(case)["case"]["state"] == "HANDLING"


def test_a_case_that_is_dispatched_on_goes_from_one_desk_to_the_other(
    tmp_path: Path,
) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:  # noqa: SIM117
        with (
            screen(centre.url, "", "department:cg") as cg,
            screen(centre.url, "", "department:hw") as hw,
            screen(centre.url, "", "department:sz") as sz,
        ):
            case = sent(door, "路灯不亮", "cg")
            shows(cg, lambda w: case in w.state.cases)
            tag = str(door.read(case)["tag"])
            note = {"reason": "B03", "note": "不属本部门"}
            done = door.do(f"/cases/{case}/bounce", "department", note, tag, "cg")
            done = door.do(
                f"/cases/{case}/approve-bounce", "dispatcher", {}, str(done["tag"])
            )
            to = {"department": "hw"}
            door.do(f"/cases/{case}/redispatch", "dispatcher", to, str(done["tag"]))
            shows(hw, lambda w: case in w.state.cases)
            assert hw.state.cases[case].title == "路灯不亮"
            assert hw.state.cases[case].bounced_by == ("cg",)
            # Who had it goes on seeing it, as another's; who never had it does not.
            shows(cg, lambda w: w.state.cases[case].department == "hw")
            last = int(str(door.health()["head"]))
            sz.wait(lambda feed: feed.phase is Phase.LIVE and feed.head >= last)
            assert sz.state.cases == {}
            assert sz.state.recent == {}


def test_a_name_that_is_none_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with (
        RealCentre(tmp_path / "d") as centre,
        desk_of(tmp_path / "a", centre, "城关") as desk,
    ):
        assert desk.wait_for_end(30) == 2
        assert seen("cg 城管", desk)
        assert seen("城关", desk)


def test_a_walls_view_of_a_desk_is_look_only(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        case = sent(door, "门前堆物", "cg")
        arguments = ["--centre", centre.url, "--role", "dispatcher"]
        with wall(tmp_path / "a", *arguments) as terminal:
            terminal.wait_for(lambda _: seen("LIVE", terminal), 30)
            armed(terminal)
            terminal.press(":desk cg\r")
            terminal.wait_for(lambda _: seen("待接 1", terminal), 10)
            assert seen("只看", terminal)
            terminal.press("T")
            terminal.wait_for(lambda _: seen("别的部门的待办台", terminal), 10)
            assert door.read(case)["case"]["state"] == "DISPATCHED"
