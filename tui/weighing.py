"""Whether the person at the wall may do something to a case, and the words why not.

Asks `domain/views/choices.py` with the tables of the place. No Textual here.
"""

from __future__ import annotations

from typing import Final

from domain import commands as c
from domain.codes import Role, State
from domain.rules import Rules
from domain.state import Case
from domain.views.choices import WRONG_STATE, Doer, Option, option
from domain.views.names import Names
from tui.arming import Arming
from tui.calendars import calendar
from tui.forms.making import row_words
from tui.menu import bar_of
from tui.model import Model
from widgets.draw.lens import Say

#: What a key does where that depends on the state: its commands, the first that fits.
_WAYS: Final[dict[str, tuple[type[c.AnyCommand], ...]]] = {
    "dispatch": (c.Dispatch, c.Redispatch),
    "redispatch": (c.Redispatch, c.Recall, c.ApproveBounce),
    "rule": (c.ApproveBounce, c.RejectBounce),
    "force": (c.ForceAssign,),
    "withdraw": (c.Recall,),
}
#: The second step of a way that has one.
_THEN: Final = {c.Recall: c.Dispatch, c.ApproveBounce: c.Redispatch}


class Weighing:
    """One person's reach. Rules are made once a calendar."""

    def __init__(self, arming: Arming) -> None:
        self._arming = arming
        self._rules: dict[str, Rules | None] = {}

    @property
    def doer(self) -> Doer:
        """Who acts."""
        arming = self._arming
        role = Role(arming.role) if arming.role else Role.WATCH
        return Doer(role, arming.unit, arming.account)

    def rules(self, case: Case, model: Model) -> Rules | None:
        """The tables by which a case is judged; None where its calendar is missing."""
        version = case.calendar
        if version not in self._rules:
            found = calendar(version, model.place.zone)
            self._rules[version] = (
                None if found is None else Rules(model.place, (), found)
            )
        return self._rules[version]

    def option(self, command: type[c.Command], case: Case, model: Model) -> Option:
        """One command for one case."""
        rules = self.rules(case, model)
        return option(command, case, self.doer, model.now, rules)

    def barred(self, action: str, case: Case, model: Model) -> Option | None:
        """Why an action (of the key table, or a path word) may not be; None: it may.

        Of several ways the reason of the one that fits the state best is told.
        """
        ways = _WAYS.get(action) or tuple(
            one for one in (c.COMMANDS.get(action),) if one is not None
        )
        found = [self._way(action, way, case, model) for way in ways]
        if not found or any(not one.barred for one in found):
            return None
        in_state = [one for one in found if one.barred != WRONG_STATE]
        return (in_state or found)[0]

    def _way(
        self, action: str, way: type[c.AnyCommand], case: Case, model: Model
    ) -> Option:
        """A way of two steps is one only where both are the person's."""
        first = self.option(way, case, model)
        second = _THEN.get(way) if action == "redispatch" else None
        if first.barred or second is None:
            return first
        then = self.option(second, case, model)
        return then if then.barred == "role-not-allowed" else first

    def said(self, barred: Option, say: Say, names: Names) -> str:
        """The reason in words."""
        key, row = bar_of(barred.barred), barred.row
        word = say(key)
        if word == key:
            word = barred.detail
        roles = " / ".join(names.role(role) for role in sorted(row.roles))
        states = " / ".join(names.state(s) for s in State if s in row.sources)
        what = names.say(row_words(row))
        return f"{what}: {word.format(roles=roles, states=states)}"
