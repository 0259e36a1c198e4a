"""Why dispatches were bounced."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.reasons import ReasonsView, reasons
from widgets.draw.spans import Line


class ReasonList(Canvas[ReasonsView]):
    """Shows a `ReasonsView`."""

    def __init__(self, name: str = "reasons") -> None:
        super().__init__(name, ReasonsView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/reasons.py`."""
        return reasons(self.shown, lens, columns, rows)
