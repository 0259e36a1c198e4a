"""The centre that a wall brings along: the real one, as a real child process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psutil
import pytest

from client.door import Door
from client.embedded import Embedded, attach, held
from client.errors import ChildFailed, FolderUnsafe, NoCentre, ProtocolDiffers
from tests.e2e.waiting import until

ROOT = Path(__file__).parents[2]
TOKEN = "canary-0123456789abcdef"


def command(folder: Path, place: str = "changning") -> list[str]:
    return [
        sys.executable, str(ROOT / "gridwall.py"), "centre", "--embedded",
        "--place", place, "--data", str(folder), "--listen", "127.0.0.1:0",
    ]  # fmt: skip


class Walls:
    """Starts embedded centres on one folder and lets them go at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"
        self.log = folder / "centre.log"
        self.moved: list[Door] = []
        self.all: list[Embedded] = []

    def __call__(self, place: str = "changning") -> Embedded:
        made = Embedded(
            self.folder, command(self.folder, place), self.log,
            token=lambda: TOKEN, monotonic=time.monotonic, rng=Random(1),
            changed=self.moved.append,
        )  # fmt: skip
        self.all.append(made)
        return made


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Walls]:
    walls = Walls(tmp_path)
    yield walls
    for made in walls.all:
        made.stop()
    until(lambda: not held(walls.folder), 15)


def test_a_centre_is_there_for_its_wall_and_gone_with_it(wall: Walls) -> None:
    centre = wall()
    door = centre.start()
    assert door.url.startswith("http://127.0.0.1:")
    assert attach(wall.folder).url == door.url
    pid = centre.pid
    centre.stop()
    until(lambda: not psutil.pid_exists(pid), 15)
    assert not held(wall.folder)


def test_the_token_is_seen_by_nobody_else(wall: Walls) -> None:
    centre = wall()
    door = centre.start()
    process = psutil.Process(centre.pid)
    seen = " ".join(process.cmdline()) + str(process.environ()) + repr(door)
    seen += wall.log.read_text(encoding="utf-8")
    assert TOKEN not in seen
    assert door.token == TOKEN


def test_a_centre_that_dies_is_started_again(wall: Walls) -> None:
    centre = wall()
    first, pid = centre.start(), centre.pid
    os.kill(pid, signal.SIGKILL)
    until(lambda: wall.moved, 20)
    assert centre.pid != pid
    assert wall.moved[0].url == attach(wall.folder).url
    assert wall.moved[0] != first


def test_a_second_wall_attaches_and_takes_over_when_it_has_to(wall: Walls) -> None:
    owner, second = wall(), wall()
    assert owner.start() == second.start()
    assert owner.pid == second.pid
    pid = owner.pid
    owner.stop()
    until(lambda: not psutil.pid_exists(pid), 15)
    until(lambda: wall.moved, 20)
    assert second.pid != pid
    assert psutil.pid_exists(second.pid)


def test_two_walls_that_see_their_centre_die_share_the_next_one(wall: Walls) -> None:
    owner, second = wall(), wall()
    owner.start()
    second.start()
    os.kill(owner.pid, signal.SIGKILL)
    until(lambda: len(wall.moved) == 2, 20)
    assert wall.moved[0] == wall.moved[1]
    assert owner.pid == second.pid


def test_the_centre_goes_however_the_wall_dies(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    script = (
        "import sys, threading, time\n"
        "from pathlib import Path\n"
        "from random import Random\n"
        "from client.embedded import Embedded\n"
        f"made = Embedded(Path({str(folder)!r}), {command(folder)!r},\n"
        f"    Path({str(tmp_path / 'log')!r}), token=lambda: {TOKEN!r},\n"
        "    monotonic=time.monotonic, rng=Random(1))\n"
        "made.start()\n"
        "print(made.pid, flush=True)\n"
        "threading.Event().wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as wall:
        assert wall.stdout is not None
        pid = int(wall.stdout.readline())
        assert psutil.pid_exists(pid)
        wall.kill()
    until(lambda: not psutil.pid_exists(pid), 15)
    assert not held(folder)


def test_a_centre_that_cannot_start_says_why_with_its_own_code(wall: Walls) -> None:
    with pytest.raises(ChildFailed, match="atlantis") as failed:
        wall("atlantis").start()
    assert failed.value.exit_code == 12


def test_a_folder_that_cannot_be_used_ends_with_its_code(tmp_path: Path) -> None:
    walls = Walls(tmp_path)
    walls.folder.write_text("a file")
    with pytest.raises((ChildFailed, FolderUnsafe)) as failed:
        walls().start()
    assert failed.value.exit_code == 3


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    made = Embedded(
        tmp_path, ["/nowhere/python"], tmp_path / "log",
        token=lambda: TOKEN, monotonic=time.monotonic, rng=Random(1),
    )  # fmt: skip
    with pytest.raises(ChildFailed, match="/nowhere/python"):
        made.start()


def test_a_program_that_is_no_centre_is_not_believed(tmp_path: Path) -> None:
    for says in ("hello", '{"url": "nonsense"}', '{"url": 7}', "[]"):
        made = Embedded(
            tmp_path, [sys.executable, "-c", f"print({says!r})"], tmp_path / "log",
            token=lambda: TOKEN, monotonic=time.monotonic, rng=Random(1),
        )  # fmt: skip
        with pytest.raises(ChildFailed):
            made.start()


def test_a_centre_that_another_one_beat_to_it_is_no_failure(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys\n"
        f"mark = pathlib.Path({str(tmp_path / 'mark')!r})\n"
        "if not mark.exists():\n"
        "    mark.touch()\n"
        "    sys.exit(4)\n"
        'print(\'{"url": "http://127.0.0.1:1"}\', flush=True)\n'
        "sys.stdin.read()\n"
    )
    made = Embedded(
        tmp_path, [sys.executable, "-c", program], tmp_path / "log",
        token=lambda: TOKEN, monotonic=time.monotonic, rng=Random(1),
    )  # fmt: skip
    assert made.start() == Door("http://127.0.0.1:1", TOKEN)
    made.stop()
    until(lambda: not psutil.pid_exists(made.pid))


def test_without_a_centre_there_is_nothing_to_attach_to(tmp_path: Path) -> None:
    with pytest.raises(NoCentre, match="start one"):
        attach(tmp_path)


@pytest.mark.parametrize(
    ("change", "mode", "error"),
    [
        ({}, 0o644, FolderUnsafe),
        ({"protocol": 99}, 0o600, ProtocolDiffers),
        ({"url": 7}, 0o600, NoCentre),
    ],
)
def test_what_the_folder_says_is_checked(
    wall: Walls, change: dict[str, object], mode: int, error: type[Exception]
) -> None:
    wall().start()
    path = wall.folder / "centre.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said | change), encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(error):
        attach(wall.folder)
