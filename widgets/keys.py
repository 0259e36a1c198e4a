"""The help: every key and command."""

from __future__ import annotations

from typing import ClassVar

from widgets._tcss import beside
from widgets.draw.canvas import Canvas
from widgets.draw.keys import KeysView, keys, most
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class KeyTable(Canvas[KeysView]):
    """Shows a `KeysView`. `most` is the last start that leaves no empty lines."""

    DEFAULT_CSS: ClassVar[str] = beside(__name__)
    above: ClassVar[bool] = True

    def __init__(self, name: str = "keys") -> None:
        super().__init__(name, KeysView())
        self.most = 0

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/keys.py`."""
        self.most = most(self.shown, lens, columns, rows)
        return keys(self.shown, lens, columns, rows)
