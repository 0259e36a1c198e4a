"""A program in a real pty, and what its screen says.

The screen, the keys and the answers to a program's queries are those of bench/rig.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import ptyprocess

from bench.rig.emulator import Answers, Emulator, pieces

KEPT = ("HOME", "PATH", "TMPDIR", "USER")
BASE = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
PATIENCE = 10.0  #: seconds, on a machine that does other things as well
TICK = 0.05


class Terminal:
    """Runs argv in a pty of `columns` by `lines` and keeps its screen.

    The program gets a small, fixed environment plus `env`. `also` sees all output and
    answers first. Use it as a context, or close it: the program ends then, whatever
    state it is in.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        columns: int = 80,
        lines: int = 24,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        also: Callable[[bytes], list[bytes]] = lambda _data: [],
    ) -> None:
        inherited = {name: os.environ[name] for name in KEPT if name in os.environ}
        self._emulator = Emulator(columns, lines)
        self._answers = Answers(columns, lines, lambda: self._emulator.cursor)
        self._also = also
        self._status: int | None = None
        self._open = True
        self._process = ptyprocess.PtyProcess.spawn(
            [str(word) for word in argv],
            cwd=cwd and str(cwd),
            env=inherited | BASE | dict(env or {}),
            dimensions=(lines, columns),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._process.pid

    @property
    def text(self) -> str:
        """The screen as last read, one line a row."""
        return self._emulator.text

    def row(self, number: int) -> str:
        """One row of the screen, counted from 0; negative from the end."""
        return self.text.split("\n")[number]

    def press(self, keys: str) -> None:
        """Type characters, as they are."""
        self._write(keys.encode())

    def press_key(self, name: str) -> None:
        """Press a key by its name: Up, Enter, F1, C-p…"""
        self._write(self._answers.encode(name))

    def resize(self, columns: int, lines: int) -> None:
        """Drag the window to another size."""
        self._emulator.resize(columns, lines)
        self._process.setwinsize(lines, columns)
        self._write(self._answers.resized(columns, lines))

    def send_signal(self, number: int) -> None:
        """Signal the program (not its group)."""
        if self._status is None:
            os.kill(self.pid, number)

    def wait_for(
        self, seen: str | Callable[[str], bool], seconds: float = PATIENCE
    ) -> None:
        """Read until the screen holds the words, or satisfies the function.

        Raises:
            AssertionError: It did not within `seconds`, or the program ended before;
                the message shows the screen.
        """
        deadline = time.monotonic() + seconds
        is_seen = seen if callable(seen) else lambda text: seen in text
        while not is_seen(self.text):
            if not self._open:
                raise AssertionError(self._story(f"ended before showing {seen!r}"))
            if time.monotonic() > deadline:
                raise AssertionError(self._story(f"never showed {seen!r}"))
            self._read()

    def wait_for_end(self, seconds: float = PATIENCE) -> int:
        """Read until the program has ended: its exit code, or minus its signal.

        Raises:
            AssertionError: It goes on after `seconds`; the message shows the screen.
        """
        if not self._ends_within(seconds):
            raise AssertionError(self._story(f"goes on after {seconds} s"))
        return self._status or 0

    def close(self, grace: float = 3.0) -> None:
        """End the program: TERM, and KILL after `grace` seconds; reap it, hang up."""
        for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, PATIENCE)):
            self.send_signal(number)
            if self._ends_within(patience):
                break
        self._open = False
        self._process.fileobj.close()

    def _write(self, data: bytes) -> None:
        if data and self._open:
            self._process.write(data)

    def _read(self) -> None:
        """Take in one piece of output, if any comes within a tick."""
        if not select.select([self._process.fd], [], [], TICK)[0]:
            return
        try:
            data = self._process.read(65536)
        except EOFError:
            self._open = False
            return
        for one in pieces(data):
            self._emulator.feed(one)
            for answer in (*self._also(one), *self._answers.reply(one)):
                self._write(answer)

    def _ends_within(self, seconds: float) -> bool:
        """Read on until the program has been reaped."""
        deadline = time.monotonic() + seconds
        while not self._reap():
            if time.monotonic() > deadline:
                return False
            if self._open:
                self._read()
            else:
                select.select([], [], [], TICK)
        return True

    def _reap(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status is not None

    def _story(self, what: str) -> str:
        over = self._reap() if self._open else self._ends_within(1.0)
        ended = f" (exit status {self._status})" if over else ""
        return f"the program {what}{ended}; its screen:\n{self.text.rstrip()}"
