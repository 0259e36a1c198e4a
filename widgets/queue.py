"""The queue: what waits for the person at the wall."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.queue import QueueView, queue
from widgets.draw.spans import Line


class QueuePane(Canvas[QueueView]):
    """Shows a `QueueView`."""

    def __init__(self, name: str = "queue") -> None:
        super().__init__(name, QueueView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/queue.py`."""
        return queue(self.shown, lens, columns, rows)
