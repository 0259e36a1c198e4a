"""The twelve cells: boxes four abreast, or rows of a table; one widget for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from domain.views.cells import Cell
from widgets.draw.canvas import Canvas, Palette, between, changes
from widgets.draw.cell import HEADING_ROWS, Drawn, box
from widgets.draw.lens import Lens
from widgets.draw.row import row, titles
from widgets.draw.spans import Line, Span, exact, gap, line

_ABREAST: Final = 4
_GAP: Final = 2
#: Smallest box worth drawing: its heading and a line of its stream.
_LEAST_COLUMNS: Final = 26
_LEAST_ROWS: Final = HEADING_ROWS + 2
#: Lines of streams kept as they were drawn: some minutes' worth.
_STREAMED: Final = 2000


class CellsView(msgspec.Struct, frozen=True):
    """The cells of the page, in order; `chosen` is the key of one of them."""

    cells: tuple[Cell, ...] = ()
    chosen: str = ""


class _Laid:
    """A box on the wall: where it stands, what is drawn there."""

    __slots__ = ("lines", "place", "strips")

    def __init__(self, place: Region, lines: list[Line], strips: list[Strip]) -> None:
        self.place, self.lines, self.strips = place, lines, strips


class CellWall(Canvas[CellsView]):
    """Shows a `CellsView`. A cell that did not change is not drawn again."""

    def __init__(self, name: str = "cells") -> None:
        super().__init__(name, CellsView())
        #: Where each box stands and what is drawn there, while boxes are.
        self._laid: list[_Laid] = []
        #: Rows whose boxes have changed since they were put together.
        self._torn: set[int] = set()
        #: Whether boxes are left that show what was; where drawing goes on.
        self.left = False
        self._next = 0
        self._streams: dict[int, Drawn] = {}  # by width
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
        self._streams.clear()
        super().dress(palette, lens)

    def show_some(self, view: CellsView, most: int) -> None:
        """As `show`, but draw so many boxes at once; `redraw` goes on with the rest.

        What is drawn in one go holds up the keys.
        """
        if view != self.shown or self.left:
            self.shown = view
            self.redraw(most)

    def redraw(self, most: int = 0) -> None:
        """Draw again only the boxes of cells that differ; at most so many, 0: all."""
        self.left = False
        size = self._box_size(*self.size)
        lens, cells = self._lens, self.shown.cells
        fits = self._strips and len(self._laid) == len(cells)
        if lens is None or size is None or not fits:
            # Boxes are drawn piece by piece: there is nothing to compare rows with.
            (self.repaint if self._laid else super().redraw)()
            return
        regions: list[Region] = []
        drawn = 0
        for at in (*range(self._next, len(cells)), *range(self._next)):
            if most and drawn == most:
                self._next, self.left = at, True
                break
            laid = self._laid[at]
            lines = self._box(cells[at], lens, *size)
            if lines is not laid.lines:
                drawn += 1
                regions += self._replace(laid, lines)
        self._torn.update(region.y for region in regions)
        if regions and self.host is not None:
            self.host.changed(self, regions)

    def _replace(self, laid: _Laid, lines: list[Line]) -> Iterator[Region]:
        """Have these lines in a box; what differs."""
        place = laid.place
        for at, (old, new) in enumerate(zip(laid.lines, lines, strict=True)):
            if old != new:
                laid.strips[at] = self._strip(new, place.width)
                for x, wide in changes(old, new):
                    yield Region(place.x + x, place.y + at, wide, 1)
        laid.lines = lines

    def strip(self, y: int) -> Strip:
        """One of its rows; drawn now if it was not."""
        if not self._strips and self._box_size(*self.size) and self._lens is not None:
            self._drawn = self._lines()
            self._strips = [self._joined(row) for row in range(self.size.height)]
            self._torn.clear()
        if y in self._torn and self._laid and self._strips:
            self._torn.discard(y)
            self._strips[y] = self._joined(y)
        return super().strip(y)

    def parts(self, y: int, start: int, end: int) -> list[Segment]:
        """Straight from the boxes: the whole row is seldom asked for."""
        if not (self._laid and self._strips):
            return super().parts(y, start, end)
        found: list[Segment] = []
        at = start
        for laid in self._laid:
            x, top, wide, high = laid.place
            if top <= y < top + high and x < end and x + wide > start:
                if x > at:
                    found += self._blank(x - at)
                last = min(end, x + wide)
                found += between(laid.strips[y - top], max(start, x) - x, last - x)
                at = last
        return found + self._blank(end - at) if at < end else found

    def _blank(self, cells: int) -> list[Segment]:
        return list(self._strip(Line((gap(cells),)), cells))

    def text(self) -> list[str]:
        """What is shown, a string a row."""
        shown = super().text()
        rows = range(len(shown)) if self._laid else ()
        return [self._row(y).text for y in rows] or shown

    def _joined(self, y: int) -> Strip:
        """The strips of the boxes that a row goes through."""
        parts: list[Strip] = []
        at = 0
        for laid in self._laid:
            place = laid.place
            if place.y <= y < place.bottom:
                if place.x > at:
                    parts.append(self._strip(Line((gap(place.x - at),)), place.x - at))
                parts.append(laid.strips[y - place.y])
                at = place.right
        left = self.size.width - at
        if left > 0 or not parts:
            parts.append(self._strip(Line((gap(left),)), left))
        return Strip.join(parts)

    def _row(self, y: int) -> Line:
        spans: list[Span] = []
        at = 0
        for laid in self._laid:
            place = laid.place
            if place.y <= y < place.bottom:
                spans += (gap(place.x - at), *laid.lines[y - place.y].spans)
                at = place.right
        return exact(line(*spans), self.size.width)

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """Boxes where they fit, else a table."""
        size = self._box_size(columns, rows)
        if size is None:
            self._laid = []
            return self._table(lens, columns)
        return self._wall(lens, *size)

    def _box_size(self, columns: int, rows: int) -> tuple[int, int] | None:
        bands = -(-max(1, len(self.shown.cells)) // _ABREAST)
        wide = (columns + _GAP) // _ABREAST - _GAP
        high = (rows + 1) // bands - 1
        if wide < _LEAST_COLUMNS or high < _LEAST_ROWS:
            return None
        return wide, high

    def _wall(self, lens: Lens, wide: int, high: int) -> list[Line]:
        self._laid = []
        for at, one in enumerate(self.shown.cells):
            band, column = divmod(at, _ABREAST)
            place = Region(column * (wide + _GAP), band * (high + 1), wide, high)
            lines = self._box(one, lens, wide, high)
            strips = [self._strip(each, wide) for each in lines]
            self._laid.append(_Laid(place, lines, strips))
        bands = -(-len(self._laid) // _ABREAST)
        return [self._row(y) for y in range(bands * (high + 1) - 1)]

    def _box(self, one: Cell, lens: Lens, wide: int, high: int) -> list[Line]:
        chosen = one.key == self.shown.chosen
        key = (one.key, wide, high, chosen)
        known = self._boxes.get(key)
        if known is None or known[0] != one:
            if len(self._boxes) > 4 * len(self.shown.cells):
                self._boxes.clear()
            kept = self._streams.setdefault(wide, {})
            if len(kept) > _STREAMED:
                kept.clear()
            lines = box(one, lens, wide, high, kept, chosen=chosen)
            known = self._boxes[key] = one, lines
        return known[1]

    def _table(self, lens: Lens, columns: int) -> list[Line]:
        chosen = self.shown.chosen
        return [
            titles(lens, columns),
            *(row(c, lens, columns, chosen=c.key == chosen) for c in self.shown.cells),
        ]
