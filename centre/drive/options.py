"""What a demo is asked for, and what follows from it before anything runs.

Light to import: the command line needs it to start a centre with the right clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from centre import profiles
from centre.drive.errors import DriveError
from centre.drive.record import RECORD
from centre.drive.usual import read
from domain.calendar import HOUR_MS
from domain.rules import Rules

#: Later than any record; the clock of a centre ends here.
FOR_EVER: Final = 4_102_444_799_999


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """A demo; `start` and `until` are the place's own time (`2026-09-24T14:00`).

    `speed` is in simulated seconds a second, infinite: as fast as possible. `rate` is a
    load of so many cases more in every simulated minute. With `lifeline` the end of the
    standard input ends the demo, with `token_on_stdin` its first line is the token.
    """

    url: str
    place: str
    speed: float
    token: str = ""
    token_on_stdin: bool = False
    start: str = ""
    until: str = ""
    warm_up_hours: float | None = None
    seed: int = 1
    rate: float = 0.0
    paused: bool = False
    lifeline: bool = False
    connections: int = 16


class Span(msgspec.Struct, frozen=True):
    """When a demo plays, ms since the epoch: warming up, on the clock, and its end."""

    since: int
    start: int
    until: int


def is_record(place: str) -> bool:
    """Whether the place's demo is a record; otherwise it is invented, a drill."""
    return profiles.folder(place).joinpath(RECORD).is_file()


def span(rules: Rules, options: Options) -> Span:
    """When the demo plays; a centre for it starts its clock at `since`."""
    name = rules.place.name
    usual = read(profiles.folder(name))
    start = _instant(rules, options.start or usual.start)
    until = _instant(rules, options.until) if options.until else FOR_EVER
    hours = options.warm_up_hours
    hours = usual.warm_up_hours if hours is None else hours
    if until <= start:
        raise DriveError(f"the demo would end ({options.until}) before it starts")
    return Span(start - int(hours * HOUR_MS), start, until)


def _instant(rules: Rules, text: str) -> int:
    """`2026-09-24T14:00` or `2026-09-24` in the place's zone."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise DriveError(
            f"no time {text!r}: write it like 2026-09-24T14:00, in the place's time"
        ) from None
    if local.tzinfo is not None:
        raise DriveError(f"{text!r}: leave the zone out, it is {rules.place.zone}")
    return int(local.replace(tzinfo=rules.zone).timestamp() * 1000)
