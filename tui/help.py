"""The help: for the focused pane first, then everything; typing searches it.

No Textual here. Keys come from the keymap (so a rebinding shows), commands from the
registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tui.commands.table import COMMANDS, Command
from tui.completion import folded
from tui.editor import Editor
from tui.keymap import ACTIONS, Action, Group, Keymap
from tui.keymaps.keys import sign
from widgets.draw.keys import KeyHelp, KeysSection, KeysView
from widgets.draw.lens import Say

_FEW: Final = 3
_STEPS: Final = {"up": -1, "down": 1, "home": -(1 << 20), "end": 1 << 20}
_PAGES: Final = {"pageup": -1, "pagedown": 1, "ctrl+u": -1, "ctrl+d": 1}


def sections(
    keymap: Keymap, say: Say, pane: str = "", *, writes: bool = True
) -> Iterator[KeysSection]:
    """Pane first, then the groups, then the commands.

    `writes`: whether the person's role may write at all; else those are left out.
    """
    known = [a for a in ACTIONS if not a.later and (writes or not a.writes)]
    here = [a for a in known if pane and pane in (*a.contexts, *a.about)]
    if here:
        yield KeysSection(f"pane.{pane}", tuple(_keys(here, keymap)), here=True)
    for group in Group:
        rest = [a for a in known if a.group is group and a not in here]
        if rows := tuple(_keys(rest, keymap)):
            yield KeysSection(f"group.{group}", rows)
    rows = tuple(_command(c, say) for c in COMMANDS if writes or not c.writes)
    yield KeysSection("keys.commands", rows)


def _command(command: Command, say: Say) -> KeyHelp:
    also = " ".join(f":{alias}" for alias in command.aliases)
    return KeyHelp(command.usage(say), f"command.{command.name}", command.writes, also)


def _keys(actions: Iterable[Action], keymap: Keymap) -> Iterator[KeyHelp]:
    """Actions of the same word share a line; those without a key have none."""
    lines: dict[str, list[Action]] = {}
    for action in actions:
        lines.setdefault(action.help, []).append(action)
    for key, shared in lines.items():
        keys = [sign(k) for a in shared for k in keymap.keys(a.id)]
        if keys:
            many = len(shared) > _FEW
            text = f"{keys[0]}–{keys[-1]}" if many else " ".join(keys)
            yield KeyHelp(text, key, shared[0].writes, shared[0].id)


def searched(
    found: Iterable[KeysSection], typed: str, say: Say
) -> tuple[KeysSection, ...]:
    """Only what has all the typed words in its keys, its help or its id."""
    wanted = folded(typed).split()
    kept: list[KeysSection] = []
    for section in found:
        rows = tuple(row for row in section.rows if _fits(row, say(row.help), wanted))
        if rows:
            kept.append(KeysSection(section.title, rows, section.here))
    return tuple(kept)


def _fits(row: KeyHelp, words: str, wanted: list[str]) -> bool:
    """A single plain sign is a key that is looked for; anything else is a word."""
    if len(wanted) == 1 and len(wanted[0]) == 1 and wanted[0].isascii():
        return wanted[0] in folded(row.keys).split()
    there = folded(f"{words} {row.keys} {row.also}")
    return all(word in there for word in wanted)


class Help:
    """Open or closed, what is searched for, and how far it is scrolled."""

    def __init__(self) -> None:
        self._editor: Editor | None = None
        self._sections: tuple[KeysSection, ...] = ()
        self._start = 0

    @property
    def is_open(self) -> bool:
        """Whether it has the keys."""
        return self._editor is not None

    def open(self, found: Iterable[KeysSection], word: str = "") -> None:
        """Show it, searched for a word."""
        self._editor, self._sections = Editor(word), tuple(found)
        self._start = 0

    def close(self) -> None:
        """Away."""
        self._editor = None

    def press(self, key: str, character: str, *, page: int = 10, most: int = 0) -> None:
        """One key. `page` is a windowful, `most` the last start that shows something.

        Both are the widget's: it alone knows how many lines came out.
        """
        editor = self._editor
        if editor is None:
            return
        step = _STEPS.get(key, _PAGES.get(key, 0) * page)
        empty = not editor.text and (key == "backspace" or character in ("?", "？"))
        if step:
            self._start = max(0, min(self._start + step, most))
        elif empty or key in ("enter", "ctrl+c"):
            self.close()
        elif key == "escape":
            self._leave(editor)
        elif editor.press(key, character):
            self._start = 0

    def _leave(self, editor: Editor) -> None:
        """Out of the search first, then out of the help."""
        if editor.text:
            editor.put("")
            self._start = 0
        else:
            self.close()

    def insert(self, text: str) -> None:
        """Pasted text."""
        if self._editor is not None:
            self._editor.insert(text)
            self._start = 0

    def view(self, say: Say) -> KeysView:
        """What is shown."""
        editor = self._editor or Editor()
        found = searched(self._sections, editor.text, say)
        return KeysView(found, editor.text, editor.cursor, self._start)
