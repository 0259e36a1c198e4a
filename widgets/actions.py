"""What was done, and what became of it."""

from __future__ import annotations

from widgets.draw.actions import ActionsView, actions
from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class ActionsPane(Canvas[ActionsView]):
    """Shows a `ActionsView`."""

    def __init__(self, name: str = "actions") -> None:
        super().__init__(name, ActionsView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/actions.py`."""
        return actions(self.shown, lens, columns, rows)
