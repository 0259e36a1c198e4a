"""Around the case: similar open ones, places where it comes again, what counts apart.

Chronic (顽疾) is a place - street, unit grid, subclass - with three cases or more that
followed one another, each within 30 days of the closing of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

import msgspec

from domain.codes import State
from domain.columns import came_again
from domain.decisions.intake import similar
from domain.decisions.recurring import CHRONIC_AFTER, Spot
from domain.flows import Flow
from domain.packed import again
from domain.rules import distance_m
from domain.state import ALL, Case, CityState

#: Similar cases that are offered.
MOST: Final = 5
#: States in which somebody still decides whether it is a case of its own.
AT_INTAKE: Final = frozenset({State.REPORTED, State.VERIFYING})


class Similar(msgspec.Struct, frozen=True):
    """An open case of the same subclass, near and at the same time.

    `metres` None: one of them has no point, they lie in the same unit grid.
    """

    id: str
    number: str
    title: str
    state: str
    opened_at: int
    metres: int | None = None


def similar_open(case: Case, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Open cases that it could be merged with, the nearest first, at most `MOST`."""
    found = [
        one
        for one in cases
        if one.subclass == case.subclass and one.id != case.id and similar(case, one)
    ]
    found.sort(key=lambda one: (_metres(case, one) or 0.0, one.opened_at, one.id))
    return tuple(islice(found, MOST))


def offers(case: Case, cases: Iterable[Case]) -> tuple[Similar, ...]:
    """The same as they are told at intake."""
    return tuple(
        Similar(
            id=one.id,
            number=one.number,
            title=one.title,
            state=one.state.value,
            opened_at=one.opened_at,
            metres=None if (far := _metres(case, one)) is None else round(far),
        )
        for one in similar_open(case, cases)
    )


def _metres(case: Case, other: Case) -> float | None:
    if case.lon is None or case.lat is None or other.lon is None or other.lat is None:
        return None
    return distance_m((case.lon, case.lat), (other.lon, other.lat))


class Chronic(msgspec.Struct, frozen=True):
    """A place with an open case that follows from earlier ones.

    `times`: cases in a row there, the open one included; `case`: the newest open one,
    whose records lead to the others; `since`: when it was reported.
    """

    spot: Spot
    times: int
    case: str
    number: str
    title: str
    since: int
    department: str = ""
    open: int = 1


class Recurring:
    """Open cases that came again, by place; bounded by what is open."""

    def __init__(self) -> None:
        self._spots: dict[Spot, dict[str, Case]] = {}
        self._where: dict[str, Spot] = {}

    def rebuild(self, state: CityState) -> None:
        """Start over from a whole state."""
        self._spots, self._where = {}, {}
        for case in again(state.cases):
            self._put(case)

    def touch(self, state: CityState, ids: Iterable[str]) -> bool:
        """Take the touched cases as they are now; whether the list may differ."""
        changed = False
        for name in ids:
            before = self._where.pop(name, None)
            if before is not None:
                here = self._spots[before]
                del here[name]
                if not here:
                    del self._spots[before]
                changed = True
            case = state.cases.get(name)
            if case is not None and came_again(case):
                self._put(case)
                changed = True
        return changed

    def _put(self, case: Case) -> None:
        spot = Spot(case.street, case.grid, case.subclass)
        self._spots.setdefault(spot, {})[case.id] = case
        self._where[case.id] = spot

    def places(self) -> tuple[Chronic, ...]:
        """Those with three cases in a row or more, the most stubborn first."""
        found = [_chronic(spot, cases.values()) for spot, cases in self._spots.items()]
        kept = [one for one in found if one.times >= CHRONIC_AFTER]
        return tuple(sorted(kept, key=lambda one: (-one.times, one.since, one.case)))


def _chronic(spot: Spot, cases: Iterable[Case]) -> Chronic:
    here = list(cases)
    newest = max(here, key=lambda one: (one.opened_at, one.id))
    times = max(one.recurrences for one in here) + 1
    if any(one.chronic for one in here):  # said so by who reported it
        times = max(times, CHRONIC_AFTER)
    return Chronic(
        spot=spot,
        times=times,
        case=newest.id,
        number=newest.number,
        title=newest.title,
        since=newest.opened_at,
        department=newest.department or newest.first_department,
        open=len(here),
    )


class Apart(msgspec.Struct, frozen=True):
    """What is counted apart from the rest since midnight."""

    coordinators: int = 0  # their reports
    self_handled: int = 0
    special: int = 0  # special closes
    merged: int = 0


def apart(state: CityState, now: int, day_start: int) -> Apart:
    """Of the whole that the state is."""
    today = state.flows.today(ALL, day_start, now)
    return Apart(
        coordinators=today[Flow.COORDINATED],
        self_handled=today[Flow.SELF_HANDLED],
        special=today[Flow.SPECIAL_CLOSED],
        merged=today[Flow.MERGED],
    )
