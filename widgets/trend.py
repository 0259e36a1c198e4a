"""A chart: shows lines that were built elsewhere, for it takes long."""

from __future__ import annotations

import msgspec

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line, title


class ChartView(msgspec.Struct, frozen=True):
    """What `widgets/draw/chart.py` built; `stamp` says that it is not current."""

    lines: tuple[Line, ...] = ()
    name: str = ""
    stamp: str = ""


class TrendChart(Canvas[ChartView]):
    """Shows a `ChartView`."""

    def __init__(self, name: str = "trend") -> None:
        super().__init__(name, ChartView())

    def drawing(self, _lens: Lens, columns: int, rows: int) -> list[Line]:
        """The lines as they are; after a resize until new ones come."""
        lines = list(self.shown.lines[:rows])
        if not lines or self.shown.stamp:
            lines[:1] = [title(self.shown.name, columns, self.shown.stamp)]
        return lines
