"""The palette."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.palette import PaletteView, palette
from widgets.draw.spans import Line


class PaletteBox(Canvas[PaletteView]):
    """Shows a `PaletteView`."""

    above = 1

    def __init__(self, name: str = "palette") -> None:
        super().__init__(name, PaletteView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/palette.py`."""
        return palette(self.shown, lens, columns, rows)
