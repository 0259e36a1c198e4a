"""What a case has to do with."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.related import RelatedView, related
from widgets.draw.spans import Line


class RelatedPane(Canvas[RelatedView]):
    """Shows a `RelatedView`."""

    def __init__(self, name: str = "related") -> None:
        super().__init__(name, RelatedView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/related.py`."""
        return related(self.shown, lens, columns, rows)
