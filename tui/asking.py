"""Asking a terminal without Textual: how wide it draws, how fast it answers.

Every question ends with one that any terminal answers, and with a deadline; what is
typed meanwhile is lost. The terminal is as it was afterwards.
"""

from __future__ import annotations

import os
import re
import select
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final, NamedTuple

#: Signs of the chrome whose width terminals do not agree on.
AMBIGUOUS: Final = "●▲→·─│█▁░…—≈×°"
#: Seconds for all questions together.
PATIENCE_S: Final = 2.0
_TRIPS: Final = 5
_STATUS: Final = "\x1b[5n"
_CURSOR: Final = "\x1b[6n"
_SYNCHRONIZED: Final = "\x1b[?2026$p"
_READY: Final = re.compile(rb"\x1b\[0n")
_AT: Final = re.compile(rb"\x1b\[\d+;(\d+)R")
_MODE: Final = re.compile(rb"\x1b\[\?2026;(\d)\$y")
#: What a sign can take.
_CELLS: Final = frozenset((1, 2))
#: Answers that say a mode can be set: set, reset, set for ever.
_CAN: Final = frozenset((b"1", b"2", b"3"))


class Answers(NamedTuple):
    """What a terminal said; None: nothing in time.

    `round_trip_ms` is the median; `widths` the cells of each ambiguous sign;
    `synchronized`: whether it can show a frame at once.
    """

    round_trip_ms: float | None = None
    widths: dict[str, int] | None = None
    synchronized: bool | None = None


class _Line:
    """A terminal's descriptor with a deadline."""

    def __init__(self, fd: int, monotonic: Callable[[], float], until: float) -> None:
        self._fd, self._now, self._until = fd, monotonic, until

    def ask(self, question: str) -> bytes | None:
        """All that came up to the status report; None when that did not come."""
        os.write(self._fd, (question + _STATUS).encode())
        said = b""
        while not _READY.search(said):
            left = self._until - self._now()
            if left <= 0 or not select.select([self._fd], [], [], left)[0]:
                return None
            read = os.read(self._fd, 4096)
            if not read:
                return None
            said += read
        return said

    def trips(self) -> float | None:
        """The median of some round trips, ms."""
        found: list[float] = []
        for _ in range(_TRIPS):
            begun = self._now()
            if self.ask("") is None:
                break
            found.append((self._now() - begun) * 1000)
        return median(found) if found else None

    def widths(self, signs: str) -> dict[str, int] | None:
        """How far each sign moves the cursor; the line is wiped afterwards."""
        drawn = "".join(f"\r{sign}{_CURSOR}" for sign in signs)
        said = self.ask(f"{drawn}\r\x1b[K")
        columns = [] if said is None else [int(c) - 1 for c in _AT.findall(said)]
        if len(columns) != len(signs) or not _CELLS.issuperset(columns):
            return None  # it answers something else than it was asked
        return dict(zip(signs, columns, strict=True))

    def synchronized(self) -> bool | None:
        """Whether it knows mode 2026."""
        said = self.ask(_SYNCHRONIZED)
        if said is None:
            return None
        found = _MODE.search(said)
        return found is not None and found[1] in _CAN


def ask(
    fd: int,
    monotonic: Callable[[], float],
    patience_s: float = PATIENCE_S,
    signs: str = AMBIGUOUS,
) -> Answers:
    """What the terminal on `fd` (read and written) says of itself.

    Without an answer to the first question the others are not asked: what it cannot
    read it may show.
    """
    line = _Line(fd, monotonic, monotonic() + patience_s)
    try:
        with _raw(fd):
            trip = line.trips()
            if trip is None:
                return Answers()
            widths = line.widths(signs)
            return Answers(trip, widths, line.synchronized())
    except (OSError, termios.error):
        return Answers()


@contextmanager
def _raw(fd: int) -> Iterator[None]:
    before = termios.tcgetattr(fd)
    try:
        tty.setraw(fd, termios.TCSAFLUSH)
        yield
    finally:
        # Late answers must not become the shell's input.
        termios.tcsetattr(fd, termios.TCSAFLUSH, before)
