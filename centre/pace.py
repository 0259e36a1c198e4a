"""How fast one account may command: a bucket of tokens each, refilled with time."""

from __future__ import annotations

import math
from collections.abc import Callable


class Pace:
    """At most `burst` at once and `a_minute` in the long run, counted by account."""

    def __init__(
        self, monotonic: Callable[[], float], a_minute: float = 20, burst: int = 10
    ) -> None:
        self._monotonic = monotonic
        self._rate = a_minute / 60
        self._burst = burst
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, account: str) -> int:
        """0: go on. Else the whole seconds after which the next one is free."""
        now = self._monotonic()
        left, since = self._left.get(account, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._rate)
        if left < 1:
            self._left[account] = left, now
            return math.ceil((1 - left) / self._rate)
        self._left[account] = left - 1, now
        return 0
