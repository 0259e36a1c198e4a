"""Every record of a case."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.history import HistoryView, history
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class HistoryPane(Canvas[HistoryView]):
    """Shows a `HistoryView`."""

    def __init__(self, name: str = "history") -> None:
        super().__init__(name, HistoryView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/history.py`."""
        return history(self.shown, lens, columns, rows)
