"""Places where the same thing comes again."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.chronic import ChronicView, chronic
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class ChronicPane(Canvas[ChronicView]):
    """Shows a `ChronicView`."""

    def __init__(self) -> None:
        super().__init__("chronic", ChronicView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/chronic.py`."""
        return chronic(self.shown, lens, columns, rows)
