"""When cases come and how long they take: a place's `rhythm.json`, and arrivals.

`district` makes cases of the arrivals.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib.resources.abc import Traversable
from random import Random
from typing import Annotated, Final, NamedTuple

import msgspec

from centre.drive.errors import DriveError
from domain.rules import Rules

_HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000
_Hours = Annotated[
    tuple[Annotated[float, msgspec.Meta(ge=0)], ...],
    msgspec.Meta(min_length=24, max_length=24),
]


class Rhythm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hour_of_week[weekday from Monday][hour]` has the mean 1.

    `used_quantiles` are those of handling time over time granted, at even steps from 0;
    `tempo` shortens them to what the place is used to.
    """

    source: str
    cases_a_day: Annotated[float, msgspec.Meta(gt=0)]
    tempo: Annotated[float, msgspec.Meta(gt=0)]
    hour_of_week: Annotated[
        tuple[_Hours, ...], msgspec.Meta(min_length=7, max_length=7)
    ]
    used_quantiles: Annotated[tuple[float, ...], msgspec.Meta(min_length=2)]

    def at(self, local: datetime) -> float:
        """How many cases come in that hour of the week; in the mean 1."""
        return self.hour_of_week[local.weekday()][local.hour]

    def used(self, chance: float) -> float:
        """The share of the time granted that a case takes; `chance` is from 0 to 1."""
        exact = chance * (len(self.used_quantiles) - 1)
        below = min(int(exact), len(self.used_quantiles) - 2)
        low, high = self.used_quantiles[below : below + 2]
        return self.tempo * (low + (high - low) * (exact - below))


class Arrival(NamedTuple):
    """A case comes in: when (ms), and its name, the same in every run of a seed."""

    at: int
    name: str


def read(folder: Traversable) -> Rhythm:
    """The rhythm of a place; `DriveError` when it has none or it is wrong."""
    file = folder.joinpath("rhythm.json")
    where = f"{folder.name}/{file.name}"
    if not file.is_file():
        raise DriveError(f"{where}: missing, so no cases can be invented for it")
    try:
        return msgspec.json.decode(file.read_bytes(), type=Rhythm)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DriveError(f"{where}: {error}") from error


def arrivals(
    rhythm: Rhythm, rules: Rules, seed: str, start: int, until: int
) -> Iterator[Arrival]:
    """Cases in order of time; an hour has the same ones wherever a run starts."""
    hour = start // _HOUR_MS
    while hour * _HOUR_MS < until:
        for arrival in _of_hour(rhythm, rules, seed, hour):
            if start <= arrival.at < until:
                yield arrival
        hour += 1


def _of_hour(rhythm: Rhythm, rules: Rules, seed: str, hour: int) -> Iterator[Arrival]:
    local = rules.local(hour * _HOUR_MS)
    # A Poisson process: gaps are exponential.
    rate = rhythm.at(local) * rhythm.cases_a_day / 24
    random = Random(f"{seed}/{hour}")  # noqa: S311 (a simulation)
    passed, number = 0.0, 0
    while rate and (passed := passed + random.expovariate(rate)) < 1:
        number += 1
        yield Arrival(int((hour + passed) * _HOUR_MS), f"{seed}-{hour}-{number}")


def steady(seed: str, a_minute: float, start: int, until: int) -> Iterator[Arrival]:
    """`a_minute` cases in every simulated minute, evenly: a load, not a day."""
    number = 0
    while a_minute > 0 and (at := start + int(number * _MINUTE_MS / a_minute)) < until:
        number += 1
        yield Arrival(at, f"{seed}-load-{start}-{number}")
