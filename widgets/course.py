"""The head of a case's course."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.course import CourseView, course
from widgets.draw.lens import Lens
from widgets.draw.spans import Line


class CoursePane(Canvas[CourseView]):
    """Shows a `CourseView`."""

    def __init__(self, name: str = "course") -> None:
        super().__init__(name, CourseView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/course.py`."""
        return course(self.shown, lens, columns, rows)
