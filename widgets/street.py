"""One street enlarged."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line
from widgets.draw.street import StreetView, street


class StreetPane(Canvas[StreetView]):
    """Shows a `StreetView`."""

    def __init__(self, name: str = "street") -> None:
        super().__init__(name, StreetView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/street.py`."""
        return street(self.shown, lens, columns, rows)
