"""Departments by streets."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.matrix import MatrixView, matrix
from widgets.draw.spans import Line


class MatrixTable(Canvas[MatrixView]):
    """Shows a `MatrixView`."""

    def __init__(self, name: str = "matrix") -> None:
        super().__init__(name, MatrixView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/matrix.py`."""
        return matrix(self.shown, lens, columns, rows)
