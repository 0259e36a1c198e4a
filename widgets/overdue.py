"""Overdue cases by street."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.overdue import OverdueView, overdue
from widgets.draw.spans import Line


class OverdueBars(Canvas[OverdueView]):
    """Shows a `OverdueView`."""

    def __init__(self, name: str = "overdue") -> None:
        super().__init__(name, OverdueView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/overdue.py`."""
        return overdue(self.shown, lens, columns, rows)
