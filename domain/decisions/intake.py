"""Decisions from report to filing."""

from __future__ import annotations

import msgspec

from domain import commands as c
from domain import events as e
from domain.codes import UNVERIFIED, Role, Source, State, VoidKind
from domain.decisions.look import Fact, Look, Verdict, decides
from domain.decisions.recurring import SAME_METRES, Again, Seen, Spot, follows
from domain.errors import Refused
from domain.place import Grid
from domain.rules import distance_m
from domain.state import Case

MERGE_MS = 24 * 3_600_000
_SOURCES = {
    Role.OFFICER: {Source.OFFICER},
    Role.COORDINATOR: {Source.COORDINATOR},
    Role.ACCEPTANCE: set(UNVERIFIED),
    Role.SYSTEM: set(Source),
}


class _Spot(msgspec.Struct, frozen=True):
    street: str
    grid: str
    duty: str


def _spot(look: Look, grid: str, street: str) -> _Spot | Refused:
    if grid:
        known = look.rules.grids.get(grid)
        if known is None:
            return Refused("grid-unknown", f"no unit grid {grid!r} in this place")
        return _of(known)
    if look.rules.street(street) is None:
        return Refused("street-unknown", f"no street {street!r} in this place")
    return _Spot(street, "", "")


def _of(grid: Grid) -> _Spot:
    return _Spot(grid.street, grid.code, grid.duty)


def _elsewhere(look: Look, component: str, grid: str, street: str) -> Refused | None:
    """A component stands where the register says; nobody reports or moves it away."""
    known = look.rules.grids.get(look.rules.components.get(component, ""))
    if known is None or (grid in ("", known.code) and street in ("", known.street)):
        return None
    return Refused(
        "component-elsewhere", f"component {component} stands in grid {known.code}"
    )


def _of_component(look: Look, ask: c.Report) -> _Spot | Refused | None:
    """Where the register says; None without one: then the report says where."""
    components = look.rules.components
    if not ask.component or not components:
        return None
    if ask.component not in components:
        return Refused("component-unknown", f"no component {ask.component} here")
    refused = _elsewhere(look, ask.component, ask.grid, ask.street)
    return refused or _of(look.rules.grids[components[ask.component]])


def _reported_spot(look: Look, ask: c.Report) -> _Spot | Refused:
    locked = _of_component(look, ask)
    if locked is not None:
        return locked
    if not ask.grid and ask.lon is not None and ask.lat is not None:
        found = look.rules.locate(ask.lon, ask.lat)
        if found is not None and (not ask.street or found.street == ask.street):
            return _of(found)
        # A record of elsewhere may know its streets better than our grids do.
        beyond = found is None and bool(look.rules.grids) and not look.by_system
        if beyond or not ask.street:
            hint = "" if beyond and ask.street else "; name the street"
            return Refused(
                "place-outside",
                f"the point {ask.lon}, {ask.lat} lies in no unit grid{hint}",
            )
    if not ask.grid and not ask.street:
        return Refused("place-missing", "give a grid, a point or a street")
    return _spot(look, ask.grid, ask.street)


def place_of(look: Look, command: c.AnyCommand) -> Spot | None:
    """The place whose closed cases the command has to be told of; None without one.

    A report may recur from one of them, and so may a case that acceptance moves.
    """
    match command:
        case c.Report():
            spot, subclass = _reported_spot(look, command), command.subclass
        case c.Accept() if not (command.grid or command.street or command.subclass):
            return None  # it stays where it was reported
        case c.Accept():
            spot = _accepted_spot(look, command)
            subclass = command.subclass or look.case.subclass
        case _:
            return None
    if isinstance(spot, Refused) or not (spot.grid and subclass):
        return None
    found = Spot(spot.street, spot.grid, subclass)
    moved = isinstance(command, c.Report) or _moved(look.case, found)
    return found if moved else None


def _moved(case: Case, to: Spot) -> bool:
    return to != Spot(case.street, case.grid, case.subclass)


def sources_of(role: Role) -> tuple[Source, ...]:
    """The sources that a role reports for, in their order; none for most roles."""
    return tuple(one for one in Source if one in _SOURCES.get(role, set()))


@decides(c.Report)
def report(look: Look, ask: c.Report) -> Verdict:
    """1: the place decides grid and street; the number never changes.

    39: what was closed there in the last 30 days comes again with it.
    """
    if ask.source not in _SOURCES.get(look.actor.role, set()):
        return Refused(
            "source-not-yours",
            f"role {look.actor.role} does not report for source {ask.source}",
        )
    kind = look.rules.subclass(ask.subclass)
    if ask.subclass and kind is None:
        return Refused("subclass-unknown", f"no subclass {ask.subclass!r} here")
    spot = _reported_spot(look, ask)
    if isinstance(spot, Refused):
        return spot
    drill, component = ask.drill, ask.component
    place = Spot(spot.street, spot.grid, ask.subclass)
    again = follows(look, Seen(place, component, ask.lon, ask.lat, drill))
    event = e.Reported(
        number=look.number(),
        source=ask.source,
        kind=kind.kind if kind else ask.kind,
        subclass=ask.subclass,
        title=ask.title,
        street=spot.street,
        grid=spot.grid,
        duty=spot.duty,
        text=ask.text,
        address=ask.address,
        lon=ask.lon,
        lat=ask.lat,
        urgent=ask.urgent or bool(kind and kind.urgent),
        elder=ask.elder,
        drill=drill,
        self_handled=ask.self_handled,
        external=ask.external,
        component=component,
        photos=ask.photos,
        shots=look.shots_at(ask.lon, ask.lat, spot.grid),
        calendar=look.rules.calendar.version,
        due=look.due("accept"),
        **again.said(),
    )
    return (Fact(look.fresh, event), *again.links(look.fresh))


