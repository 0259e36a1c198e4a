"""The centre's clock: the real one, or one that a demo's driver moves.

Desk, doors and hub ask it; only `doors/clock.py` and commands with a time of their own
move it. Instants are ms since the epoch, UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final, NamedTuple, Protocol

import msgspec

#: Simulated seconds in a second, at most: ten hours.
MAX_SPEED: Final = 36_000.0
#: Latest instant that a simulated clock may show: the end of 2099.
LAST: Final = 4_102_444_799_999


class Reading(msgspec.Struct, frozen=True):
    """What the clock shows, and how fast it runs (1: real, 0: paused)."""

    at: int
    speed: float
    simulated: bool


class Clock(Protocol):
    """Time never goes back on it; any thread may read it."""

    simulated: bool

    def __call__(self) -> int:
        """The time now."""

    def read(self) -> Reading:
        """The time now and the speed."""


class RealClock:
    """The time of the machine."""

    simulated = False

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now

    def __call__(self) -> int:
        """The time now."""
        return self._now()

    def read(self) -> Reading:
        """The time now, at speed 1."""
        return Reading(self._now(), 1.0, simulated=False)


class _Base(NamedTuple):
    at: int
    mono: float  # seconds
    speed: float


class SimulatedClock:
    """Starts paused at `at`; runs on `monotonic` (seconds) once it is given a speed."""

    simulated = True

    def __init__(self, at: int, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._base = _Base(at, monotonic(), 0.0)
        self._shown = at
        self._lock = Lock()

    def __call__(self) -> int:
        """The time now."""
        with self._lock:
            return self._read()

    def read(self) -> Reading:
        """The time now and the speed."""
        with self._lock:
            return Reading(self._read(), self._base.speed, simulated=True)

    def set(self, at: int, speed: float) -> Reading:
        """It is `at` now, and time passes at `speed` from here on.

        An earlier `at` than is shown lets the clock stand until it is reached: the
        driver's time is the truth, and what was shown is not taken back.
        """
        with self._lock:
            self._base = _Base(at, self._monotonic(), speed)
            return Reading(self._read(), speed, simulated=True)

    def reach(self, at: int) -> None:
        """It is at least `at` now; the speed stays."""
        with self._lock:
            if at > self._read():
                self._base = _Base(at, self._monotonic(), self._base.speed)

    def _read(self) -> int:
        at, mono, speed = self._base
        passed = (self._monotonic() - mono) * speed * 1000
        self._shown = max(self._shown, min(at + int(passed), LAST))
        return self._shown
