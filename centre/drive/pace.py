"""The simulated clock of a demo, as its driver sees it. Sans-I/O: readings come in.

`player` asks how long to wait for a step; `run` tells the centre what the clock shows.
"""

from __future__ import annotations

from math import inf, isinf
from typing import NamedTuple

#: A driver that is this many real seconds behind lets the clock wait for it.
LAG_S = 2.0


class Shown(NamedTuple):
    """What the centre's clock is set to: ms since the epoch, and its speed."""

    at: int
    speed: float


class Pace:
    """Simulated time at a speed, from `start` on; whatever is earlier is due at once.

    `mono` is a reading of a monotonic clock in seconds. An infinite speed makes every
    step due at once; the clock then shows the last one.
    """

    def __init__(
        self, start: int, speed: float, mono: float, *, paused: bool = False
    ) -> None:
        self._at, self._mono, self._speed = start, mono, speed
        self._start, self._played = start, start
        self.paused = paused
        self.warming = False

    def warm_up(self, since: int) -> None:
        """Steps before the start come first, as fast as they can be played."""
        self.warming, self._played = True, since

    def begin(self, mono: float) -> None:
        """The clock runs from the start on."""
        self.warming, self._mono, self._played = False, mono, self._start

    def now(self, mono: float) -> int:
        """Simulated time, ms."""
        if self.warming or isinf(self._speed):
            return self._played
        if self.paused:
            return self._at
        return self._at + int((mono - self._mono) * self._speed * 1000)

    def wait(self, at: int, mono: float) -> float:
        """Real seconds until a step is due; `inf` while paused."""
        if self.warming:
            return 0.0
        if self.paused:
            return inf
        if isinf(self._speed):
            return 0.0
        return max(0.0, (at - self.now(mono)) / 1000 / self._speed)

    def played(self, at: int, mono: float) -> None:
        """A step is being sent: one that is long due holds the clock back."""
        self._played = max(self._played, at)
        if self.warming or self.paused or isinf(self._speed):
            return
        if self.now(mono) - at > LAG_S * self._speed * 1000:
            self._at, self._mono = at, mono

    def shown(self, mono: float) -> Shown:
        """What the centre's clock should show."""
        standing = self.warming or self.paused or isinf(self._speed)
        return Shown(self.now(mono), 0.0 if standing else self._speed)

    def change(
        self, mono: float, *, speed: float | None = None, paused: bool | None = None
    ) -> None:
        """Another speed, a pause, or on again; time does not jump."""
        at = self.now(mono)
        self._speed = self._speed if speed is None else speed
        self.paused = self.paused if paused is None else paused
        if not self.warming:
            self._at, self._mono = at, mono
