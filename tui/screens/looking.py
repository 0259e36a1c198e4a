"""What the wall shows, and when which pane is asked to look again.

Panes (`tui/panes/`) know what they show, plans (`plans.py`) where they stand; this is
their one clock. `moving.py` and `wall.py` add what keys do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from textual.app import ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from domain.place import Place
from domain.state import Case
from domain.views.cells import pages
from domain.views.names import Names
from domain.views.sheet import Sheet
from tui import catalogue
from tui.arming import Arming
from tui.deeds import Deeds
from tui.focus import Focus
from tui.keymap import ACTIONS, Keymap, sign
from tui.line import Line
from tui.model import Model, freshness
from tui.options import Store
from tui.panes.board import Board
from tui.panes.pane import FRAMES, WHOLE, Pane, Sight
from tui.screens.beating import BeatingScreen
from tui.screens.plans import ENTRY
from tui.themes import DEFAULT, THEMES, fitting, palette
from tui.visits import History
from widgets.draw.canvas import Canvas, Palette
from widgets.draw.foot import FootKey, FootView
from widgets.draw.head import HeadView
from widgets.draw.lens import Lens, at_utc
from widgets.draw.notice import NoticeView
from widgets.draw.spans import Ground, Tone
from widgets.surface import Surface

#: Frames that a word to the person stays in the foot.
_SAID: Final = 6 * FRAMES
#: What may be written first, then how to find out the rest: where the foot is short,
#: it is the last ones that have no room.
_FOOT: Final = sorted(
    ACTIONS, key=lambda a: (not a.writes, a.id != "help", a.id != "command")
)


class LookingScreen(BeatingScreen):
    """The panes of the wall; knows no key."""

    DEFAULT_CSS = "LookingScreen { overflow: hidden; }"

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic)
        self.board = Board(self.gauges, self.way)
        self.board.made = self.made
        self.surface = Surface()
        self._clothes: tuple[Palette, Lens] | None = None
        self.deeds, self.arming = Deeds(), arming
        self.colours = "truecolor"
        self.keymap = Keymap()
        self._lang, self._theme = lang, theme if theme in THEMES else DEFAULT
        self._foots: tuple[object, ...] = ()
        #: The lens of every sight, and what it was made of.
        self._seen_by: tuple[tuple[object, ...], Lens] | None = None
        self._say = catalogue.words(lang)
        self._stale = False
        self._said, self._said_at = "", 0
        self._place: Place | None = None
        self._url = ""
        self._model: Model | None = None
        self._focus = Focus()
        self._trail = History()
        self._focused = ENTRY["wall"]
        self._zoomed = False

    def compose(self) -> ComposeResult:
        """One widget; the panes stand on it, are moved and never made again."""
        for canvas in self.board.widgets:
            self.surface.add(canvas)
        yield self.surface

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing of the screen itself is seen: the surface covers all of it."""
        return [Strip.blank(crop.width)] * crop.height

    def made(self, canvas: Canvas[Any], _pane: Pane | None) -> None:
        """A pane, or what opens above them, has come to be."""
        self.surface.add(canvas)
        if self._clothes is not None:
            canvas.dress(*self._clothes)

    def on_mount(self) -> None:
        """Colours."""
        self._dress()

    # What they show

    def watch_feed(self, store: Store, url: str) -> None:
        """The feed is being reached: its freshness is shown from now on."""
        self._store, self._url = store, url
        self.board.sources.feed, self.board.sources.url = (lambda: store.feed), url

    def open(self, place: Place) -> None:
        """The place is known: show it."""
        if self._store is None:
            return
        self._place = place
        self._model = Model(self._store, place, self._monotonic)
        self._focus = Focus(pages(place))
        self._dress()
        self.frame()

    def lay(self, sheet: Sheet) -> None:
        """The ground of the map is known."""
        if self._model is not None:
            self._model.lay(sheet)
            self.again()

    @property
    def sight(self) -> Sight | None:
        """What the panes look at; None until the place is known."""
        model = self._model
        if model is None:
            return None
        made = (self._place, self._lang, self.way.glyphs, model)
        if self._seen_by is None or self._seen_by[0] != made:
            names = Names(self._place, self._lang)
            lens = Lens(self._say, names, model.clock, self.way.glyphs)
            self._seen_by = made, lens
        return Sight(
            model, self._focus, self.deeds, self.arming, self._seen_by[1],
            self._trail.here, self._focused,
        )  # fmt: skip

    def wire(self, way: Line) -> None:
        """The way to the terminal is known."""
        self.way = self.board.sources.way = way

    def _show_frame(self, beat: int) -> None:
        if self._said and self._beat - self._said_at > _SAID:
            self._said = ""
        self.board.head.profile = self.way.profile
        sight = self.sight
        if sight is None:
            self._wait(beat)
        elif self._paused:
            self._hold(sight, beat)
        else:
            self._turn(sight, beat)

    def _turn(self, sight: Sight, beat: int) -> None:
        empty = sight.model.empty
        news = sight.model.turn(take=not self._catching)
        if news.reconnected:
            self.arming.disarm()
        self.deeds.seen(sight.model.state.seq)
        self._age(sight)
        if sight.model.empty is not empty:
            self.lay_out()
        self.board.show(sight, news, beat)
        if beat % FRAMES == 0 and (news.minute or self._footing(sight) != self._foots):
            self._foot(sight)
        self._catch_up(sight.model)
        self._go_on()

    def _hold(self, sight: Sight, beat: int) -> None:
        """Paused: nothing moves but the head, which counts what waits."""
        self.board.head.paused = sight.model.glance()
        self._age(sight)
        self.board.head.show(sight, WHOLE, beat)
        if beat % FRAMES == 0:
            self._foot(sight)

    def _age(self, sight: Sight) -> None:
        if sight.model.fresh.current is self._stale:
            self._stale = not self._stale
            self._dress()

    def _wait(self, beat: int) -> None:
        """Before the place is known only the feed's state is."""
        if self._store is not None and beat % FRAMES == 0:
            view = HeadView(fresh=freshness(self._store.feed))
            self.board.head.head.show(view)

    def again(self) -> None:
        """Nothing on screen is to be relied on."""
        sight = self.sight
        if sight is not None:
            self.board.show(sight, WHOLE, self._beat)
            self._foot(sight)

    def redress(self) -> None:
        """Colours, words or glyphs may differ."""
        self._dress()

    def _dress(self) -> None:
        colours = palette(self._theme, stale=self._stale, colours=self.colours)
        sight = self.sight
        look = sight.lens if sight else at_utc(self._say, Names(None, self._lang))
        look = look._replace(glyphs=self.way.glyphs)
        base = fitting(THEMES[self._theme], self.colours).grounds[Ground.BASE]
        if not base.startswith("#"):  # a name: which colour it is, the terminal knows
            base = f"ansi_{base or 'default'}"
        self.styles.background = base
        lines = ("empty.title", "empty.demo", "empty.post")
        self.board.empty.show(NoticeView(lines, self._url))
        self.surface.dress(colours[Tone.TEXT, Ground.BASE])
        self._clothes = colours, look
        self.board.dress(colours, look)
        self.again()

    def _footing(self, sight: Sight) -> tuple[object, ...]:
        """What the foot depends on, besides the time."""
        case, arming = sight.case, self.arming
        chosen = None if case is None else (case.id, case.version)
        may = arming.role, arming.armed, sight.model.fresh.current
        return chosen, may, self.deeds.pending, self._said, self.hint, self._focused

    def _foot(self, sight: Sight) -> None:
        self._foots = self._footing(sight)
        keys = []
        for action in _FOOT:
            if not action.foot or (action.writes and not self.arming.role):
                continue
            if action.writes and not self.useful(action.id):
                continue
            if action.contexts and self._focused not in action.contexts:
                continue
            allowed = not action.writes or not self.refused(action.id, sight.case)
            bound = self.keymap.keys(action.id)
            if bound:
                keys.append(FootKey(sign(bound[0]), action.word or action.id, allowed))
        self.board.foot.show(FootView(tuple(keys), self._said or self.hint))

    @property
    def hint(self) -> str:
        """What the foot says while there is nothing else to say."""
        return "say.arm_first" if self.arming.role and not self.arming.armed else ""

    def useful(self, _action: str) -> bool:
        """Whether the role of this wall may ever do it."""
        return True

    def tell(self, key: str) -> None:
        """A word of the catalogue to the person, in the foot."""
        self._said, self._said_at = key, self._beat
        sight = self.sight
        if sight is not None:
            self._foot(sight)

    def words(self, key: str) -> str:
        """A word of the catalogue."""
        return self._say(key)

    def refused(self, _action: str, _case: Case | None) -> str:
        """Why an action may not be taken on a case; empty when it may."""
        return "say.no_role"

    def pane(self, name: str) -> Pane | None:
        """A pane that is on the screen."""
        return next((pane for pane in self.board.shown if pane.id == name), None)

    @property
    def seq(self) -> int:
        """The last record that is on the wall."""
        return self._model.state.seq if self._model else 0

    @property
    def now(self) -> int:
        """The centre's time, ms."""
        return self._model.now if self._model else 0
