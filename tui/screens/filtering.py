"""The filter line of the queue: it gets the keys while it is open, and commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui.screens.keeping import KeepingScreen
from tui.visits import Visit

if TYPE_CHECKING:
    from tui import commands
    from tui.panes.pane import Pane
    from tui.panes.queue import QueuePane
    from widgets.draw.canvas import Canvas


class FilteringScreen(KeepingScreen):
    """What is on is part of the visit, so that the way back finds it again."""

    @property
    def list(self) -> QueuePane:
        """The pane with the cases."""
        pane: Any = self.board.pane("queue")
        found: QueuePane = pane
        return found

    def asked(self, key: str, character: str) -> bool:
        """Give a key to whatever is open; False when nothing is."""
        sight = self.sight
        if sight is None or not self.list.typing:
            return super().asked(key, character)
        self.list.press(sight, key, character)
        self._listed()
        return True

    def pasted(self, text: str) -> None:
        """Pasted text goes into the line."""
        sight = self.sight
        if sight is None or not self.list.typing:
            super().pasted(text)
            return
        self.list.paste(sight, text)
        self._listed()

    def perform(self, action: str) -> None:
        """Carry an action out; the list may be another one then."""
        super().perform(action)
        self._note_filter()

    def do_filter(self) -> None:
        """Open the filter line, in the queue if there is no list here."""
        if self.pane("queue") is None:
            self.go(Visit("queue"))
        self.offer("filter")

    def narrow(self, text: str) -> str:
        """Show what a filter finds, or tell what is wrong with it."""
        fault = self.list.box.fault_of(text)
        if fault is not None:
            return self._say(fault.key).format(*fault.args)
        return super().narrow(text)

    def keep_filter(self, name: str) -> str:
        """Save the filter that is on."""
        self._note_filter()
        return super().keep_filter(name)

    def order(self, column: str, *, descending: bool) -> str:
        """Sort the queue."""
        sight = self.sight
        if sight is None:
            return ""
        told = self.list.order(sight, column, descending=descending)
        self.moved()
        return told

    def choose_columns(self, columns: Sequence[str]) -> str:
        """The columns of the queue."""
        sight = self.sight
        return "" if sight is None else self.list.choose_columns(sight, columns)

    @property
    def world(self) -> commands.World:
        """What arguments may be, with the columns."""
        from tui.panes.queue import column_offers

        known = super().world
        columns = () if self.sight is None else column_offers(self.sight.lens)
        return known._replace(columns=columns)

    def made(self, canvas: Canvas[Any], pane: Pane | None) -> None:
        """The list is made when it is first looked at."""
        super().made(canvas, pane)
        if pane is not None and pane.id == "queue":
            self._serve()

    def frame(self) -> None:
        """Saved filters are the tabs of the queue; `@me` is who is signed in."""
        if "queue" in self.board.panes:
            self._serve()
        super().frame()

    def _serve(self) -> None:
        box, arming = self.list.box, self.arming
        box.saved = dict(self.filters)
        if (box.me, box.unit) != (arming.account, arming.unit):
            self.list.sign_in(self.sight, arming.account, arming.unit)
        self.list.serve(self.sight, arming.role)

    def _listed(self) -> None:
        self._note_filter()
        self.moved()

    def _note_filter(self) -> None:
        """The visit is the queue with this filter."""
        here, box = self._trail.here, self.list.box
        if here.view != "queue" or box.typing or box.faults:
            return
        text = "" if box.text == box.usual else box.text
        if here.filter != text:
            self._trail.replace(here._replace(filter=text))
