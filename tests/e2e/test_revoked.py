"""A token that is taken back mid-shift: its owner's wall, desk and phone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.camera import picture
from tests.e2e.centre import Centre, centre
from tests.e2e.keyboard import Keyboard, keyboard
from tests.e2e.test_command_line import run
from tests.e2e.test_officer import GRID, LAT, LON, command
from tests.e2e.test_users import Shift
from tests.e2e.waiting import until

pytestmark = pytest.mark.e2e

#: Accounts by role; `chen` does what others than the one who is revoked do.
STAFF = (
    ("chen", "officer,acceptance,leader,dispatcher", ""),
    ("zhao", "dispatcher", ""),
    ("wu", "dispatcher", ""),
    ("wei", "officer", ""),
    ("cg01", "department", "cg"),
    ("hw01", "department", "hw"),
)


class Day:
    """A centre with these accounts, and what chen does there by HTTP."""

    def __init__(self, home: Path, one: Centre, shift: Shift) -> None:
        self.home, self.one, self.shift = home, one, shift
        self._keys = 0

    def token(self, account: str) -> Path:
        return self.home / f"{account}.token"

    @contextmanager
    def at(self, account: str, *arguments: str) -> Iterator[Keyboard]:
        """A wall or desk that is live and armed."""
        door = ("--centre", self.one.url, "--token-file", str(self.token(account)))
        with keyboard(self.home / account, *arguments, *door) as who:
            who.armed()
            yield who

    def ask(self, path: str, body: dict[str, object], role: str, tag: str = "") -> Any:
        self._keys += 1
        answer = httpx.post(
            self.one.url + path, json=body, trust_env=False,
            headers=self._chen | {"Gridwall-Role": role, "If-Match": tag,
                                  "Idempotency-Key": f"chen-{self._keys}"},
        )  # fmt: skip
        assert answer.is_success, answer.text
        return answer

    @property
    def _chen(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token('chen').read_text()}"}

    def filed(self, title: str) -> str:
        """A case that waits for dispatch; its id."""
        body = {"source": "officer", "title": title, "subclass": "C0107", "grid": GRID}
        answer = self.ask("/cases", body, "officer")
        case = str(answer.json()["case"])
        for step, role in (("accept", "acceptance"), ("file", "leader")):
            tag = answer.headers["etag"]
            answer = self.ask(f"/cases/{case}/{step}", {}, role, tag)
        return case

    def sent(self, title: str, department: str) -> str:
        """A case that was dispatched."""
        case = self.filed(title)
        path, body = f"/cases/{case}/dispatch", {"department": department}
        self.ask(path, body, "dispatcher", self._look(case).headers["etag"])
        return case

    def _look(self, case: str) -> httpx.Response:
        answer = httpx.get(
            f"{self.one.url}/cases/{case}", headers=self._chen, trust_env=False
        )
        assert answer.is_success, answer.text
        return answer

    def events(self, case: str) -> list[tuple[str, str]]:
        """What was done to a case, and by whom."""
        records = self._look(case).json()["records"]
        return [(r["event"]["type"], r["actor"]["id"]) for r in records]

    def count(self) -> int:
        """How many cases there are."""
        answer = httpx.get(f"{self.one.url}/cases", headers=self._chen, trust_env=False)
        return len(answer.json()["cases"])


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    shift = Shift(tmp_path)
    for account, roles, unit in STAFF:
        bound = ("--unit", f"department:{unit}") if unit else ()
        file = tmp_path / f"{account}.token"
        file.write_text(shift.add(account, roles, *bound))
        file.chmod(0o600)
    with centre(shift.data, dev=False) as one:
        yield Day(tmp_path, one, shift)
        assert one.stop() == 0
    verified = run("verify", shift.data, home=tmp_path)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_supervisor_who_is_revoked_writes_nothing_more_and_others_do(
    day: Day,
) -> None:
    case = day.filed("井盖缺失")
    with day.at("zhao", "--role", "dispatcher") as zhao:
        with day.at("wu", "--role", "dispatcher") as wu:
            for who in (zhao, wu):
                who.sees("待派待裁 1")
            zhao.opens("d\t\t")
            zhao.press("靠近校门")
            day.shift.user("revoke", "zhao")
            zhao.sees("AUTH FAILED", 10)
            zhao.sees("值守 只读 RO")
            zhao.press("\r")
            zhao.sees("中心已不认可此令牌")
            zhao.sees("靠近校门")  # it is still there to be copied
            zhao.press("\x1b")
            zhao.sees_no("靠近校门")
            zhao.press(":arm\r")
            zhao.sees("中心不认可此身份")
            assert day.events(case)[-1][0] == "Filed"

            assert wu.terminal.row(0).count("LIVE") == 1
            wu.opens("d")
            wu.press("\r")
            wu.sees("待派待裁 0")
        assert day.events(case)[-1] == ("Dispatched", "wu")
        # The wall that was shut out knows nothing of it, and says how old it is.
        zhao.sees("AUTH FAILED 自")
        zhao.sees("待派遣")


def test_a_desk_that_is_revoked_takes_nothing_and_the_next_desk_does(day: Day) -> None:
    with day.at("cg01", "desk", "--department", "cg") as cg:
        case = day.sent("门前堆物", "cg")
        other = day.sent("暴露垃圾", "hw")
        cg.sees("待接 1")
        cg.opens("T")
        day.shift.user("revoke", "cg01")
        cg.sees("AUTH FAILED", 10)
        cg.press("\r")
        cg.sees("中心已不认可此令牌")
        assert day.events(case)[-1][0] == "Dispatched"
        with day.at("hw01", "desk", "--department", "hw") as hw:
            hw.sees("待接 1")
            hw.opens("T")
            hw.press("\r")
            hw.sees("处置 1")
        assert day.events(other)[-1] == ("Taken", "hw01")


def test_a_phone_that_is_revoked_is_told_so_and_nothing_is_half_done(day: Day) -> None:
    photo = day.home / "a.jpg"
    photo.write_bytes(picture())
    report = (
        "report", "--lat", LAT, "--lon", LON, "--subclass", "C0107", "--title", "x",
        "--photo", photo,
    )  # fmt: skip
    assert json.loads(phone(day, *report, code=0).stdout)["status"] == "done"
    day.shift.user("revoke", "wei")
    until(lambda: phone(day, "check", "CN-1", "pass").returncode == 7)
    refused = phone(day, *report, code=7)
    assert refused.stdout == ""
    assert "this token is not known" in refused.stderr
    assert day.count() == 1


def phone(
    day: Day, *errand: object, code: int | None = None
) -> subprocess.CompletedProcess[str]:
    """One errand of wei's."""
    where = ("--centre", day.one.url, "--token-file", day.token("wei"))
    done = subprocess.run(
        command(*errand, *where),
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert code in (None, done.returncode), done.stdout + done.stderr
    return done
