"""The head line."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.head import HeadView, head
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class Head(Canvas[HeadView]):
    """Shows a `HeadView`."""

    def __init__(self, name: str = "head") -> None:
        super().__init__(name, HeadView())

    def drawing(self, lens: Lens, columns: int, _rows: int) -> list[Line]:
        """See `widgets/draw/head.py`."""
        return [head(self.shown, lens, columns)]
