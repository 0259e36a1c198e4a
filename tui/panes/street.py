"""The panes of one street: its cell enlarged, its departments, its officers."""

from __future__ import annotations

from domain.state import ALL
from domain.views.street import (
    Counting,
    Duty,
    Load,
    StreetCases,
    Unit,
    duties,
    units,
)
from tui.carousel import Carousel
from tui.model import News
from tui.panes.pane import FRAMES, SLOW, Pane, Sight
from tui.visits import Visit
from widgets.draw.street import (
    HEADING_ROWS,
    OfficersView,
    StreetView,
    UnitsView,
    roster,
)
from widgets.officers import OfficersPane as OfficersWidget
from widgets.street import StreetPane as StreetWidget
from widgets.units import UnitsPane as UnitsWidget


class Tally:
    """What is open in the street, counted once for the panes that show it.

    Asked by each of them in every frame; the first one does the work, in small pieces.
    """

    def __init__(self) -> None:
        self.cases = StreetCases()
        self.load = Load()
        self.street = ""
        self._counting: Counting | None = None
        self._counted = False  # for this street, at least once
        self._turns = -1  # those of the model that it has seen
        self._old = True

    @property
    def complete(self) -> bool:
        """Whether what is shown was counted to the end."""
        return self.cases.complete and self._counted

    def turn(self, sight: Sight, news: News, beat: int) -> bool:
        """Take what was touched; whether it was counted anew, once a second at most."""
        model, street = sight.model, sight.focus.street
        turns = model.turns
        if turns != self._turns:
            if news.replaced or turns != self._turns + 1:
                self.cases.begin(model.state)
                self._old = True
            self.cases.touch(model.state, news.touched)
            self.cases.go_on(model.state)
        if street != self.street:
            self.street, self.load, self._counted = street, Load(), False
            self._counting, self._old = None, True
        fresh, self._turns = turns != self._turns, turns
        self._old = self._old or street in news.keys
        if not self.cases.complete:
            return False
        if self._counting is None and self._due(beat):
            self._counting, self._old = Counting(self.cases.of(street)), False
            fresh = True
        return fresh and self._count(sight)

    def _due(self, beat: int) -> bool:
        return self._old and (not self._counted or beat % FRAMES == 0)

    def _count(self, sight: Sight) -> bool:
        if self._counting is None:
            return False
        found = self._counting.go_on(sight.model.index.light)
        if found is None:
            return False
        self.load, self._counting, self._counted = found, None, True
        return True


class StreetPane(Pane):
    """The cell of the chosen street; the carousel says how it rolls."""

    id = "street"
    follows = True

    def __init__(self, carousel: Carousel) -> None:
        self.street = StreetWidget()
        self.carousel = carousel
        self._rolls = 0
        self._key = ""
        self._old = True
        super().__init__(self.street)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When its counts or its time changed, or another street is chosen."""
        self._roll(sight, beat)
        key, model = sight.focus.street, sight.model
        self._old = self._old or news.minute or key in news.keys
        moved = key != self._key or self._rolls != self._rolling
        if not (news.replaced or moved or (self._old and beat % FRAMES == 0)):
            return
        self._key, self._old, self._rolls = key, False, self._rolling
        hour = model.clock.local(model.now).hour
        cell = model.cell(key, 0)
        self.street.show(StreetView(cell, self._rolls, hour, sight.stamp))

    def _roll(self, sight: Sight, beat: int) -> None:
        """Let the carousel turn; the other panes follow the street that is chosen."""
        street = self.carousel.turn(sight.focus.street, beat / FRAMES)
        if street is not None:
            sight.focus.choose_street(street)

    @property
    def _rolling(self) -> int:
        return self.carousel.seconds if self.carousel.running else 0

    def turn(self, sight: Sight, columns: int) -> bool:
        """The next street."""
        sight.focus.step_street(columns)
        return True

    def open(self, sight: Sight) -> Visit | None:
        """Its cases."""
        return Visit("queue", filter=in_street(sight.focus.street))


def in_street(street: str) -> str:
    """The filter for the cases of a street; none for the whole place."""
    return "" if street == ALL else f"street={street}"


class UnitsPane(Pane):
    """The departments at work in the street."""

    id = "units"
    follows = True

    def __init__(self, tally: Tally) -> None:
        self.units = UnitsWidget()
        self._tally = tally
        self._all: tuple[Unit, ...] = ()
        self._start, self._row = 0, 0
        self._key = ""
        super().__init__(self.units)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When the counts are new."""
        if sight.focus.street != self._key:
            self._key, self._start, self._row = sight.focus.street, 0, 0
        counted = self._tally.turn(sight, news, beat)
        if counted or news.replaced or beat % SLOW == 0:
            model = sight.model
            self._all = units(model.state, self._key, self._tally.load, model.now)
            self._hand_down(sight)

    def _hand_down(self, sight: Sight) -> None:
        view = UnitsView(
            units=self._all,
            key=self._key,
            start=self._start,
            cursor=self._row if sight.focused == self.id else None,
            loading=not self._tally.complete,
            stamp=sight.stamp,
        )
        self.units.show(view)

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the departments, while the pane has the keys."""
        if sight.focused != self.id:
            return False
        self._row = max(0, min(self._row + rows, len(self._all) - 1))
        low = self._row - max(1, self.rows - HEADING_ROWS) + 1
        self._start = max(0, low, min(self._start, self._row))
        self._hand_down(sight)
        return True

    def open(self, sight: Sight) -> Visit | None:
        """What the department has there."""
        if self._row >= len(self._all):
            return None
        code = self._all[self._row].department
        place = in_street(sight.focus.street)
        return Visit("queue", filter=f"{place} dept={code}".strip())


class OfficersPane(Pane):
    """Who is on the roster of the street, grid by grid."""

    id = "officers"
    follows = True

    def __init__(self, tally: Tally) -> None:
        self.officers = OfficersWidget()
        self._tally = tally
        self._all: tuple[Duty, ...] = ()
        self._start = 0
        self._key = ""
        super().__init__(self.officers)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When the counts are new."""
        moved = sight.focus.street != self._key
        if moved:
            self._key, self._start = sight.focus.street, 0
        counted = self._tally.turn(sight, news, beat)
        if moved or counted or news.replaced or beat % FRAMES == 0:
            self._all = duties(sight.model.place, self._key, self._tally.load)
            self._hand_down(sight)

    def _view(self, sight: Sight) -> OfficersView:
        return OfficersView(self._all, self._key, self._start, sight.stamp)

    def _hand_down(self, sight: Sight) -> None:
        self.officers.show(self._view(sight))

    def step(self, sight: Sight, rows: int) -> bool:
        """Scroll, while the pane has the keys."""
        if sight.focused != self.id:
            return False
        columns = self.officers.size.width
        size = len(roster(self._view(sight), sight.lens, columns))
        last = max(0, size - self.rows + 1)
        self._start = max(0, min(self._start + rows, last))
        self._hand_down(sight)
        return True


def street_panes(carousel: Carousel) -> tuple[Pane, ...]:
    """The three of them over one tally."""
    tally = Tally()
    return StreetPane(carousel), UnitsPane(tally), OfficersPane(tally)
