"""One street enlarged: the departments at work in it and the officers on duty there.

What is open in a street is kept up to date instead of counted anew: `StreetCases` is
told what was touched. Times are ms, UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from domain.codes import Role
from domain.flows import Flow
from domain.packed import brief
from domain.place import Person, Place
from domain.rates import Share
from domain.sla import Light
from domain.state import ALL, Case, CityState

#: Days over which dispatches and bounces of a department in a street are counted.
DAYS: Final = 7
#: Cases looked at in one step, while all open ones or those of a street are gone
#: through: a few ms.
STEP: Final = 2_000
_ALL_OF_THEM: Final = 1 << 30
_OUTSIDE: Final = frozenset({Role.OFFICER, Role.COORDINATOR, Role.STREET})


class Unit(msgspec.Struct, frozen=True):
    """A department in a street: cases it has there now, dispatches of `DAYS` days."""

    department: str
    open: int = 0
    overdue: int = 0
    bounced: Share = Share(0, 0)


class Duty(msgspec.Struct, frozen=True):
    """A responsibility grid (empty: the whole street), its people, its open cases."""

    grid: str
    people: tuple[Person, ...] = ()
    open: int = 0
    overdue: int = 0


class Work(NamedTuple):
    """What is counted of an open case."""

    case: str
    department: str
    duty: str


class StreetCases:
    """The open cases by street; none of them is read for it."""

    def __init__(self) -> None:
        self._where: dict[str, str] = {}
        self._here: dict[str, dict[str, None]] = {}
        self._cases: Mapping[str, Case] = {}
        self._left: Iterator[str] = iter(())
        self.complete = False

    def begin(self, state: CityState) -> None:
        """Start over: `go_on` until it is complete."""
        self._where, self._here, self._cases = {}, {}, state.cases
        self._left = iter(tuple(state.cases))
        self.complete = False

    def go_on(self, state: CityState, most: int = STEP) -> bool:
        """Take so many more; whether it is complete now."""
        if self.complete:
            return True
        part = list(islice(self._left, most))
        for name in part:  # touched or gone since it began, perhaps
            self._put(state, name)
        self.complete = len(part) < most
        return self.complete

    def touch(self, state: CityState, ids: Iterable[str]) -> None:
        """Take the touched cases as they are now."""
        self._cases = state.cases
        for name in ids:
            before = self._where.pop(name, None)
            if before is not None:
                del self._here[before][name]
            self._put(state, name)

    def _put(self, state: CityState, name: str) -> None:
        case = brief(state.cases, name)
        if case is not None:
            street = case.standing.street
            self._where[name] = street
            self._here.setdefault(street, {})[name] = None

    def of(self, street: str) -> Iterator[Work]:
        """The open cases of a street, or of all, as they are when it comes to them."""
        names = tuple(self._where if street == ALL else self._here.get(street, ()))
        return filter(None, map(self._work, names))

    def _work(self, name: str) -> Work | None:
        case = brief(self._cases, name)
        if case is None:
            return None
        return Work(name, case.standing.department, case.ground.duty)


class Load(msgspec.Struct, frozen=True):
    """Open and overdue cases of a street, by department and by responsibility grid."""

    departments: dict[str, tuple[int, int]] = {}
    duties: dict[str, tuple[int, int]] = {}


class Counting:
    """Counts cases bit by bit, so that no frame waits for a street that is full."""

    def __init__(self, cases: Iterable[Work]) -> None:
        self._left = iter(cases)
        self._departments: dict[str, list[int]] = {}
        self._duties: dict[str, list[int]] = {}

    def go_on(self, light: Callable[[str], Light], most: int = STEP) -> Load | None:
        """Take so many more; the counts when that was all."""
        part = list(islice(self._left, most))
        for case in part:
            late = light(case.case) is Light.RED
            _count(self._departments, case.department, late=late)
            _count(self._duties, case.duty, late=late)
        if len(part) == most:
            return None
        return Load(_pairs(self._departments), _pairs(self._duties))


def _count(found: dict[str, list[int]], key: str, *, late: bool) -> None:
    counts = found.get(key)
    if counts is None:
        counts = found[key] = [0, 0]
    counts[0] += 1
    counts[1] += late


def _pairs(found: dict[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {key: (counts[0], counts[1]) for key, counts in found.items() if key}


def load(cases: Iterable[Work], light: Callable[[str], Light]) -> Load:
    """Count them at once; costs the cases."""
    return Counting(cases).go_on(light, _ALL_OF_THEM) or Load()


def units(state: CityState, street: str, found: Load, now: int) -> tuple[Unit, ...]:
    """The departments with work in a street (or in all), the most overdue first."""
    shares: dict[str, Share] = {}
    for (where, code), counts in state.flows.pair_total(DAYS, now).items():
        if street in (ALL, where) and counts[Flow.SENDS]:
            before = shares.get(code, Share(0, 0))
            shares[code] = Share(
                before.numerator + counts[Flow.BOUNCED],
                before.denominator + counts[Flow.SENDS],
            )
    made = [
        Unit(
            code,
            *found.departments.get(code, (0, 0)),
            bounced=shares.get(code, Share(0, 0)),
        )
        for code in {*shares, *found.departments}
    ]
    made.sort(key=lambda unit: (-unit.overdue, -unit.open, unit.department))
    return tuple(made)


def duties(place: Place, street: str, found: Load) -> tuple[Duty, ...]:
    """The roster of a street: its own people first, then grid by grid.

    A grid that has cases but nobody on the roster is shown too.
    """
    people: dict[str, list[Person]] = {}
    for person in place.people:
        if person.role in _OUTSIDE and person.unit.startswith(street):
            grid = "" if person.unit == street else person.unit
            people.setdefault(grid, []).append(person)
    grids = sorted({*people, *found.duties})
    return tuple(
        Duty(grid, tuple(people.get(grid, ())), *found.duties.get(grid, (0, 0)))
        for grid in grids
    )
