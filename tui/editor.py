"""One line of text with a cursor in it: typing, pasting, moving, taking away.

Used by the command line and the palette. No Textual here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from domain.text import clean

_LONGEST: Final = 500


class Editor:
    """`cursor` is an index into `text`: what is typed goes in before it."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cursor = len(text)

    @property
    def before(self) -> str:
        """The text before the cursor."""
        return self.text[: self.cursor]

    @property
    def at_end(self) -> bool:
        """Whether the cursor stands behind everything."""
        return self.cursor == len(self.text)

    def put(self, text: str) -> None:
        """Another text, the cursor behind it."""
        self.text = text[:_LONGEST]
        self.cursor = len(self.text)

    def replace(self, start: int, text: str) -> None:
        """`text` for what stands between `start` and the cursor."""
        rest = self.text[self.cursor :]
        kept = (self.text[:start] + text)[:_LONGEST]
        self.text, self.cursor = (kept + rest)[:_LONGEST], len(kept)

    def insert(self, text: str) -> None:
        """Typed or pasted: its first line, cleaned."""
        self.replace(self.cursor, clean(text.partition("\n")[0].rstrip("\r")))

    def press(self, key: str, character: str) -> bool:
        """One key; whether it was one of a line's."""
        here, end = self.cursor, len(self.text)
        moves = {"left": self._left, "right": self._right}
        takes: dict[str, Callable[[], tuple[int, int]]] = {
            "backspace": lambda: (self._left(), here),
            "delete": lambda: (here, self._right()),
            "ctrl+w": lambda: (self._word(), here),
            "ctrl+u": lambda: (0, here),
            "ctrl+k": lambda: (here, end),
        }
        if key in moves:
            self.cursor = moves[key]()
        elif key in ("home", "end"):
            self.cursor = end if key == "end" else 0
        elif key in takes:
            self._take(*takes[key]())
        else:
            return self._type(character)
        return True

    def _type(self, character: str) -> bool:
        # U+3000 is what Space types in an input method; it is not "printable".
        if not character or not (character.isprintable() or character == "\u3000"):
            return False
        self.insert(" " if character == "\u3000" else character)
        return True

    def _take(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def _left(self) -> int:
        at = max(0, self.cursor - 1)
        while at > 0 and _mark(self.text[at]):
            at -= 1
        return at

    def _right(self) -> int:
        at = min(len(self.text), self.cursor + 1)
        while at < len(self.text) and _mark(self.text[at]):
            at += 1
        return at

    def _word(self) -> int:
        """Where the word before the cursor begins."""
        return len(self.before.rstrip()) - len(self.before.rstrip().split(" ")[-1])


def _mark(character: str) -> bool:
    """Whether it sits on the character before it."""
    return unicodedata.category(character).startswith("M")
