"""How the feed stands: what the wall says about its own freshness.

`Session` makes a `Feed`, `Store` hands it to the screen, aged to the moment it is asked
for: an ingest thread that stands still is seen as stale too.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import Final

import msgspec

from domain.wire import HEARTBEAT_S

#: Ages from which the feed lags and is stale, seconds. Half a beat past the third: the
#: screen must say so within four seconds of the last true picture.
LAGGING_S: Final = 2 * HEARTBEAT_S
STALE_S: Final = 3.5 * HEARTBEAT_S
#: Clocks further apart than this are shown as such, ms.
SKEW_MS: Final = 2000


class Phase(StrEnum):
    """The freshness of what is on screen."""

    CONNECTING = "CONNECTING"
    SYNCING = "SYNCING"
    LIVE = "LIVE"
    LAGGING = "LAGGING"
    STALE = "STALE"
    RECONNECTING = "RECONNECTING"
    AUTH_FAILED = "AUTH FAILED"
    DOWN = "DOWN"


class Cause(StrEnum):
    """Why a feed is refused or down; a person has to do something about each."""

    TOKEN = auto()
    PROTOCOL = auto()
    TLS = auto()


class Gap(msgspec.Struct, frozen=True):
    """Records `first` to `last` came late.

    Missed at `since`, complete again at `at` (ms, the centre's clock).
    """

    first: int
    last: int
    at: int
    since: int = 0


class Alarm(msgspec.Struct, frozen=True):
    """The ledger is not what it was: a stable code, what was seen, when (ms)."""

    code: str  # head-backwards | head-rewritten | digest-differs
    text: str
    at: int


class Head(msgspec.Struct, frozen=True):
    """A record's number and its chain value (64 hex digits)."""

    seq: int
    hash: str


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the feed. Instants are monotonic seconds unless they say ms.

    `age_s` is the age of the picture: since when it may not be current any more.
    `current` is None until the feed was live for the first time. `skew_ms` is the
    centre's clock minus ours, None on a simulated clock or when nobody measured it.
    """

    phase: Phase = Phase.CONNECTING
    age_s: float = 0.0
    attempt: int = 0
    retry_in_s: float = 0.0
    reason: str = ""
    cause: Cause | None = None
    seq: int = 0
    head: int = 0
    epoch: str = ""
    place: str = ""
    scope: str = "all"
    version: str = ""
    simulated: bool = False
    drill: bool = False
    gaps: tuple[Gap, ...] = ()
    resyncs: int = 0
    alarms: tuple[Alarm, ...] = ()
    skew_ms: int | None = None
    at: int = 0  # what the centre's clock showed, ms, …
    received: float = 0.0  # … at this instant
    speed: float = 1.0
    current: float | None = None
    retry_at: float | None = None

    @property
    def stale(self) -> bool:
        """Whether nothing on screen may look current."""
        return self.age_s > STALE_S

    @property
    def skewed(self) -> bool:
        """Whether the centre's real clock and ours are too far apart."""
        return self.skew_ms is not None and abs(self.skew_ms) > SKEW_MS

    @property
    def as_of(self) -> int:
        """The centre's time of the last current picture, ms; 0 before the first."""
        return 0 if self.current is None else self.server_now(self.current)

    def server_now(self, mono: float) -> int:
        """What the centre's clock shows at a monotonic instant, ms; 0 before hello."""
        if not self.at:
            return 0
        return self.at + round((mono - self.received) * self.speed * 1000)

    def aged(self, now: float) -> Feed:
        """The same feed looked at later, if nothing came since."""
        age = 0.0 if self.current is None else max(0.0, now - self.current)
        wait = 0.0 if self.retry_at is None else max(0.0, self.retry_at - now)
        phase = self.phase
        if phase in (Phase.LIVE, Phase.LAGGING, Phase.STALE):
            phase = freshness(age)
        return msgspec.structs.replace(self, phase=phase, age_s=age, retry_in_s=wait)


def freshness(age: float) -> Phase:
    """The phase of an open, synchronised feed whose last frame is so old (seconds)."""
    if age > STALE_S:
        return Phase.STALE
    return Phase.LAGGING if age > LAGGING_S else Phase.LIVE
