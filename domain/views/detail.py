"""One case looked at closely: its seven stages, its two clocks, what might be done."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import msgspec

from domain import sla
from domain.codes import Source, State
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
    """A case; texts are as people typed them, an elder's address is masked."""

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


def detail(case: Case, now: int, suggestions: tuple[Suggestion, ...]) -> Detail:
    """An open case at `now`."""
    state = case.before if case.state is State.VOID_REQ else case.state
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
        stage=STAGE_OF.get(state or State.REPORTED, Stage.ACCEPT),
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
    if case.paused:
        return Hand(case.left, Light.NONE, None, paused=True, about=clock.approximate)
    if case.disposed_at is not None:
        return Hand(None, Light.NONE, clock.deadline)
    light = sla.light(now, clock.warn_at, clock.deadline)
    left = clock.deadline - now
    return Hand(left, light, clock.deadline, about=clock.approximate)
