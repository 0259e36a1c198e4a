"""To whom a case might go, and why: offered, never applied by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from domain.codes import State
from domain.counting import key_of
from domain.flows import Flow
from domain.place import Place, Route
from domain.rates import Share, wilson
from domain.state import Case, CityState
from domain.views.lessons import Lessons

OFFERED: Final = 3
Census = Mapping[str, Mapping[str, int]]
NO_CENSUS: Final[Census] = {}
#: Cases of a class in a street from which on its own share is told.
_ENOUGH: Final = 5
_DAYS: Final = 31


class Why(StrEnum):
    """What a suggestion rests on."""

    ROUTE = "route"  # the routing table names it
    CO = "co"  # the routing table's co-handler
    CLASS = "class"  # it kept most of what it was sent of this class
    STREET = "street"  # it kept most of what it was sent in this street
    BACKSTOP = "backstop"  # the street answers when nobody else does
    OTHER = "other"


class Suggestion(msgspec.Struct, frozen=True):
    """A department; the `share` of comparable cases it kept; did it bounce this one.

    `alike`: the share is of the class, `local`: in this street. `load`: cases that it
    has now. `minutes`: how long it takes, the median of `handled` cases of the class;
    0: the street's mean.
    """

    department: str
    why: Why
    share: Share = Share(0, 0)
    basis: str = ""
    bounced: bool = False
    alike: bool = True
    local: bool = False
    load: int | None = None
    minutes: int | None = None
    handled: int = 0


class Routing:
    """The routing table of a place, by street and class."""

    def __init__(self, place: Place) -> None:
        self.place: Final = place
        self._rows = {(r.street, r.subclass): r for r in place.routes}
        self._backstops = {s.code: s.backstop for s in place.streets if s.backstop}

    def row(self, street: str, subclass: str) -> Route | None:
        """The street's own row, else the row for anywhere."""
        return self._rows.get((street, subclass)) or self._rows.get(("", subclass))

    def backstop(self, street: str) -> str:
        """The department that answers when nobody owns a case; may be empty."""
        return self._backstops.get(street, "")


def bouncers(case: Case) -> tuple[str, ...]:
    """Who bounced it, and who wants to just now: the ruling is still to come."""
    if case.state is State.RETURN_REQ and case.department not in case.bounced_by:
        return (*case.bounced_by, case.department)
    return case.bounced_by


Pairs = Mapping[tuple[str, str], Sequence[int]]


def pairs(state: CityState) -> Pairs:
    """Counts a (street, department) over 31 days; worth keeping for a while."""
    return state.flows.pair_total(_DAYS, state.at)


def suggest(
    case: Case,
    routing: Routing,
    lessons: Lessons,
    counts: Pairs,
    census: Census = NO_CENSUS,
) -> tuple[Suggestion, ...]:
    """At most three: the route first, then who kept most; who bounced it comes last.

    `census` is that of the state: who has how many cases.
    """
    of_class = lessons.shares(case.subclass)
    gave_back = bouncers(case)
    found: dict[str, Suggestion] = {}
    for offer in _offers(case, routing, of_class, counts):
        department = offer.department
        if department and department not in found:
            found[department] = msgspec.structs.replace(
                offer,
                share=of_class.get(department, offer.share),
                alike=department in of_class,
                bounced=department in gave_back,
            )
    ordered = sorted(found.values(), key=lambda offer: offer.bounced)[:OFFERED]
    here = lessons.shares(case.subclass, case.street)
    return tuple(
        _weighed(_placed(offer, here), case, lessons, counts, census)
        for offer in ordered
    )


def _placed(offer: Suggestion, here: Mapping[str, Share]) -> Suggestion:
    """With the street's own share, where there are cases enough to speak of one."""
    share = here.get(offer.department)
    if share is None or share.denominator < _ENOUGH:
        return offer
    return msgspec.structs.replace(offer, share=share, alike=True, local=True)


def _weighed(
    offer: Suggestion, case: Case, lessons: Lessons, counts: Pairs, census: Census
) -> Suggestion:
    """With what it has to do and how long it takes."""
    code = offer.department
    minutes, handled = None, 0
    if (pace := lessons.pace(case.subclass, code)) is not None:
        minutes, handled = pace.minutes, pace.cases
    elif row := counts.get((case.street, code)):
        done = row[Flow.DISPOSED_ON_TIME] + row[Flow.DISPOSED_LATE]
        minutes = round(row[Flow.HANDLING_MINUTES] / done) if done else None
    load = census.get(key_of(code), {}).get("in_disposal")
    return msgspec.structs.replace(offer, load=load, minutes=minutes, handled=handled)


def _offers(
    case: Case, routing: Routing, of_class: Mapping[str, Share], counts: Pairs
) -> Iterator[Suggestion]:
    row = routing.row(case.street, case.subclass)
    if row is not None:
        yield Suggestion(row.lead, Why.ROUTE, basis=row.basis)
    yield from _best(Why.CLASS, of_class.items())
    for department in row.co if row is not None else ():
        yield Suggestion(department, Why.CO)
    yield from _best(Why.STREET, _in_street(case.street, counts))
    yield Suggestion(routing.backstop(case.street), Why.BACKSTOP)
    for other in routing.place.departments:
        yield Suggestion(other.code, Why.OTHER)


def _best(why: Why, shares: Iterable[tuple[str, Share]]) -> list[Suggestion]:
    """Best first by the lower bound of the share: three of three is no proof."""

    def sure(pair: tuple[str, Share]) -> float:
        bounds = wilson(pair[1])
        return -bounds.low if bounds else 0.0

    ranked = sorted(shares, key=sure)
    return [Suggestion(code, why, share) for code, share in ranked if share.numerator]


def _in_street(street: str, counts: Pairs) -> Iterator[tuple[str, Share]]:
    for (where, code), row in counts.items():
        sends = row[Flow.SENDS]
        if where == street and sends:
            yield code, Share(max(0, sends - row[Flow.BOUNCED]), sends)
