"""The one widget of the wall: every canvas stands on it.

A row of the screen is put together of the strips of the canvases on it and kept until
one of them changes. Canvases do not overlap but for those `above`: they lie on top, of
the same height the last one uppermost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from widgets.draw.canvas import NOWHERE, Canvas, between


class Surface(Widget):
    """Shows canvases where they stand; its corner is the screen's."""

    DEFAULT_CSS = "Surface { width: 100%; height: 100%; }"
    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(id="surface")
        self._base: list[Canvas[Any]] = []
        self._above: list[Canvas[Any]] = []
        self._rows: dict[int, Strip] = {}
        #: What stands on a row: from the left, and what lies on top.
        self._stand: dict[int, tuple[list[Canvas[Any]], list[Canvas[Any]]]] = {}
        self._blank = Style.null()

    def add(self, canvas: Canvas[Any]) -> None:
        """From now on it stands here."""
        canvas.host = self
        (self._above if canvas.above else self._base).append(canvas)
        self._above.sort(key=_height)
        self.moved(canvas, NOWHERE)

    def dress(self, blank: Style) -> None:
        """What is seen where no canvas stands."""
        if blank != self._blank:
            self._blank = blank
            self._rows.clear()
            self.refresh()

    def at(self, x: int, y: int) -> Canvas[Any] | None:
        """The canvas that is seen there."""
        canvases: list[Canvas[Any]] = [*reversed(self._above), *self._base]
        for canvas in canvases:
            if canvas.region.contains(x, y):
                return canvas
        return None

    # What canvases say

    def changed(self, canvas: Canvas[Any], regions: Iterable[Region]) -> None:
        """Parts of a canvas look different."""
        if not canvas.region:
            return
        corner = canvas.region.offset
        lids = self._lids(canvas)
        seen: list[Region] = []
        for region in regions:
            placed = region.translate(corner)
            for y in placed.line_range:
                self._rows.pop(y, None)
            seen += uncovered(placed, lids) if lids else [placed]
        if seen:
            self.refresh(*seen)

    def moved(self, canvas: Canvas[Any], before: Region) -> None:
        """A canvas came, went or stands elsewhere."""
        self._stand.clear()
        regions = [region for region in (before, canvas.region) if region]
        if canvas.above:  # its edges may stand within wide characters
            columns = self.size.width
            regions = [Region(0, one.y, columns, one.height) for one in regions]
        for region in regions:
            for y in region.line_range:
                self._rows.pop(y, None)
        if regions:
            self.refresh(*regions)

    def _lids(self, canvas: Canvas[Any]) -> list[Region]:
        """Where others lie on top of it."""
        above = self._above
        if canvas.above:
            above = above[above.index(canvas) + 1 :]
        return [one.region for one in above if one.region.overlaps(canvas.region)]

    # What the screen asks

    def on_resize(self) -> None:
        """Rows of another length."""
        self._rows.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows; the per-line machinery of a widget is not used."""
        rows = [self.row(y) for y in crop.line_range]
        if crop.x == 0 and crop.right >= self.size.width:
            return rows
        return [row.crop(crop.x, crop.right) for row in rows]

    def row(self, y: int) -> Strip:
        """One row, as wide as the screen."""
        row = self._rows.get(y)
        if row is None:
            row = self._rows[y] = self._composed(y, self.size.width)
        return row

    def parts(self, y: int, start: int, end: int) -> list[Segment]:
        """What stands in some cells of a row, from one to before another."""
        base, above = self._standing(y)
        if above or y in self._rows:
            return between(self.row(y), start, end)
        found: list[Segment] = []
        at = start
        for canvas in base:
            x, top, wide, _ = canvas.region
            if x >= end or x + wide <= start:
                continue
            if x > at:
                found.append(Segment(" " * (x - at), self._blank))
            last = min(end, x + wide)
            found += canvas.parts(y - top, max(start, x) - x, last - x)
            at = last
        if at < end:
            found.append(Segment(" " * (end - at), self._blank))
        return found

    def _standing(self, y: int) -> tuple[list[Canvas[Any]], list[Canvas[Any]]]:
        found = self._stand.get(y)
        if found is None:
            base = sorted(_on(self._base, y), key=_left)
            found = self._stand[y] = base, list(_on(self._above, y))
        return found

    def _composed(self, y: int, columns: int) -> Strip:
        parts: list[Strip] = []
        at = 0
        base, above = self._standing(y)
        for canvas in base:
            x, top, width, _ = canvas.region
            if x > at:
                parts.append(Strip.blank(x - at, self._blank))
            parts.append(canvas.strip(y - top))
            at = x + width
        if at < columns:
            parts.append(Strip.blank(columns - at, self._blank))
        row = parts[0] if len(parts) == 1 else Strip.join(parts)
        for canvas in above:
            x, top, width, _ = canvas.region
            lid = canvas.strip(y - top)
            row = Strip.join([row.crop(0, x), lid, row.crop(x + width, columns)])
        return row


def _on(canvases: list[Canvas[Any]], y: int) -> Iterator[Canvas[Any]]:
    return (one for one in canvases if one.region.y <= y < one.region.bottom)


def _height(canvas: Canvas[Any]) -> int:
    return canvas.above


def _left(canvas: Canvas[Any]) -> int:
    return canvas.region.x


def uncovered(region: Region, lids: Iterable[Region]) -> list[Region]:
    """What is seen of a region one row high under others."""
    seen = [region]
    for lid in lids:
        if not lid.y <= region.y < lid.bottom:
            continue
        left = [
            Region(one.x, one.y, min(one.right, lid.x) - one.x, 1)
            for one in seen
            if one.x < lid.x
        ]
        right = [
            Region(start, one.y, one.right - start, 1)
            for one in seen
            if one.right > (start := max(one.x, lid.right))
        ]
        seen = left + right
    return seen
