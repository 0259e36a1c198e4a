"""What a record adds to the counters: cohorts of cases (census) and flows over time.

Called by `reduce` with the case before and after. Cohorts hold the identities of the
trade at any moment: report = accepted + refused + waiting + verifying + merged + apart;
need_dispose = disposed + in disposal; disposed = on time + overdue. Drills are kept out
of statistics, except in a ledger that is one whole drill.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

from domain import events as e
from domain.codes import IN_DISPOSAL, OPEN, Source, State, VoidKind
from domain.flows import Flow
from domain.state import ALL, Case, CityState

#: Flows of bounce reasons, by code.
BY_REASON: Final = {f"B{n:02d}": Flow[f"B{n:02d}"] for n in range(1, 11)}
_SIMPLE: Final[dict[type[e.Event], Flow]] = {
    e.Accepted: Flow.ACCEPTED,
    e.Filed: Flow.FILED,
    e.Merged: Flow.MERGED,
    e.SelfHandled: Flow.SELF_HANDLED,
    e.SpecialClosed: Flow.SPECIAL_CLOSED,
    e.BounceRejected: Flow.BOUNCE_REJECTED,
    e.VoidApproved: Flow.VOIDED,
    e.FilingRefused: Flow.VOIDED,
    e.SuspensionApproved: Flow.SUSPENDED,
    e.ExtensionApproved: Flow.EXTENDED,
    e.Urged: Flow.URGED,
}
#: The reason that is charged to the centre when the bounce is approved.
OUR_ERROR: Final = "B01"
MINUTE_MS: Final = 60_000
_SENT: Final = (e.Dispatched, e.ForceAssigned)
Count = tuple[Flow, int]


@cache
def key_of(department: str) -> str:
    """The counters' key of a department."""
    return f"d:{department}"


class Standing(NamedTuple):
    """What decides the cohorts of a case; few combinations exist, so they are kept."""

    state: State
    before: State | None
    accepted: bool
    void_kind: VoidKind | None
    disposed: bool
    on_time: bool | None
    special: bool
    self_handled: bool


def intake(case: Standing) -> str:
    """The cohort of a case on the way in; every reported case is in exactly one."""
    if case.accepted:
        return "accepted"
    if case.state is State.VERIFYING:
        return "verifying"
    if case.void_kind is VoidKind.MERGED:
        return "merged"
    if case.void_kind is not None:
        return "refused"
    return "waiting" if case.state is State.REPORTED else "apart"


def disposal(case: Standing) -> str:
    """The cohort of a case that was dispatched; empty for one that is not."""
    state = case.before if case.state is State.VOID_REQ else case.state
    if state in IN_DISPOSAL:
        return "in_disposal"
    if not case.disposed or case.special or state is State.VOIDED:
        return ""
    return "on_time" if case.on_time else "overdue"


#: By what decides them, as a plain tuple: it is asked twice a record.
_KNOWN: Final[dict[tuple[Any, ...], tuple[str, ...]]] = {}


def _cohorts(case: Standing) -> tuple[str, ...]:
    found = [intake(case)]
    if how := disposal(case):
        found.append(how)
    if case.state in OPEN:
        found.append(case.state.value)
    elif case.state is State.CLOSED and not case.special and not case.self_handled:
        found.append("closed_on_time" if case.on_time else "closed_late")
    return tuple(found)


def cohorts(case: Case) -> tuple[str, ...]:
    """Every cohort that a case is in now."""
    told = (
        case.state,
        case.before,
        case.accepted,
        case.void_kind,
        case.disposed_at is not None,
        case.on_time,
        case.special,
        case.self_handled,
    )
    found = _KNOWN.get(told)
    if found is None:
        found = _KNOWN[told] = _cohorts(Standing(*told))
    return found


