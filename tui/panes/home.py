"""The panes of the home screen that are about the whole place."""

from __future__ import annotations

from typing import Final

from domain.calendar import MINUTE_MS
from domain.codes import Role, State
from domain.sla import Light
from domain.state import ALL
from domain.views.cells import CELLS, Cell
from tui.deeds import notable
from tui.link import LOCAL
from tui.model import News
from tui.panes.pane import FRAMES, SLOW, Pane, Sight, due
from tui.visits import Visit
from widgets.actions import ActionsPane
from widgets.cells import CellsView, CellWall
from widgets.departments import DepartmentBars
from widgets.detail import DetailPane
from widgets.draw.actions import ActionsView
from widgets.draw.departments import DepartmentsView
from widgets.draw.detail import DetailView
from widgets.draw.figures import FiguresView
from widgets.draw.head import HeadView
from widgets.figures import FigureLine
from widgets.head import Head

#: Boxes drawn in one go: where everything moves, every second one comes a bit later.
_AT_ONCE: Final = 6


class HeadBar(Pane):
    """The head line."""

    id = "head"

    def __init__(self) -> None:
        self.head = Head()
        self.paused: int | None = None
        self.profile = LOCAL
        super().__init__(self.head)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Once a second, and with every record."""
        if not due(news, beat):
            return
        model, arming = sight.model, sight.arming
        role = Role(arming.role) if arming.armed and arming.role else Role.WATCH
        named = sight.lens.names.role(role)
        if arming.role == Role.DEPARTMENT and arming.unit:
            named = f"{sight.lens.names.department(arming.unit)} {named}"
        self.head.show(
            HeadView(
                drill=model.drill,
                simulated=model.simulated,
                speed=model.speed,
                role=named,
                armed_s=arming.left_s,
                fresh=model.fresh,
                now=model.now or None,
                beat=beat // FRAMES if self.profile.beat else None,
                clock_s=self.profile.clock_s,
                waiting=self.paused,
            )
        )


class FiguresBar(Pane):
    """The line of figures."""

    id = "figures"

    def __init__(self) -> None:
        self.figures = FigureLine()
        super().__init__(self.figures)

    def show(self, sight: Sight, news: News, _beat: int) -> None:
        """With every record, and as the minutes go."""
        if news.replaced or news.touched or news.keys or news.minute:
            shown = None if sight.model.blind else sight.model.figures()
            part = sight.model.state.key != ALL
            self.figures.show(FiguresView(shown, sight.model.fresh.current, part))


class CellsPane(Pane):
    """The twelve cells."""

    id = "cells"
    rests = True

    def __init__(self) -> None:
        self.cells = CellWall()
        self._known: dict[str, Cell] = {}
        self._lines = 0
        self._old = True
        self.cells.show(CellsView(tuple(Cell("") for _ in range(CELLS))))
        super().__init__(self.cells)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Cells whose counts or lines changed; all of them as the minutes go."""
        self._old = self._old or news.minute
        whole = news.replaced or (self._old and beat % FRAMES == 0)
        if not whole and not news.keys:
            return
        self._old = self._old and not whole
        model, focus = sight.model, sight.focus
        lines = self.cells.lines_a_cell
        for key in focus.keys:
            if whole or key in news.keys or key not in self._known:
                self._known[key] = model.cell(key, lines)
        if whole:
            self._hand_down(sight)
        else:
            self.cells.show_some(self._view(sight), _AT_ONCE)

    @property
    def left(self) -> bool:
        """Whether there are boxes that show what was."""
        return self.cells.left

    def go_on(self) -> None:
        """The other half of the boxes."""
        self.cells.redraw(_AT_ONCE)

    def _hand_down(self, sight: Sight) -> None:
        self.cells.show(self._view(sight))

    def _view(self, sight: Sight) -> CellsView:
        focus = sight.focus
        for key in focus.keys:
            if key not in self._known:
                self._known[key] = sight.model.cell(key, self.cells.lines_a_cell)
        return CellsView(tuple(self._known[key] for key in focus.keys), focus.street)

    def turn(self, sight: Sight, columns: int) -> bool:
        """Another street, or another page of them."""
        sight.focus.step_street(columns)
        self._hand_down(sight)
        return True

    def step(self, sight: Sight, rows: int) -> bool:
        """A row of boxes up or down; in a table a street."""
        sight.focus.jump_street(rows * self.cells.abreast)
        self._hand_down(sight)
        return True

    def open(self, sight: Sight) -> Visit | None:
        """The street itself."""
        street = sight.focus.street
        return Visit("queue") if street == ALL else Visit("street", street=street)

    def back(self, sight: Sight) -> bool:
        """To the whole place."""
        if sight.focus.street == ALL:
            return False
        sight.focus.street = ALL
        self._hand_down(sight)
        return True

    def point(self, sight: Sight, x: int, y: int) -> bool:
        """The cell under the mouse."""
        at = self.cells.at(x, y)
        if at is None or at >= len(sight.focus.keys):
            return False
        sight.focus.street = sight.focus.keys[at]
        self._hand_down(sight)
        return True


class DetailPeek(Pane):
    """The case under the cursor, in short."""

    id = "detail"
    rests = True
    follows = True

    def __init__(self) -> None:
        self.detail = DetailPane()
        self._looks = "", Light.NONE  # the case and its light
        super().__init__(self.detail)

    def show(self, sight: Sight, news: News, _beat: int) -> None:
        """When the case or its times read differently."""
        focus, model = sight.focus, sight.model
        looks = focus.case, model.index.light(focus.case)
        moved, self._looks = looks != self._looks, looks
        if moved or news.replaced or news.minute or focus.case in news.touched:
            minute = model.now - model.now % MINUTE_MS
            self.detail.show(DetailView(model.detail(focus.case), minute))

    def open(self, sight: Sight) -> Visit | None:
        """The whole course."""
        return Visit("case", case=sight.focus.case) if sight.focus.case else None


class DepartmentsPane(Pane):
    """Bounce rates as bars."""

    id = "departments"
    rests = True

    def __init__(self) -> None:
        self.departments = DepartmentBars()
        super().__init__(self.departments)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Every five seconds."""
        if news.replaced or beat % SLOW == 0:
            view = DepartmentsView(sight.model.departments(), sight.stamp)
            self.departments.show(view)

    def open(self, _sight: Sight) -> Visit | None:
        """All about them."""
        return Visit("departments")


class ActionsList(Pane):
    """What was done, by this wall and by others."""

    id = "actions"
    rests = True

    def __init__(self) -> None:
        self.actions = ActionsPane()
        super().__init__(self.actions)

    def show(self, sight: Sight, news: News, _beat: int) -> None:
        """With every record, and as the minutes go."""
        if not (news.replaced or news.touched or news.minute):
            return
        limit = max(1, self.rows - 1)
        model = sight.model
        others = model.stream(ALL, limit, notable)
        rulings = model.state.census.get(ALL, {}).get(State.RETURN_REQ.value, 0)
        listed = sight.deeds.listed(others, limit)
        self.actions.show(ActionsView(listed, rulings))

    def open(self, _sight: Sight) -> Visit | None:
        """The bounces that wait for a ruling."""
        return Visit("queue", filter="state=RETURN_REQ")
