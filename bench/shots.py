"""The pictures of the README, taken from the real program: `make shots`.

One demo plays without a wall in a home of its own; walls of every size and language
look at it, each in a pty, and what they show is drawn cell by cell.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

import httpx
from PIL import Image

from bench.rig.shot import picture, replay
from bench.rig.tuiterm import Link, Session

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / "docs" / "pictures"
PROGRAM: Final = [sys.executable, str(ROOT / "gridwall.py")]
#: A Thursday afternoon, after a day of warm-up.
PLACE: Final = "changning"


class Shot(NamedTuple):
    """One picture."""

    name: str
    size: tuple[int, int]
    lang: str
    keys: tuple[str, ...] = ()


def _line(text: str) -> tuple[str, ...]:
    """A command line, key by key."""
    return (":", *("Space" if sign == " " else sign for sign in text), "Enter")


SHOTS: Final = (
    Shot("wall-200x60", (200, 60), "zh"),
    Shot("wall-120x40", (120, 40), "zh"),
    Shot("wall-80x24", (80, 24), "zh"),
    Shot("wall-200x60-en", (200, 60), "en"),
    Shot("wall-120x40-en", (120, 40), "en"),
    Shot("wall-80x24-en", (80, 24), "en"),
    Shot("wall-400x120", (400, 120), "zh"),
    Shot("dispatch-120x40", (120, 40), "zh", ("j", "j", "j", "d")),
    Shot("menu-120x40", (120, 40), "en", ("x",)),
    Shot("queue-120x40", (120, 40), "zh", _line("queue")),
    Shot("case-120x40", (120, 40), "zh", ("Enter",)),
    Shot("street-120x40", (120, 40), "zh", _line("street tsl")),
    Shot("departments-120x40", (120, 40), "zh", _line("dept")),
    Shot("map-120x40", (120, 40), "zh", _line("map")),
    Shot("ops-120x40", (120, 40), "zh", _line("ops")),
    Shot("help-120x40", (120, 40), "en", ("?",)),
    Shot("light-120x40", (120, 40), "en", ("0", *_line("theme light"))),
)


def environment(home: str) -> dict[str, str]:
    """A home without anybody's settings."""
    env = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8", "USER": "li"}
    return env | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def warmed(folder: Path) -> None:
    """Wait until the demo has caught up with its own clock."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        time.sleep(1)
        try:
            found = json.loads((folder / "centre.json").read_text())
            health = httpx.get(f"{found['url']}/healthz", trust_env=False).json()
        except (OSError, ValueError, httpx.HTTPError):
            continue
        if health["speed"] > 0:
            return
    raise SystemExit("shots: the demo did not warm up")


def take(shot: Shot, folder: Path, home: str) -> None:
    """Open a wall, press the keys, draw what it shows."""
    command = [*PROGRAM, "demo", "--place", PLACE, "--data", str(folder)]
    command += ["--lang", shot.lang]
    session = Session(command, shot.size, environment(home), ".", Link(0, 0, 65536))
    try:
        if session.find("LIVE", 0, 30) is None:
            session.screen.feed_all()
            raise SystemExit(f"shots: no wall\n{session.screen.text()}")
        session.pump(8)  # the charts are drawn beside the loop
        for key in shot.keys:
            session.send(key)
            session.pump(0.1)
        session.pump(4 if len(shot.keys) > 3 else 1)
        screen = replay((chunk.data for chunk in session.chunks), *shot.size)
        PICTURES.mkdir(parents=True, exist_ok=True)
        drawn = picture(screen).quantize(
            256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        drawn.save(PICTURES / f"{shot.name}.png", optimize=True)
        print(f"took {shot.name}")
    finally:
        session.close()


def main() -> None:
    """Take them all, or those that are named."""
    wanted = [s for s in SHOTS if not sys.argv[1:] or s.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "demo"
        command = [*PROGRAM, "demo", "--place", PLACE, "--data", str(folder)]
        demo = subprocess.Popen([*command, "--headless"], env=environment(home))
        try:
            warmed(folder)
            for shot in wanted:
                take(shot, folder, home)
        finally:
            demo.terminate()
            demo.wait(10)


if __name__ == "__main__":
    main()
