"""The twelve cells: boxes four abreast, or rows of a table; one widget for all."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.views.cells import Cell
from widgets.draw.canvas import Canvas, Palette
from widgets.draw.cell import HEADING_ROWS, box
from widgets.draw.lens import Lens
from widgets.draw.row import row, titles
from widgets.draw.spans import BLANK, Line, block, exact
from widgets.draw.spans import beside as abreast

_ABREAST: Final = 4
_GAP: Final = 2
#: Smallest box worth drawing: its heading and a line of its stream.
_LEAST_COLUMNS: Final = 26
_LEAST_ROWS: Final = HEADING_ROWS + 2


class CellsView(msgspec.Struct, frozen=True):
    """The cells of the page, in order; `chosen` is the key of one of them."""

    cells: tuple[Cell, ...] = ()
    chosen: str = ""


class CellWall(Canvas[CellsView]):
    """Shows a `CellsView`. A cell that did not change is not drawn again."""

    def __init__(self, name: str = "cells") -> None:
        super().__init__(name, CellsView())
        self._boxes: dict[tuple[str, int, int, bool], tuple[Cell, list[Line]]] = {}

    @property
    def lines_a_cell(self) -> int:
        """How many lines of its stream a cell has room for; 0 in a table."""
        size = self._box_size(*self.size)
        return max(0, size[1] - HEADING_ROWS) if size else 0

    @property
    def abreast(self) -> int:
        """Cells beside each other; 1 in a table."""
        return _ABREAST if self._box_size(*self.size) else 1

    def at(self, x: int, y: int) -> int | None:
        """Which of the shown cells lies there; None for a gap or a heading."""
        size = self._box_size(*self.size)
        if size is None:
            return y - 1 if y else None
        column, left = divmod(x, size[0] + _GAP)
        band, top = divmod(y, size[1] + 1)
        inside = left < size[0] and top < size[1] and column < _ABREAST
        return band * _ABREAST + column if inside else None

    def number(self, number: str, *, focused: bool) -> None:
        """No title of its own to put a number into: the chosen cell tells it."""

    def dress(self, palette: Palette, lens: Lens) -> None:
        """Names or words may differ: every cell has to be drawn again."""
        self._boxes.clear()
        super().dress(palette, lens)

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """Boxes where they fit, else a table."""
        size = self._box_size(columns, rows)
        if size is None:
            return self._table(lens, columns)
        return self._wall(lens, *size, columns)

    def _box_size(self, columns: int, rows: int) -> tuple[int, int] | None:
        bands = -(-max(1, len(self.shown.cells)) // _ABREAST)
        wide = (columns + _GAP) // _ABREAST - _GAP
        high = (rows + 1) // bands - 1
        if wide < _LEAST_COLUMNS or high < _LEAST_ROWS:
            return None
        return wide, high

    def _wall(self, lens: Lens, wide: int, high: int, columns: int) -> list[Line]:
        lines: list[Line] = []
        cells = self.shown.cells
        for start in range(0, len(cells), _ABREAST):
            band = [
                self._box(one, lens, wide, high) for one in cells[start:][:_ABREAST]
            ]
            band += [block((), wide, high)] * (_ABREAST - len(band))
            if lines:
                lines.append(exact(BLANK, columns))
            lines += abreast(*band, between=_GAP)
        return lines

    def _box(self, one: Cell, lens: Lens, wide: int, high: int) -> list[Line]:
        chosen = one.key == self.shown.chosen
        key = (one.key, wide, high, chosen)
        known = self._boxes.get(key)
        if known is None or known[0] != one:
            if len(self._boxes) > 4 * len(self.shown.cells):
                self._boxes.clear()
            lines = box(one, lens, wide, high, chosen=chosen)
            known = self._boxes[key] = one, lines
        return known[1]

    def _table(self, lens: Lens, columns: int) -> list[Line]:
        chosen = self.shown.chosen
        return [
            titles(lens, columns),
            *(row(c, lens, columns, chosen=c.key == chosen) for c in self.shown.cells),
        ]
