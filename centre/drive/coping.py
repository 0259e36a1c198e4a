"""When a case is not where the plan thinks: somebody at a wall was quicker.

Pure: `player` has read the case again and asks what to do with a planned step.
"""

from __future__ import annotations

import msgspec

from centre.drive.step import Step
from centre.drive.view import View
from domain import commands as c
from domain.codes import Role
from domain.workflow import row_for


def fitted(step: Step, view: View) -> Step | None:
    """The step as it fits the case now; None when it no longer does.

    A department's step is taken by whichever department has the case; its bounce only
    by the one that was meant to. No step goes back behind the case's last change.
    """
    command = step.command
    if isinstance(command, c.Dispatch | c.Redispatch):
        command = _sent(command, view)
    if row_for(view.state, type(command)) is None:
        return None
    actor = step.actor
    if actor.role is Role.DEPARTMENT and actor.unit != view.department:
        if isinstance(command, c.Bounce):
            return None
        actor = msgspec.structs.replace(actor, unit=view.department)
    at = max(step.at, view.changed_at)
    return msgspec.structs.replace(step, command=command, actor=actor, at=at)


def _sent(command: c.Dispatch | c.Redispatch, view: View) -> c.Dispatch | c.Redispatch:
    kind = c.Redispatch if view.bounces else c.Dispatch
    return kind(
        department=command.department,
        co=command.co,
        note=command.note,
        deadline=command.deadline,
        open_ended=command.open_ended,
    )
