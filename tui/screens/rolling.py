"""The carousel on the screen: `v` or `:carousel 5s`, and any key stops it."""

from __future__ import annotations

from domain.state import ALL
from tui.panes.pane import FRAMES
from tui.screens.copying import CopyingScreen
from tui.visits import Visit


class RollingScreen(CopyingScreen):
    """Starts and stops `board.carousel`; the street pane lets it turn."""

    _rolled = False

    def stand_still(self) -> None:
        """A key was pressed: somebody wants to look at this street."""
        self._rolled = self.board.carousel.stop()

    def do_carousel(self) -> None:
        """On and off."""
        rolled, self._rolled = self._rolled, False
        self.tell(self.roll(0 if rolled else self.board.carousel.seconds))

    def roll(self, seconds: int) -> str:
        """Roll through the streets, so many seconds each; 0 stops it."""
        carousel, place = self.board.carousel, self._place
        if not seconds:
            carousel.stop()
            return "say.carousel_off"
        streets = [street.code for street in place.streets] if place else []
        if not carousel.start(streets, self._beat / FRAMES, seconds):
            return "say.carousel_none"
        street = self._focus.street
        if street == ALL or self._trail.here.view != "street":
            self.go(Visit("street", street=streets[0] if street == ALL else street))
        return "say.carousel_on"
