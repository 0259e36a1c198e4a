"""The help: every key and command."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.keys import KeysView, keys, most
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class KeyTable(Canvas[KeysView]):
    """Shows a `KeysView`."""

    above = 1

    def __init__(self, name: str = "keys") -> None:
        super().__init__(name, KeysView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/keys.py`."""
        return keys(self.shown, lens, columns, rows)

    def most(self, columns: int, rows: int) -> int:
        """The last start of what is shown that leaves no empty lines in such a room.

        The room is given, for a key may come before the widget has got its own.
        """
        lens = self._lens
        return most(self.shown, lens, columns, rows) if lens else 0