@cache
def _moved(was: tuple[str, ...], now: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The cohorts left and entered, with what to add to each."""
    left = tuple((name, -1) for name in was if name not in now)
    return left + tuple((name, 1) for name in now if name not in was)


def _keys(state: CityState, case: Case) -> tuple[str, ...]:
    keys = _keys_of(case.street, case.department)
    return keys if state.key == ALL else own(state, keys)


@cache
def _keys_of(street: str, department: str) -> tuple[str, ...]:
    keys = (ALL, street)
    return (*keys, key_of(department)) if department else keys


def own(state: CityState, keys: tuple[str, ...]) -> tuple[str, ...]:
    """What of the keys a part of the place counts: itself, and itself as the whole."""
    return (ALL, state.key) if state.key in keys else ()


def counted(state: CityState, case: Case) -> bool:
    """Whether the case belongs to statistics."""
    return not case.drill or state.all_drill


def census(state: CityState, before: Case | None, after: Case) -> None:
    """Move a case from its old cohorts to its new ones."""
    now, keys = cohorts(after), _keys(state, after)
    if before is None:
        _shift(state, keys, _moved((), now))
        return
    was, had = cohorts(before), _keys(state, before)
    if had == keys:
        if was != now:
            _shift(state, keys, _moved(was, now))
        return
    _shift(state, had, _moved(was, ()))
    _shift(state, keys, _moved((), now))


def _shift(
    state: CityState, keys: tuple[str, ...], moves: tuple[tuple[str, int], ...]
) -> None:
    for key in keys:
        counts = state.census.setdefault(key, {})
        for cohort, n in moves:
            counts[cohort] = counts.get(cohort, 0) + n


def _bounced(before: Case, event: e.Bounced, _at: int) -> list[Count]:
    """A dispatch bounced again after a rejection counts once, its reasons twice."""
    reason = (BY_REASON[event.reason], 1)
    return [reason] if before.bounced else [(Flow.BOUNCED, 1), reason]


def _approved(before: Case) -> list[Count]:
    """An approved bounce; the dispatcher's own error is charged to the centre."""
    if before.bounce_reason == OUR_ERROR:
        return [(Flow.BOUNCE_APPROVED, 1), (Flow.OUR_ERRORS, 1)]
    return [(Flow.BOUNCE_APPROVED, 1)]


def _bounce_approved(before: Case, _event: e.BounceApproved, _at: int) -> list[Count]:
    return _approved(before)


def _fed_back(before: Case, event: e.FedBack, at: int) -> list[Count]:
    found = [(Flow.DISPOSED_ON_TIME if event.on_time else Flow.DISPOSED_LATE, 1)]
    if before.department == before.first_department:
        found.append((Flow.FIRST_RIGHT, 1))
    if before.dispatched_at is not None:
        minutes = max(0, at - before.dispatched_at) // MINUTE_MS
        found.append((Flow.HANDLING_MINUTES, minutes))
    return found


def _reworked(before: Case, _event: e.CheckFailed, _at: int) -> list[Count]:
    """The last disposal counts: a failed check takes the earlier one back."""
    found = [(Flow.REWORKED, 1)]
    found.append((Flow.DISPOSED_ON_TIME if before.on_time else Flow.DISPOSED_LATE, -1))
    if before.department == before.first_department:
        found.append((Flow.FIRST_RIGHT, -1))
    return found


def _closed(before: Case, _event: e.Closed, _at: int) -> list[Count]:
    on_time = [(Flow.CLOSED_ON_TIME, 1)] if before.on_time else []
    return [(Flow.CLOSED, 1), *on_time]


def _void_asked(_before: Case, event: e.VoidAsked, _at: int) -> list[Count]:
    return [(Flow.REFUSED, 1)] if event.kind is VoidKind.NOT_ACCEPTED else []


def _reported(_before: Case, event: e.Reported, _at: int) -> list[Count]:
    """Those of coordinators are reports as well, and counted apart."""
    if event.source is Source.COORDINATOR:
        return [(Flow.REPORTED, 1), (Flow.COORDINATED, 1)]
    return [(Flow.REPORTED, 1)]


#: What needs a look at the case before or at the event itself.
_BY_CASE: Final[dict[type[e.Event], Callable[[Case, Any, int], list[Count]]]] = {
    e.Reported: _reported,
    e.Bounced: _bounced,
    e.BounceApproved: _bounce_approved,
    e.FedBack: _fed_back,
    e.CheckFailed: _reworked,
    e.Closed: _closed,
    e.VoidAsked: _void_asked,
}


def _flows(before: Case, record: e.Record) -> list[Count]:
    kind = type(record.event)
    simple = _SIMPLE.get(kind)
    if simple is not None:
        return [(simple, 1)]
    by_case = _BY_CASE.get(kind)
    return by_case(before, record.event, record.at) if by_case else []


def flows(state: CityState, before: Case | None, after: Case, record: e.Record) -> None:
    """Add what happened to the counters of the place, the street and the department."""
    event = record.event
    if isinstance(event, _SENT):
        _sent(state, before or after, after, record)
        return
    was = before or after
    for flow, n in _flows(was, record):
        _add(state, after.street, was.department, record.at, flow, n)


def exempt(state: CityState, event: e.AppealRuled, at: int) -> None:
    """An upheld appeal, counted where the closed case was."""
    _add(state, event.street, event.department, at, Flow.EXEMPTED, 1)


def _sent(state: CityState, before: Case, after: Case, record: e.Record) -> None:
    at = record.at
    if before.state is State.RETURN_REQ:
        other = before.department != after.department
        ruled = _approved(before) if other else [(Flow.BOUNCE_REJECTED, 1)]
        for flow, n in ruled:
            _add(state, after.street, before.department, at, flow, n)
    _add(state, after.street, after.department, at, Flow.SENDS, 1)
    if not before.first_department:
        _add(state, after.street, after.department, at, Flow.DISPATCHED, 1)


def _add(
    state: CityState, street: str, department: str, at: int, flow: Flow, n: int
) -> None:
    add = state.flows.add
    if state.key != ALL:
        _add_own(state, street, department, at, flow, n)
        return
    add(ALL, at, flow, n)
    add(street, at, flow, n)
    if department:
        add(key_of(department), at, flow, n)
        state.flows.add_pair(street, department, at, flow, n)


def _add_own(
    state: CityState, street: str, department: str, at: int, flow: Flow, n: int
) -> None:
    keys = own(state, (street, key_of(department)))
    for key in keys:
        state.flows.add(key, at, flow, n)
    if keys and department:
        state.flows.add_pair(street, department, at, flow, n)
