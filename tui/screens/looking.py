"""What the home screen shows, and when which pane is asked to look again.

`panes.py` says which widget shows what; `moving.py` and `wall.py` add what keys do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.screen import Screen

from domain.place import Place
from domain.state import ALL, Case
from domain.views.cells import CELLS
from domain.views.names import Names
from tui import catalogue
from tui.arming import Arming
from tui.charts import Charts
from tui.deeds import Deeds
from tui.focus import PANES, Focus
from tui.keymap import ACTIONS, signs
from tui.model import Model, freshness
from tui.options import Store
from tui.screens.arrangement import Arrangement, arrangement
from tui.screens.panes import FRAMES, Panes, Sight, lens
from tui.themes import DEFAULT, THEMES, palette
from widgets.draw.foot import FootKey, FootView
from widgets.draw.notice import NoticeView
from widgets.draw.spans import Ground

#: Frames that a word to the person stays in the foot.
_SAID: Final = 6 * FRAMES
_ARRANGED: Final = tuple(str(kind.value) for kind in Arrangement)
_PANED: Final = tuple(f"-pane-{pane}" for pane in PANES)


class LookingScreen(Screen[None]):
    """The panes and the one clock of the wall; knows no key."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__()
        self.panes, self.deeds, self.arming = Panes(), Deeds(), arming
        self.charts = Charts()
        self.stalled: Callable[[], bool] = lambda: False
        self._monotonic = monotonic
        self._lang, self._theme = lang, theme if theme in THEMES else DEFAULT
        self._say = catalogue.words(lang)
        self._stale = False
        self._beat = 0
        self._said, self._said_at = "", 0
        self._store: Store | None = None
        self._place: Place | None = None
        self._url = ""
        self._model: Model | None = None
        self._focus = Focus()

    def compose(self) -> ComposeResult:
        """Every pane, once; arrangements only show, hide and size them."""
        p = self.panes
        yield p.head
        yield p.figures
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield from (p.cells, p.empty, p.queue, p.detail)
            with Vertical(id="right"):
                yield from (p.stream, p.departments, p.bounce, p.inflow, p.actions)
        yield from (p.foot, p.form, p.entry, p.keys, p.small)

    def on_mount(self) -> None:
        """Colours, then the one clock of the wall."""
        self._dress()
        self.set_interval(1 / FRAMES, self.frame)

    def on_resize(self, event: Resize) -> None:
        """Another arrangement, by class."""
        kind = arrangement(event.size.width, event.size.height)
        for name in _ARRANGED:
            self.set_class(name == kind.value, name)
        self._pane(self._focus.pane)

    def _pane(self, pane: str) -> None:
        """The pane to show where they share one place."""
        self._focus.pane = pane
        for name in _PANED:
            self.set_class(name == f"-pane-{pane}", name)
        self.call_after_refresh(self.again)

    def watch_feed(self, store: Store, url: str) -> None:
        """The feed is being reached: its freshness is shown from now on."""
        self._store, self._url = store, url

    def open(self, place: Place) -> None:
        """The place is known: show it."""
        if self._store is None:
            return
        self._place = place
        self._model = Model(self._store, place, self._monotonic)
        streets = [street.code for street in place.streets]
        step = CELLS - 1
        pages = [(*streets[at : at + step], ALL) for at in range(0, len(streets), step)]
        self._focus = Focus(tuple(pages) or ((ALL,),))
        self._dress()
        self.frame()

    @property
    def _sight(self) -> Sight | None:
        model = self._model
        if model is None:
            return None
        names = Names(self._place, self._lang)
        found = lens(self._say, names, model.clock)
        return Sight(model, self._focus, self.deeds, self.arming, found)

    def frame(self) -> None:
        """Four times a second: take what came, show what may look different."""
        self._beat += 1
        if self.stalled():
            return
        if self._said and self._beat - self._said_at > _SAID:
            self._said = ""
        sight = self._sight
        if sight is None:
            self._wait()
            return
        news = sight.model.turn()
        if news.reconnected:
            self.arming.disarm()
        self.deeds.seen(sight.model.state.seq)
        if sight.model.fresh.current is self._stale:
            self._stale = not self._stale
            self._dress()
        self.set_class(sight.model.empty, "-empty")
        self.panes.show(sight, news, self._beat)
        if self._beat % FRAMES == 0:
            self._foot(sight)
        self.charts.turn(self, sight, self._beat)

    def _wait(self) -> None:
        """Before the place is known only the feed's state is."""
        if self._store is not None and self._beat % FRAMES == 0:
            self.panes.wait(freshness(self._store.feed))

    def again(self) -> None:
        """Nothing on screen is to be relied on."""
        sight = self._sight
        if sight is not None:
            self.panes.everything(sight, self._beat)
            self._foot(sight)
            self.charts.forget()

    def _dress(self) -> None:
        colours = palette(self._theme, stale=self._stale)
        sight = self._sight
        look = sight.lens if sight else lens(self._say, Names(None, self._lang))
        base = THEMES[self._theme].grounds[Ground.BASE]
        self.styles.background = base or "ansi_default"
        lines = ("empty.title", "empty.demo", "empty.post")
        self.panes.empty.show(NoticeView(lines, self._url))
        self.panes.dress(colours, look)
        self.again()

    def _foot(self, sight: Sight) -> None:
        case = sight.model.state.cases.get(self._focus.case)
        keys = []
        for action in ACTIONS:
            if not action.foot or (action.writes and not self.arming.role):
                continue
            allowed = not action.writes or not self.refused(action.id, case)
            keys.append(FootKey(signs(action).split(" ")[0], action.id, allowed))
        hint = self._said
        if not hint and self.arming.role and not self.arming.armed:
            hint = "say.arm_first"
        self.panes.foot.show(FootView(tuple(keys), hint))

    def tell(self, key: str) -> None:
        """A word of the catalogue to the person, in the foot."""
        self._said, self._said_at = key, self._beat
        sight = self._sight
        if sight is not None:
            self._foot(sight)

    def words(self, key: str) -> str:
        """A word of the catalogue."""
        return self._say(key)

    def refused(self, _action: str, _case: Case | None) -> str:
        """Why an action may not be taken on a case; empty when it may."""
        return "say.no_role"

    @property
    def seq(self) -> int:
        """The last record that is on the wall."""
        return self._model.state.seq if self._model else 0

    @property
    def now(self) -> int:
        """The centre's time, ms."""
        return self._model.now if self._model else 0
