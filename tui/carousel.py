"""The carousel: street after street, each for the same time, until somebody wants one.

Pure: the time (seconds, monotonic) is an argument. Any key stops it; something urgent
pierces it: then it stands still until it is released, and goes on with a full turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: Seconds that a street may stand there, and usually does.
LEAST_S: Final = 3
MOST_S: Final = 60
USUAL_S: Final = 10


class Carousel:
    """Rolls through `keys` in their order, from the one that is shown on."""

    def __init__(self) -> None:
        self.seconds = USUAL_S
        self.running = False
        self.pierced = False
        self._keys: tuple[str, ...] = ()
        self._due = 0.0

    def start(self, keys: Sequence[str], now: float, seconds: int = 0) -> bool:
        """Roll; False when there is nothing to roll through.

        `seconds` 0: as long as before. Others are brought between the bounds.
        """
        if len(keys) < 2:  # noqa: PLR2004 (one street stands still)
            return False
        if seconds:
            self.seconds = max(LEAST_S, min(seconds, MOST_S))
        self._keys, self.running, self.pierced = tuple(keys), True, False
        self._due = now + self.seconds
        return True

    def stop(self) -> bool:
        """Stand still; whether it was rolling."""
        was, self.running, self.pierced = self.running, False, False
        return was

    def pierce(self) -> None:
        """Something urgent is to be seen: it stands still until it is released."""
        self.pierced = self.running

    def release(self, now: float) -> None:
        """It may roll on: the present street has its full time again."""
        if self.pierced:
            self.pierced, self._due = False, now + self.seconds

    def turn(self, here: str, now: float) -> str | None:
        """The street to show instead of `here`, when it is time; one at a time.

        Whatever time was missed (a stalled terminal) is not caught up.
        """
        if not self.running or self.pierced or now < self._due:
            return None
        self._due = now + self.seconds
        at = self._keys.index(here) if here in self._keys else -1
        return self._keys[(at + 1) % len(self._keys)]

    def left(self, now: float) -> int:
        """Whole seconds until the next street; 0 while it stands still."""
        if not self.running or self.pierced:
            return 0
        return max(0, round(self._due - now))
