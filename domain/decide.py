"""May this be done, and what follows: state x command -> facts, or a refusal.

Pure. The desk (`centre/desk.py`) calls it for every command, tests for every cell of
the matrix. What a single command needs beyond the table stands in `domain/decisions/`.
"""

from __future__ import annotations

from typing import Any, Final

from domain import workflow
from domain.codes import STATE_WORDS, Role
from domain.commands import Accept, Report
from domain.decisions import dispatch, disposal, intake, recurring, review
from domain.decisions.look import DECISIONS, Ask, Fact, Look
from domain.decisions.recurring import Spot
from domain.errors import Refused
from domain.rules import Rules
from domain.state import Case, CityState
from domain.workflow import Transition

__all__ = ["Ask", "Fact", "decide", "permits", "place_of"]

#: Importing them registers their decisions.
CHAPTERS: Final = (intake, recurring, dispatch, disposal, review)
#: Verdicts that are more than one event of the target.
_WHOLE: Final = (Refused, tuple)
#: Commands that settle where a case belongs.
_LEADING: Final = (Report, Accept)


def decide(state: CityState, ask: Ask, rules: Rules) -> tuple[Fact, ...] | Refused:
    """The facts that the command makes true, in order; `Refused` when it may not be.

    The first fact belongs to the target or to the case that the command creates.
    """
    case = None
    if not isinstance(ask.command, Report):
        case = state.cases.get(ask.case) or ask.closed
        if case is None:
            return Refused("case-unknown", f"no case {ask.case!r}")
    row = _row(case, ask)
    if isinstance(row, Refused):
        return row
    refused = permits(row, case, ask) or _lacks(row, ask)
    if refused is not None:
        return refused
    look = Look(state, ask, rules, row, case)
    verdict = DECISIONS[type(ask.command)](look, ask.command)
    if isinstance(verdict, _WHOLE):
        return verdict
    return (Fact(ask.case, verdict),)


def place_of(state: CityState, ask: Ask, rules: Rules) -> Spot | None:
    """The place whose lately closed cases belong into `ask.earlier`; mostly None."""
    if not isinstance(ask.command, _LEADING):
        return None
    case = state.cases.get(ask.case)
    if case is None and isinstance(ask.command, Accept):
        return None
    row = workflow.rows_of(type(ask.command))[0]
    return intake.place_of(Look(state, ask, rules, row, case), ask.command)


def _row(case: Case | None, ask: Ask) -> Transition | Refused:
    if case is None:
        return workflow.rows_of(type(ask.command))[0]
    row = workflow.row_for(case.state, type(ask.command))
    if row is not None:
        return row
    word = workflow.rows_of(type(ask.command))[0].en
    now = STATE_WORDS[case.state].en
    return Refused("wrong-state", f"{word}: not while the case is “{now}”")


def permits(row: Transition, case: Case | None, ask: Ask) -> Refused | None:
    """Who may take a row: the role by the table, then the unit by the case."""
    actor = ask.actor
    if not workflow.may(row, actor.role):
        who = ", ".join(sorted(row.roles)) or "the system"
        return Refused("role-not-allowed", f"{row.en}: for {who}, not {actor.role}")
    if case is None:
        return None
    if actor.role is Role.DEPARTMENT and actor.unit != case.department:
        return Refused("not-your-case", "this case is with another department")
    if actor.role is Role.STREET and actor.unit != case.street:
        return Refused("not-your-area", "this case lies in another street")
    return None


def _lacks(row: Transition, ask: Ask) -> Refused | None:
    command: Any = ask.command
    if row.reasons is not None and command.reason not in row.reasons:
        codes = ", ".join(row.reasons)
        return Refused("reason-wrong", f"{row.en}: the reason is one of {codes}")
    if row.note and not command.note.strip():
        return Refused("note-missing", f"{row.en}: a note is needed")
    photo = row.photo and ask.actor.role is not Role.SYSTEM
    if photo and not command.photos:
        return Refused("photo-missing", f"{row.en}: a photo is needed")
    return None
