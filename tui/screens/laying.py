"""Where panes and bars of the wall stand: in cells, anew for every size and view."""

from __future__ import annotations

from textual.events import Resize
from textual.screen import Screen

from tui.model import Model
from tui.panes.board import MAKERS, Board, put
from tui.screens.arrangement import (
    FIGURE_ROWS,
    Arrangement,
    Rect,
    arrangement,
    body,
    margin,
    placed,
)
from tui.screens.plans import plan_of
from tui.visits import History


class LayingScreen(Screen[None]):
    """Knows the board, where the person is, and which pane has the keys."""

    board: Board
    _trail: History
    _focused: str
    _zoomed: bool
    _model: Model | None

    def again(self) -> None:
        """Nothing on screen is to be relied on."""
        raise NotImplementedError

    def on_resize(self, event: Resize) -> None:
        """Other room, another plan."""
        self._lay_out(event.size.width, event.size.height)

    def lay_out(self) -> None:
        """Put every pane where it belongs now."""
        self._lay_out(*self.size)

    def _lay_out(self, columns: int, rows: int) -> None:
        kind = arrangement(columns, rows)
        places = self._places(kind, columns, rows)
        self.board.shown = tuple(self.board.pane(name) for name in places)
        for name, pane in self.board.panes.items():
            put(pane.widget, places.get(name))
        self._bars(kind, columns, rows, places.get("cells"))
        self._number(places)
        self.again()

    def _places(self, kind: Arrangement, columns: int, rows: int) -> dict[str, Rect]:
        if not kind.whole:
            return {}
        room = body(kind, columns, rows)
        if self._zoomed and self._focused in MAKERS:
            return {self._focused: room}
        plan = plan_of(self._trail.here.view, kind)
        return placed(plan, room, self._focused, MAKERS)

    def _bars(
        self, kind: Arrangement, columns: int, rows: int, cells: Rect | None
    ) -> None:
        board, small = self.board, kind is Arrangement.SMALL
        whole = Rect(0, 0, columns, rows)
        figures = kind is Arrangement.FIGURES
        high = rows - 2 if figures else FIGURE_ROWS.get(kind, 0)
        line = Rect(0, 0, columns, 1)
        put(board.head.widget, None if small else line)
        put(board.foot, None if small else line._replace(y=rows - 1))
        side = margin(columns)
        put(
            board.figures.widget,
            None if small else Rect(side, 1, columns - 2 * side, high),
        )
        put(board.small, whole if small else None)
        empty = self._model is not None and self._model.empty
        put(board.empty, cells if empty else None)
        if empty:
            put(board.pane("cells").widget, None)
        self._above(columns, rows)

    def _above(self, columns: int, rows: int) -> None:
        """Where that stands which opens above the panes."""

    def _number(self, places: dict[str, Rect]) -> None:
        for number, name in enumerate(self.numbered(), 1):
            pane = self.board.panes.get(name)
            if pane is not None:
                sign = str(number) if name in places and number < 10 else ""  # noqa: PLR2004
                pane.widget.number(sign, focused=name == self._focused)

    def numbered(self) -> tuple[str, ...]:
        """The panes of this view in the order of their keys."""
        kind = arrangement(*self.size)
        if not kind.whole:
            return ()
        plan = plan_of(self._trail.here.view, kind)
        return tuple(name for name in plan.panes if name in MAKERS)