@decides(c.SendVerify)
def send_verify(look: Look, _ask: c.SendVerify) -> Verdict:
    """2: the accept clock pauses with what is left of it."""
    due = look.case.stage_due
    left = max(0, due - look.now) if due is not None else 0
    return e.VerifySent(left=left, due=look.due("verify"))


@decides(c.Verify)
def verify(look: Look, ask: c.Verify) -> Verdict:
    """3: the accept clock goes on."""
    return e.Verified(
        genuine=ask.genuine,
        photos=ask.photos,
        shots=look.shots(),
        note=ask.note,
        due=look.now + look.case.accept_left,
    )


@decides(c.Accept)
def accept(look: Look, ask: c.Accept) -> Verdict:
    """4: class and grid must be settled; what the public says is verified first."""
    case = look.case
    if case.source in UNVERIFIED and case.verified is None and not look.by_system:
        return Refused("verify-first", f"source {case.source}: send it to verify first")
    subclass = look.rules.subclass(ask.subclass or case.subclass)
    if subclass is None:
        return Refused("subclass-missing", "settle the subclass before accepting")
    spot = _accepted_spot(look, ask)
    if isinstance(spot, Refused):
        return spot
    if look.rules.grids and not spot.grid and not look.by_system:
        return Refused("grid-missing", "settle the unit grid before accepting")
    place = Spot(spot.street, spot.grid, subclass.code)
    again = _settled(look, place)
    event = e.Accepted(
        subclass=subclass.code,
        kind=subclass.kind,
        street=spot.street,
        grid=spot.grid,
        duty=spot.duty,
        due=look.due("file"),
        **again.said(),
    )
    links = again.links(case.id) if again.of != case.recurs else ()
    return (Fact(case.id, event), *links)


def _accepted_spot(look: Look, ask: c.Accept) -> _Spot | Refused:
    """Where acceptance says, else where the report says."""
    case = look.case
    if refused := _elsewhere(look, case.component, ask.grid, ask.street):
        return refused
    if ask.grid or ask.street:
        return _spot(look, ask.grid, ask.street)
    return _Spot(case.street, case.grid, case.duty)


def _settled(look: Look, place: Spot) -> Again:
    """What the case recurs from, now that class and place are settled."""
    case = look.case
    if case.revisits or not _moved(case, place):
        return Again(case.recurs, case.recurrences)
    return follows(look, Seen(place, case.component, case.lon, case.lat, case.drill))


@decides(c.Refuse)
def refuse(look: Look, ask: c.Refuse) -> Verdict:
    """5: a leader reviews it."""
    return e.VoidAsked(
        kind=VoidKind.NOT_ACCEPTED,
        reason=ask.reason,
        note=ask.note,
        due=look.due("void_review"),
    )


def similar(case: Case, other: Case) -> bool:
    """Same subclass, <= 50 m and <= 24 h apart (same grid when a point is missing)."""
    if case.subclass != other.subclass:
        return False
    if abs(case.opened_at - other.opened_at) > MERGE_MS:
        return False
    if case.lon is None or case.lat is None or other.lon is None or other.lat is None:
        return bool(case.grid) and case.grid == other.grid
    return distance_m((case.lon, case.lat), (other.lon, other.lat)) <= SAME_METRES


@decides(c.Merge)
def merge(look: Look, ask: c.Merge) -> Verdict:
    """6: into an open, similar case."""
    target = look.state.cases.get(ask.target)
    if target is None or target.id == look.case.id:
        return Refused("target-not-open", f"{ask.target!r} is no other open case")
    if not similar(look.case, target):
        return Refused(
            "not-similar", "merging needs the same subclass, <= 50 m and <= 24 h"
        )
    return e.Merged(target=target.id)


@decides(c.File)
def file(look: Look, _ask: c.File) -> Verdict:
    """7."""
    return e.Filed(by_rule=look.by_system, due=look.due("dispatch"))


@decides(c.RefuseToFile)
def refuse_to_file(_look: Look, ask: c.RefuseToFile) -> Verdict:
    """8."""
    return e.FilingRefused(reason=ask.reason, note=ask.note)


@decides(c.SendBack)
def send_back(look: Look, ask: c.SendBack) -> Verdict:
    """9, 11."""
    accepted = look.case.state is State.ACCEPTED
    to, stage = (State.REPORTED, "accept") if accepted else (State.ACCEPTED, "file")
    if not accepted and look.case.bounces:
        return Refused("already-bounced", "a bounced case is re-dispatched")
    return e.SentBack(to=to, note=ask.note, due=look.due(stage))


@decides(c.ConfirmSelfHandled)
def confirm_self_handled(look: Look, ask: c.ConfirmSelfHandled) -> Verdict:
    """The officer put it right on the spot; counted apart."""
    if not look.case.self_handled:
        return Refused("not-self-handled", "the report does not say it was put right")
    return e.SelfHandled(note=ask.note)
