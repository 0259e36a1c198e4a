"""How fast one account may command: a bucket of tokens each, refilled with time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

#: Buckets that are kept before the full ones go.
_MOST: Final = 4096


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
        if len(self._left) > _MOST:
            self._forget(now)
        left, since = self._left.get(account, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._rate)
        if left < 1:
            self._left[account] = left, now
            return math.ceil((1 - left) / self._rate)
        self._left[account] = left - 1, now
        return 0

    def _forget(self, now: float) -> None:
        """Buckets that are full again are as if there were none."""
        full = self._burst / self._rate
        kept = {a: each for a, each in self._left.items() if now - each[1] < full}
        self._left = kept
