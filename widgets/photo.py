"""The photos of a case, as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.geometry import Region

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.photo import PhotoView, Place, photo, rooms
from widgets.draw.spans import Ground, Line, Rgb, Span


class PhotoBox(Canvas[PhotoView]):
    """Shows a `PhotoView`.

    `painted` is told which of its cells are drawn anew: what the terminal has drawn
    there by itself is gone; `moved` when it has got another room.
    """

    above = 1

    def __init__(self, name: str = "photo") -> None:
        super().__init__(name, PhotoView())
        self.painted: Callable[[Sequence[Region]], None] = lambda _: None
        self.moved: Callable[[], None] = lambda: None

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/photo.py`."""
        return photo(self.shown, lens, columns, rows)

    def rooms(self, view: PhotoView) -> list[Place]:
        """Where the pictures of a view may stand, in cells of this widget."""
        lens = self._lens
        if lens is None:
            return []
        return rooms(view.sides, lens, view.now, *self.size)

    def style(self, span: Span, ground: Ground) -> Style:
        """A photo's dots have colours of their own."""
        if isinstance(span.tone, Rgb) and isinstance(span.back, Rgb):
            return Style(color=_colour(span.tone), bgcolor=_colour(span.back))
        return super().style(span, ground)

    def put(self, region: Region) -> None:
        """Other room, other pictures."""
        before = self.region
        super().put(region)
        if region and region != before:
            self.moved()

    def paint(self, regions: Sequence[Region]) -> None:
        """Tell which cells they are."""
        super().paint(regions)
        self.painted(regions)


def _colour(dot: Rgb) -> Color:
    return Color.from_triplet(ColorTriplet(*dot))
