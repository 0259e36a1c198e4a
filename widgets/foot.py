"""The foot line with the keys that apply."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.foot import FootView, foot
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class Foot(Canvas[FootView]):
    """Shows a `FootView`."""

    def __init__(self, name: str = "foot") -> None:
        super().__init__(name, FootView())

    def drawing(self, lens: Lens, columns: int, _rows: int) -> list[Line]:
        """See `widgets/draw/foot.py`."""
        return [foot(self.shown, lens, columns)]
