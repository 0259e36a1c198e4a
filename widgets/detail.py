"""The chosen case."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.detail import DetailView, detail
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class DetailPane(Canvas[DetailView]):
    """Shows a `DetailView`."""

    def __init__(self, name: str = "detail") -> None:
        super().__init__(name, DetailView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/detail.py`."""
        return detail(self.shown, lens, columns, rows)
