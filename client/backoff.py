"""How long to wait before the next attempt: full jitter, without I/O.

The first window is one second even after a clean close: a restarted centre is not
stampeded and a door that opens and closes at once is not hammered.
"""

from __future__ import annotations

from random import Random
from typing import Final

#: The widest window, seconds.
WIDEST_S: Final = 8.0
#: A feed that was live so long starts again with the first window.
PROVEN_S: Final = 10.0
#: A `Retry-After` is honoured up to here, seconds.
PATIENCE_S: Final = 300.0
_LAST_STEP: Final = 3  # 2^3 is the widest window


class Backoff:
    """The waits of one conversation; `rng` is seeded by who makes it."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._step = 0

    def next(self, retry_after: float | None = None) -> float:
        """Seconds until the next attempt: `random() * min(8, 2^k)`; k grows.

        What the centre asked for by `Retry-After` comes on top.
        """
        window = min(WIDEST_S, 2.0**self._step)
        self._step = min(self._step + 1, _LAST_STEP)
        asked = min(max(retry_after or 0.0, 0.0), PATIENCE_S)
        return asked + self._rng.random() * window

    def lived(self, seconds: float) -> None:
        """The feed was live for so long before it was lost."""
        if seconds >= PROVEN_S:
            self._step = 0
