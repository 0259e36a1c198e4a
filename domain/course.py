"""The course of one case: what each fact changes in it.

`evolve` is the only place that changes a case; `reduce` calls it for open cases, the
desk to read a closed one back from its history.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from msgspec.structs import replace

from domain import events as e
from domain.codes import State, VoidKind
from domain.sla import Disposal
from domain.state import Case

#: Changes the private copy `case`; the record gives time and actor.
Effect = Callable[[Case, Any, e.Record], None]

_EFFECTS: Final[dict[type[e.Event], Effect]] = {}


def _on(kind: type[e.Event]) -> Callable[[Effect], Effect]:
    def keep(effect: Effect) -> Effect:
        _EFFECTS[kind] = effect
        return effect

    return keep


def evolve(case: Case | None, record: e.Record) -> Case:
    """The case after `record`, a new object; `case` itself is not changed.

    Raises `ValueError` when a case's first record does not report it.
    """
    event = record.event
    if isinstance(event, e.Reported):
        return _begin(event, record)
    if case is None:
        raise ValueError(f"record {record.seq} belongs to no known case {record.case}")
    after = replace(case, version=record.version, seq=record.seq, changed_at=record.at)
    _EFFECTS[type(event)](after, event, record)
    return after


def _begin(event: e.Reported, record: e.Record) -> Case:
    return Case(
        id=record.case,
        number=event.number,
        state=State.REPORTED,
        version=record.version,
        seq=record.seq,
        opened_at=record.at,
        changed_at=record.at,
        source=event.source,
        kind=event.kind,
        subclass=event.subclass,
        title=event.title,
        street=event.street,
        grid=event.grid,
        duty=event.duty,
        address=event.address,
        lon=event.lon,
        lat=event.lat,
        urgent=event.urgent,
        elder=event.elder,
        drill=event.drill,
        chronic=event.chronic,
        self_handled=event.self_handled,
        stage_since=record.at,
        stage_due=event.due,
        external=event.external,
        component=event.component,
        recurs=event.recurs,
        recurrences=event.recurrences,
        revisits=event.revisits,
        calendar=event.calendar,
    )


def _enter(case: Case, state: State, at: int, due: int | None) -> None:
    case.state, case.stage_since, case.stage_due = state, at, due


def _pause(case: Case, left: int | None) -> None:
    case.left, case.paused = left, case.clock is not None


def _run(case: Case, clock: Disposal | None) -> None:
    case.clock, case.left, case.paused = clock, None, False


def _end(case: Case, state: State, at: int) -> None:
    _enter(case, state, at, None)
    case.urge_due = None


@_on(e.VerifySent)
def _verify_sent(case: Case, event: e.VerifySent, record: e.Record) -> None:
    _enter(case, State.VERIFYING, record.at, event.due)
    case.accept_left = event.left


@_on(e.Verified)
def _verified(case: Case, event: e.Verified, record: e.Record) -> None:
    _enter(case, State.REPORTED, record.at, event.due)
    case.verified = event.genuine


@_on(e.Accepted)
def _accepted(case: Case, event: e.Accepted, record: e.Record) -> None:
    _enter(case, State.ACCEPTED, record.at, event.due)
    before = case.street, case.grid, case.subclass
    if before != (event.street, event.grid, event.subclass):
        # What came again at the place first named says nothing of this one.
        case.recurs, case.recurrences = event.recurs, event.recurrences
        case.chronic = event.chronic
    case.subclass, case.kind = event.subclass, event.kind
    case.street, case.grid, case.duty = event.street, event.grid, event.duty
    case.accepted = True


@_on(e.Merged)
def _merged(case: Case, event: e.Merged, record: e.Record) -> None:
    _end(case, State.VOIDED, record.at)
    case.void_kind, case.merged_into = VoidKind.MERGED, event.target


@_on(e.Filed)
def _filed(case: Case, event: e.Filed, record: e.Record) -> None:
    _enter(case, State.FILED, record.at, event.due)


@_on(e.FilingRefused)
def _filing_refused(case: Case, event: e.FilingRefused, record: e.Record) -> None:
    _end(case, State.VOIDED, record.at)
    case.void_kind, case.void_reason = VoidKind.NOT_FILED, event.reason


@_on(e.SentBack)
def _sent_back(case: Case, event: e.SentBack, record: e.Record) -> None:
    _enter(case, event.to, record.at, event.due)
    case.accepted = event.to is not State.REPORTED


def _give(case: Case, event: e.Dispatched | e.ForceAssigned, at: int) -> None:
    _enter(case, State.DISPATCHED, at, event.due)
    case.department, case.co, case.handler = event.department, event.co, ""
    case.first_department = case.first_department or event.department
    case.dispatched_at = at
    case.bounced = False
    _run(case, event.clock)


@_on(e.Dispatched)
def _dispatched(case: Case, event: e.Dispatched, record: e.Record) -> None:
    _give(case, event, record.at)


@_on(e.ForceAssigned)
def _force_assigned(case: Case, event: e.ForceAssigned, record: e.Record) -> None:
    if case.state is State.RETURN_REQ:
        if event.department == case.department:
            case.rejected_bounces += 1
        else:
            _count_bounce(case)
    _give(case, event, record.at)
    case.forced = True


@_on(e.Taken)
def _taken(case: Case, _event: e.Taken, record: e.Record) -> None:
    _enter(case, State.HANDLING, record.at, None)


@_on(e.Bounced)
def _bounced(case: Case, event: e.Bounced, record: e.Record) -> None:
    _enter(case, State.RETURN_REQ, record.at, event.due)
    case.bounce_reason, case.bounced = event.reason, True
    _pause(case, event.left)


def _count_bounce(case: Case) -> None:
    case.bounces += 1
    case.bounced_by = (*case.bounced_by, case.department)


@_on(e.BounceApproved)
def _bounce_approved(case: Case, event: e.BounceApproved, record: e.Record) -> None:
    _enter(case, State.FILED, record.at, event.due)
    _count_bounce(case)
    case.department, case.co, case.handler = "", (), ""


@_on(e.BounceRejected)
def _bounce_rejected(case: Case, event: e.BounceRejected, record: e.Record) -> None:
    _enter(case, State.HANDLING, record.at, None)
    case.rejected_bounces += 1
    _run(case, event.clock)


@_on(e.Recalled)
def _recalled(case: Case, event: e.Recalled, record: e.Record) -> None:
    _enter(case, State.FILED, record.at, event.due)
    case.department, case.co, case.handler, case.recalled = "", (), "", True
    _run(case, None)


@_on(e.HandlerAssigned)
def _handler_assigned(case: Case, event: e.HandlerAssigned, record: e.Record) -> None:
    if case.state is State.DISPATCHED:
        _enter(case, State.HANDLING, record.at, None)
    case.handler = event.handler


@_on(e.ExtensionAsked)
def _extension_asked(case: Case, event: e.ExtensionAsked, _record: e.Record) -> None:
    case.extension_asked = event.reason


@_on(e.ExtensionApproved)
def _extended(case: Case, event: e.ExtensionApproved, _record: e.Record) -> None:
    case.extension_asked = ""
    case.extensions += 1
    case.clock = event.clock


@_on(e.ExtensionRejected)
def _not_extended(case: Case, _event: e.ExtensionRejected, _record: e.Record) -> None:
    case.extension_asked = ""


@_on(e.SuspensionAsked)
def _suspension_asked(case: Case, event: e.SuspensionAsked, record: e.Record) -> None:
    _enter(case, State.HANG_REQ, record.at, event.due)
    case.suspended_asked, case.wake = event.reason, event.wake


@_on(e.SuspensionApproved)
def _suspended(case: Case, event: e.SuspensionApproved, record: e.Record) -> None:
    _enter(case, State.HUNG, record.at, None)
    case.suspensions += 1
    case.wake = event.wake
    _pause(case, event.left)


@_on(e.SuspensionRejected)
def _not_suspended(case: Case, _event: e.SuspensionRejected, record: e.Record) -> None:
    _enter(case, State.HANDLING, record.at, None)
    case.suspended_asked, case.wake = "", None


@_on(e.Resumed)
def _resumed(case: Case, event: e.Resumed, record: e.Record) -> None:
    _enter(case, State.HANDLING, record.at, None)
    case.wake = None
    _run(case, event.clock)


@_on(e.FedBack)
def _fed_back(case: Case, event: e.FedBack, record: e.Record) -> None:
    _enter(case, State.FED_BACK, record.at, event.due)
    case.disposed_at, case.on_time = record.at, event.on_time
    case.missed = case.missed or not event.on_time
    case.last_handler = record.actor.id
    case.extension_asked = ""
    _pause(case, None)


@_on(e.CheckSent)
def _check_sent(case: Case, event: e.CheckSent, record: e.Record) -> None:
    _enter(case, State.CHECKING, record.at, event.due)


@_on(e.AutoChecked)
def _auto_checked(case: Case, event: e.AutoChecked, record: e.Record) -> None:
    _enter(case, State.CHECKED, record.at, event.due)


@_on(e.CheckPassed)
def _check_passed(case: Case, event: e.CheckPassed, record: e.Record) -> None:
    _enter(case, State.CHECKED, record.at, event.due)


@_on(e.CheckFailed)
def _check_failed(case: Case, event: e.CheckFailed, record: e.Record) -> None:
    _enter(case, State.DISPATCHED, record.at, event.due)
    case.reworks += 1
    case.disposed_at, case.on_time = None, None
    _run(case, event.clock)


@_on(e.Closed)
def _closed(case: Case, _event: e.Closed, record: e.Record) -> None:
    _end(case, State.CLOSED, record.at)


@_on(e.ReturnedToCheck)
def _returned_to_check(case: Case, event: e.ReturnedToCheck, record: e.Record) -> None:
    _enter(case, State.FED_BACK, record.at, event.due)


@_on(e.SpecialClosed)
def _special_closed(case: Case, _event: e.SpecialClosed, record: e.Record) -> None:
    _end(case, State.CLOSED, record.at)
    case.special = True


@_on(e.VoidAsked)
def _void_asked(case: Case, event: e.VoidAsked, record: e.Record) -> None:
    case.before = case.state
    _enter(case, State.VOID_REQ, record.at, event.due)
    case.void_kind, case.void_reason = event.kind, event.reason
    if case.before in (State.DISPATCHED, State.HANDLING):
        _pause(case, event.left)


@_on(e.VoidApproved)
def _void_approved(case: Case, _event: e.VoidApproved, record: e.Record) -> None:
    _end(case, State.VOIDED, record.at)


@_on(e.VoidRejected)
def _void_rejected(case: Case, event: e.VoidRejected, record: e.Record) -> None:
    before = cast("State", case.before)
    _enter(case, before, record.at, event.due)
    case.void_kind, case.void_reason, case.before = None, "", None
    if before in (State.DISPATCHED, State.HANDLING):
        _run(case, event.clock)


@_on(e.Urged)
def _urged(case: Case, event: e.Urged, _record: e.Record) -> None:
    case.urges, case.urge_due = event.level, event.due


@_on(e.UrgeAnswered)
def _urge_answered(case: Case, _event: e.UrgeAnswered, _record: e.Record) -> None:
    case.urge_due = None


@_on(e.Appealed)
def _appealed(case: Case, _event: e.Appealed, _record: e.Record) -> None:
    case.appealed = True


@_on(e.AppealRuled)
def _appeal_ruled(case: Case, event: e.AppealRuled, _record: e.Record) -> None:
    case.exempt = event.upheld
    case.appeal_ruled = True


@_on(e.Linked)
def _linked(_case: Case, _event: e.Linked, _record: e.Record) -> None:
    """The link stands in the history; the new case carries it too."""


@_on(e.SelfHandled)
def _self_handled(case: Case, _event: e.SelfHandled, record: e.Record) -> None:
    _end(case, State.CLOSED, record.at)


@_on(e.DeadlineRecomputed)
def _recomputed(case: Case, event: e.DeadlineRecomputed, _record: e.Record) -> None:
    case.clock, case.calendar = event.clock, event.calendar
