"""`gridwall user` on a centre that runs: given, revoked mid-shift, locked out."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from domain import wire
from tests.e2e.centre import Centre, centre
from tests.e2e.test_command_line import run

pytestmark = pytest.mark.e2e
#: What the product promises for a token that is taken back.
REVOKED_S = 5.0


class Shift:
    """A centre with accounts, in a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.data = home, home / "data"
        self.tokens: list[str] = []

    def user(self, *arguments: str, code: int = 0) -> str:
        """What `gridwall user` prints on standard output."""
        done = run("user", *arguments, "--data", self.data, home=self.home)
        assert done.returncode == code, done.stderr
        assert not [token for token in self.tokens if token in done.stderr]
        return done.stdout.strip()

    def add(self, account: str, role: str, *more: str) -> str:
        token = self.user("add", account, "--role", role, *more)
        self.tokens.append(token)
        return token


@pytest.fixture
def shift(tmp_path: Path) -> Shift:
    return Shift(tmp_path)


@contextlib.contextmanager
def door(one: Centre, token: str, **headers: str) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=one.url,
        headers={"Authorization": f"Bearer {token}"} | headers,
        trust_env=False,
        timeout=20,
    ) as client:
        yield client


def until(one: Centre, seen: Callable[[], bool]) -> None:
    """Ask until it is so."""
    deadline = time.monotonic() + REVOKED_S
    while not seen():
        assert time.monotonic() < deadline, f"not within {REVOKED_S} s"
        with contextlib.suppress(subprocess.TimeoutExpired):
            one.process.wait(0.05)


async def closed_after(url: str, token: str, shift: Shift) -> tuple[int | None, float]:
    """The code with which a feed ends once its token is revoked, and the seconds."""
    feed = f"ws{url[4:]}/feed?protocol={wire.PROTOCOL}"
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(feed, additional_headers=headers, proxy=None) as socket:
        hello = await socket.recv()
        assert isinstance(hello, bytes)
        assert isinstance(wire.decode_down(hello), wire.Hello)
        await asyncio.to_thread(shift.user, "revoke", "wang")
        since = time.monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REVOKED_S):
                await socket.wait_closed()
        return socket.close_code, time.monotonic() - since


def test_a_shift_with_accounts(shift: Shift) -> None:
    wang = shift.add("wang", "dispatcher", "--name", "王")
    with centre(shift.data, dev=False) as one:
        with door(one, wang) as client:
            me = client.get("/me").json()
            assert (me["account"], me["role"], me["may_write"]) == (
                "wang", "dispatcher", True,
            )  # fmt: skip
            assert client.get("/cases").status_code == 200
        # A street's leader joins; the place of the centre checks the unit.
        shift.user("add", "li", "--role", "leader", "--unit", "street:999", code=2)
        leader = shift.add("li", "leader", "--unit", "310105006")
        with door(one, leader) as client:
            until(one, lambda: client.get("/me").status_code == 200)
            assert client.get("/me").json()["scope"] == "street"
            held = {"Gridwall-Role": "commander"}
            assert client.get("/me", headers=held).status_code == 403
            shift.user(
                "break-glass", "li", "--role", "commander", "--reason", "洪水断电"
            )
            until(one, lambda: client.get("/me", headers=held).status_code == 200)
            assert client.get("/healthz").json()["break_glass"] == 1
        code, seconds = asyncio.run(closed_after(one.url, wang, shift))
        assert code == wire.CLOSE_AUTH
        assert seconds < REVOKED_S
        with door(one, wang) as client:
            assert client.get("/cases").json()["code"] == "token-wrong"
        listed = shift.user("list")
        assert "li " in listed
        assert "wang" not in listed
        hold_secrets(shift, one)
        assert one.stop() == 0
    audit = (shift.data / "audit.jsonl").read_text()
    assert [
        word for word in ("add", "break-glass", "revoke") if word not in audit
    ] == []


def hold_secrets(shift: Shift, one: Centre) -> None:
    """No token in what the process was started with, nor in any file it leaves."""
    process = Path("/proc") / str(one.process.pid)
    for name in ("cmdline", "environ"):
        raw = (process / name).read_bytes().decode("latin-1")
        assert not [token for token in shift.tokens if token in raw]
    for path in shift.data.rglob("*"):
        if path.is_file():
            raw = path.read_bytes().decode("latin-1")
            assert not [t for t in shift.tokens if t in raw], path.name


def test_guessing_is_stopped_and_said_nothing_of(shift: Shift) -> None:
    wang = shift.add("wang", "dispatcher")
    with centre(shift.data, dev=False) as one:
        with door(one, wang) as client:
            assert client.get("/me").status_code == 200
        codes = []
        for number in range(12):
            with door(one, f"guess-{number}") as client:
                codes.append(client.get("/cases").status_code)
        assert codes == [401] * 10 + [429] * 2
        with door(one, wang) as client:
            assert client.get("/me").status_code == 200
        one.process.terminate()
        assert one.ended() == 0
        said = one.said()
        assert wang not in said
        assert "guess-" not in said


def test_a_looser_folder_or_file_stops_the_start(shift: Shift) -> None:
    shift.add("wang", "dispatcher")
    for path, loose, tight in (
        (shift.data, 0o755, 0o700),
        (shift.data / "tokens.json", 0o640, 0o600),
    ):
        path.chmod(loose)
        with centre(shift.data, dev=False) as one:
            assert one.ended() == 7
            assert f"chmod {tight:o} {path}" in one.said()
        shift.user("list", code=7)
        path.chmod(tight)
    shift.user("list")


@pytest.mark.parametrize(
    "arguments",
    [
        ["user"],
        ["user", "dance"],
        ["user", "add", "wang", "--data", "d"],
        ["user", "add", "wang", "--role", "king", "--data", "d"],
        ["user", "add", "wang", "--role", "street", "--data", "d"],
        ["user", "add", "wang", "--role", "leader", "--hours", "0", "--data", "d"],
        ["user", "revoke", "nobody", "--data", "d"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    placed = [str(tmp_path / "d") if a == "d" else a for a in arguments]
    done = run(*placed, home=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "d" / "tokens.json").exists()
