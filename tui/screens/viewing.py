"""Photos above the wall: opened, stepped through, closed without a trace.

While they are open they have every key: none of the wall's own comes through, so
nothing is written to a case that cannot be seen.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui.screens.arrangement import Rect
from tui.screens.desk import DeskScreen
from tui.visits import Visit
from widgets.draw.canvas import NOWHERE

if TYPE_CHECKING:
    from tui.pictures.showing import Showing
    from tui.review import Review


class ViewingScreen(DeskScreen):
    """`o` and `:photo` show the photos of the chosen case."""

    @cached_property
    def showing(self) -> Showing:
        """Imported when the first photo is opened."""
        from tui.pictures.showing import Showing

        return Showing(self)

    @property
    def here(self) -> Visit:
        """Where the person is."""
        return self._trail.here

    @property
    def chosen(self) -> str:
        """The case under the cursor."""
        return self._focus.case

    @property
    def theme_name(self) -> str:
        """The theme that was chosen."""
        return self._theme

    @property
    def url(self) -> str:
        """Where the centre is."""
        return self._url

    def on_unmount(self) -> None:
        """Nothing of a picture stays on the terminal."""
        if "showing" in vars(self):
            self.showing.wipe()
        if "gallery" in vars(self.board):
            self.board.gallery.stop()

    # Keys and commands

    def do_photo(self) -> None:
        """The photos of the chosen case."""
        said = self.show_photo(0)
        if said:
            self.tell(said)

    def show_photo(self, number: int) -> str:
        """The first, and this one beside it; 0: the one of the check."""
        sight = self.sight
        if sight is None:
            return ""
        visit = self._trail.here
        if visit.view != "case":
            if sight.case is None:
                return "say.no_case"
            self.go(Visit("case", case=sight.case.id))
        name = self._trail.here.case or self._focus.case
        if not name:
            return "say.no_case"
        showing = self.showing
        self.board.gallery.open(name, number)
        showing.look()
        return ""

    def asked(self, key: str, character: str) -> bool:
        """Open photos get every key, and pass none on."""
        if not self.board.viewing:
            return super().asked(key, character)
        gallery = self.board.gallery
        if key == "ctrl+c":
            self.do_leave()
            return True
        gallery.press(key, character)
        self.showing.look()
        return True

    def do_leave(self) -> None:
        """Say how to leave."""
        raise NotImplementedError

    def pasted(self, text: str) -> None:
        """Pasted text is no key: photos have no use for it."""
        if not self.board.viewing:
            super().pasted(text)

    @property
    def review(self) -> Review | None:
        """The conflict that is shown: not above a photo."""
        return None if self.board.viewing else super().review

    # What is shown

    def frame(self) -> None:
        """What was waited for may be there."""
        super().frame()
        if self.board.viewing:
            self.showing.look()

    def _above(self, columns: int, rows: int) -> None:
        super()._above(columns, rows)
        board = self.board
        whole = Rect(0, 1, columns, max(1, rows - 2))
        board.lay("photo", whole if board.viewing else None)
        if board.viewing:
            # What cannot be seen is not painted: under sixels it would take them away.
            for widget in (
                board.figures.widget,
                *(p.widget for p in board.panes.values()),
            ):
                widget.put(NOWHERE)
