"""The charts: built in a thread, at most every twenty seconds, shown when done.

plotext takes long to import and milliseconds to build; neither may hold up a frame.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final

from domain.views.departments import Trend
from tui.model import News
from tui.panes.pane import FRAMES, Pane, Sight
from tui.visits import Visit
from widgets.draw.lens import Lens
from widgets.draw.spans import Line
from widgets.trend import TrendChart

EVERY: Final = 20 * FRAMES
Build = Callable[[Trend, Lens, int, int, int], list[Line]]


class ChartPane(Pane):
    """`bounce` or `inflow`; one build at a time for all of them."""

    _builder: ThreadPoolExecutor | None = None

    def __init__(self, kind: str) -> None:
        self.id = kind  # type: ignore[misc]
        self.chart = TrendChart(kind)
        self._building: Future[list[Line]] | None = None
        self._due = 0
        super().__init__(self.chart)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Show what was built; begin a build when one is due."""
        if self._building is not None and self._building.done():
            self.chart.show(tuple(self._building.result()))
            self._building = None
        if news.replaced:
            self._due = 0
        if self._building is not None or beat < self._due or not sight.model.state.seq:
            return
        self._due = beat + EVERY
        size = self.widget.size
        trend, now = sight.model.trend(), sight.model.now
        work = partial(_built, self.id, trend, sight.lens, now, size.width, size.height)
        self._building = _pool().submit(work)

    def open(self, _sight: Sight) -> Visit | None:
        """All about the departments."""
        return Visit("departments") if self.id == "bounce" else None


def _pool() -> ThreadPoolExecutor:
    if ChartPane._builder is None:  # noqa: SLF001 (our own: made when first needed)
        ChartPane._builder = ThreadPoolExecutor(1, "charts")  # noqa: SLF001
    return ChartPane._builder  # noqa: SLF001


def _built(
    kind: str, trend: Trend, lens: Lens, now: int, columns: int, rows: int
) -> list[Line]:
    from widgets.draw import chart

    builds: dict[str, Build] = {"bounce": chart.bounce_rate, "inflow": chart.inflow}
    return builds[kind](trend, lens, now, columns, rows) if columns and rows else []
