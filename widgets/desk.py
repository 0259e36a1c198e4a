"""The desk: what waits for a department."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.desk import DeskView, desk
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class DeskPane(Canvas[DeskView]):
    """Shows a `DeskView`."""

    def __init__(self) -> None:
        super().__init__("desk", DeskView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/desk.py`."""
        return desk(self.shown, lens, columns, rows)
