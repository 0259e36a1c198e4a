"""The desk: what waits for a department."""

from __future__ import annotations

from typing import ClassVar

from widgets._tcss import beside
from widgets.draw.canvas import Canvas
from widgets.draw.desk import DeskView, desk
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class DeskPane(Canvas[DeskView]):
    """Shows a `DeskView`."""

    DEFAULT_CSS: ClassVar[str] = beside(__name__)

    def __init__(self) -> None:
        super().__init__("desk", DeskView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/desk.py`."""
        return desk(self.shown, lens, columns, rows)
