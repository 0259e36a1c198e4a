"""What the wall does for a command: the methods of `tui/commands/wall.py`.

What answers text answers a key of the catalogue or a sentence, empty for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tui import catalogue, terminal
from tui.keymap import Keymap
from tui.screens.rolling import RollingScreen
from tui.visits import Visit

_LATER = "say.later"


class CommandedScreen(RollingScreen):
    """The wall as commands see it; `MovingScreen.go` and the help are elsewhere."""

    def travel(self, step: int) -> str:
        """Along the history."""
        if step < 0:
            self.do_history_back()
        else:
            self.do_history_forward()
        return ""

    def narrow(self, text: str) -> str:
        """Show what a filter finds."""
        self.go(Visit("queue", filter=text))
        return ""

    def keep_filter(self, _name: str) -> str:
        """Save the filter that is on."""
        return _LATER

    def drop_filter(self, _name: str) -> str:
        """Forget a saved filter."""
        return _LATER

    def order(self, _column: str, *, descending: bool) -> str:  # noqa: ARG002
        """Sort the queue."""
        return _LATER

    def choose_columns(self, _columns: Sequence[str]) -> str:
        """The columns of the queue."""
        return _LATER

    def measure(self, name: str) -> str:
        """What the map shows."""
        told = self.offer(f"mode_{name}")
        return _LATER if told is None else told

    def show_photo(self, _number: int) -> str:
        """The photos of the chosen case."""
        return _LATER

    def hold(self) -> str:
        """Pause the display, or go on."""
        self.do_pause()
        return ""

    def follow(self) -> str:
        """Follow what comes in, or stop following."""
        return self.offer("follow") or ""

    def live(self) -> str:
        """Now."""
        if self._paused:
            self.do_pause()
        return ""

    def arm(self, seconds: int) -> str:
        """May write for so long."""
        if not self.arming.role:
            return "say.no_role"
        self.arming.arm(seconds)
        return "say.armed"

    def disarm(self) -> None:
        """Read-only from now on."""
        self.arming.disarm()

    def send_to(self, _department: str, _note: str) -> str:
        """Open the form that dispatches the chosen case there."""
        return _LATER

    def write(self, action: str, **typed: str) -> str:  # noqa: ARG002
        """Open the form of a command on the chosen case."""
        return _LATER

    def write_out(self, kind: str, path: str) -> str:
        """What the filter finds into a file, by a thread."""
        from tui import writing

        sight = self.sight
        if sight is None or self._place is None:
            return "say.no_case"
        model, names = sight.model, sight.lens.names
        held = model.state.cases
        cases = [held[one] for one in model.listing.ids() if one in held]
        target = Path(path or writing.usual_name(self._place, model.now, kind))
        writing.in_thread(
            lambda: writing.write_out(cases, target, kind, names, self._say),
            self._tell_later,
        )
        return "say.exporting"

    def _tell_later(self, said: str) -> None:
        """From another thread."""
        with suppress(RuntimeError):  # the wall is gone
            self.app.call_from_thread(self.tell, said)

    def speak(self, lang: str) -> None:
        """Another language."""
        self._lang, self._say = lang, catalogue.words(lang)
        self._dress()

    def paint(self, theme: str) -> None:
        """Another theme."""
        self._theme = theme
        self._dress()

    def use_glyphs(self, name: str) -> None:
        """Another set of glyphs."""
        self.way.use_glyphs(name)
        self._dress()

    def use_link(self, name: str) -> None:
        """Another link profile."""
        self.way.use_link(name)
        terminal.mouse(self.app, on=self.mouse and self.way.profile.mouse)

    def use_keys(self, preset: str) -> str:
        """Another preset of keys."""
        self.keymap = Keymap(preset)
        self.again()
        return ""

    def diagnose(self) -> str:
        """What this terminal can do; the whole examination is a command of its own."""
        self.go(Visit("ops"))
        return "say.doctor"

    def quit(self) -> None:
        """Leave."""
        self.app.exit(0)
