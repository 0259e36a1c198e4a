"""A wall without its screen: a book, a model of it, and what a pane looks at."""

from __future__ import annotations

from client.feed import Feed, Gap, Phase
from client.store import Store
from domain.place import Place
from domain.views.cells import pages
from tests.town import Book, place
from tests.unit.widgets.lenses import lens
from tui.arming import Arming
from tui.deeds import Deeds
from tui.focus import Focus
from tui.model import Model, News
from tui.panes.pane import WHOLE, Pane, Sight
from tui.visits import Visit


class Watch:
    """Frames by hand: `turn` takes what the book has and shows it to the panes."""

    def __init__(self, *panes: Pane, of: Place | None = None) -> None:
        self.book, self.panes, self.beat = Book(), panes, 0
        self._store = Store(lambda: 0.0)
        where = of or place()
        self.model = Model(self._store, where, lambda: 0.0)
        self.focus = Focus(pages(where))
        self.visit, self.focused = Visit(), panes[0].id
        self.gaps: tuple[Gap, ...] = ()
        self.lang = "zh"
        self._taken = 0

    @property
    def sight(self) -> Sight:
        """What the panes look at now."""
        arming = Arming("", lambda: 0.0)
        return Sight(
            self.model,
            self.focus,
            Deeds(),
            arming,
            lens(self.lang),
            self.visit,
            self.focused,
        )

    def turn(self, frames: int = 1) -> None:
        """The feed brings what the book has; so many frames pass."""
        if not self._taken:
            self._store.replace(self.model.state)
        self._store.apply(self.book.records[self._taken :])
        self._taken = len(self.book.records)
        self._store.publish(
            Feed(phase=Phase.LIVE, at=self.book.now, current=0.0, gaps=self.gaps)
        )
        for _ in range(frames):
            self.beat += 1
            news = self.model.turn()
            self._show(news)

    def enter(self) -> None:
        """The panes are laid out anew and asked for everything."""
        for pane in self.panes:
            pane.visit(self.sight)
        self._show(WHOLE)

    def _show(self, news: News) -> None:
        for pane in self.panes:
            pane.show(self.sight, news, self.beat)
