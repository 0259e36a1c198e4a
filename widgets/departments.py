"""The departments' bounce rates."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.departments import DepartmentsView, departments
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class DepartmentBars(Canvas[DepartmentsView]):
    """Shows a `DepartmentsView`."""

    def __init__(self, name: str = "departments") -> None:
        super().__init__(name, DepartmentsView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/departments.py`."""
        return departments(self.shown, lens, columns, rows)
