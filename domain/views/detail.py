"""One case looked at closely: its seven stages, its two clocks, what might be done."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import msgspec

from domain import sla
from domain.calendar import Unit
from domain.codes import TERMINAL, Source, State, VoidKind
from domain.sla import Light, stage_warn
from domain.state import Case
from domain.views.suggest import Suggestion

MASK: Final = "***"


class Stage(IntEnum):
    """The seven stages of the trade."""

    REPORT = 0
    ACCEPT = 1
    FILE = 2
    DISPATCH = 3
    HANDLE = 4
    CHECK = 5
    CLOSE = 6


#: The stage that a case in a state is waiting in.
STAGE_OF: Final = {
    State.REPORTED: Stage.ACCEPT,
    State.VERIFYING: Stage.ACCEPT,
    State.ACCEPTED: Stage.FILE,
    State.FILED: Stage.DISPATCH,
    State.DISPATCHED: Stage.HANDLE,
    State.HANDLING: Stage.HANDLE,
    State.RETURN_REQ: Stage.DISPATCH,
    State.HANG_REQ: Stage.HANDLE,
    State.HUNG: Stage.HANDLE,
    State.FED_BACK: Stage.CHECK,
    State.CHECKING: Stage.CHECK,
    State.CHECKED: Stage.CLOSE,
}


class Hand(msgspec.Struct, frozen=True):
    """A clock as it reads: ms left (below zero: over), its light, its deadline.

    `left` None: no deadline. `paused`: it stands, `left` is counted ms; `about`: it
    crosses a year whose calendar is not published.
    """

    left: int | None = None
    light: Light = Light.NONE
    deadline: int | None = None
    paused: bool = False
    about: bool = False


class Detail(msgspec.Struct, frozen=True):
    """A case; texts are as people typed them, where an elder lives is masked.

    From `duty` on: what only the whole course shows.
    """

    case: str
    number: str
    version: int
    title: str
    subclass: str
    street: str
    grid: str
    address: str
    source: Source
    state: State
    opened_at: int
    stage: Stage
    stage_clock: Hand
    disposal: Hand
    department: str
    co: tuple[str, ...]
    bounces: int
    bounce_reason: str
    bounced_by: tuple[str, ...]
    urgent: bool
    forced: bool
    urges: int
    reworks: int
    suggestions: tuple[Suggestion, ...]
    duty: str = ""
    lon: float | None = None  # WGS84; none for an elder's case
    lat: float | None = None
    changed_at: int = 0
    ended: bool = False
    special: bool = False
    void_kind: VoidKind | None = None
    void_reason: str = ""
    chronic: bool = False
    elder: bool = False
    drill: bool = False
    self_handled: bool = False
    external: str = ""
    recurrences: int = 0
    handler: str = ""
    rejected_bounces: int = 0
    extensions: int = 0
    extension_asked: str = ""
    suspended_asked: str = ""
    suspensions: int = 0
    wake: int | None = None
    urge_due: int | None = None
    appealed: bool = False
    exempt: bool = False
    on_time: bool | None = None
    missed: bool = False
    limit: int | None = None  # counted ms of the disposal clock, in `unit`
    unit: Unit | None = None
    paused_ms: int = 0
    component: str = ""  # registered, and so locked to its unit grid


def stage_of(case: Case) -> Stage:
    """The stage that a case is in, or ended in."""
    if case.state is State.CLOSED:
        return Stage.CLOSE
    if case.void_kind is VoidKind.NOT_FILED:
        return Stage.FILE
    voided = case.state in (State.VOID_REQ, State.VOIDED)
    state = case.before if voided else case.state
    return STAGE_OF.get(state or State.REPORTED, Stage.ACCEPT)


def detail(case: Case, now: int, suggestions: tuple[Suggestion, ...]) -> Detail:
    """A case at `now`, open or closed."""
    clock = case.clock
    return Detail(
        case=case.id,
        number=case.number,
        version=case.version,
        title=case.title,
        subclass=case.subclass,
        street=case.street,
        grid=case.grid,
        address=MASK if case.elder and case.address else case.address,
        source=case.source,
        state=case.state,
        opened_at=case.opened_at,
        stage=stage_of(case),
        stage_clock=_stage(case, now),
        disposal=_disposal(case, now),
        department=case.department,
        co=case.co,
        bounces=case.bounces,
        bounce_reason=case.bounce_reason,
        bounced_by=case.bounced_by,
        urgent=case.urgent,
        forced=case.forced,
        urges=case.urges,
        reworks=case.reworks,
        suggestions=suggestions,
        duty=case.duty,
        lon=None if case.elder else case.lon,
        lat=None if case.elder else case.lat,
        changed_at=case.changed_at,
        ended=case.state in TERMINAL,
        special=case.special,
        void_kind=case.void_kind,
        void_reason=case.void_reason,
        chronic=case.chronic,
        elder=case.elder,
        drill=case.drill,
        self_handled=case.self_handled,
        external=case.external,
        recurrences=case.recurrences,
        handler=case.handler,
        rejected_bounces=case.rejected_bounces,
        extensions=case.extensions,
        extension_asked=case.extension_asked,
        suspended_asked=case.suspended_asked,
        suspensions=case.suspensions,
        wake=case.wake,
        urge_due=case.urge_due,
        appealed=case.appealed,
        exempt=case.exempt,
        on_time=case.on_time,
        missed=case.missed,
        limit=clock.limit_ms if clock else None,
        unit=clock.unit if clock else None,
        paused_ms=clock.paused_ms if clock else 0,
        component=case.component,
    )


def _stage(case: Case, now: int) -> Hand:
    due = case.stage_due
    if due is None:
        return Hand()
    light = sla.light(now, stage_warn(case.stage_since, due), due)
    return Hand(due - now, light, due)


def _disposal(case: Case, now: int) -> Hand:
    clock = case.clock
    if clock is None:
        return Hand()
    if case.disposed_at is not None:  # it has stopped, which is no pause
        return Hand(None, Light.NONE, clock.deadline)
    if case.paused:
        return Hand(case.left, Light.NONE, None, paused=True, about=clock.approximate)
    light = sla.light(now, clock.warn_at, clock.deadline)
    left = clock.deadline - now
    return Hand(left, light, clock.deadline, about=clock.approximate)
