"""Who is on duty in a street."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line
from widgets.draw.street import OfficersView, officers


class OfficersPane(Canvas[OfficersView]):
    """Shows a `OfficersView`."""

    def __init__(self, name: str = "officers") -> None:
        super().__init__(name, OfficersView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/street.py`."""
        return officers(self.shown, lens, columns, rows)
