"""Walls of accounts that `gridwall user add` bound to a unit, or gave several roles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.centre import centre
from tests.e2e.keyboard import keyboard
from tests.e2e.test_command_line import run
from tests.e2e.test_officer import GRID
from tests.e2e.test_users import Shift

pytestmark = pytest.mark.e2e

#: A unit grid of another street.
ELSEWHERE = "310105006001001"


class Desk:
    """A centre with accounts; `chen` reports there."""

    def __init__(self, shift: Shift) -> None:
        self.shift, self.url = shift, ""
        self._token = shift.add("chen", "officer")
        self._keys = 0

    def file(self, account: str, roles: str, *more: str) -> str:
        """The token file of a new account."""
        path = self.shift.home / f"{account}.token"
        path.write_text(self.shift.add(account, roles, *more))
        path.chmod(0o600)
        return str(path)

    def report(self, title: str, grid: str) -> None:
        self._keys += 1
        body = {"source": "officer", "title": title, "subclass": "C0107", "grid": grid}
        answer = httpx.post(
            f"{self.url}/cases", json=body, trust_env=False,
            headers={"Authorization": f"Bearer {self._token}",
                     "Idempotency-Key": f"chen-{self._keys}"},
        )  # fmt: skip
        assert answer.is_success, answer.text

    def asked(self, path: str, token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {Path(token).read_text()}"}
        return httpx.get(self.url + path, headers=headers, trust_env=False)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    shift = Shift(tmp_path)
    made = Desk(shift)
    with centre(shift.data, dev=False) as one:
        made.url = one.url
        yield made
        assert one.stop() == 0


def test_a_streets_wall_shows_and_urges_what_lies_in_it(desk: Desk) -> None:
    street = GRID[:9]
    token = desk.file("jd", "street", "--unit", f"street:{street}")
    door = ("--centre", desk.url, "--token-file", token, "--role", "street")
    with keyboard(desk.shift.home / "w", *door) as who:
        who.armed()
        desk.report("门前堆物", GRID)
        desk.report("河道漂浮物", ELSEWHERE)
        desk.report("井盖缺失", GRID)
        who.sees("井盖缺失")
        who.sees("在办 2")
        assert "河道漂浮物" not in who.terminal.text.replace(" ", "")
        who.press(":case 1\r")
        who.sees("全程记录")
        who.opens("U")
        who.press("\r")
        who.sees("街镇 华阳路 jd")  # in the records, as whom the token is
        who.sees("督办 1 次")
    cases = desk.asked("/cases", token).json()["cases"]
    assert sorted(case["grid"] for case in cases) == [GRID, GRID]


@pytest.mark.parametrize("named", [(), ("--role", "ops")])
def test_a_wall_of_ops_is_the_ops_view_and_shows_no_case(
    desk: Desk, named: tuple[str, ...]
) -> None:
    token = desk.file("ops", "ops")
    door = ("--centre", desk.url, "--token-file", token, *named)
    with keyboard(desk.shift.home / "w", *door) as who:
        desk.report("门前堆物", GRID)
        who.sees("仅心跳，不含案件")
        who.sees("LIVE")
        who.press(":queue *\r")
        who.sees("运维席只看运行状况")
        assert "门前堆物" not in who.terminal.text.replace(" ", "")
        assert "AUTH" not in who.terminal.text
    assert desk.asked("/cases", token).status_code == 403


def test_a_lobbys_wall_needs_no_role_and_looks_at_its_street(desk: Desk) -> None:
    token = desk.file("lobby", "watch", "--unit", f"street:{GRID[:9]}")
    with keyboard(
        desk.shift.home / "w", "--centre", desk.url, "--token-file", token
    ) as who:
        who.sees("LIVE", 30)
        desk.report("河道漂浮物", ELSEWHERE)
        desk.report("井盖缺失", GRID)
        who.sees("井盖缺失")
        who.sees("在办 1")


@pytest.mark.parametrize(
    ("role", "word"), [("dispatcher", "派遣员"), ("leader", "值班长"), ("", "值守")]
)
def test_an_account_of_several_roles_opens_a_wall_in_any(
    desk: Desk, role: str, word: str
) -> None:
    token = desk.file("liming", "dispatcher,leader")
    door = ("--centre", desk.url, "--token-file", token)
    chosen = ("--role", role) if role else ()
    with keyboard(desk.shift.home / "w", *door, *chosen) as who:
        who.sees("LIVE", 30)
        desk.report("井盖缺失", GRID)
        who.sees("井盖缺失")
        if role:
            who.armed()
        who.sees(word)
        who.press(":case 1\r")
        who.sees("网格员 chen")  # asked for by HTTP, as whom the wall is


def test_status_counts_what_the_account_may_see(desk: Desk, tmp_path: Path) -> None:
    token = desk.file("jd", "street", "--unit", f"street:{GRID[:9]}")
    desk.report("门前堆物", GRID)
    desk.report("河道漂浮物", ELSEWHERE)
    door = ("--centre", desk.url, "--token-file", token)
    done = run("status", "--json", *door, home=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["whole"]["open"] == 1
