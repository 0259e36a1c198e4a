"""What the keys that only look do: panes, views, and the way back."""

from __future__ import annotations

from typing import Any

from textual.events import Click, MouseEvent, MouseScrollDown, MouseScrollUp

from domain.state import ALL
from tui.panes.pane import END, WHOLE, Pane
from tui.screens.looking import LookingScreen
from tui.screens.plans import ENTRY
from tui.visits import HOME, Visit
from widgets.draw.canvas import Canvas

_WHEEL = 3


class MovingScreen(LookingScreen):
    """Actions by the ids of the key table: `do_<id>`, else the panes are asked."""

    def perform(self, action: str) -> None:
        """Carry an action out, wherever it belongs."""
        if action.startswith("pane_"):
            self.choose_pane(int(action.removeprefix("pane_")))
            return
        own = getattr(self, f"do_{action}", None)
        if own is not None:
            own()
            return
        told = self.offer(action)
        self.tell("say.later" if told is None else told)

    def offer(self, action: str) -> str | None:
        """Ask the focused pane first, then the others; None when nobody takes it."""
        sight = self.sight
        if sight is None:
            return ""
        for pane in self._panes():
            told = pane.act(sight, action)
            if told is not None:
                self.moved()
                return told
        return None

    def _panes(self) -> tuple[Pane, ...]:
        """On the screen: the focused one, the view's own, the others."""
        first = (self._focused, ENTRY[self._trail.here.view])

        def rank(pane: Pane) -> int:
            return first.index(pane.id) if pane.id in first else len(first)

        return tuple(sorted(self.board.shown, key=rank))

    def moved(self) -> None:
        """Something is chosen: what depends on it shows it."""
        sight = self.sight
        if sight is not None:
            for pane in self.board.shown:
                if pane.follows:
                    pane.show(sight, WHOLE, self._beat)
            self._foot(sight)

    def made(self, canvas: Canvas[Any], pane: Pane | None) -> None:
        """It knows where the person is."""
        super().made(canvas, pane)
        sight = self.sight
        if sight is not None and pane is not None:
            pane.visit(sight)

    # Where to

    def go(self, visit: Visit) -> None:
        """To another view."""
        self._trail.go(visit)
        self._enter()

    def _enter(self) -> None:
        visit = self._trail.here
        if visit.street != ALL:
            self._focus.choose_street(visit.street)
        if visit.case:
            self._focus.case = visit.case
        self._focused, self._zoomed = ENTRY[visit.view], False
        sight = self.sight
        if sight is not None:
            for pane in self.board.panes.values():
                pane.visit(sight)
        self.lay_out()

    def do_wall(self) -> None:
        """To the home screen."""
        self.go(HOME)

    def do_last_view(self) -> None:
        """To the view before, and again back."""
        self._trail.last()
        self._enter()

    def do_history_back(self) -> None:
        """To where the person came from."""
        if self._trail.back():
            self._enter()
        else:
            self.tell("say.none_left")

    def do_history_forward(self) -> None:
        """And forth again."""
        if self._trail.forth():
            self._enter()
        else:
            self.tell("say.none_left")

    def do_open(self) -> None:
        """What is under the cursor."""
        sight, pane = self.sight, self.pane(self._focused)
        visit = pane.open(sight) if sight and pane else None
        if visit is not None:
            self.go(visit)

    def do_escape(self) -> None:
        """Selection, filter, zoom, then back."""
        sight = self.sight
        if sight is not None and any(pane.back(sight) for pane in self._panes()):
            self.moved()
        elif self._zoomed:
            self._zoom(zoomed=False)
        elif not self._trail.back():
            self.go(HOME)
        else:
            self._enter()

    def do_back(self) -> None:
        """Out of a zoom, else to where the person came from; never out of the wall."""
        if self._zoomed:
            self._zoom(zoomed=False)
        elif self._trail.back():
            self._enter()

    # Panes

    def choose_pane(self, number: int) -> None:
        """Give a pane the keys; the one that has them is zoomed."""
        panes = self.numbered()
        if number > len(panes):
            self.tell("say.no_pane")
        elif panes[number - 1] == self._focused:
            self._zoom(zoomed=not self._zoomed)
        else:
            self._focus_on(panes[number - 1])

    def _focus_on(self, pane: str) -> None:
        self._focused = pane
        self.lay_out()

    def _zoom(self, *, zoomed: bool) -> None:
        self._zoomed = zoomed
        self.lay_out()

    def _next_pane(self, step: int) -> None:
        panes = self.numbered()
        if panes:
            at = panes.index(self._focused) if self._focused in panes else -1
            self._focus_on(panes[(at + step) % len(panes)])

    def do_next_pane(self) -> None:
        """The next pane."""
        self._next_pane(1)

    def do_previous_pane(self) -> None:
        """The pane before."""
        self._next_pane(-1)

    # Within a pane

    def _step(self, rows: int) -> None:
        sight = self.sight
        if sight is not None and any(pane.step(sight, rows) for pane in self._panes()):
            self.moved()

    def do_down(self) -> None:
        """The next row."""
        self._step(1)

    def do_up(self) -> None:
        """The row before."""
        self._step(-1)

    def _height(self) -> int:
        pane = self.pane(self._focused)
        return max(1, pane.rows - 2) if pane else 1

    def do_page_down(self) -> None:
        """A windowful on."""
        self._step(self._height())

    def do_page_up(self) -> None:
        """A windowful back."""
        self._step(-self._height())

    def do_top(self) -> None:
        """The first row."""
        self._step(-END)

    def do_bottom(self) -> None:
        """The last row."""
        self._step(END)

    def _turn_aside(self, columns: int) -> None:
        sight = self.sight
        if sight is None:
            return
        panes = self._panes()
        if any(pane.turn(sight, columns) for pane in panes):
            self.moved()

    def do_right(self) -> None:
        """The next street, or the next column."""
        self._turn_aside(1)

    def do_left(self) -> None:
        """The street before, or the column before."""
        self._turn_aside(-1)

    def do_pause(self) -> None:
        """Hold the display still, and go on."""
        self._paused = not self._paused
        if not self._paused:
            self.board.head.paused = None
        self.frame()

    # The mouse

    def on_click(self, event: Click) -> None:
        """The pane under it has the keys, and its cursor goes there."""
        self.pulse.wake()
        self.settle()
        sight = self.sight
        pane = self._under(event)
        if sight is None or pane is None:
            return
        if pane.id != self._focused and pane.id in self.numbered():
            self._focus_on(pane.id)
        corner = pane.widget.region
        if pane.point(sight, event.screen_x - corner.x, event.screen_y - corner.y):
            self.moved()

    def _under(self, event: MouseEvent) -> Pane | None:
        """The pane that is seen where the mouse is."""
        found = self.surface.at(event.screen_x, event.screen_y)
        return next((one for one in self.board.shown if one.widget is found), None)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Three rows on."""
        self._wheel(event, _WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Three rows back."""
        self._wheel(event, -_WHEEL)

    def _wheel(self, event: MouseEvent, rows: int) -> None:
        event.stop()
        self.pulse.wake()
        self.settle()
        sight, pane = self.sight, self._under(event)
        if sight is not None and pane is not None and pane.step(sight, rows):
            self.moved()
