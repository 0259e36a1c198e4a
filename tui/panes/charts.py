"""The charts: built in a thread, in the end every twenty seconds, shown when done.

plotext takes long to import and milliseconds to build; neither may hold up a frame. A
chart whose data, words and room are those of the last one is not built again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from typing import ClassVar, Final, NamedTuple

from domain.calendar import HOUR_MS
from domain.views.departments import Trend
from tui.model import News
from tui.panes.pane import FRAMES, Pane, Sight
from tui.visits import Visit
from widgets.draw import chart
from widgets.draw.lens import Lens
from widgets.draw.spans import Line
from widgets.trend import ChartView, TrendChart

EVERY: Final = 20 * FRAMES
#: Frames from the first build to the second: a centre may only be filling. From one
#: to the next it is twice as long, up to `EVERY`.
SOON: Final = 2 * FRAMES
#: Frames with figures before the first build: a start has other things to do.
SETTLE: Final = 6


class Order(NamedTuple):
    """What to build; equal keys give equal charts."""

    key: Hashable
    name: str
    build: Callable[[], list[Line]]


class ChartPane(Pane):
    """A chart; one build at a time for all of them."""

    def __init__(self) -> None:
        self.chart = TrendChart(self.id)
        #: The build that is under way.
        self.building: Future[list[Line]] | None = None
        self._key: Hashable = None
        self._due, self._wait = 0, SOON
        self._seen = 0  # frames with figures, up to those of `SETTLE`
        self._fits = (0, 0)  # what the last chart was ordered for
        self._view = ChartView()
        self._lang = ""  # of what was ordered
        super().__init__(self.chart)

    @property
    def rests(self) -> bool:
        """Not before the first one is there."""
        return self.building is None and self._seen >= SETTLE

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows; none while it is not laid out."""
        return self.widget.size.width, self.widget.size.height

    def order(self, sight: Sight, columns: int, rows: int) -> Order:
        """What to build for that much room."""
        raise NotImplementedError

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Show what was built; begin a build when one is due."""
        self._speak(sight.lens.names.lang)
        if self.building is not None and self.building.done():
            self._view = ChartView(tuple(self.building.result()), self._view.name)
            self.building = None
        columns, rows = self.room
        if news.replaced or (columns, rows) != self._fits:
            self._due, self._wait = 0, SOON
        self._seen = min(SETTLE, self._seen + bool(sight.model.state.seq))
        ready = self.building is None and columns and rows and self._seen >= SETTLE
        if ready and beat >= self._due:
            self._due, self._fits = beat + self._wait, (columns, rows)
            self._wait = min(2 * self._wait, EVERY)
            self._begin(self.order(sight, columns, rows))
        view = self._view
        self.chart.show(ChartView(view.lines, view.name, sight.stamp))

    def _speak(self, lang: str) -> None:
        """What was drawn or is being drawn in another language is let go."""
        if lang != self._lang:
            self._lang, self._key, self._due = lang, None, 0
            self._view, self.building = ChartView(), None

    def _begin(self, order: Order) -> None:
        if order.key == self._key:
            return
        self._key = order.key
        self._view = ChartView(self._view.lines, order.name)
        self.building = _pool().submit(order.build)


class PlaceChart(ChartPane):
    """A chart of the whole place."""

    heading: ClassVar[str]

    def order(self, sight: Sight, columns: int, rows: int) -> Order:
        """Points are hours apart, so the hour is the time of the chart."""
        trend, lens = sight.model.trend(), sight.lens
        now = sight.model.now // HOUR_MS * HOUR_MS
        work = partial(self.draw, trend, lens, now, columns, rows)
        shown = (
            trend.bounce_rate if self.id == "bounce" else (trend.inflow, trend.closed)
        )
        return Order(
            (shown, now, lens.names.lang, columns, rows), lens.say(self.heading), work
        )

    def draw(
        self, trend: Trend, lens: Lens, now: int, columns: int, rows: int
    ) -> list[Line]:
        """In the thread."""
        raise NotImplementedError


class BounceChart(PlaceChart):
    """The bounce rate over a week."""

    id = "bounce"
    heading = "trend.bounce"

    def draw(
        self, trend: Trend, lens: Lens, now: int, columns: int, rows: int
    ) -> list[Line]:
        """In the thread: plotext is imported there."""
        return chart.bounce_rate(trend, lens, now, columns, rows)

    def open(self, _sight: Sight) -> Visit | None:
        """All about the departments."""
        return Visit("departments")


class InflowChart(PlaceChart):
    """Reports and closings of the last day."""

    id = "inflow"
    heading = "trend.inflow"

    def draw(
        self, trend: Trend, lens: Lens, now: int, columns: int, rows: int
    ) -> list[Line]:
        """In the thread: plotext is imported there."""
        return chart.inflow(trend, lens, now, columns, rows)

    def open(self, _sight: Sight) -> Visit | None:
        """What is open."""
        return Visit("queue")


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "charts")
