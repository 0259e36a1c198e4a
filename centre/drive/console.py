"""What may be said to a running demo, a line each on its standard input."""

from __future__ import annotations

from math import inf
from typing import Final

import msgspec

from domain.errors import GridwallError

#: Simulated seconds in a second.
SLOWEST: Final = 1.0
FASTEST: Final = 36_000.0
MAX: Final = "max"


class LineError(GridwallError):
    """A line, or a speed, that means nothing."""

    exit_code = 2


class Pause(msgspec.Struct, frozen=True):
    """Let time stand."""


class Resume(msgspec.Struct, frozen=True):
    """Let it go on."""


class Faster(msgspec.Struct, frozen=True):
    """Another speed; infinite: as fast as possible."""

    speed: float


class Quit(msgspec.Struct, frozen=True):
    """End in good order."""


Said = Pause | Resume | Faster | Quit


def speed(text: str) -> float:
    """1 to 36000, or "max" (infinite); `LineError` for anything else."""
    if text == MAX:
        return inf
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not SLOWEST <= found <= FASTEST:
        raise LineError(
            f"speed {text!r}: give {SLOWEST:.0f} to {FASTEST:.0f}, or {MAX}"
        )
    return found


def parse(line: str) -> Said:
    """`pause`, `resume`, `speed N` or `quit`; `LineError` for anything else."""
    match line.split():
        case ["pause"]:
            return Pause()
        case ["resume"]:
            return Resume()
        case ["speed", text]:
            return Faster(speed(text))
        case ["quit"]:
            return Quit()
        case _:
            raise LineError(f"{line.strip()!r}: say pause, resume, speed N or quit")
