"""The hard stage: dispatch, bounce, re-dispatch, forced assignment, recall."""

from __future__ import annotations

from domain import commands as c
from domain import events as e
from domain import sla
from domain.calendar import Unit
from domain.codes import Role, State
from domain.decisions.look import Look, Verdict, decides
from domain.errors import Refused
from domain.sla import Disposal

#: Reasons that say the case has no owner: the street backstop may be ordered at once.
NO_OWNER = frozenset({"B04", "B05"})
OUR_ERROR = "B01"
#: Bounces after which a leader may end the argument by forced assignment.
FORCE_AFTER = 2


def _unknown(look: Look, codes: tuple[str, ...]) -> Refused | None:
    for code in codes:
        if look.rules.department(code) is None:
            return Refused("department-unknown", f"no department {code!r} here")
    if len(set(codes)) != len(codes):
        return Refused("department-twice", "one lead, and each co-handler once")
    return None


def _fresh_clock(look: Look) -> Disposal | None:
    limit = look.rules.limit(look.case.street, look.case.subclass)
    if limit is None:
        return None
    return sla.start(look.rules.calendar, look.now, limit)


def _clock(look: Look, ask: c.Dispatch | c.Redispatch) -> Disposal | Refused | None:
    if ask.deadline is None and not ask.open_ended:
        return _fresh_clock(look)
    if not look.by_system:
        return Refused("deadline-not-yours", "only a record brings its own deadline")
    if ask.deadline is None:
        return None
    calendar = look.rules.calendar
    return sla.until(calendar, look.now, ask.deadline, Unit.URGENT_HOUR)


@decides(c.Dispatch)
def dispatch(look: Look, ask: c.Dispatch) -> Verdict:
    """10: the disposal clock starts."""
    if look.case.bounces:
        return Refused("bounced-before", "this case was bounced: re-dispatch it")
    if unknown := _unknown(look, (ask.department, *ask.co)):
        return unknown
    clock = _clock(look, ask)
    if isinstance(clock, Refused):
        return clock
    return e.Dispatched(
        department=ask.department,
        co=ask.co,
        note=ask.note,
        clock=clock,
        due=look.due("pick_up"),
    )


@decides(c.Redispatch)
def redispatch(look: Look, ask: c.Redispatch) -> Verdict:
    """17: to the same department the clock goes on, to another it starts anew."""
    case = look.case
    if not case.bounces:
        return Refused("never-bounced", "this case was never bounced: dispatch it")
    if unknown := _unknown(look, (ask.department, *ask.co)):
        return unknown
    own = ask.deadline is not None or ask.open_ended
    same = case.bounced_by[-1:] == (ask.department,)
    clock = look.resumed() if same and not own else _clock(look, ask)
    if isinstance(clock, Refused):
        return clock
    return e.Dispatched(
        department=ask.department,
        co=ask.co,
        note=ask.note,
        again=True,
        clock=clock,
        due=look.due("pick_up"),
    )


@decides(c.Take)
def take(_look: Look, _ask: c.Take) -> Verdict:
    """12."""
    return e.Taken()


@decides(c.Bounce)
def bounce(look: Look, ask: c.Bounce) -> Verdict:
    """13: forbidden once forced-assigned; a late bounce is allowed and counted."""
    if look.case.forced:
        return Refused("forced", "a forced assignment may not be bounced")
    return e.Bounced(
        reason=ask.reason,
        note=ask.note,
        left=look.left(),
        due=look.due("return_review"),
    )


def _needs_leader(look: Look) -> Refused | None:
    case = look.case
    if look.by_system or look.actor.role is not Role.DISPATCHER:
        return None
    if case.bounces:
        return Refused("second-bounce", "a second bounce is for the shift leader")
    return None


@decides(c.ApproveBounce)
def approve_bounce(look: Look, ask: c.ApproveBounce) -> Verdict:
    """14: the dispatcher may not rule on the dispatcher's own error."""
    if refused := _needs_leader(look):
        return refused
    if look.case.bounce_reason == OUR_ERROR and look.actor.role is Role.DISPATCHER:
        return Refused("our-error", "reason B01 is for the shift leader to approve")
    return e.BounceApproved(note=ask.note, due=look.due("dispatch"))


@decides(c.RejectBounce)
def reject_bounce(look: Look, ask: c.RejectBounce) -> Verdict:
    """15: disposal goes on with what was left."""
    if refused := _needs_leader(look):
        return refused
    return e.BounceRejected(note=ask.note, clock=look.resumed())


@decides(c.ForceAssign)
def force_assign(look: Look, ask: c.ForceAssign) -> Verdict:
    """16: after two bounces, or when nobody owns it; then the street answers."""
    case = look.case
    pending = case.state is State.RETURN_REQ
    ownerless = case.bounce_reason in NO_OWNER
    if case.bounces + pending < FORCE_AFTER and not ownerless:
        return Refused("too-early", "forced assignment needs two bounces or no owner")
    street = look.rules.street(case.street)
    department = ask.department or (street.backstop if street else "")
    if not department:
        return Refused("no-backstop", "this street has no backstop: name a department")
    if unknown := _unknown(look, (department, *ask.co)):
        return unknown
    last = case.department or "".join(case.bounced_by[-1:])
    clock = look.resumed() if department == last else _fresh_clock(look)
    return e.ForceAssigned(
        department=department,
        co=ask.co,
        note=ask.note,
        backstop=not ask.department,
        clock=clock,
        due=look.due("pick_up"),
    )


@decides(c.Recall)
def recall(look: Look, ask: c.Recall) -> Verdict:
    """18: before the department has taken it."""
    return e.Recalled(note=ask.note, due=look.due("dispatch"))


@decides(c.Assign)
def assign(_look: Look, ask: c.Assign) -> Verdict:
    """19: the deadline stays."""
    return e.HandlerAssigned(handler=ask.handler, note=ask.note)
