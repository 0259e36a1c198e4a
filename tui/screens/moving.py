"""What the keys that only look do: along cases, streets and panes."""

from __future__ import annotations

from collections.abc import Callable

from domain.codes import State
from domain.sla import Light
from domain.state import ALL, Case
from tui.focus import PANES
from tui.screens.looking import LookingScreen


def bounced(case: Case) -> bool:
    """Whether a case waits for a ruling or was bounced before."""
    return case.state is State.RETURN_REQ or case.bounces > 0


class MovingScreen(LookingScreen):
    """Actions by the names of `tui/keymap.py`."""

    def _moved(self) -> None:
        sight = self._sight
        if sight is not None:
            self.panes.follow(sight)
            self._foot(sight)

    def _step(self, step: int) -> None:
        if self._model is not None:
            self._focus.move(self._model.index, step)
            self._moved()

    def action_down(self) -> None:
        """The next case."""
        self._step(1)

    def action_up(self) -> None:
        """The case before."""
        self._step(-1)

    def action_page_down(self) -> None:
        """A windowful on."""
        self._step(self._focus.height)

    def action_page_up(self) -> None:
        """A windowful back."""
        self._step(-self._focus.height)

    def action_top(self) -> None:
        """The first case."""
        self._step(-(1 << 30))

    def action_bottom(self) -> None:
        """The last case."""
        self._step(1 << 30)

    def _street(self, step: int) -> None:
        sight = self._sight
        if sight is not None:
            self._focus.step_street(step)
            self.panes.choose(sight)

    def action_right(self) -> None:
        """The next street."""
        self._street(1)

    def action_left(self) -> None:
        """The street before."""
        self._street(-1)

    def _find(self, step: int, wanted: Callable[[Case], bool]) -> None:
        model = self._model
        if model is None:
            return
        found = model.find(self._focus.row, step, wanted)
        if found is None:
            self.tell("say.none_left")
            return
        self._focus.go(model.index, found)
        self._moved()

    def _overdue(self, case: Case) -> bool:
        return self._model is not None and self._model.index.light(case.id) is Light.RED

    def action_next_overdue(self) -> None:
        """The next overdue case."""
        self._find(1, self._overdue)

    def action_previous_overdue(self) -> None:
        """The overdue case before."""
        self._find(-1, self._overdue)

    def action_next_bounced(self) -> None:
        """The next bounced case."""
        self._find(1, bounced)

    def action_previous_bounced(self) -> None:
        """The bounced case before."""
        self._find(-1, bounced)

    def action_next_pane(self) -> None:
        """The next pane where they share one place."""
        self._focus.step_pane(1)
        self._pane(self._focus.pane)

    def action_previous_pane(self) -> None:
        """The pane before."""
        self._focus.step_pane(-1)
        self._pane(self._focus.pane)

    def action_open(self) -> None:
        """The case under the cursor, where it is not shown anyway."""
        self._pane("detail")

    def action_back(self) -> None:
        """To the queue and the whole place."""
        self._focus.street = ALL
        self._pane(PANES[0])
