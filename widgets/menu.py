"""The menu of everything that may be done with a case."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.menu import MenuView, menu
from widgets.draw.spans import Line


class MenuBox(Canvas[MenuView]):
    """Shows a `MenuView`."""

    above = 1

    def __init__(self, name: str = "menu") -> None:
        super().__init__(name, MenuView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/menu.py`."""
        return menu(self.shown, lens, columns, rows)
