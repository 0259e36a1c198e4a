"""The frame of the wall, on the terminal before the toolkit is even imported.

Head, foot and the rules of the panes where they will stand, in the terminal's own
colours. Keys that are typed meanwhile stay in the terminal's queue, unseen, and reach
the wall in order.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

from tui.screens.arrangement import arrangement, body, placed
from tui.screens.plans import plan_of

_RULE: Final = "─"
_ENTER: Final = "\x1b[?1049h\x1b[?25l"
_LEAVE: Final = "\x1b[?25h\x1b[?1049l"
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def skeleton(fd_in: int, fd_out: int) -> Iterator[Skeleton]:
    """The frame is there; unless it was handed over, the terminal is as before."""
    shown = Skeleton(fd_in, fd_out)
    was = {number: signal.signal(number, _end) for number in _ENDING}
    shown.enter()
    try:
        yield shown
    finally:
        shown.leave()
        for number, handler in was.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


class Skeleton:
    """On one terminal. Raises nothing: a wall can do without."""

    def __init__(self, fd_in: int, fd_out: int) -> None:
        self._in, self._out = fd_in, fd_out
        self._modes: list[int | list[bytes | int]] | None = None
        self._shown = False

    def enter(self) -> None:
        """Draw it, and let no key be echoed into it."""
        with suppress(termios.error):
            self._modes = termios.tcgetattr(self._in)
            quiet = [*self._modes]
            assert isinstance(quiet[3], int)  # noqa: S101 (local modes are a number)
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(self._in, termios.TCSANOW, quiet)
        with suppress(OSError):
            columns, rows = os.get_terminal_size(self._out)
            self._write(_ENTER + frame(columns, rows))
            self._shown = True

    def hand_over(self) -> bool:
        """Leave the picture to the toolkit, which sets its own modes over the old.

        Whether the terminal shows another screen than the shell's already.
        """
        self._restore()
        shown, self._shown = self._shown, False
        return shown

    def leave(self) -> None:
        """Back to what was there before, if it was not handed over."""
        self._restore()
        if self._shown:
            self._shown = False
            with suppress(OSError):
                self._write(_LEAVE)

    def _restore(self) -> None:
        if self._modes is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._in, termios.TCSANOW, self._modes)
            self._modes = None

    def _write(self, text: str) -> None:
        encoding = sys.stdout.encoding or "ascii"
        os.write(self._out, text.encode(encoding, "replace"))


def frame(columns: int, rows: int) -> str:
    """What is written for a terminal of that size: faint rules, a name."""
    parts = ["\x1b[1;1H\x1b[2m GRIDWALL"]
    for x, y, width in _rules(columns, rows):
        parts.append(f"\x1b[{y + 1};{x + 1}H{_RULE * width}")
    return "".join([*parts, "\x1b[0m"])


def _rules(columns: int, rows: int) -> list[tuple[int, int, int]]:
    kind = arrangement(columns, rows)
    if not kind.whole:
        return []
    plan = plan_of("wall", kind)
    places = placed(plan, body(kind, columns, rows), "", set(plan.panes))
    return [(place.x, place.y, place.width) for place in places.values()]
