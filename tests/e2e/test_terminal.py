"""The tool of the end-to-end tests, tried on programs that need nothing of ours."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.e2e.terminal import Terminal

SIZE = (
    "import os\n"
    "size = os.get_terminal_size()\n"
    "os.write(1, f'{size.columns} by {size.lines}\\n'.encode())\n"
)
WAIT = "import signal\nprint('ready', flush=True)\nwhile True: signal.pause()"
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + WAIT
ON_RESIZE = (
    f"import signal\nsignal.signal(signal.SIGWINCH, lambda *_: exec({SIZE!r}))\n"
)
ASK = (
    "import sys, tty\n"
    "tty.setcbreak(0)\n"
    "print('\\x1b[?2026$p', end='', flush=True)\n"
    "print(repr(sys.stdin.read(11)), flush=True)\n"
)


def program(code: str, *, env: dict[str, str] | None = None) -> Terminal:
    """A Python program in a terminal of 40 by 10."""
    return Terminal([sys.executable, "-c", code], 40, 10, env=env)


def test_a_program_sees_the_size_and_its_words_are_read() -> None:
    with program(SIZE) as terminal:
        terminal.wait_for("40 by 10")
        assert terminal.row(0).rstrip() == "40 by 10"
        assert terminal.wait_for_end() == 0


def test_a_program_hears_of_a_new_size() -> None:
    with program(ON_RESIZE + WAIT) as terminal:
        terminal.wait_for("ready")
        terminal.resize(60, 12)
        terminal.wait_for("60 by 12")


def test_keys_reach_the_program() -> None:
    with program("print('hello', input())") as terminal:
        terminal.press("gridwall")
        terminal.press_key("Enter")
        terminal.wait_for(lambda text: "hello gridwall" in text)


def test_the_environment_is_what_the_test_says() -> None:
    code = "import os; print(os.environ['TERM'], os.environ.get('PLACE'))"
    with program(code, env={"PLACE": "changning"}) as terminal:
        terminal.wait_for("xterm-256color changning")


def test_a_query_of_the_program_is_answered() -> None:
    with program(ASK) as terminal:
        terminal.wait_for(r"\x1b[?2026;2$y")


def test_a_program_that_ended_is_reported_with_its_last_screen() -> None:
    with (
        program("print('cannot open the ledger'); raise SystemExit(3)") as terminal,
        pytest.raises(
            AssertionError, match=r"ended before(.|\n)*cannot open"
        ) as caught,
    ):
        terminal.wait_for("LIVE")
    assert "exit status 3" in str(caught.value)


def test_words_that_never_come_are_reported_with_the_screen() -> None:
    with program(WAIT) as terminal:
        terminal.wait_for("ready")
        with pytest.raises(AssertionError, match=r"never showed 'LIVE'(.|\n)*ready"):
            terminal.wait_for("LIVE", seconds=0.1)


def test_a_signal_ends_the_program_and_says_so() -> None:
    with program(WAIT) as terminal:
        terminal.wait_for("ready")
        terminal.send_signal(signal.SIGKILL)
        assert terminal.wait_for_end() == -signal.SIGKILL


def test_closing_ends_a_program_that_does_not_listen() -> None:
    terminal = program(DEAF)
    terminal.wait_for("ready")
    terminal.close(grace=0.1)
    assert terminal.wait_for_end() == -signal.SIGKILL
