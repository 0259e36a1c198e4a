"""The command line."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.entry import EntryView, entry_lines
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class Entry(Canvas[EntryView]):
    """Shows a `EntryView`."""

    above = 1

    def __init__(self, name: str = "entry") -> None:
        super().__init__(name, EntryView())

    def drawing(self, lens: Lens, columns: int, _rows: int) -> list[Line]:
        """See `widgets/draw/entry.py`."""
        return entry_lines(self.shown, lens, columns)
