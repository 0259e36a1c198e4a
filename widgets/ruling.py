"""Who held a case, and to whom it might go."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.ruling import RulingView, ruling
from widgets.draw.spans import Line


class RulingPane(Canvas[RulingView]):
    """Shows a `RulingView`."""

    def __init__(self, name: str = "ruling") -> None:
        super().__init__(name, RulingView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/ruling.py`."""
        return ruling(self.shown, lens, columns, rows)
