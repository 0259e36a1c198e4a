"""The chosen case."""

from __future__ import annotations

from typing import ClassVar

from widgets._tcss import beside
from widgets.draw.canvas import Canvas
from widgets.draw.detail import DetailView, detail
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class DetailPane(Canvas[DetailView]):
    """Shows a `DetailView`."""

    DEFAULT_CSS: ClassVar[str] = beside(__name__)

    def __init__(self, name: str = "detail") -> None:
        super().__init__(name, DetailView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/detail.py`."""
        return detail(self.shown, lens, columns, rows)
