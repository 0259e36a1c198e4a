"""The queue: what waits for the person at the wall."""

from __future__ import annotations

from typing import Final

from widgets.draw.canvas import Canvas, Palette
from widgets.draw.lens import Lens
from widgets.draw.queue import Drawn, QueueView, queue
from widgets.draw.spans import Line

#: Rows kept: some screenfuls.
_ROWS: Final = 1000


class QueuePane(Canvas[QueueView]):
    """Shows a `QueueView`."""

    def __init__(self, name: str = "queue") -> None:
        super().__init__(name, QueueView())
        self._rows: Drawn = {}
        self._fits: tuple[object, ...] = ()  # what the rows were drawn for

    def dress(self, palette: Palette, lens: Lens) -> None:
        """Names or words may differ: every row has to be drawn again."""
        self._rows.clear()
        super().dress(palette, lens)

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/queue.py`."""
        view = self.shown
        fits = (view.now, view.columns, view.street, columns)
        if fits != self._fits or len(self._rows) > _ROWS:
            self._fits, self._rows = fits, {}
        return queue(view, lens, columns, rows, self._rows)
