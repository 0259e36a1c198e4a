"""How many cases each tab of the queue holds.

The wall's own tabs are counted anyway; a person's by looking through the cases bit by
bit, so that no frame waits for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

from domain.codes import State
from domain.state import ALL
from domain.views.filter import Filter, Row, Vocabulary, parse
from tui.filterbox import FilterBox, Kept
from tui.model import Model
from widgets.draw.queue import TabView

#: The first tab: the queue as it is, or a role's own work.
TODO: Final = "tab.todo"
#: Cases looked at in a frame.
_BIT: Final = 500


class Tallies:
    """Goes round the saved filters; a count is as old as one round."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._words: Vocabulary | None = None
        self._name = ""
        self._filter = Filter()
        self._ids: list[str] = []
        self._found = 0

    def count(self, model: Model, tab: Kept) -> int | None:
        """How many; None while that is not known yet."""
        if not tab.word or (tab.word == TODO and tab.text):
            return self._counts.get(tab.name or tab.text)
        lights, states = model.index.lights(), model.state.census.get(ALL, {})
        return {
            TODO: len(model.index),
            "tab.all": len(model.state.cases),
            "tab.file": states.get(State.FILED.value, 0),
            "tab.rule": states.get(State.RETURN_REQ.value, 0),
            "tab.overdue": lights.red,
            "tab.soon": lights.yellow,
        }.get(tab.word)

    def tabs(self, model: Model, box: FilterBox) -> tuple[TabView, ...]:
        """All of them with their numbers; the list itself knows its own best."""

        def view(tab: Kept) -> TabView:
            here = tab.text == box.text
            exact = here and tab.word == TODO and model.listing.ready
            many = len(model.listing) if exact else self.count(model, tab)
            return TabView(tab.word, tab.name, many, here)

        return tuple(map(view, box.tabs))

    def turn(self, model: Model, box: FilterBox) -> None:
        """A frame: go on with what nobody counts anyway."""
        own = {box.usual: box.usual} if box.usual else {}
        self.go_on(model, own | box.saved, box.me, box.unit)

    def go_on(
        self, model: Model, saved: Mapping[str, str], me: str = "", unit: str = ""
    ) -> None:
        """Look at a few more cases; `me` and `unit` are what `@me` stands for."""
        if not saved:
            return
        if not self._ids:
            self._begin(model, saved, me, unit)
        if not self._ids:
            return
        bit, self._ids = self._ids[-_BIT:], self._ids[:-_BIT]
        cases = model.state.cases
        rows = [Row.worded(cases[one]) for one in bit if one in cases]
        self._found += len(self._filter.pick(rows, model.now))
        if not self._ids:
            self._counts[self._name] = self._found

    def _begin(
        self, model: Model, saved: Mapping[str, str], me: str, unit: str
    ) -> None:
        if self._words is None:
            self._words = Vocabulary(model.place)
        names = list(saved)
        at = names.index(self._name) + 1 if self._name in names else 0
        self._name = names[at % len(names)]
        found = parse(saved[self._name], self._words, me, unit).filter
        if found is None:  # it means nothing here: no number is better than a wrong one
            self._counts.pop(self._name, None)
            return
        self._filter = found
        self._ids = list(islice(model.state.cases, len(model.state.cases)))
        self._found = 0
