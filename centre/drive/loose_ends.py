"""What happens to an invented case whose plan is over although the case is not.

Somebody at a wall took it another way; after a while it goes on the usual one, step by
step, so that nothing lies about for ever.
"""

from __future__ import annotations

from random import Random
from typing import Final

from centre.drive.staff import Staff
from centre.drive.step import Step
from centre.drive.tale import MINUTE_MS
from centre.drive.view import View
from domain import commands as c
from domain.codes import UNVERIFIED, Role, State
from domain.rules import Rules

#: Minutes from one step to the next: time enough for the one at the wall.
PATIENCE: Final = (15.0, 60.0)
_USUAL: Final[dict[State, tuple[c.AnyCommand, Role]]] = {
    State.REPORTED: (c.Accept(), Role.ACCEPTANCE),
    State.ACCEPTED: (c.File(), Role.LEADER),
    State.DISPATCHED: (c.Take(), Role.DEPARTMENT),
    State.RETURN_REQ: (c.ApproveBounce(), Role.LEADER),
    State.HANG_REQ: (c.ApproveSuspension(), Role.COMMANDER),
    State.FED_BACK: (c.SendCheck(), Role.ACCEPTANCE),
    State.CHECKED: (c.Close(), Role.LEADER),
    State.VOID_REQ: (c.ApproveVoid(), Role.LEADER),
    State.HUNG: (c.Resume(), Role.SYSTEM),
}


class LooseEnds:
    """Finds the next usual step of a case."""

    def __init__(self, rules: Rules) -> None:
        self._rules, self._staff = rules, Staff(rules.place)

    def next(self, view: View, after: Step) -> Step:
        """The step that follows `after`, which is done; the case is not over."""
        random = Random(f"{after.case}/{after.serial}")  # noqa: S311 (a simulation)
        command, role = self._usual(view)
        at = max(after.at, view.changed_at)
        at += int(MINUTE_MS * random.uniform(*PATIENCE))
        unit = ""
        if role is Role.DEPARTMENT:
            unit = view.department
        elif role is Role.OFFICER and view.grid:
            unit = self._rules.grids[view.grid].duty
        return Step(
            at=max(at, view.wake or 0) if view.state is State.HUNG else at,
            case=after.case,
            serial=after.serial + 1,
            command=command,
            actor=self._staff.someone(random, role, unit),
            last=True,
        )

    def _usual(self, view: View) -> tuple[c.AnyCommand, Role]:
        match view.state:
            case State.REPORTED if view.source in UNVERIFIED and view.verified is None:
                return c.SendVerify(), Role.ACCEPTANCE
            case State.VERIFYING:
                return c.Verify(genuine=True, photos=("demo/again.jpg",)), Role.OFFICER
            case State.FILED:
                kind = c.Redispatch if view.bounces else c.Dispatch
                return kind(department=self._lead(view)), Role.DISPATCHER
            case State.HANDLING:
                return c.FeedBack(photos=("demo/again.jpg",)), Role.DEPARTMENT
            case State.CHECKING:
                return c.PassCheck(photos=("demo/again.jpg",)), Role.OFFICER
            case _:
                return _USUAL[view.state]

    def _lead(self, view: View) -> str:
        route = self._rules.route(view.street, view.subclass)
        return route.lead if route else self._rules.place.departments[0].code
