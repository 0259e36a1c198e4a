"""Which widget shows what: the only place where views reach widgets.

A frame costs what changed: a pane is asked to show only what may look different, and
repaints only what does.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.calendar import MINUTE_MS
from domain.codes import Role, State
from domain.state import ALL
from domain.views.cells import CELLS, Cell
from domain.views.clocks import LocalClock
from domain.views.freshness import Freshness
from domain.views.names import Names
from tui.arming import Arming
from tui.deeds import Deeds, notable
from tui.focus import Focus
from tui.model import Model, News
from widgets.actions import ActionsPane
from widgets.cells import CellsView, CellWall
from widgets.departments import DepartmentBars
from widgets.detail import DetailPane
from widgets.draw.actions import ActionsView
from widgets.draw.canvas import Canvas, Palette
from widgets.draw.departments import DepartmentsView
from widgets.draw.detail import DetailView
from widgets.draw.figures import FiguresView
from widgets.draw.head import HeadView
from widgets.draw.lens import Lens, Say
from widgets.draw.notice import NoticeView
from widgets.draw.queue import QueueView
from widgets.entry import Entry
from widgets.figures import FigureLine
from widgets.foot import Foot
from widgets.form import FormLine
from widgets.head import Head
from widgets.keys import KeyTable
from widgets.notice import Notice
from widgets.queue import QueuePane
from widgets.stream import StreamPane, StreamView
from widgets.trend import TrendChart

#: Frames a second, and frames between looks at what changes slowly.
FRAMES: Final = 4
SLOW: Final = 5 * FRAMES
_HEADING_ROWS: Final = 2  # of the queue


class Sight(NamedTuple):
    """What the panes look at."""

    model: Model
    focus: Focus
    deeds: Deeds
    arming: Arming
    lens: Lens

    @property
    def stamp(self) -> str:
        """What a pane's title says while the picture is not current."""
        fresh = self.model.fresh
        if fresh.current:
            return ""
        since = self.lens.clock.second(fresh.since) if fresh.since else ""
        word = self.lens.say("head.since")
        return f"{fresh.phase} {word} {since}" if since else fresh.phase.value


class Panes:
    """The widgets of the wall. They are made once and never taken away."""

    def __init__(self) -> None:
        self.head, self.figures, self.foot = Head(), FigureLine(), Foot()
        self.cells, self.empty = CellWall(), Notice("empty")
        self.queue, self.detail, self.stream = QueuePane(), DetailPane(), StreamPane()
        self.departments, self.actions = DepartmentBars(), ActionsPane()
        self.bounce, self.inflow = TrendChart("bounce"), TrendChart("inflow")
        self.form, self.entry, self.keys = FormLine(), Entry(), KeyTable()
        self.small = Notice("small")
        self._cells: dict[str, Cell] = {}
        self._times_old = True
        self.cells.show(CellsView(tuple(Cell("") for _ in range(CELLS))))
        self.small.show(NoticeView(("notice.small", "notice.small_what")))

    @property
    def all(self) -> tuple[Canvas[object], ...]:
        """Every one of them."""
        return tuple(pane for pane in vars(self).values() if isinstance(pane, Canvas))

    def dress(self, palette: Palette, lens: Lens) -> None:
        """Another theme, language or place."""
        for pane in self.all:
            pane.dress(palette, lens)

    def wait(self, fresh: Freshness) -> None:
        """Before the place is known: how the feed stands, frames without contents."""
        self.head.show(HeadView(fresh=fresh))

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """What `news` may have changed; what changes by itself, once a second."""
        second = beat % FRAMES == 0
        self._times_old = self._times_old or news.minute
        whole = news.replaced or (second and self._times_old)
        if whole:
            self._times_old = False
        if second or news.touched or whole:
            self._head(sight, beat // FRAMES)
            figures = sight.model.figures()
            self.figures.show(FiguresView(figures, sight.model.fresh.current))
        if news.keys or whole:
            self._cell_wall(sight, None if whole else news.keys)
            self.follow(sight)
            self.recount(sight)
        if whole or beat % SLOW == 0:
            view = DepartmentsView(sight.model.departments(), sight.stamp)
            self.departments.show(view)

    def everything(self, sight: Sight, beat: int) -> None:
        """Nothing on the panes is to be relied on: ask for all of it."""
        self.show(sight, News(replaced=True), beat)

    def _head(self, sight: Sight, beat: int) -> None:
        model, arming = sight.model, sight.arming
        role = Role(arming.role) if arming.armed and arming.role else Role.WATCH
        self.head.show(
            HeadView(
                drill=model.drill,
                simulated=model.simulated,
                speed=model.speed,
                role=sight.lens.names.role(role),
                armed_s=arming.left_s,
                fresh=model.fresh,
                now=model.now or None,
                beat=beat,
            )
        )

    def _cell_wall(self, sight: Sight, keys: frozenset[str] | None) -> None:
        model, focus = sight.model, sight.focus
        lines = self.cells.lines_a_cell
        for key in focus.keys:
            if keys is None or key in keys or key not in self._cells:
                self._cells[key] = model.cell(key, lines)
        self.choose(sight)

    def choose(self, sight: Sight) -> None:
        """Another street, or another page of them."""
        focus = sight.focus
        for key in focus.keys:
            if key not in self._cells:
                self._cells[key] = sight.model.cell(key, self.cells.lines_a_cell)
        shown = tuple(self._cells[key] for key in focus.keys)
        self.cells.show(CellsView(shown, focus.street))
        limit = max(1, self.stream.size.height - 1)
        lines = sight.model.stream(focus.street, limit)
        self.stream.show(StreamView(lines, focus.street, sight.stamp))

    def follow(self, sight: Sight) -> None:
        """The queue, with the cursor in sight, and the case under it."""
        model, focus = sight.model, sight.focus
        height = max(1, self.queue.size.height - _HEADING_ROWS)
        focus.settle(model.index, height)
        minute = model.now - model.now % MINUTE_MS
        view = QueueView(
            queue=model.queue(focus.start, height),
            cursor=focus.case,
            pending=sight.deeds.pending,
            now=minute,
            stamp=sight.stamp,
        )
        self.queue.show(view)
        self.detail.show(DetailView(model.detail(focus.case), minute))

    def recount(self, sight: Sight) -> None:
        """What was done."""
        limit = max(1, self.actions.size.height - 1)
        others = sight.model.stream(ALL, limit, notable)
        rulings = sight.model.state.census.get(ALL, {}).get(State.RETURN_REQ.value, 0)
        listed = sight.deeds.listed(others, limit)
        self.actions.show(ActionsView(listed, rulings))


def lens(say: Say, names: Names, clock: LocalClock | None = None) -> Lens:
    """Before the place is known its time is taken to be UTC."""
    return Lens(say, names, clock or LocalClock(ZoneInfo("UTC")))
