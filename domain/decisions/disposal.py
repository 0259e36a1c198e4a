"""Decisions while a department has the case: extension, suspension, feedback."""

from __future__ import annotations

from domain import commands as c
from domain import events as e
from domain import sla
from domain.calendar import HOUR_MS, Limit, Unit
from domain.codes import Role
from domain.decisions.look import Look, Verdict, decides
from domain.errors import Refused
from domain.sla import Disposal

MAX_EXTENSIONS = 2
MAX_SUSPENSIONS = 1
DAY_MS = 86_400_000
MAX_SUSPENSION_MS = 365 * DAY_MS
#: Longer suspensions are the commander's.
DISPATCHER_SUSPENSION_MS = 30 * DAY_MS


@decides(c.AskExtension)
def ask_extension(look: Look, ask: c.AskExtension) -> Verdict:
    """20: before the deadline only."""
    case = look.case
    if case.clock is None:
        return Refused("no-deadline", "this case has no deadline to extend")
    if look.overdue():
        return Refused("overdue", "an extension is asked before the deadline")
    if case.extension_asked:
        return Refused("already-asked", "an extension is already asked for")
    if case.extensions >= MAX_EXTENSIONS:
        return Refused("extensions-used", "at most two extensions are approved")
    return e.ExtensionAsked(reason=ask.reason, note=ask.note)


def _extension_ruler(look: Look) -> Refused | None:
    if not look.case.extension_asked:
        return Refused("not-asked", "no extension is asked for")
    second = look.case.extensions > 0
    if second and look.actor.role is Role.LEADER:
        return Refused("commander-only", "the second extension is the commander's")
    return None


def _original(look: Look, clock: Disposal) -> Limit:
    """The limit of the catalogue, else what the record itself granted, in hours."""
    limit = look.rules.limit(look.case.street, look.case.subclass)
    if limit is not None:
        return limit
    hours = clock.limit_ms // (1 + look.case.extensions) // HOUR_MS
    return Limit(max(1, hours), Unit.URGENT_HOUR)


@decides(c.ApproveExtension)
def approve_extension(look: Look, _ask: c.ApproveExtension) -> Verdict:
    """21: one original limit more."""
    if refused := _extension_ruler(look):
        return refused
    clock = look.case.clock
    if clock is None:
        return Refused("no-deadline", "this case has no deadline to extend")
    limit = _original(look, clock)
    return e.ExtensionApproved(clock=sla.extend(look.rules.calendar, clock, limit))


@decides(c.RejectExtension)
def reject_extension(look: Look, ask: c.RejectExtension) -> Verdict:
    """21."""
    if refused := _extension_ruler(look):
        return refused
    return e.ExtensionRejected(note=ask.note)


@decides(c.AskSuspension)
def ask_suspension(look: Look, ask: c.AskSuspension) -> Verdict:
    """22: not when overdue; disposal keeps running until it is approved."""
    if look.case.suspensions >= MAX_SUSPENSIONS:
        return Refused("suspensions-used", "a case is suspended at most once")
    if ask.wake <= look.now:
        return Refused("wake-in-past", "the wake date must lie ahead")
    if ask.wake - look.now > MAX_SUSPENSION_MS:
        return Refused("wake-too-far", "a suspension lasts at most 365 days")
    if look.overdue():
        return Refused("overdue", "an overdue case is not suspended")
    return e.SuspensionAsked(
        reason=ask.reason, wake=ask.wake, note=ask.note, due=look.due("hang_review")
    )


def _suspension_ruler(look: Look) -> Refused | None:
    wake = look.case.wake or look.now
    long = wake - look.now > DISPATCHER_SUSPENSION_MS
    if long and look.actor.role is Role.DISPATCHER:
        return Refused("commander-only", "more than 30 days are the commander's")
    return None


@decides(c.ApproveSuspension)
def approve_suspension(look: Look, _ask: c.ApproveSuspension) -> Verdict:
    """23: no clock runs until the wake date."""
    if refused := _suspension_ruler(look):
        return refused
    wake = look.case.wake or look.now
    return e.SuspensionApproved(wake=wake, left=look.left())


@decides(c.RejectSuspension)
def reject_suspension(look: Look, ask: c.RejectSuspension) -> Verdict:
    """24."""
    if refused := _suspension_ruler(look):
        return refused
    return e.SuspensionRejected(note=ask.note)


@decides(c.Resume)
def resume(look: Look, _ask: c.Resume) -> Verdict:
    """25: the deadline moves by the time hung, counted in the same calendar."""
    wake = look.case.wake
    by_wake = look.by_system and wake is not None and look.now >= wake
    return e.Resumed(by_wake=by_wake, clock=look.resumed())


@decides(c.FeedBack)
def feed_back(look: Look, ask: c.FeedBack) -> Verdict:
    """26: on time when finished at or before the deadline."""
    clock = look.case.clock
    on_time = clock is None or look.now <= clock.deadline
    return e.FedBack(
        on_time=on_time,
        photos=ask.photos,
        shots=look.shots(),
        note=ask.note,
        due=look.due("check"),
    )


@decides(c.RecomputeDeadline)
def recompute(look: Look, _ask: c.RecomputeDeadline) -> Verdict:
    """A missing year was published: the same counted time, by the new calendar."""
    case, calendar = look.case, look.rules.calendar
    if case.clock is None or case.paused or not case.clock.approximate:
        return Refused("exact-already", "this deadline is not approximate")
    if case.calendar == calendar.version:
        return Refused("same-calendar", "the calendar has not changed")
    clock = sla.recompute(calendar, case.clock)
    return e.DeadlineRecomputed(clock=clock, calendar=calendar.version)
