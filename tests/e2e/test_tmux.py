"""The wall inside a real tmux."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.real_centre import RealCentre
from tests.e2e.terminal import Terminal
from tests.e2e.waiting import until
from tests.e2e.wall_in_pty import PROGRAM, Door, seen

pytestmark = pytest.mark.e2e


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def tmux(home: Path, *words: str) -> list[str]:
    """A command line of a tmux of our own."""
    found = shutil.which("tmux")
    assert found, "this test needs tmux: apt-get install tmux"
    return [found, "-u", "-S", str(home / "tmux"), "-f", "/dev/null", *words]


@pytest.mark.parametrize("name", ["tmux-256color", "screen-256color"])
def test_the_wall_lives_in_tmux_and_ends_with_it(tmp_path: Path, name: str) -> None:
    pid = tmp_path / "pid"
    with RealCentre(tmp_path / "d") as centre, Door(centre.url) as door:
        door.filed("井盖松动")
        inner = " ".join([*PROGRAM, "--centre", centre.url])
        command = f"echo $$ >{pid}; export TERM={name}; exec {inner}"
        words = tmux(tmp_path, "new-session", "-x", "80", "-y", "24", command)
        env = {"HOME": str(tmp_path), "LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}
        with Terminal(words, 80, 24, env=env) as terminal:
            terminal.wait_for(lambda _: seen("LIVE", terminal), 30)
            terminal.press("/")
            terminal.press("天山路")
            terminal.wait_for(lambda _: seen("天山路▏", terminal), 10)
            terminal.press_key("Esc")
            assert not seen("[0n", terminal)  # no answer of tmux was taken for keys
            wall = int(pid.read_text())
            subprocess.run(tmux(tmp_path, "kill-server"), check=True, timeout=10)
            until(lambda: not alive(wall), 10)
