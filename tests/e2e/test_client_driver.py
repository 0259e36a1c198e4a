"""The demo driver as a child: a small program that writes down what it is told."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

import psutil

from client.door import Door
from client.driver import Driver
from tests.e2e.waiting import until

DOOR = Door("http://127.0.0.1:1", "canary-token")
PROGRAM = """
import os, sys
notes, ends = sys.argv[1:3]
with open(notes, "a") as out:
    print("run", os.getpid(), sys.argv[3], file=out, flush=True)
    for line in sys.stdin:
        print(line.strip(), file=out, flush=True)
        if line.strip() == ends:
            sys.exit(0)
        if line.strip() == "speed 7":
            sys.exit(3)
    print("end of input", file=out, flush=True)
"""


class Demo:
    def __init__(self, folder: Path) -> None:
        self.notes = folder / "notes"
        self.notes.touch()
        self.ends: list[int] = []
        self.driver = Driver(
            lambda url: [sys.executable, "-c", PROGRAM, str(self.notes), "done", url],
            folder / "log", monotonic=time.monotonic, rng=Random(1),
            ended=self.ends.append,
        )  # fmt: skip

    @property
    def lines(self) -> list[str]:
        return self.notes.read_text(encoding="utf-8").splitlines()

    @property
    def runs(self) -> list[list[str]]:
        return [line.split() for line in self.lines if line.startswith("run ")]

    def wait(self, *lines: str) -> None:
        until(lambda: self.lines[-len(lines) :] == [*lines], 20, lambda: self.lines)


def test_a_driver_is_handed_its_token_and_told_what_to_do(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.driver.start(DOOR)
    demo.wait("canary-token")
    (run,) = demo.runs
    assert "canary-token" not in " ".join(psutil.Process(int(run[1])).cmdline())
    demo.driver.pause()
    demo.driver.speed(600)
    demo.driver.resume()
    demo.wait("pause", "speed 600", "resume")
    demo.driver.stop()
    demo.wait("quit", "end of input")
    until(lambda: not psutil.pid_exists(int(run[1])))
    assert demo.ends == []


def test_a_driver_that_breaks_goes_on_as_it_was_told(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.driver.start(DOOR)
    demo.driver.pause()
    demo.wait("canary-token", "pause")
    demo.driver.speed(7)
    until(lambda: len(demo.runs) >= 2, 20)
    assert demo.ends[0] == 3
    demo.driver.speed(60)
    until(lambda: demo.lines[-1] == "speed 60", 20)
    lines = demo.lines
    last = max(n for n, line in enumerate(lines) if line.startswith("run "))
    assert lines[last + 1 : last + 3] == ["canary-token", "pause"]
    demo.driver.stop()
    demo.wait("quit", "end of input")


def test_a_driver_that_played_to_its_end_is_not_started_again(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.driver.start(Door("http://127.0.0.1:1", "done"))
    until(lambda: demo.ends)
    until(lambda: not demo.driver._thread.is_alive())
    assert demo.ends == [0]
    assert len(demo.runs) == 1


def test_a_driver_follows_the_centre_to_its_new_address(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.driver.start(DOOR)
    demo.wait("canary-token")
    demo.driver.renew(Door("http://127.0.0.1:2", "fresh-token"))
    until(lambda: len(demo.runs) == 2, 20)
    demo.wait("fresh-token")
    assert demo.runs[1][2] == "http://127.0.0.1:2"
    assert demo.ends == []
    demo.driver.stop()
    demo.wait("quit", "end of input")
