"""How the machinery does: the feed, this wall's loop, its line and its terminal."""

from __future__ import annotations

import msgspec

from domain.views.freshness import Freshness


class FeedHealth(msgspec.Struct, frozen=True):
    """One feed. `rate`: records a minute; `skew_ms` None: not measured (a replay).

    `blind`: it brings no record, only how the centre does.
    """

    fresh: Freshness = Freshness()
    url: str = ""
    rate: float = 0.0
    head: int = 0
    skew_ms: int | None = None
    gaps: int = 0
    resyncs: int = 0
    blind: bool = False

    @property
    def behind(self) -> int:
        """Records that the centre has and this wall does not show yet."""
        return max(0, self.head - self.fresh.seq)


class WallHealth(msgspec.Struct, frozen=True):
    """This process. Times in ms, memory in bytes; `trip_ms` None: never answered.

    `chosen`: a person chose the link profile; `mute`: the terminal answers nothing.
    """

    loop_ms: float = 0.0
    frames: float = 0.0  # a second
    output: float = 0.0  # bytes a second
    memory: int = 0
    dropped: int = 0  # frames that a stalled terminal could not take
    link: str = ""
    chosen: bool = False
    trip_ms: float | None = None
    window: int = 0
    mute: bool = False
    glyphs: str = ""
    colours: str = ""


class Letters(msgspec.Struct, frozen=True):
    """The centre's notifications; `age_s` is how long the oldest has waited."""

    well: bool = True
    waiting: int = 0
    dead: int = 0
    age_s: int | None = None


class OpsView(msgspec.Struct, frozen=True):
    """All of it; `feeds` are those of this wall.

    `letters` is None where the centre notifies nobody, or has not said; `glass` counts
    accounts that act in a role which is not theirs.
    """

    feeds: tuple[FeedHealth, ...] = ()
    wall: WallHealth = WallHealth()
    letters: Letters | None = None
    glass: int = 0


class LogLine(msgspec.Struct, frozen=True):
    """Something that happened to the machinery; `at`: the centre's time, ms, or 0."""

    at: int
    text: str
    bad: bool = False


class LogView(msgspec.Struct, frozen=True):
    """Oldest first."""

    lines: tuple[LogLine, ...] = ()
