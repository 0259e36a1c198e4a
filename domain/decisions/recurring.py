"""Where the same thing comes again, and cases that are made out of a closed one.

A report is its own case, so that nothing is there twice: the centre looks for what was
closed at the same place and has the new case name it (39). The place is the unit grid,
for a registered component the component, and as in merging no more than 50 m apart.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from domain import commands as c
from domain import events as e
from domain.codes import Kind, Role, State
from domain.decisions.look import Fact, Look, Verdict, decides
from domain.errors import Refused
from domain.events import Actor
from domain.rules import distance_m
from domain.state import Case

#: Points of one and the same place are no further apart.
SAME_METRES: Final = 50.0
RECUR_MS: Final = 30 * 24 * 3_600_000
#: From the third case at one place the problem is chronic (顽疾).
CHRONIC_AFTER: Final = 3
#: Who links a case with the one that it recurs from, whoever reported it.
CENTRE: Final = Actor(id="centre", role=Role.SYSTEM)


class Spot(NamedTuple):
    """Where something comes again."""

    street: str
    grid: str
    subclass: str


class Seen(msgspec.Struct, frozen=True):
    """A case that may be a recurrence: what is seen where."""

    spot: Spot
    component: str = ""
    lon: float | None = None
    lat: float | None = None
    drill: bool = False


class Again(msgspec.Struct, frozen=True):
    """The closed case that it follows from, and the how-manieth recurrence it is."""

    of: str = ""
    times: int = 0

    @property
    def chronic(self) -> bool:
        """Whether it is the third case there, or a later one."""
        return self.times + 1 >= CHRONIC_AFTER

    def said(self) -> dict[str, Any]:
        """The members of the event that brings the case."""
        return {
            "recurs": self.of,
            "recurrences": self.times,
            "chronic": self.chronic,
        }

    def links(self, case: str) -> tuple[Fact, ...]:
        """What is said of the closed case; nothing without one."""
        if not self.of:
            return ()
        return (Fact(self.of, e.Linked(other=case, how="recurs"), CENTRE),)


def follows(look: Look, seen: Seen) -> Again:
    """What a case recurs from: of `look.earlier` the one closed last that fits."""
    found = [one for one in look.earlier if _same(look, seen, one)]
    if not found or not seen.spot.grid:
        return Again()
    last = max(found, key=lambda one: (one.stage_since, one.id))
    return Again(last.id, last.recurrences + 1)


def _same(look: Look, seen: Seen, case: Case) -> bool:
    """Closed, not voided, in time; drills recur from drills, the rest from the rest."""
    if case.state is not State.CLOSED or not recent(case, look.now):
        return False
    if case.drill != seen.drill and not look.state.all_drill:
        return False
    if Spot(case.street, case.grid, case.subclass) != seen.spot:
        return False
    return case.component == seen.component and _near(seen, case)


def recent(case: Case, now: int) -> bool:
    """Whether a closed case ended in the 30 days before `now` (ms)."""
    return 0 <= now - case.stage_since <= RECUR_MS


def _near(seen: Seen, case: Case) -> bool:
    """A registered component stands where it stands, whatever a telephone says."""
    if seen.component or seen.lon is None or seen.lat is None:
        return True
    if case.lon is None or case.lat is None:
        return True
    return distance_m((seen.lon, seen.lat), (case.lon, case.lat)) <= SAME_METRES


def _once_more(look: Look, title: str, text: str, **link: Any) -> Fact:
    """A new case out of the closed one; what becomes of `link` says how."""
    case = look.case
    event = e.Reported(
        number=look.number(),
        source=case.source,
        kind=case.kind or Kind.EVENT,
        subclass=case.subclass,
        title=title,
        street=case.street,
        grid=case.grid,
        duty=case.duty,
        text=text,
        address=case.address,
        lon=case.lon,
        lat=case.lat,
        urgent=case.urgent,
        elder=case.elder,
        drill=case.drill,
        component=case.component,
        calendar=look.rules.calendar.version,
        due=look.due("accept"),
        **link,
    )
    return Fact(look.fresh, event)


@decides(c.Revisit)
def revisit(look: Look, ask: c.Revisit) -> Verdict:
    """38: terminal means terminal: a new, linked case."""
    case = look.case
    link = Fact(case.id, e.Linked(other=look.fresh, how="revisit"))
    return _once_more(look, case.title, ask.note, revisits=case.id), link


@decides(c.Recur)
def recur(look: Look, ask: c.Recur) -> Verdict:
    """39, where nobody reports it: a new case; within 30 days of the closing."""
    case = look.case
    if not recent(case, look.now):
        return Refused("too-long-ago", "a recurrence is within 30 days of the closing")
    again = Again(case.id, case.recurrences + 1)
    return (
        _once_more(look, ask.title or case.title, "", **again.said()),
        *again.links(look.fresh),
    )
