"""A live stream of its own, where the cells have no room for theirs."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line
from widgets.draw.stream import StreamView, stream


class StreamPane(Canvas[StreamView]):
    """Shows a `StreamView`."""

    def __init__(self, name: str = "stream") -> None:
        super().__init__(name, StreamView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/stream.py`."""
        return stream(self.shown, lens, columns, rows)
