"""The department's desk: its keys, and a wall that is nothing but one desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from domain import commands as c
from domain import workflow
from domain.codes import Role
from domain.state import Case
from tui.arming import Arming
from tui.model import Model
from tui.panes.pane import WHOLE
from tui.screens.plans import ENTRY
from tui.screens.reporting import ReportingScreen
from tui.visits import HOME, History, Visit

if TYPE_CHECKING:
    from tui.forms import Ground
    from tui.panes.desk import DeskPane

#: The views of a wall that sees one department: the others are about the place.
_SEATED: Final = frozenset({"desk", "queue", "case", "ops"})
_OPS: Final = Visit("ops")
#: Keys that are not called like their command.
_NAMED: Final[dict[str, type[c.Command]]] = {
    "rule": c.ApproveBounce,
    "force": c.ForceAssign,
}


def _slug(action: str) -> str:
    """The path word of the command that a key leads to."""
    return action.replace("_", "-")


class DeskScreen(ReportingScreen):
    """`sit` makes it the wall of one department, before it is shown."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self.seat = ""  # the department that this wall alone sees
        self._blind = False  # it sees no case, only how the feed does

    def sit(self, department: str) -> None:
        """Its desk is where the wall begins and comes back to."""
        self.seat = department
        self._trail = History(Visit("desk", department=department))
        self._focused = ENTRY["desk"]

    def look_in(self) -> None:
        """Somebody who sees no cases: the ops view, and no other."""
        self._blind = True
        self._trail = History(_OPS)
        self._focused = ENTRY["ops"]
        self.lay_out()

    @property
    def hint(self) -> str:
        """What the foot says while there is nothing else to say."""
        return "say.ops_only" if self._blind else super().hint

    def go(self, visit: Visit) -> None:
        """To another view; a desk has no figures of the place to show."""
        if self._blind and visit != _OPS:
            self.tell("say.ops_only")
            return
        if self.seat and visit == HOME:
            visit = Visit("desk", department=self.seat)
        if self.seat and not self._seated(visit):
            self.tell("say.desk_only")
            return
        super().go(visit)

    def _seated(self, visit: Visit) -> bool:
        other = visit.view == "desk" and visit.department not in ("", self.seat)
        return visit.view in _SEATED and not other

    def unsafe(self) -> str:
        """Why nothing may be written now: another department's desk is looked at."""
        pane: Any = self.pane("desk")
        if pane is not None and self._trail.here.view == "desk":
            desk: DeskPane = pane
            arming, code = self.arming, desk.inbox.department
            if arming.role and (arming.role != Role.DEPARTMENT or arming.unit != code):
                return "say.desk_strange"
        return super().unsafe()

    def useful(self, action: str) -> bool:
        """Whether the role may ever do it: the others' keys are not in the foot."""
        slug = _slug(action)
        command = c.COMMANDS.get(slug) or _NAMED.get(slug)
        if command is None:
            return True
        role = self.weighing.doer.role
        return any(workflow.may(row, role) for row in workflow.rows_of(command))

    def refused(self, action: str, case: Case | None) -> str:
        """Why an action may not be taken on a case; empty when it may."""
        return super().refused(_slug(action), case)

    def recount(self) -> None:
        """My deeds changed: a case with a command on its way is marked."""
        super().recount()
        sight, pane = self.sight, self.pane("desk")
        if sight is not None and pane is not None:
            pane.show(sight, WHOLE, self._beat)

    def _ground(self, model: Model, cases: tuple[Case, ...], marked: int) -> Ground:
        ground = super()._ground(model, cases, marked)
        return ground._replace(files=bool(self.seat))

    # What a department does

    def do_take(self) -> None:
        """It is ours."""
        self.write("take")

    def do_assign(self) -> None:
        """Somebody of ours handles it."""
        self.write("assign")

    def do_feed_back(self) -> None:
        """It is done."""
        self.write("feed-back")

    def do_bounce(self) -> None:
        """It is not ours."""
        self.write("bounce")

    def do_ask_extension(self) -> None:
        """It takes longer."""
        self.write("ask-extension")

    def do_ask_suspension(self) -> None:
        """It can only be done later."""
        self.write("ask-suspension")

    def do_answer_urge(self) -> None:
        """How it stands."""
        self.write("answer-urge")
