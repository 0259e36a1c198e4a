"""The frame before the toolkit: on a real pty, and nothing of it is left behind."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
from collections.abc import Iterator

import pytest

from tui.skeleton import frame, skeleton

SIZE = (120, 40)
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """(the person's end, the program's end)."""
    person, program = os.openpty()
    fcntl.ioctl(
        program, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0)
    )
    yield person, program
    os.close(person)
    os.close(program)


def modes(fd: int) -> int:
    return int(termios.tcgetattr(fd)[3])


def said(fd: int) -> bytes:
    os.set_blocking(fd, False)
    try:
        return os.read(fd, 65536)
    except BlockingIOError:
        return b""


def test_it_is_there_at_once_and_no_key_shows_in_it(terminal: tuple[int, int]) -> None:
    person, program = terminal
    before = modes(program)
    with skeleton(program, program):
        shown = said(person)
        assert shown.startswith(ENTER)
        assert b"GRIDWALL" in shown
        assert not modes(program) & (termios.ECHO | termios.ICANON)
        os.write(person, b":q")
        assert said(person) == b""
        assert os.read(program, 8) == b":q"
    assert modes(program) == before
    assert said(person).endswith(LEAVE)


def test_handed_over_the_picture_stays_and_the_modes_do_not(
    terminal: tuple[int, int],
) -> None:
    person, program = terminal
    before = modes(program)
    with skeleton(program, program) as shown:
        assert shown.hand_over()
        assert modes(program) == before
    assert LEAVE not in said(person)


def test_whatever_ends_it_puts_the_terminal_back(terminal: tuple[int, int]) -> None:
    person, program = terminal
    before, handler = modes(program), signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended, skeleton(program, program):
        os.kill(os.getpid(), signal.SIGTERM)
    assert ended.value.code == 128 + signal.SIGTERM
    assert modes(program) == before
    assert said(person).endswith(LEAVE)
    assert signal.getsignal(signal.SIGTERM) is handler


def test_without_a_terminal_nothing_happens() -> None:
    out, into = os.pipe()
    with skeleton(out, into) as shown:
        assert not shown.hand_over()
    os.close(into)
    assert os.read(out, 8) == b""
    os.close(out)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (400, 120)])
def test_rules_stand_where_the_panes_will(size: tuple[int, int]) -> None:
    assert frame(*size).count("\x1b[") > 4
    assert "─" * 20 in frame(*size)


def test_a_small_terminal_has_no_rules() -> None:
    assert "─" not in frame(50, 12)
