"""The frame before the toolkit: on a real pty, and nothing of it is left behind."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import termios
from collections.abc import Iterator

import pytest

from tui.skeleton import frame, skeleton

PATIENCE_S = 30
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


def said(fd: int, until: bytes = b"") -> bytes:
    """What has come, at least up to these bytes: a pty hands them over by and by."""
    read = b""
    while until not in read or select.select([fd], [], [], 0)[0]:
        assert select.select([fd], [], [], PATIENCE_S)[0], read
        read += os.read(fd, 65536)
    return read


def test_it_is_there_at_once_and_no_key_shows_in_it(terminal: tuple[int, int]) -> None:
    person, program = terminal
    before = modes(program)
    with skeleton(program, program):
        shown = said(person, frame(*SIZE).encode())
        assert shown.startswith(ENTER)
        assert b"GRIDWALL" in shown
        assert not modes(program) & (termios.ECHO | termios.ICANON)
        os.write(person, b":q")
        assert said(person) == b""
        assert os.read(program, 8) == b":q"
    assert modes(program) == before
    assert said(person, LEAVE).endswith(LEAVE)


def test_handed_over_the_picture_stays_and_the_modes_do_not(
    terminal: tuple[int, int],
) -> None:
    person, program = terminal
    before = modes(program)
    with skeleton(program, program) as shown:
        assert shown.hand_over()
        assert modes(program) == before
    assert LEAVE not in said(person, frame(*SIZE).encode())


def test_whatever_ends_it_puts_the_terminal_back(terminal: tuple[int, int]) -> None:
    person, program = terminal
    before, handler = modes(program), signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended, skeleton(program, program):
        os.kill(os.getpid(), signal.SIGTERM)
    assert ended.value.code == 128 + signal.SIGTERM
    assert modes(program) == before
    assert said(person, LEAVE).endswith(LEAVE)
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
