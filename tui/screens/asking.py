"""What opens above the panes and takes the keys: command line, palette, help.

They share one registry (`tui/commands/`) and one completion; `commanded.py` says what
the wall does for a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.keymap import PRESETS
from tui.screens.arrangement import Rect
from tui.screens.commanded import CommandedScreen
from tui.themes import THEMES

if TYPE_CHECKING:
    from tui import commands
    from tui.commandline import CommandLine
    from tui.completion import Completion, Offer
    from tui.help import Help
    from tui.palette import Palette

_PALETTE: Final = (100, 20)  # columns and rows at most
_NAMES: Final = 200  # of a folder


class AskingScreen(CommandedScreen):
    """Line, palette and help; one of them is open at most.

    Each is imported when it is first opened: a wall that is only looked at never is.
    """

    #: Lines typed before, the oldest first.
    _typed: tuple[str, ...] = ()

    @cached_property
    def line(self) -> CommandLine:
        """The command line."""
        from tui.commandline import CommandLine

        made = CommandLine(self._completed, check=self._fault)
        made.history = self._typed
        return made

    @cached_property
    def _search(self) -> Palette:
        from tui.palette import Palette

        return Palette()

    @cached_property
    def _manual(self) -> Help:
        from tui.help import Help

        return Help()

    @property
    def opened(self) -> str:
        """Which of them is open; empty for none."""
        made = vars(self)  # asking for one would make it
        if "line" in made and self.line.text is not None:
            return "line"
        if "_search" in made and self._search.is_open:
            return "palette"
        return "help" if "_manual" in made and self._manual.is_open else ""

    @property
    def history(self) -> tuple[str, ...]:
        """Lines typed, the oldest first."""
        return self.line.history if "line" in vars(self) else self._typed

    def asked(self, key: str, character: str) -> bool:
        """Give a key to whatever is open; False when nothing is.

        Just after a wall was resumed its terminal may still turn Enter into a newline.
        """
        key = "enter" if key == "ctrl+j" else key
        opened = self.opened
        if opened == "line":
            self._press_line(key, character)
        elif opened == "palette":
            self._press_palette(key, character)
        elif opened == "help":
            self._press_help(key, character)
        return bool(opened)

    def pasted(self, text: str) -> None:
        """Pasted text is text: it goes into what is open, never to the keys."""
        opened = self.opened
        if opened == "line":
            self.line.insert(text)
        elif opened == "palette":
            self._search.insert(text)
        elif opened == "help":
            self._manual.insert(text)
        self._show()

    def _fault(self, line: str) -> str:
        from tui import commands

        return commands.fault(line, self.world)

    def _completed(self, text: str) -> Completion:
        from tui import commands

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
        from tui import commands

        said = commands.run(self, line, self.world)
        if said:
            self.tell(said)

    # What is shown

    def _show(self) -> None:
        self._above(*self.size)
        opened = self.opened
        if opened == "line":
            self._show_line()
        elif opened == "palette":
            self.board.palette.show(self._search.view())
        elif opened == "help":
            self.board.keys.show(self._manual.view(self._say))

    def _show_line(self) -> None:
        from tui import commands
        from widgets.draw.entry import EntryView

        line, text = self.line, self.line.text or ""
        hint = commands.hint(text, self.world)
        self.board.entry.show(
            EntryView(text, line.ghost, hint, line.note, line.cursor, said=line.said)
        )

    def _whole(self) -> tuple[int, int]:
        """Columns and rows between head and foot."""
        return self.size.width, max(1, self.size.height - 2)

    def _above(self, columns: int, rows: int) -> None:
        super()._above(columns, rows)
        board, opened = self.board, self.opened
        wide, tall = min(columns, _PALETTE[0]), min(rows - 3, _PALETTE[1])
        middle = Rect((columns - wide) // 2, min(3, rows // 6), wide, tall)
        high = 2 if opened == "line" and self.line.said else 1
        line = Rect(0, max(0, rows - 1 - high), columns, high)
        whole = Rect(0, 1, columns, max(1, rows - 2))
        board.lay("entry", line if opened == "line" else None)
        board.lay("palette", middle if opened == "palette" else None)
        board.lay("keys", whole if opened == "help" else None)

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
        from tui.help import sections

        writes = bool(self.arming.role)
        found = sections(self.keymap, self._say, self._focused, writes=writes)
        self._manual.open(found, word)
        self._show()

    # What commands may know

    @property
    def world(self) -> commands.World:
        """What arguments may be, now."""
        from tui import commands

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
        from tui.cases import case_offers

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
