"""Chronic places (顽疾): where the same thing comes again and again."""

from __future__ import annotations

from msgspec.structs import replace

from domain.calendar import MINUTE_MS
from domain.state import CityState
from domain.views.around import Chronic, Recurring, apart
from tui.model import News
from tui.panes.departments import along
from tui.panes.pane import FRAMES, Pane, Sight
from tui.visits import Visit
from widgets.chronic import ChronicPane as Widget
from widgets.draw.chronic import ChronicView, heading_rows


class ChronicList(Pane):
    """A place a row, the most stubborn first; its newest open case is chosen."""

    id = "chronic"

    def __init__(self) -> None:
        self.list = Widget()
        self._recurring = Recurring()
        self._places: tuple[Chronic, ...] = ()
        self._start = 0
        self._state: CityState | None = None  # that it is of, up to `_seq`
        self._seq = 0
        super().__init__(self.list)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When a case that came again moved; once a second what counts apart."""
        state = sight.model.state
        missed = news.replaced and state.seq != self._seq
        if state is not self._state or missed:
            self._recurring.rebuild(state)
            changed = True
        else:
            changed = self._recurring.touch(state, news.touched)
        self._state, self._seq = state, state.seq
        if changed:
            self._places = self._recurring.places()
        if news.replaced or changed or beat % FRAMES == 0:
            self._hand_down(sight)

    def _hand_down(self, sight: Sight) -> None:
        model = sight.model
        keys = tuple(one.case for one in self._places)
        chosen = along(keys, sight.focus.case, 0) if keys else ""
        sight.focus.case = chosen  # nothing is chosen where there is nothing
        view = ChronicView(
            places=self._places,
            apart=apart(model.state, model.now, model.today()),
            cursor=chosen,
            now=model.now - model.now % MINUTE_MS,
            stamp=sight.stamp,
        )
        taken = heading_rows(view, sight.lens, max(1, self.widget.size.width))
        at = keys.index(chosen) if chosen in keys else -1
        room = max(1, self.rows - taken)
        self._start = min(self._start, max(0, len(keys) - room))
        if at >= 0:
            self._start = min(max(self._start, at - room + 1), at)
        self.list.show(replace(view, start=self._start))

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the places."""
        keys = tuple(one.case for one in self._places)
        if keys:
            sight.focus.case = along(keys, sight.focus.case, rows)
        self._hand_down(sight)
        return True

    def open(self, sight: Sight) -> Visit | None:
        """The open case there, whose records lead to those before it."""
        found = any(one.case == sight.focus.case for one in self._places)
        return Visit("case", case=sight.focus.case) if found else None

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The place under the mouse."""
        columns = max(1, self.widget.size.width)
        row = self._start + y - heading_rows(self.list.shown, sight.lens, columns)
        if not 0 <= row < len(self._places):
            return False
        sight.focus.case = self._places[row].case
        self._hand_down(sight)
        return True
