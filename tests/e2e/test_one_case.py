"""One case from the report to its end, by everybody whose case it is.

Real accounts at a real centre: an officer's phone, the walls of acceptance, dispatcher
and leader, the desks of two departments. Nothing is done but by keys and by the phone.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from domain.codes import Role
from tests.camera import exif, picture
from tests.e2e.centre import Centre, centre
from tests.e2e.keyboard import Keyboard, keyboard
from tests.e2e.test_command_line import run
from tests.e2e.test_officer import LAT, LON, command
from tests.e2e.test_users import Shift

pytestmark = pytest.mark.e2e

#: Account, what it is, and its unit.
STAFF = (
    ("wei", Role.OFFICER, ""),
    ("sun", Role.ACCEPTANCE, ""),
    ("zhao", Role.DISPATCHER, ""),
    ("qian", Role.LEADER, ""),
    ("sw01", Role.DEPARTMENT, "sw"),
    ("sz01", Role.DEPARTMENT, "sz"),
)
TITLE = "消防栓占盲道"
#: Whose deed each record is, in the order of the ledger.
COURSE = (
    ("Reported", "wei"),
    ("Accepted", "sun"),
    ("Filed", "qian"),
    ("Dispatched", "zhao"),
    ("Taken", "sw01"),
    ("Bounced", "sw01"),
    ("BounceApproved", "zhao"),
    ("Dispatched", "zhao"),
    ("Taken", "sz01"),
    ("HandlerAssigned", "sz01"),
    ("FedBack", "sz01"),
    ("CheckSent", "sun"),
    ("CheckPassed", "wei"),
    ("Closed", "qian"),
)


class Staff:
    """Accounts, their token files, and their places at one centre."""

    def __init__(self, home: Path) -> None:
        self.home, self.shift = home, Shift(home)
        for account, role, unit in STAFF:
            bound = ("--unit", f"department:{unit}") if unit else ()
            token = self.shift.add(account, str(role), *bound)
            file = self.token(account)
            file.write_text(token)
            file.chmod(0o600)

    def token(self, account: str) -> Path:
        return self.home / f"{account}.token"

    def photo(self, name: str, colour: str) -> Path:
        """A picture that was taken at the place."""
        path = self.home / name
        path.write_bytes(picture(colour=colour, exif=exif(at=(LON, LAT))))
        return path

    def phone(self, one: Centre, *errand: object) -> dict[str, Any]:
        """What the officer's phone is answered."""
        done = subprocess.run(
            command(*errand, "--centre", one.url, "--token-file", self.token("wei")),
            check=False, capture_output=True, text=True, timeout=100,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def read(self, one: Centre, case: str) -> dict[str, Any]:
        """The case as the leader may read it."""
        answer = httpx.get(
            f"{one.url}/cases/{case}",
            headers={"Authorization": f"Bearer {self.token('qian').read_text()}"},
            trust_env=False,
        )
        assert answer.is_success, answer.text
        return dict(answer.json())


class Room(NamedTuple):
    """Who sits where."""

    acceptance: Keyboard
    dispatcher: Keyboard
    leader: Keyboard
    water: Keyboard  # 水务, whose case it seems to be
    roads: Keyboard  # 市政, whose case it is

    def all_see(self, words: str, *but: Keyboard) -> None:
        """Everybody who may."""
        for who in self:
            if who not in but:
                who.sees(words)


@contextmanager
def seated(staff: Staff, one: Centre) -> Iterator[Room]:
    """Every wall and desk live and armed."""
    with ExitStack() as stack:

        def sit(account: str, *arguments: str) -> Keyboard:
            door = ("--centre", one.url, "--token-file", str(staff.token(account)))
            at = keyboard(staff.home / account, *arguments, *door)
            who = stack.enter_context(at)
            who.armed()
            return who

        yield Room(
            sit("sun", "--role", "acceptance"),
            sit("zhao", "--role", "dispatcher"),
            sit("qian", "--role", "leader"),
            sit("sw01", "desk", "--department", "水务"),
            sit("sz01", "desk", "--department", "sz"),
        )


def presses(who: Keyboard, opening: str, *fields: str) -> int:
    """A form: the keys that open it, what is typed, Enter; how many keys those were."""
    before = who.keys
    who.opens(opening)
    for text in fields:
        who.press(text)
    who.press("\r")
    who.sees_no("Enter 确认")
    return who.keys - before


def comes_in(room: Room, number: str) -> None:
    """Received by acceptance, filed by the leader; both have the case open."""
    sun, zhao, qian, water, roads = room
    room.all_see(TITLE, water, roads)
    for who in (sun, qian):
        who.terminal.press(f":case {number}\r")
        who.sees("照片 1 张")
    both_see(room, "待受理")
    assert presses(sun, "xa") == 3
    both_see(room, "待立案")
    assert presses(qian, "F") == 2
    zhao.sees("待派待裁 1")
    both_see(room, "待派遣")


def both_see(room: Room, state: str) -> None:
    """The two who have the case open."""
    room.acceptance.sees(state)
    room.leader.sees(state)


def goes_wrong(room: Room) -> None:
    """To the department of the first suggestion, which takes it and sends it back."""
    zhao, water = room.dispatcher, room.water
    assert presses(zhao, "d") == 2
    zhao.sees("待派待裁 0")
    both_see(room, "待接单")
    water.sees("待接 1")
    assert presses(water, "T") == 2
    water.sees("处置 1")
    both_see(room, "处置中")
    assert presses(water, "B", "b03 不属本部门") == 11
    water.sees("退单 B03")
    both_see(room, "退单待审")


def is_put_right(room: Room) -> None:
    """The bounce is approved and the case sent on in one move."""
    zhao = room.dispatcher
    zhao.sees("待派待裁 1")
    zhao.opens("R")
    zhao.sees("不属本部门")  # what the department wrote
    zhao.terminal.press("\x1b")
    zhao.sees_no("Enter 确认")
    assert presses(zhao, "R", "3", "\t", "sz") == 6
    zhao.sees("待派待裁 0")
    room.roads.sees("待接 1")
    room.water.sees("待接 0")
    both_see(room, "待接单")


def is_handled(room: Room, mended: Path) -> None:
    """Taken, given to a person, handed in with a photo; sent to be checked."""
    sun, roads = room.acceptance, room.roads
    assert presses(roads, "T") == 2
    roads.sees("处置 1")
    assert presses(roads, "A", "老周") == 4
    roads.sees("老周")
    assert presses(roads, "K", str(mended)) == 2 + len(str(mended))
    roads.sees("没有待办案件")
    both_see(room, "待核查")
    assert presses(sun, "xw") == 3
    both_see(room, "核查中")


def test_one_case_from_the_phone_to_its_end(tmp_path: Path) -> None:
    staff = Staff(tmp_path)
    names = (("before.jpg", "red"), ("mended.jpg", "blue"), ("after.jpg", "green"))
    before, mended, after = photos = [staff.photo(*one) for one in names]
    with centre(staff.shift.data, dev=False) as one:
        with seated(staff, one) as room:
            reported = staff.phone(
                one, "report", "--lat", LAT, "--lon", LON, "--subclass", "C0107",
                "--title", TITLE, "--photo", before,
            )  # fmt: skip
            number = str(reported["number"])
            comes_in(room, number)
            goes_wrong(room)
            is_put_right(room)
            is_handled(room, mended)
            checked = staff.phone(one, "check", number, "pass", "--photo", after)
            assert (checked["state"], checked["warnings"]) == ("CHECKED", [])
            both_see(room, "待结案")
            # What cannot be taken back asks for the end of the case's number.
            assert presses(room.leader, "C", number[-4:]) == 6
            both_see(room, "在办 0")
            room.dispatcher.sees("今日结案 1")
            told = staff.read(one, str(reported["case"]))
        assert one.stop() == 0
    hold(told, photos)
    verified = run("verify", staff.shift.data, home=tmp_path)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def hold(told: dict[str, Any], photos: Sequence[Path]) -> None:
    """Every write is there with who did it where and when, and every photo."""
    records = told["records"]
    deeds = [(r["event"]["type"], r["actor"]["id"]) for r in records]
    assert deeds == [*COURSE]
    numbers = [record["seq"] for record in records]
    assert numbers == sorted(set(numbers))
    assert [record["version"] for record in records] == list(range(1, len(COURSE) + 1))
    where = {r["actor"]["id"]: r["actor"].get("terminal", "") for r in records}
    assert where.pop("wei") == ""  # a phone has no terminal
    assert len(set(where.values())) == len(where)
    assert all("pts/" in terminal for terminal in where.values())
    case = told["case"]
    assert (case["state"], case["bounces"], case["department"]) == ("CLOSED", 1, "sz")
    album = {stage: shots for stage, shots in told["photos"].items() if shots}
    assert {
        stage: [s["url"].rpartition("/")[2] for s in album[stage]] for stage in album
    } == {
        stage: [hashlib.sha256(path.read_bytes()).hexdigest()]
        for stage, path in zip(("report", "feed-back", "check"), photos, strict=True)
    }
