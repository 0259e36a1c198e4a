"""Whether this wall may write: read-only unless armed, and only for a while."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

#: What `:arm` gives without a time.
USUAL_S: Final = 600
_MOST_S: Final = 12 * 3600
_TIME: Final = re.compile(r"(\d{1,5})([smh]?)")
_SECONDS: Final = {"s": 1, "": 60, "m": 60, "h": 3600}


class Arming:
    """Whom the armed wall acts as: `role` (empty if nobody), its unit, the account.

    Account and unit may be empty until the centre has said whose the token is.
    Monotonic seconds.
    """

    def __init__(
        self,
        role: str,
        monotonic: Callable[[], float],
        *,
        armed: bool = False,
        unit: str = "",
        account: str = "",
    ) -> None:
        self.role: Final = role
        self.unit = unit
        self.account = account
        self._now = monotonic
        self._until: float | None = None
        if armed and role:
            self._until = float("inf")

    def arm(self, seconds: int = USUAL_S) -> None:
        """From now on for so long."""
        if self.role:
            self._until = self._now() + seconds

    def disarm(self) -> None:
        """At once."""
        self._until = None

    @property
    def armed(self) -> bool:
        """Whether commands may be sent now."""
        return self._until is not None and self._now() < self._until

    @property
    def left_s(self) -> int | None:
        """Whole seconds that are left; -1 without an end, None read-only."""
        if self._until is None or not self.armed:
            return None
        return -1 if self._until == float("inf") else int(self._until - self._now())


def seconds_of(word: str) -> int | None:
    """`10m`, `90s`, `1h`, `10` (minutes) as seconds; None for anything else."""
    found = _TIME.fullmatch(word)
    if found is None:
        return None
    seconds = int(found[1]) * _SECONDS[found[2]]
    return seconds if 0 < seconds <= _MOST_S else None
