"""The desk of a department: its inbox with a cursor, and its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from domain.calendar import MINUTE_MS
from domain.codes import Role
from domain.sla import Light
from domain.state import ALL, CityState
from domain.views.desk import Inbox, desk_figures
from tui.model import News
from tui.panes.pane import FRAMES, Pane, Sight
from tui.visits import Visit
from widgets.desk import DeskPane as Widget
from widgets.draw.desk import DeskView, heading_rows

#: The jumps of the queue that mean something here, and their direction.
_JUMPS: Final = {
    "next_overdue": 1,
    "previous_overdue": -1,
    "next_bounced": 1,
    "previous_bounced": -1,
}
#: Rows that are handed down at least.
_ROWS: Final = 60


class DeskPane(Pane):
    """What waits for a department, by what is to be done and when it is due."""

    id = "desk"

    def __init__(self) -> None:
        self.desk = Widget()
        self.inbox = Inbox("")
        self._state: CityState | None = None  # that the inbox is of, up to `_seq`
        self._seq = self._room = 0
        super().__init__(self.desk)

    def visit(self, sight: Sight) -> None:
        """Whose desk: the one asked for, the wall's own, or the chosen case's."""
        if sight.visit.view != "desk":
            return
        code = sight.visit.department or sight.arming.unit or self._guess(sight)
        if code != self.inbox.department:
            self.inbox, self._state = Inbox(code), None
            sight.focus.row = 0

    def _guess(self, sight: Sight) -> str:
        case = sight.model.state.cases.get(sight.focus.case)
        known = sight.model.place.departments
        first = known[0].code if known else ""
        chosen = case.department if case is not None else ""
        return chosen or self.inbox.department or first

    @staticmethod
    def strange(sight: Sight, department: str) -> bool:
        """Whether this wall may not act for the department."""
        arming = sight.arming
        return arming.role != Role.DEPARTMENT or arming.unit != department

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When a case of the department moved, and as the minutes go."""
        changed = self._keep_up(sight.model.state, news)
        grown = self.rows != self._room
        if news.replaced or changed or grown or beat % FRAMES == 0:
            self._room = self.rows
            self._hand_down(sight)

    def _keep_up(self, state: CityState, news: News) -> bool:
        """Looks at all cases only if records went by while the pane was not asked."""
        missed = news.replaced and state.seq != self._seq
        fresh = state is not self._state
        self._state, self._seq = state, state.seq
        if fresh or missed:
            self.inbox.rebuild(state)
            return True
        return self.inbox.touch(state, news.touched)

    def _hand_down(self, sight: Sight) -> None:
        model, focus, inbox = sight.model, sight.focus, self.inbox
        minute = model.now - model.now % MINUTE_MS
        view = DeskView(
            department=inbox.department,
            counts=tuple(inbox.counts().items()),
            figures=desk_figures(
                model.state, model.index, inbox.department, model.now, model.today()
            ),
            total=len(inbox),
            pending=sight.deeds.pending,
            now=minute,
            stamp=sight.stamp,
            strange=self.strange(sight, inbox.department),
            alone=model.state.key != ALL,
            drill=model.drill,
        )
        taken = heading_rows(view, sight.lens, max(1, self.widget.size.width))
        focus.settle(inbox, max(1, self.rows - taken))
        # A pane that comes back is asked before it has its room: rows for any.
        count = max(focus.height, _ROWS)
        rows = inbox.rows(model.state, focus.start, count, minute)
        self.desk.show(replace(view, rows=rows, start=focus.start, cursor=focus.case))

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the cases."""
        sight.focus.move(self.inbox, rows)
        self._hand_down(sight)
        return True

    def open(self, sight: Sight) -> Visit | None:
        """The case under the cursor."""
        return Visit("case", case=sight.focus.case) if sight.focus.case else None

    def act(self, sight: Sight, action: str) -> str | None:
        """Jumps to what is overdue, or came back."""
        if action not in _JUMPS:
            return None
        wanted = _overdue(sight) if action.endswith("overdue") else _returned(sight)
        found = self.inbox.find(sight.focus.row, _JUMPS[action], wanted)
        if found is None:
            return "say.none_left"
        sight.focus.go(self.inbox, found)
        self._hand_down(sight)
        return ""

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The row under the mouse."""
        columns = max(1, self.widget.size.width)
        top = heading_rows(self.desk.shown, sight.lens, columns)
        if y < top:
            return False
        return self.step(sight, sight.focus.start + y - top - sight.focus.row)


Wanted = Callable[[str], bool]


def _overdue(sight: Sight) -> Wanted:
    return lambda case: sight.model.index.light(case) is Light.RED


def _returned(sight: Sight) -> Wanted:
    """Sent back to the department: a rejected bounce or a failed check."""
    cases = sight.model.state.cases
    return lambda one: cases[one].rejected_bounces > 0 or cases[one].reworks > 0
