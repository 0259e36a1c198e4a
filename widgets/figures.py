"""The place's figures: a line, big digits, or all the room where nothing else fits."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.figures import (
    BIG_COLUMNS,
    BIG_ROWS,
    FiguresView,
    figures,
    large,
    tall,
)
from widgets.draw.lens import Lens
from widgets.draw.spans import BLANK, Line


class FigureLine(Canvas[FiguresView]):
    """Shows a `FiguresView`; in more than two rows, one a row or in big digits."""

    def __init__(self, name: str = "figures") -> None:
        super().__init__(name, FiguresView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/figures.py`; two rows are a blank one and the line."""
        if rows >= BIG_ROWS and columns >= BIG_COLUMNS:
            return large(self.shown, lens, columns, rows)
        if rows > 2:  # noqa: PLR2004
            return tall(self.shown, lens, columns, rows)
        return [BLANK] * (rows - 1) + [figures(self.shown, lens, columns)]
