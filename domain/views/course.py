"""The whole course of one case: its seven stages, every record, who held it.

Made of the case as it stands and, once they are there, of its records. Times are ms,
UTC; texts are as people typed them, those of an elder's case are masked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from domain import events as e
from domain.calendar import Unit
from domain.codes import TERMINAL, Role, State
from domain.course import evolve
from domain.photos import Shot
from domain.sla import Disposal
from domain.state import Case
from domain.views.detail import MASK, Stage, stage_of
from domain.views.holds import Hold, holds

#: Counted ms between two instants in a unit; None where no calendar is at hand.
Counted = Callable[[int, int, Unit], int]
#: Units that run day and night need no calendar.
CONTINUOUS: Final = frozenset({Unit.URGENT_HOUR, Unit.NATURAL_DAY})


class Leg(msgspec.Struct, frozen=True):
    """One of the seven stages.

    `began` None: not reached, or not known yet; `ended` None: not left. `limit` and
    `used` are counted ms of its clocks (handling: of the disposal clock, in `unit`),
    None where none ran or nobody can count. `over`: ms beyond a limit. `visits`: how
    often the case came into it. `by`: who brought it to its end.
    """

    stage: Stage
    began: int | None = None
    ended: int | None = None
    limit: int | None = None
    used: int | None = None
    over: int = 0
    unit: Unit | None = None
    visits: int = 0
    by: str = ""
    role: Role | None = None


class Entry(msgspec.Struct, frozen=True):
    """One record as a line of the course; empty where it says nothing of that kind."""

    seq: int
    at: int
    version: int
    what: str  # tag of the event
    actor: str
    role: Role
    unit: str = ""
    department: str = ""
    co: tuple[str, ...] = ()
    handler: str = ""
    reason: str = ""
    note: str = ""
    photos: tuple[str, ...] = ()
    shots: tuple[Shot, ...] = ()  # what the photos say of themselves
    other: str = ""  # id of another case
    until: int | None = None  # a deadline, or the wake date of a suspension
    terminal: str = ""


class Course(msgspec.Struct, frozen=True):
    """`known`: the records are there; else only what the case itself tells.

    `behind`: the case has gone on since they were read.
    """

    legs: tuple[Leg, ...]
    entries: tuple[Entry, ...] = ()
    holds: tuple[Hold, ...] = ()
    known: bool = False
    behind: bool = False


def course(
    case: Case, records: Sequence[e.Record], now: int, counted: Counted | None = None
) -> Course:
    """The course of `case` at `now`; without records what the case alone tells."""
    if not records:
        return Course(_bare(case, now, counted))
    return Course(
        legs=_legs(case, records, now, counted),
        entries=tuple(entry(one, elder=case.elder) for one in records),
        holds=holds(records),
        known=True,
        behind=records[-1].version < case.version,
    )


def entry(record: e.Record, *, elder: bool = False) -> Entry:
    """A record as a line."""
    event, actor = record.event, record.actor
    note = str(getattr(event, "note", "") or getattr(event, "text", ""))
    clock = getattr(event, "clock", None)
    until = getattr(event, "wake", None)
    if until is None and isinstance(clock, Disposal):
        until = clock.deadline
    return Entry(
        seq=record.seq,
        at=record.at,
        version=record.version,
        what=type(event).__name__,
        actor=actor.name or actor.id,
        role=actor.role,
        unit=actor.unit,
        department=getattr(event, "department", ""),
        co=getattr(event, "co", ()),
        handler=getattr(event, "handler", ""),
        reason=getattr(event, "reason", ""),
        note=MASK if elder and note else note,
        photos=getattr(event, "photos", ()),
        shots=getattr(event, "shots", ()),
        other=getattr(event, "other", "") or getattr(event, "target", ""),
        until=until,
        terminal=actor.terminal,
    )


class _Sum:
    """What is added up for one stage while its records go by."""

    def __init__(self) -> None:
        self.began: int | None = None
        self.ended: int | None = None
        self.limit = self.used = self.over = self.visits = 0
        self.by, self.role = "", Role.SYSTEM

    def spend(self, granted: int, used: int) -> None:
        self.limit += granted
        self.used += used
        self.over += max(0, used - granted)

    def leg(self, stage: Stage) -> Leg:
        ran = self.limit > 0
        return Leg(
            stage=stage,
            began=self.began,
            ended=self.ended,
            limit=self.limit if ran else None,
            used=self.used if ran else None,
            over=self.over,
            visits=self.visits,
            by=self.by,
            role=self.role if self.by else None,
        )


def _legs(
    case: Case, records: Sequence[e.Record], now: int, counted: Counted | None
) -> tuple[Leg, ...]:
    sums = {stage: _Sum() for stage in Stage}
    before: Case | None = None
    for record in records:
        after = evolve(before, record)
        if before is None:
            _arrive(sums[Stage.REPORT], record.at)
            _leave(sums[Stage.REPORT], record)
            _arrive(sums[Stage.ACCEPT], record.at)
        else:
            _step(sums, before, after, record)
        before = after
    if before is not None and before.state not in TERMINAL:
        _run(sums, before, now, left=0)
    legs = {stage: found.leg(stage) for stage, found in sums.items()}
    legs[Stage.HANDLE] = _handling(legs[Stage.HANDLE], case, now, counted)
    return tuple(legs.values())


def _step(sums: dict[Stage, _Sum], before: Case, after: Case, record: e.Record) -> None:
    """One record: time spent where the case was, and the way to where it is."""
    if before.state in TERMINAL:
        return
    if (after.state, after.stage_since) != (before.state, before.stage_since):
        left = record.event.left if isinstance(record.event, e.VerifySent) else 0
        _run(sums, before, record.at, left=left)
    source, target = stage_of(before), stage_of(after)
    if after.state is State.VOIDED:
        _leave(sums[source], record)
    elif after.state is State.CLOSED:
        if source is not Stage.CLOSE:
            _leave(sums[source], record)
            _arrive(sums[Stage.CLOSE], record.at)
        _leave(sums[Stage.CLOSE], record)
    elif target is not source:
        _leave(sums[source], record)
        _arrive(sums[target], record.at)


def _run(sums: dict[Stage, _Sum], case: Case, until: int, *, left: int) -> None:
    """The stage clock ran from entering up to `until`; `left` of it is kept."""
    stage = stage_of(case)
    if case.stage_due is not None and stage is not Stage.HANDLE:
        granted = case.stage_due - case.stage_since - max(0, left)
        sums[stage].spend(granted, until - case.stage_since)


def _arrive(found: _Sum, at: int) -> None:
    if found.began is None:
        found.began = at
    found.visits += 1
    found.ended = None


def _leave(found: _Sum, record: e.Record) -> None:
    found.ended = record.at
    found.by, found.role = record.actor.name or record.actor.id, record.actor.role


def _handling(leg: Leg, case: Case, now: int, counted: Counted | None) -> Leg:
    """Handling runs by the disposal clock of the department that has the case."""
    clock = case.clock
    if clock is None:
        return leg
    used = used_of(case, now, counted)
    until = case.disposed_at or now
    late = case.on_time is False or (
        case.disposed_at is None and not case.paused and now > clock.deadline
    )
    return msgspec.structs.replace(
        leg,
        limit=clock.limit_ms,
        used=used,
        over=max(1, until - clock.deadline) if late else 0,
        unit=clock.unit,
    )


def used_of(case: Case, now: int, counted: Counted | None) -> int | None:
    """Counted ms of the disposal clock that are used; None where nobody can count."""
    clock = case.clock
    if clock is None:
        return None
    if case.paused and case.left is not None:
        return clock.limit_ms - case.left
    until = case.disposed_at or now
    if counted is not None:
        return counted(clock.started, until, clock.unit) - clock.paused_ms
    if clock.unit in CONTINUOUS:
        return until - clock.started - clock.paused_ms
    return None


def _bare(case: Case, now: int, counted: Counted | None) -> tuple[Leg, ...]:
    """Without records: when it was reported and since when it is where it is."""
    here = stage_of(case)
    legs = [Leg(stage) for stage in Stage]
    legs[Stage.REPORT] = Leg(Stage.REPORT, case.opened_at, case.opened_at, visits=1)
    due = case.stage_due
    ended = case.changed_at if case.state in TERMINAL else None
    legs[here] = Leg(
        here,
        case.stage_since,
        ended,
        limit=None if due is None else due - case.stage_since,
        used=None if due is None else now - case.stage_since,
        over=0 if due is None else max(0, now - due),
        visits=1,
    )
    legs[Stage.HANDLE] = _handling(legs[Stage.HANDLE], case, now, counted)
    return tuple(legs)
