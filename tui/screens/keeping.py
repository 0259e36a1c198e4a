"""What the wall remembers: saved filters, choices of the person, where they were.

`tui/kept.py` is the file. Looked at once a second and written in a thread after a
while of rest; at the end at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from domain.place import Place
from domain.state import ALL
from tui.arming import Arming
from tui.kept import Keeper, Kept, PlaceKept
from tui.keymap import Keymap, KeymapError
from tui.panes.pane import FRAMES, Pane
from tui.screens.asking import AskingScreen
from tui.screens.plans import VIEWS
from tui.visits import HOME, Visit
from widgets.draw.canvas import Canvas

if TYPE_CHECKING:
    from tui import commands


class KeepingScreen(AskingScreen):
    """`keep` is called before the wall is shown."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self._keeper = Keeper(None, monotonic)
        self._rebinding: Mapping[str, str | Sequence[str]] = {}
        self._configured: Mapping[str, str] = {}
        self._own: Mapping[str, str] = {}
        self._restored = False
        #: What panes showed that were not looked at yet.
        self._recalled: dict[str, Mapping[str, str]] = {}

    def keep(
        self,
        keeper: Keeper,
        keymap: str,
        rebinding: Mapping[str, str | Sequence[str]],
        filters: Mapping[str, str],
    ) -> None:
        """Go on where the person left off. `filters` and keys are those of the files.

        A kept preset that clashes with what the files bind gives way to theirs.
        """
        self._keeper, self._rebinding, self._configured = keeper, rebinding, filters
        self._typed = keeper.kept.history
        try:
            self.keymap = Keymap(keymap, rebinding)
        except KeymapError:
            self.keymap = Keymap(rebinding=rebinding)

    # At the beginning

    def open(self, place: Place) -> None:
        """The place is known: go to where the person was."""
        super().open(place)
        if self._model is None:
            return
        kept = self._keeper.kept.of(place.name)
        self._own = dict(kept.filters)
        self._recalled = dict(kept.panes)
        for name, pane in self.board.panes.items():
            if name in self._recalled:
                pane.recall(self._recalled.pop(name))
        visit = kept.visit
        if visit.view in VIEWS and _known(visit, place):
            self.go(visit)
        if kept.focused in self.numbered():
            self._focused, self._zoomed = kept.focused, kept.zoomed
            self.lay_out()
        self._restored = True
        if self._keeper.aside is not None:
            word = self._say("say.kept_aside")
            self.tell(word.format(path=self._keeper.aside))

    def made(self, canvas: Canvas[Any], pane: Pane | None) -> None:
        """It shows what it showed the last time."""
        super().made(canvas, pane)
        if pane is not None and pane.id in self._recalled:
            pane.recall(self._recalled.pop(pane.id))

    # All along

    def frame(self) -> None:
        """Once a second: is there something to write?"""
        super().frame()
        if self._beat % FRAMES == 0 and self._keeper.see(self._remembered()):
            threading.Thread(
                target=self._keeper.write, name="keep", daemon=True
            ).start()

    def on_unmount(self) -> None:
        """The last word."""
        self._keeper.see(self._remembered())
        self._keeper.write()

    def _remembered(self) -> Kept:
        kept = replace(self._keeper.kept, history=self.history)
        if self._place is None or not self._restored:
            return kept
        here = self._trail.here
        panes = {name: dict(kept) for name, kept in self._recalled.items()}
        panes |= {
            name: dict(found)
            for name, pane in self.board.panes.items()
            if (found := pane.remember())
        }
        return kept.with_place(
            self._place.name,
            PlaceKept(
                visit=HOME if here.case else here,
                focused="" if here.case else self._focused,
                zoomed=self._zoomed and not here.case,
                filters=dict(self._own),
                panes=panes,
            ),
        )

    def _chose(self, name: str, value: str | int) -> None:
        """A choice of the person: it counts the next time as well."""
        self._keeper.see(replace(self._keeper.kept, **{name: value}))

    # What commands ask

    @property
    def filters(self) -> Mapping[str, str]:
        """Saved filters: those of the files, and the person's own before them."""
        return {**self._configured, **self._own}

    @property
    def world(self) -> commands.World:
        """What arguments may be, with the saved filters."""
        return super().world._replace(filters=self.filters)

    def keep_filter(self, name: str) -> str:
        """Save the filter that is on."""
        text = self._trail.here.filter
        if not text:
            return "say.no_filter"
        self._own = {**self._own, name: text}
        return "say.filter_kept"

    def drop_filter(self, name: str) -> str:
        """Forget a saved filter; one of a file can only be hidden by another."""
        if name not in self._own:
            return "say.no_own_filter"
        self._own = {one: text for one, text in self._own.items() if one != name}
        return "say.filter_dropped"

    def speak(self, lang: str) -> None:
        """Another language, from now on."""
        super().speak(lang)
        self._chose("lang", lang)

    def paint(self, theme: str) -> None:
        """Another theme, from now on."""
        super().paint(theme)
        self._chose("theme", theme)

    def use_glyphs(self, name: str) -> None:
        """Another set of glyphs, from now on."""
        super().use_glyphs(name)
        self._chose("glyphs", name)

    def use_link(self, name: str) -> None:
        """Another link profile, from now on."""
        super().use_link(name)
        self._chose("link", name)

    def use_keys(self, preset: str) -> str:
        """Another preset of keys, unless the person's own keys clash with it."""
        try:
            self.keymap = Keymap(preset, self._rebinding)
        except KeymapError as error:
            return str(error)
        self.again()
        self._chose("keymap", preset)
        return ""


def _known(visit: Visit, place: Place) -> bool:
    """Whether what is visited is still there."""
    streets = {ALL, *(street.code for street in place.streets)}
    departments = {"", *(department.code for department in place.departments)}
    return visit.street in streets and visit.department in departments
