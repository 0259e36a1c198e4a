"""The departments side by side."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.scores import ScoresView, scores
from widgets.draw.spans import Line


class ScoresTable(Canvas[ScoresView]):
    """Shows a `ScoresView`."""

    def __init__(self, name: str = "scores") -> None:
        super().__init__(name, ScoresView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/scores.py`."""
        return scores(self.shown, lens, columns, rows)
