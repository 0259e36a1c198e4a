"""How the machinery does, and the tail of its log."""

from __future__ import annotations

from domain.views.ops import LogView, OpsView
from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.ops import log, ops
from widgets.draw.spans import Line


class OpsTable(Canvas[OpsView]):
    """Shows an `OpsView`."""

    def __init__(self, name: str = "ops") -> None:
        super().__init__(name, OpsView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/ops.py`."""
        return ops(self.shown, lens, columns, rows)


class LogTable(Canvas[LogView]):
    """Shows a `LogView`."""

    def __init__(self, name: str = "log") -> None:
        super().__init__(name, LogView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/ops.py`."""
        return log(self.shown, lens, columns, rows)
