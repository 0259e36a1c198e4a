"""A slow line: what is under way stays little, whatever changes, and keys get through.

A small app that always changes stands behind the wraps; bench/measures/slow.py times
the wall itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.rig.tuiterm import Link, Session

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
APP = """
import os, time
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from tui import terminal
from tui.line import Line

line = Line(time.monotonic, os.environ)
paced = "--unpaced" not in __import__("sys").argv

class Rows(Widget):
    turn, typed = 0, ""

    def render_line(self, y):
        typed = y == self.size.height - 1
        text = f"typed {self.typed}." if typed else f"row {y} turn {self.turn}"
        style = Style.parse("#b4bcc6 on #0e1216")
        return Strip([Segment(text.ljust(self.size.width), style)])

class Busy(App):
    CSS = "Rows { height: 100%; width: 100%; }"

    def compose(self):
        yield Rows()

    def on_mount(self):
        self.set_interval(1 / 4, self.frame)

    def frame(self):
        rows = self.query_one(Rows)
        if line.pacer.ready() or not paced:
            rows.turn += 1
            rows.refresh(Region(0, 0, rows.size.width, rows.size.height - 1))

    def on_key(self, event):
        rows = self.query_one(Rows)
        rows.typed += event.character or ""
        rows.refresh(Region(0, rows.size.height - 1, rows.size.width, 1))

terminal.install(line.pacer if paced else None)
Busy().run()
"""
BUFFER = 65_536


@contextmanager
def busy(*words: str, profile: str, rate: int) -> Iterator[Session]:
    """The app behind a line of `rate` bytes a second with a deep buffer."""
    env = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "GRIDWALL_LINK": profile,
    }
    command = [sys.executable, "-c", APP, *words]
    session = Session(command, (80, 24), env, str(ROOT), Link(rate, 0.02, BUFFER))
    try:
        assert session.find(r"row 5 turn \d", 0, 60)
        yield session
    finally:
        session.close()


def backlog(session: Session) -> int:
    """The most bytes that waited for the line while the app changed and one typed."""
    session.pump(4)
    session.link.max_backlog = 0
    for typed in ("z", "zx", "zxy"):
        since = len(session.chunks)
        session.send(typed[-1])
        assert session.find(rf"typed {typed}\.", since, 20, raw=True)
    session.pump(4)
    return session.link.max_backlog


@pytest.mark.parametrize(("profile", "rate"), [("slow", 960), ("ssh", 8_000)])
def test_little_waits_for_the_line(profile: str, rate: int) -> None:
    with busy(profile=profile, rate=rate) as session:
        assert backlog(session) < rate


def test_without_pacing_it_piles_up() -> None:
    with busy("--unpaced", profile="ssh", rate=2_000) as session:
        assert backlog(session) > 8_000


def test_in_the_end_the_picture_is_right() -> None:
    with busy(profile="slow", rate=2_000) as session:
        session.send("z")
        assert session.find(r"typed z\.", 0, 20)
        found = session.find(
            r"(?s)^row 0 turn (\d+) .*row 11 turn \1 .*row 22 turn \1 ", 0, 30
        )
        assert found, session.screen.text()
