"""How old the picture is, in the words of the head line."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class Phase(StrEnum):
    """The state of the feed; the values are those of the client's machine."""

    CONNECTING = "CONNECTING"
    SYNCING = "SYNCING"
    LIVE = "LIVE"
    LAGGING = "LAGGING"
    STALE = "STALE"
    RECONNECTING = "RECONNECTING"
    AUTH_FAILED = "AUTH FAILED"
    DOWN = "DOWN"


#: In these nothing that is shown is current.
NOT_CURRENT: Final = frozenset(Phase) - {Phase.LIVE, Phase.LAGGING}


class Freshness(msgspec.Struct, frozen=True):
    """`since`: the centre's time (ms) of what is shown; seconds are whole.

    `skew_s`: so much is the centre's clock ahead of ours; 0 while they agree.
    """

    phase: Phase = Phase.CONNECTING
    age_s: int = 0
    since: int | None = None
    attempt: int = 0
    retry_s: int = 0
    reason: str = ""
    seq: int = 0
    skew_s: int = 0

    @property
    def current(self) -> bool:
        """Whether the picture may be taken as true now."""
        return self.phase not in NOT_CURRENT
