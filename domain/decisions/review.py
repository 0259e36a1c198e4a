"""Decisions after handling (check, close) and beside the way (void, urge, appeal)."""

from __future__ import annotations

from domain import commands as c
from domain import events as e
from domain import sla
from domain.calendar import HOUR_MS
from domain.codes import State, VoidKind
from domain.decisions.look import Look, Verdict, decides
from domain.errors import Refused
from domain.sla import Disposal

_STAGES = {
    State.REPORTED: "accept",
    State.FILED: "dispatch",
    State.DISPATCHED: "pick_up",
}


@decides(c.SendCheck)
def send_check(look: Look, _ask: c.SendCheck) -> Verdict:
    """27."""
    return e.CheckSent(due=look.due("check"))


@decides(c.AutoCheck)
def auto_check(look: Look, _ask: c.AutoCheck) -> Verdict:
    """27: by rule."""
    return e.AutoChecked(due=look.due("close"))


@decides(c.PassCheck)
def pass_check(look: Look, ask: c.PassCheck) -> Verdict:
    """28: nobody checks their own work."""
    if not look.by_system and look.actor.id == look.case.last_handler:
        return Refused("own-work", "the one who handled it may not check it")
    return e.CheckPassed(
        photos=ask.photos, shots=look.shots(), note=ask.note, due=look.due("close")
    )


@decides(c.FailCheck)
def fail_check(look: Look, ask: c.FailCheck) -> Verdict:
    """29: back to the same department; the clock restarts with the same limit."""
    if not look.by_system and look.actor.id == look.case.last_handler:
        return Refused("own-work", "the one who handled it may not check it")
    clock: Disposal | None = look.case.clock
    if clock is not None:
        clock = sla.restart(look.rules.calendar, clock, look.now)
    return e.CheckFailed(
        reason=ask.reason,
        note=ask.note,
        photos=ask.photos,
        shots=look.shots(),
        clock=clock,
        due=look.due("pick_up"),
    )


@decides(c.Close)
def close(_look: Look, ask: c.Close) -> Verdict:
    """30."""
    return e.Closed(note=ask.note)


@decides(c.ReturnToCheck)
def return_to_check(look: Look, ask: c.ReturnToCheck) -> Verdict:
    """31."""
    return e.ReturnedToCheck(note=ask.note, due=look.due("check"))


@decides(c.SpecialClose)
def special_close(_look: Look, ask: c.SpecialClose) -> Verdict:
    """32: counted apart."""
    return e.SpecialClosed(note=ask.note)


@decides(c.AskVoid)
def ask_void(look: Look, ask: c.AskVoid) -> Verdict:
    """11, 33: disposal pauses while the leader looks."""
    held = look.case.state in (State.DISPATCHED, State.HANDLING)
    return e.VoidAsked(
        kind=VoidKind.VOID,
        reason=ask.reason,
        note=ask.note,
        left=look.left() if held else look.case.left,
        due=look.due("void_review"),
    )


@decides(c.ApproveVoid)
def approve_void(_look: Look, ask: c.ApproveVoid) -> Verdict:
    """34: nothing is removed."""
    return e.VoidApproved(note=ask.note)


@decides(c.RejectVoid)
def reject_void(look: Look, ask: c.RejectVoid) -> Verdict:
    """34: back to the state before, which gets its stage's time again."""
    before = look.case.before
    if before is None:
        return Refused("no-state-before", "this case has no state to go back to")
    stage = _STAGES.get(before)
    held = before in (State.DISPATCHED, State.HANDLING)
    return e.VoidRejected(
        note=ask.note,
        clock=look.resumed() if held else None,
        due=look.due(stage) if stage else None,
    )


@decides(c.Urge)
def urge(look: Look, ask: c.Urge) -> Verdict:
    """35: each urging is one level higher."""
    return e.Urged(
        level=look.case.urges + 1, note=ask.note, due=look.now + ask.hours * HOUR_MS
    )


@decides(c.AnswerUrge)
def answer_urge(look: Look, ask: c.AnswerUrge) -> Verdict:
    """36."""
    if look.case.urge_due is None:
        return Refused("not-urged", "there is no urging to answer")
    return e.UrgeAnswered(note=ask.note)


@decides(c.Appeal)
def appeal(look: Look, ask: c.Appeal) -> Verdict:
    """37: once, and only against a miss."""
    case = look.case
    if case.on_time is not False and not case.missed:
        return Refused("not-overdue", "only an overdue case may be appealed")
    if case.appealed:
        return Refused("appealed-already", "a case is appealed once")
    return e.Appealed(note=ask.note)


@decides(c.RuleAppeal)
def rule_appeal(look: Look, ask: c.RuleAppeal) -> Verdict:
    """37: the facts are kept; an upheld appeal exempts the case from statistics."""
    case = look.case
    if not case.appealed or case.appeal_ruled:
        return Refused("no-appeal", "there is no appeal to rule on")
    return e.AppealRuled(
        upheld=ask.upheld,
        street=case.street,
        department=case.department,
        note=ask.note,
    )
