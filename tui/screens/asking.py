"""What opens above the panes and takes the keys: command line, palette, help.

They share one registry (`tui/commands/`) and one completion; `commanded.py` says what
the wall does for a command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tui import commands
from tui.arming import Arming
from tui.cases import case_offers
from tui.commandline import CommandLine
from tui.completion import Completion, Offer
from tui.help import Help, sections
from tui.keymap import PRESETS
from tui.palette import Palette
from tui.screens.arrangement import Rect
from tui.screens.commanded import CommandedScreen
from tui.themes import THEMES
from widgets.draw.entry import EntryView

_PALETTE: Final = (100, 20)  # columns and rows at most
_NAMES: Final = 200  # of a folder


class AskingScreen(CommandedScreen):
    """Line, palette and help; one of them is open at most."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self.line = CommandLine(self._completed, check=self._fault)
        self._search, self._manual = Palette(), Help()

    def asked(self, key: str, character: str) -> bool:
        """Give a key to whatever is open; False when nothing is.

        Just after a wall was resumed its terminal may still turn Enter into a newline.
        """
        key = "enter" if key == "ctrl+j" else key
        if self.line.text is not None:
            self._press_line(key, character)
        elif self._search.is_open:
            self._press_palette(key, character)
        elif self._manual.is_open:
            self._press_help(key, character)
        else:
            return False
        return True

    def pasted(self, text: str) -> None:
        """Pasted text is text: it goes into what is open, never to the keys."""
        if self.line.text is not None:
            self.line.insert(text)
        elif self._search.is_open:
            self._search.insert(text)
        elif self._manual.is_open:
            self._manual.insert(text)
        self._show()

    def _fault(self, line: str) -> str:
        return commands.fault(line, self.world)

    def _completed(self, text: str) -> Completion:
        return commands.complete(text, self.world)

    def _press_line(self, key: str, character: str) -> None:
        line = self.line.press(key, character)
        self._show()
        if line:
            self.carry_out(line)

    def _press_palette(self, key: str, character: str) -> None:
        chosen = self._search.press(key, character)
        self._show()
        if chosen is None:
            return
        if chosen.whole:
            self.line.remember(chosen.line)
            self.carry_out(chosen.line)
        else:
            self.line.open(chosen.line)
            self._show()

    def _press_help(self, key: str, character: str) -> None:
        columns, rows = self._whole()
        most = self.board.keys.most(columns, rows)
        self._manual.press(key, character, page=max(1, rows - 3), most=most)
        self._show()

    def carry_out(self, line: str) -> None:
        """Run a line and tell what came of it."""
        said = commands.run(self, line, self.world)
        if said:
            self.tell(said)

    # What is shown

    def _show(self) -> None:
        board, line = self.board, self.line
        self._above(*self.size)
        if line.text is not None:
            hint = commands.hint(line.text, self.world)
            board.entry.show(
                EntryView(
                    line.text, line.ghost, hint, line.note, line.cursor, said=line.said
                )
            )
        if self._search.is_open:
            board.palette.show(self._search.view())
        if self._manual.is_open:
            board.keys.show(self._manual.view(self._say))

    def _whole(self) -> tuple[int, int]:
        """Columns and rows between head and foot."""
        return self.size.width, max(1, self.size.height - 2)

    def _above(self, columns: int, rows: int) -> None:
        super()._above(columns, rows)
        board = self.board
        wide, tall = min(columns, _PALETTE[0]), min(rows - 3, _PALETTE[1])
        middle = Rect((columns - wide) // 2, min(3, rows // 6), wide, tall)
        high = 2 if self.line.said else 1
        line = Rect(0, max(0, rows - 1 - high), columns, high)
        whole = Rect(0, 1, columns, max(1, rows - 2))
        board.lay("entry", line if self.line.text is not None else None)
        board.lay("palette", middle if self._search.is_open else None)
        board.lay("keys", whole if self._manual.is_open else None)

    def do_command(self) -> None:
        """Open the command line."""
        self.line.open()
        self._show()

    def do_palette(self) -> None:
        """Open the palette."""
        self._search.open(self.world, self.line.history)
        self._show()

    def do_help(self) -> None:
        """Every key and command, those of the focused pane first."""
        self.explain()

    def explain(self, word: str = "") -> None:
        """Show the help, searched for a word."""
        writes = bool(self.arming.role)
        found = sections(self.keymap, self._say, self._focused, writes=writes)
        self._manual.open(found, word)
        self._show()

    # What commands may know

    @property
    def world(self) -> commands.World:
        """What arguments may be, now."""
        return commands.World(
            say=self._say,
            lang=self._lang,
            place=self._place,
            cases=self._cases,
            themes=tuple(THEMES),
            presets=tuple(PRESETS),
            folder=names_in,
        )

    def _cases(self, typed: str) -> Sequence[Offer]:
        model = self._model
        if model is None:
            return ()
        recent = (self._focus.case, *(v.case for v in reversed(self._trail.visits)))
        return case_offers(model.state.cases, recent, typed)


def names_in(folder: str) -> Sequence[str]:
    """Names in a folder, those of folders with a `/`; none if it cannot be read."""
    try:
        path = Path(folder or ".").expanduser()
        found = [one.name + "/" * one.is_dir() for one in path.iterdir()]
    except (OSError, RuntimeError):
        return ()
    return sorted(name for name in found if not name.startswith("."))[:_NAMES]
