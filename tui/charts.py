"""The charts: built in a thread, at most every twenty seconds, shown when done.

plotext takes long to import and milliseconds to build; neither may hold up a frame.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.views.departments import Trend
from tui.screens.panes import FRAMES, Sight
from widgets.draw.lens import Lens
from widgets.draw.spans import Line
from widgets.trend import TrendChart

if TYPE_CHECKING:
    from tui.screens.looking import LookingScreen

EVERY: Final = 20 * FRAMES


class _Order(NamedTuple):
    trend: Trend
    lens: Lens
    now: int
    bounce: tuple[int, int]
    inflow: tuple[int, int]


class Charts:
    """One build at a time."""

    def __init__(self) -> None:
        self._due = 0
        self._busy = False

    def forget(self) -> None:
        """Other sizes, words or colours: build soon."""
        self._due = 0

    def turn(self, screen: LookingScreen, sight: Sight, beat: int) -> None:
        """Begin a build when one is due."""
        if self._busy or beat < self._due or not sight.model.state.seq:
            return
        panes = screen.panes
        order = _Order(
            sight.model.trend(),
            sight.lens,
            sight.model.now,
            _room(panes.bounce),
            _room(panes.inflow),
        )
        self._due, self._busy = beat + EVERY, True
        threading.Thread(
            target=self._build, args=(screen, order), name="charts", daemon=True
        ).start()

    def _build(self, screen: LookingScreen, order: _Order) -> None:
        from widgets.draw.chart import bounce_rate, inflow

        bounce: list[Line] = []
        flow: list[Line] = []
        if all(order.bounce):
            bounce = bounce_rate(order.trend, order.lens, order.now, *order.bounce)
        if all(order.inflow):
            flow = inflow(order.trend, order.lens, order.now, *order.inflow)
        self._busy = False
        screen.call_later(self._show, screen, tuple(bounce), tuple(flow))

    def _show(
        self, screen: LookingScreen, bounce: tuple[Line, ...], flow: tuple[Line, ...]
    ) -> None:
        screen.panes.bounce.show(bounce)
        screen.panes.inflow.show(flow)


def _room(chart: TrendChart) -> tuple[int, int]:
    return chart.size.width, chart.size.height
