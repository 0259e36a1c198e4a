"""Overdue cases by street."""

from __future__ import annotations

from domain.views import departments as of_departments
from tui.model import News
from tui.panes.departments import along
from tui.panes.pane import SLOW, Pane, Sight
from tui.visits import Visit
from widgets.draw.overdue import HEADING_ROWS, OverdueView
from widgets.draw.scores import window
from widgets.overdue import OverdueBars


class OverduePane(Pane):
    """Overdue cases by street."""

    id = "overdue"
    rests = True

    def __init__(self) -> None:
        self.bars = OverdueBars()
        self._street = ""
        self._start = 0
        super().__init__(self.bars)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Every five seconds."""
        if news.replaced or beat % SLOW == 0:
            self._hand_down(sight)

    def _hand_down(self, sight: Sight) -> None:
        streets = of_departments.overdue(sight.model.index, sight.model.place)
        keys = tuple(one.street for one in streets)
        self._street = along(keys, self._street, 0)
        at = keys.index(self._street) if keys else -1
        self._start = window(self._start, at, len(keys), self.rows + 1)
        self.bars.show(
            OverdueView(
                streets=streets,
                cursor=self._street,
                start=self._start,
                focused=sight.focused == self.id,
                stamp=sight.stamp,
            )
        )

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the streets."""
        if sight.focused != self.id:
            return False
        keys = tuple(street.code for street in sight.model.place.streets)
        self._street = along(keys, self._street, rows)
        self._hand_down(sight)
        return True

    def open(self, _sight: Sight) -> Visit | None:
        """The street's overdue cases."""
        return Visit(
            "queue",
            street=self._street,
            filter=f"street={self._street} light=red",
        )

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The street under the mouse."""
        row = self._start + y - HEADING_ROWS
        streets = sight.model.place.streets
        if not 0 <= row < len(streets):
            return False
        self._street = streets[row].code
        self._hand_down(sight)
        return True
