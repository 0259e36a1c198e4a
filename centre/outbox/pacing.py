"""When a target may be tried: one letter at a time, not too often, not while it fails.

Pure: seconds and chances are handed in. A target that does not answer waits alone.
"""

from __future__ import annotations

from random import Random
from typing import Final

import msgspec

from centre.outbox.notify import Limits

_MOST_DOUBLINGS: Final = 30
#: What is wrong with one letter and says nothing of the next.
_OF_THE_LETTER: Final = frozenset({"http-400", "http-413", "http-422"})
#: What no second try puts right.
HOPELESS: Final = frozenset({"address-wrong"})


class _Target(msgspec.Struct):
    since: float | None = None  # a try is underway
    free: float = 0.0
    failures: int = 0


class Pacing:
    """`now` counts seconds and only grows; `chance` draws the jitter."""

    def __init__(self, limits: Limits, chance: Random) -> None:
        self._limits, self._chance = limits, chance
        self._targets: dict[str, _Target] = {}

    def busy(self, now: float) -> list[str]:
        """Targets that must not be tried now."""
        return [
            name
            for name, target in self._targets.items()
            if target.since is not None or target.free > now
        ]

    def begin(self, name: str, now: float) -> None:
        """A letter is on its way."""
        target = self._targets.setdefault(name, _Target())
        target.since = now
        target.free = now + 60.0 / self._limits.rate

    def good(self, name: str) -> None:
        """It was delivered."""
        target = self._targets[name]
        target.since, target.failures = None, 0

    def bad(self, name: str, why: str, tries: int, after: float, now: float) -> float:
        """It was not, after so many tries; seconds until this letter's next one.

        `after`: seconds that the receiver asks for; no longer than `longest`.
        """
        target = self._targets[name]
        target.since = None
        asked = min(after, self._limits.longest)
        if why not in _OF_THE_LETTER:
            target.failures += 1
            target.free = max(
                target.free, now + max(asked, self._jitter(target.failures))
            )
        return max(asked, self._jitter(tries))

    def retry(self, name: str) -> None:
        """A person wants it tried now."""
        if name in self._targets:
            self._targets[name].free = 0.0

    def _jitter(self, tries: int) -> float:
        limits = self._limits
        window = limits.first * 2.0 ** min(tries - 1, _MOST_DOUBLINGS)
        return self._chance.uniform(0, min(limits.longest, window))
