"""A district's day as a plan: invented cases, each with its whole course.

Everything follows from the seed; every report says that it is a drill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush, merge
from importlib.resources.abc import Traversable
from operator import attrgetter
from random import Random
from typing import Final

from centre.drive import rhythm
from centre.drive.disposal import disposal
from centre.drive.ending import ending
from centre.drive.intake import duplicate, intake
from centre.drive.options import Span
from centre.drive.rhythm import Arrival
from centre.drive.scene import Stage
from centre.drive.staff import Staff
from centre.drive.step import Step
from centre.drive.tale import MINUTE_MS, Cast, Tale
from domain.rules import Rules

#: Share of the cases that somebody else reports too.
DUPLICATED: Final = 0.03
_Waiting = list[tuple[int, int, int, Step]]  # a heap: at, number, serial


def plan(
    rules: Rules, folder: Traversable, seed: int, start: int, until: int
) -> Iterator[Step]:
    """The usual cases of the days from `start` to `until`."""
    cast = _cast(rules, folder, seed)
    found = rhythm.arrivals(cast.rhythm, rules, cast.seed, start, until)
    return _told(cast, found, until)


def load(
    rules: Rules, folder: Traversable, seed: int, a_minute: float, times: Span
) -> Iterator[Step]:
    """`a_minute` cases more in every simulated minute, once it has started."""
    cast = _cast(rules, folder, seed)
    found = rhythm.steady(cast.seed, a_minute, times.start, times.until)
    return _told(cast, found, times.until)


def together(*plans: Iterable[Step]) -> Iterator[Step]:
    """Several plans as one, in order of time."""
    return merge(*plans, key=attrgetter("at"))


def _cast(rules: Rules, folder: Traversable, seed: int) -> Cast:
    name = f"{rules.place.name}-{seed}"
    found = rhythm.read(folder)
    return Cast(rules, found, Stage(rules), Staff(rules.place), name)


def _told(cast: Cast, found: Iterable[Arrival], until: int) -> Iterator[Step]:
    waiting, number = _Waiting(), 0
    for arrival in found:
        yield from _due(waiting, arrival.at)
        for steps in _cases(cast, arrival):
            number += 1
            for step in steps:
                heappush(waiting, (step.at, number, step.serial, step))
    yield from _due(waiting, until)


def _due(waiting: _Waiting, before: int) -> Iterator[Step]:
    while waiting and waiting[0][0] < before:
        yield heappop(waiting)[-1]


def _cases(cast: Cast, arrival: Arrival) -> Iterator[list[Step]]:
    tale = Tale(cast, arrival.name, arrival.at, None)
    if intake(tale) and disposal(tale):
        ending(tale)
    yield tale.told()
    random = Random(f"{arrival.name}/again")  # noqa: S311 (a simulation)
    if random.random() < DUPLICATED:
        at = arrival.at + int(MINUTE_MS * random.uniform(2, 60))
        again = Tale(cast, f"{arrival.name}-again", at, tale.scene)
        duplicate(again, arrival.name)
        yield again.told()
