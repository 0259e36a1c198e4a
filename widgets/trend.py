"""A chart: shows lines that were built elsewhere, for it takes long."""

from __future__ import annotations

from typing import ClassVar

from widgets._tcss import beside
from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class TrendChart(Canvas[tuple[Line, ...]]):
    """Shows the lines of `widgets/draw/chart.py`."""

    DEFAULT_CSS: ClassVar[str] = beside(__name__)

    def __init__(self, name: str = "trend") -> None:
        super().__init__(name, ())

    def drawing(self, _lens: Lens, _columns: int, rows: int) -> list[Line]:
        """The lines as they are; after a resize until new ones come."""
        return list(self.shown[:rows])
