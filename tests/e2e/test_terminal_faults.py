"""Terminals that misbehave: suspended, gone, pasted into."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.e2e.real_centre import RealCentre
from tests.e2e.waiting import until
from tests.e2e.wall_in_pty import Door, seen, wall

pytestmark = pytest.mark.e2e


def state(pid: int) -> str:
    """The kernel's letter: T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_wall_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        door.filed("井盖松动")
        with wall(tmp_path, "--centre", centre.url) as terminal:
            terminal.wait_for(lambda _: seen("LIVE", terminal), 30)
            terminal.send_signal(signal.SIGTSTP)
            until(lambda: state(terminal.pid) == "T", 10)
            clock = terminal.row(0)
            os.kill(terminal.pid, signal.SIGCONT)
            terminal.wait_for(lambda _: terminal.row(0).strip() not in ("", clock), 30)
            terminal.press(":lang en\r")
            terminal.wait_for(lambda _: seen("to dispatch", terminal), 30)
            terminal.wait_for(lambda _: seen("LIVE", terminal), 30)
            terminal.press(":q\r")
            assert terminal.wait_for_end(10) == 0


def test_a_megabyte_pasted_presses_no_key_and_hangs_nothing(tmp_path: Path) -> None:
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        door.filed("井盖松动")
        with wall(tmp_path, "--centre", centre.url) as terminal:
            terminal.wait_for(lambda _: seen("LIVE", terminal), 30)
            terminal.press("\x1b[200~")
            for _ in range(64):
                terminal.press(":q\r" * 5461)
                terminal.wait_for(lambda _: True)
            terminal.press("\x1b[201~")
            terminal.press("/")
            terminal.press("天山路")
            terminal.wait_for(lambda _: seen("天山路▏", terminal), 20)


def test_a_wall_ends_when_its_terminal_hangs_up(tmp_path: Path) -> None:
    with (
        RealCentre(tmp_path / "d") as centre,
        wall(tmp_path, "--centre", centre.url) as terminal,
    ):
        terminal.wait_for(lambda _: seen("LIVE", terminal), 30)
        terminal.send_signal(signal.SIGHUP)
        assert terminal.wait_for_end(10) == 0
