"""How much a wall may send: profiles of the way to the terminal, and which one holds.

A person's word counts most (`:link`, `--link`, GRIDWALL_LINK); without one the
environment chooses and the measured lag may go further down, or back up.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

#: Turns of the wall's clock a second; every rate below is a whole share of it.
TURNS: Final = 4


class Profile(NamedTuple):
    """What a way to the terminal can bear.

    `frames` of the panes a second, and `storm_s` seconds at least from one to the next
    when more comes than anybody can follow; the head's clock moves every `clock_s`
    seconds and has a heartbeat cell if `beat`; charts and the map are drawn anew every
    `slow_s` seconds; `window` bytes may be under way before anything is known of the
    line, and `rate` bytes a second are sent to a terminal that answers no question
    (0: any).
    """

    name: str
    frames: int
    storm_s: float
    clock_s: int
    beat: bool
    slow_s: int
    mouse: bool
    window: int
    rate: int

    @property
    def every(self) -> int:
        """A frame is drawn every so many turns of the clock."""
        return TURNS // self.frames

    @property
    def thrifty(self) -> bool:
        """Whether every byte counts."""
        return self.name == "slow"

    @property
    def rank(self) -> int:
        """0 is the best."""
        return ORDER.index(self.name)


LOCAL: Final = Profile("local", 4, 0.5, 1, True, 5, True, 1 << 20, 0)
SSH: Final = Profile("ssh", 2, 1.0, 1, True, 15, False, 16_384, 16_000)
SLOW: Final = Profile("slow", 1, 1.0, 5, False, 60, False, 400, 800)
ORDER: Final = ("local", "ssh", "slow")
PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {"local": LOCAL, "ssh": SSH, "slow": SLOW}
)

#: A better profile is given up from such a delay (s) on, or below such a window
#: (bytes, as in `tui/pacing.py`: a quarter of a second's worth at most), …
_WORSE: Final = ((0.12, 6_000), (0.6, 600))
#: … and taken again below that delay and above that window.
_BETTER: Final = ((0.04, 16_000), (0.3, 1_600))
#: So many measurements in a row must agree.
_AGREED: Final = 8


def by_environment(environment: Mapping[str, str]) -> Profile:
    """What the environment tells: over SSH, inside tmux as well, it is `ssh`."""
    named = PROFILES.get(environment.get("GRIDWALL_LINK", "").lower())
    if named is not None:
        return named
    remote = any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
    return SSH if remote else LOCAL


def erases(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to erase with the colour behind the text.

    GNU screen is not; tmux says that it is screen, too.
    """
    return bool(environment.get("TMUX")) or environment.get("TERM", "").startswith(
        ("xterm", "tmux", "alacritty", "foot", "linux", "rxvt")
    )


class Link:
    """The profile that holds. `wanted`: a person's word, empty for none."""

    def __init__(self, environment: Mapping[str, str], wanted: str = "") -> None:
        self._usual = by_environment(environment)
        self._fixed = bool(wanted or environment.get("GRIDWALL_LINK"))
        self.profile = PROFILES.get(wanted, self._usual)
        self._agreed = 0

    @property
    def chosen(self) -> bool:
        """Whether a person chose it."""
        return self._fixed

    def choose(self, name: str) -> bool:
        """`local`, `ssh`, `slow`; `auto`: what is found. False for anything else."""
        if name == "auto":
            self._fixed, self.profile = False, self._usual
            return True
        if name not in PROFILES:
            return False
        self._fixed, self.profile = True, PROFILES[name]
        return True

    def measured(self, delay: float, window: int) -> bool:
        """The line's delay (s) and window: whether another profile holds from now."""
        step = 0 if self._fixed else self._step(delay, window)
        self._agreed = self._agreed + step if self._agreed * step > 0 else step
        if abs(self._agreed) < _AGREED:
            return False
        self._agreed = 0
        self.profile = PROFILES[ORDER[self.profile.rank + step]]
        return True

    def _step(self, delay: float, window: int) -> int:
        """1: a worse profile fits, -1: a better one; never above the usual."""
        rank = self.profile.rank
        if rank < len(_WORSE):
            late, narrow = _WORSE[rank]
            if delay > late or window < narrow:
                return 1
        if rank > self._usual.rank:
            soon, wide = _BETTER[rank - 1]
            if delay < soon and window > wide:
                return -1
        return 0
