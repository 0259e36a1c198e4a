"""The form that turns chosen cases into commands."""

from __future__ import annotations

from widgets.draw.canvas import Canvas
from widgets.draw.form import FormView, form, needed
from widgets.draw.lens import Lens
from widgets.draw.spans import Line

_LEAST = 3


class FormLine(Canvas[FormView]):
    """Shows a `FormView`."""

    above = 1

    def __init__(self, name: str = "form") -> None:
        super().__init__(name, FormView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/form.py`."""
        return form(self.shown, lens, columns, rows)

    def rows_for(self, view: FormView, columns: int) -> int:
        """How many rows a view takes; three at least."""
        lens = self._lens
        return max(_LEAST, needed(view, lens, columns)) if lens else _LEAST
