"""The queue: the cursor on a case, the window around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from domain.calendar import MINUTE_MS
from domain.codes import State
from domain.sla import Light
from domain.state import Case
from tui.model import News
from tui.panes.pane import FRAMES, Pane, Sight
from tui.visits import Visit
from widgets.draw.queue import QueueView
from widgets.queue import QueuePane as Widget

_HEADING_ROWS: Final = 2


def bounced(case: Case) -> bool:
    """Whether a case waits for a ruling or was bounced before."""
    return case.state is State.RETURN_REQ or case.bounces > 0


class QueuePane(Pane):
    """What waits for the person at the wall."""

    id = "queue"

    def __init__(self) -> None:
        self.queue = Widget()
        self._old = True
        super().__init__(self.queue)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When a case moved, and as the minutes go."""
        self._old = self._old or news.minute
        whole = news.replaced or (self._old and beat % FRAMES == 0)
        if whole or news.keys:
            self._old = self._old and not whole
            self._hand_down(sight)

    def _hand_down(self, sight: Sight) -> None:
        model, focus = sight.model, sight.focus
        height = max(1, self.rows - _HEADING_ROWS)
        focus.settle(model.index, height)
        view = QueueView(
            queue=model.queue(focus.start, height),
            cursor=focus.case,
            pending=sight.deeds.pending,
            now=model.now - model.now % MINUTE_MS,
            stamp=sight.stamp,
        )
        self.queue.show(view)

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the cases."""
        sight.focus.move(sight.model.index, rows)
        self._hand_down(sight)
        return True

    def open(self, sight: Sight) -> Visit | None:
        """The case under the cursor."""
        return Visit("case", case=sight.focus.case) if sight.focus.case else None

    def act(self, sight: Sight, action: str) -> str | None:
        """Jumps to what is overdue or bounced."""
        index = sight.model.index
        if action in ("next_overdue", "previous_overdue"):
            return self._find(sight, action, lambda c: index.light(c.id) is Light.RED)
        if action in ("next_bounced", "previous_bounced"):
            return self._find(sight, action, bounced)
        return None

    def _find(self, sight: Sight, action: str, wanted: Callable[[Case], bool]) -> str:
        step = 1 if action.startswith("next") else -1
        found = sight.model.find(sight.focus.row, step, wanted)
        if found is None:
            return "say.none_left"
        sight.focus.go(sight.model.index, found)
        self._hand_down(sight)
        return ""

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The row under the mouse."""
        if y < _HEADING_ROWS:
            return False
        row = sight.focus.start + y - _HEADING_ROWS
        return self.step(sight, row - sight.focus.row)
