"""A district's day as a plan: invented cases, each with its whole course.

Everything follows from the seed; every report says that it is a drill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush, merge
from importlib.resources.abc import Traversable
from operator import attrgetter
from random import Random
from typing import Final

import msgspec

from centre.drive import rhythm, usual
from centre.drive.disposal import disposal
from centre.drive.ending import ending
from centre.drive.intake import duplicate, intake
from centre.drive.options import Span
from centre.drive.rhythm import Arrival
from centre.drive.scene import Stage
from centre.drive.staff import Staff
from centre.drive.step import Step
from centre.drive.tale import MINUTE_MS, Cast, Tale
from domain.calendar import HOUR_MS
from domain.codes import Source
from domain.rules import Rules

#: Share of the cases that somebody else reports too.
DUPLICATED: Final = 0.03
#: Cases of one place, at most, that follow from the first.
MOST_AGAIN: Final = 20
_Tales = Callable[[Cast, Arrival], Iterator[Tale]]
_Waiting = list[tuple[int, int, int, Step]]  # a heap: at, number, serial


def plan(
    rules: Rules, folder: Traversable, seed: int, start: int, until: int
) -> Iterator[Step]:
    """The usual cases of the days from `start` to `until`."""
    cast = _cast(rules, folder, seed)
    found = rhythm.arrivals(cast.rhythm, rules, cast.seed, start, until)
    return _told(cast, found, until, _lives)


def load(
    rules: Rules, folder: Traversable, seed: int, a_minute: float, times: Span
) -> Iterator[Step]:
    """`a_minute` cases more in every simulated minute, once it has started."""
    cast = _cast(rules, folder, seed)
    found = rhythm.steady(cast.seed, a_minute, times.start, times.until)
    return _told(cast, found, times.until, _once)


def together(*plans: Iterable[Step]) -> Iterator[Step]:
    """Several plans as one, in order of time."""
    return merge(*plans, key=attrgetter("at"))


def _cast(rules: Rules, folder: Traversable, seed: int) -> Cast:
    name = f"{rules.place.name}-{seed}"
    found, known = rhythm.read(folder), usual.read(folder)
    stage = Stage(rules, known.things)
    return Cast(rules, found, stage, Staff(rules.place), name, known)


def _told(
    cast: Cast, found: Iterable[Arrival], until: int, tales: _Tales
) -> Iterator[Step]:
    waiting, number = _Waiting(), 0
    for arrival in found:
        yield from _due(waiting, arrival.at)
        for tale in tales(cast, arrival):
            number += 1
            for step in tale.told():
                heappush(waiting, (step.at, number, step.serial, step))
    yield from _due(waiting, until)


def _due(waiting: _Waiting, before: int) -> Iterator[Step]:
    while waiting and waiting[0][0] < before:
        yield heappop(waiting)[-1]


def _lives(cast: Cast, arrival: Arrival) -> Iterator[Tale]:
    """A case of the usual mixture; once it is closed, perhaps its like at the place.

    As many of a kind come again as fewer come by themselves: its share of all cases
    stays what it is.
    """
    tale = Tale(cast, arrival.name, arrival.at, None)
    again = cast.usual.comes_again.get(tale.scene.subclass.code)
    if again is None:
        yield from _course(tale)
        return
    random = Random(f"{arrival.name}/comes")  # noqa: S311 (a simulation)
    if random.random() < again.share:
        return
    scene = msgspec.structs.replace(tale.scene, source=Source.OFFICER)
    yield from _course(tale)
    for number in range(1, MOST_AGAIN + 1):
        if tale.closed_at is None or random.random() >= again.share:
            return
        at = _next_time(cast, random, tale.closed_at, again.hours)
        tale = Tale(cast, f"{arrival.name}-r{number}", at, scene)
        yield from _course(tale)


def _next_time(
    cast: Cast, random: Random, closed: int, hours: tuple[float, float]
) -> int:
    """When an officer finds it there once more: in the hours in which cases come."""
    at = closed + int(HOUR_MS * random.uniform(*hours))
    while random.random() >= cast.rhythm.at(cast.rules.local(at)):
        at += HOUR_MS
    return at


def _once(cast: Cast, arrival: Arrival) -> Iterator[Tale]:
    """A case of the usual mixture."""
    return _course(Tale(cast, arrival.name, arrival.at, None))


def _course(tale: Tale) -> Iterator[Tale]:
    """The whole course of a case; perhaps somebody else reports the same."""
    arrived = tale.at
    if intake(tale) and disposal(tale):
        ending(tale)
    yield tale
    random = Random(f"{tale.name}/again")  # noqa: S311 (a simulation)
    if random.random() < DUPLICATED:
        at = arrived + int(MINUTE_MS * random.uniform(2, 60))
        again = Tale(tale.cast, f"{tale.name}-again", at, tale.scene)
        duplicate(again, tale.name)
        yield again
