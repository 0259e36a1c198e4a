"""The departments at work in a street."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line
from widgets.draw.street import UnitsView, units


class UnitsPane(Canvas[UnitsView]):
    """Shows a `UnitsView`."""

    def __init__(self, name: str = "units") -> None:
        super().__init__(name, UnitsView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/street.py`."""
        return units(self.shown, lens, columns, rows)
