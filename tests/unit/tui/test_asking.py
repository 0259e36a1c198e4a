"""A terminal is asked: one that answers, one that draws wide, one that is silent."""

from __future__ import annotations

import os
import pty
import re
import select
import termios
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from domain.text import width
from tui.asking import AMBIGUOUS, Answers, ask


class Glass(threading.Thread):
    """The other end of a pty: draws, moves its cursor, answers one by one."""

    def __init__(self, cells: Callable[[str], int], mode: bytes | None) -> None:
        super().__init__(daemon=True)
        self._master, self.line = pty.openpty()
        self._cells, self._mode = cells, mode
        self._column = 1
        self.drawn = ""
        self.silent = False
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            if select.select([self._master], [], [], 0.01)[0]:
                self._take(os.read(self._master, 4096).decode())

    def _take(self, text: str) -> None:
        for part in re.findall(r"\x1b\[[0-9?]*\$?[a-zA-Z]|.|\r", text):
            match part:
                case "\r":
                    self._column = 1
                case "\x1b[6n":
                    self._say(f"\x1b[7;{self._column}R".encode())
                case "\x1b[5n":
                    self._say(b"\x1b[0n")
                case "\x1b[?2026$p" if self._mode is not None:
                    self._say(b"\x1b[?2026;" + self._mode + b"$y")
                case _ if not part.startswith("\x1b"):
                    self.drawn += part
                    self._column += self._cells(part)

    def _say(self, answer: bytes) -> None:
        if not self.silent:
            os.write(self._master, answer)

    def stop(self) -> None:
        self._over.set()
        self.join(5)
        os.close(self._master)
        os.close(self.line)


@pytest.fixture
def glass() -> Iterator[Callable[..., Glass]]:
    made: list[Glass] = []

    def make(
        cells: Callable[[str], int] = lambda _: 1, mode: bytes | None = b"2"
    ) -> Glass:
        made.append(Glass(cells, mode))
        made[-1].start()
        return made[-1]

    yield make
    for each in made:
        each.stop()


def test_a_terminal_that_answers(glass: Callable[..., Glass]) -> None:
    found = ask(glass().line, time.monotonic, 20.0)
    assert found.widths == dict.fromkeys(AMBIGUOUS, 1)
    assert found.synchronized is True
    assert found.round_trip_ms is not None
    assert found.round_trip_ms > 0


def test_a_chinese_terminal_that_draws_some_wide(glass: Callable[..., Glass]) -> None:
    found = ask(glass(lambda c: 2 if c in "●▲" else 1).line, time.monotonic, 20.0)
    assert found.widths is not None
    assert {c for c, cells in found.widths.items() if cells == 2} == set("●▲")


@pytest.mark.parametrize("mode", [None, b"0", b"4"])
def test_a_terminal_without_whole_frames(
    glass: Callable[..., Glass], mode: bytes | None
) -> None:
    assert ask(glass(mode=mode).line, time.monotonic, 20.0).synchronized is False


def test_a_cursor_that_does_not_move_is_no_answer(glass: Callable[..., Glass]) -> None:
    assert ask(glass(lambda _: 0).line, time.monotonic, 20.0).widths is None


def test_a_silent_terminal_is_given_up_and_nothing_is_drawn_on_it(
    glass: Callable[..., Glass],
) -> None:
    silent = glass()
    silent.silent = True
    before = termios.tcgetattr(silent.line)
    assert ask(silent.line, time.monotonic, 0.05) == Answers()
    assert silent.drawn == ""
    assert termios.tcgetattr(silent.line) == before


def test_what_is_no_terminal_says_nothing() -> None:
    read, write = os.pipe()
    assert ask(read, time.monotonic, 0.05) == Answers()
    os.close(read)
    os.close(write)


def test_the_signs_are_those_that_count_as_one_cell() -> None:
    assert all(width(sign) == 1 for sign in AMBIGUOUS)
