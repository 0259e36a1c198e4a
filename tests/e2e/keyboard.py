"""Somebody at the keys of a wall or a desk; what is pressed is counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.terminal import Terminal
from tests.e2e.wall_in_pty import seen, wall

#: After this a form takes Enter (`tui/forms/form.py`), and a little more.
SETTLED_S = 0.35


class Keyboard:
    """Presses keys at a terminal; `keys` counts them."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.keys = 0

    def press(self, keys: str) -> None:
        self.keys += len(keys)
        self.terminal.press(keys)

    def opens(self, keys: str) -> None:
        """Keys that open a form; a person reads it before Enter."""
        self.press(keys)
        self.sees("Enter 确认", 10)
        self.settled()

    def settled(self) -> None:
        """The form has been there long enough for Enter to count."""
        opened = time.monotonic()
        self.terminal.wait_for(lambda _: time.monotonic() - opened > SETTLED_S, 5)

    def sees(self, words: str, seconds: float = 15) -> None:
        self.terminal.wait_for(lambda _: seen(words, self.terminal), seconds)

    def sees_no(self, words: str, seconds: float = 15) -> None:
        self.terminal.wait_for(lambda _: not seen(words, self.terminal), seconds)

    def armed(self, minutes: int = 30) -> None:
        """Live, and allowed to write."""
        self.sees("LIVE", 30)
        self.terminal.press(f":arm {minutes}m\r")
        self.sees("可写 ARMED")


@contextmanager
def keyboard(
    home: Path, *arguments: str, size: tuple[int, int] = (120, 40)
) -> Iterator[Keyboard]:
    """At `gridwall …`, not yet live."""
    with wall(home, *arguments, size=size) as terminal:
        yield Keyboard(terminal)
