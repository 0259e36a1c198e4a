"""The line that `:` opens: typing, completion, history. No Textual here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.text import clean
from tui.keymap import FULL_WIDTH

_KEPT: Final = 100
_LONGEST: Final = 500


class CommandLine:
    """`names` are what a first word may be; `text` is None while the line is closed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.text: str | None = None
        self._names: Final = tuple(sorted(names))
        self._history: list[str] = []
        self._back = 0

    def open(self) -> None:
        """An empty line."""
        self.text, self._back = "", 0

    def close(self) -> None:
        """No line."""
        self.text = None

    def insert(self, text: str) -> None:
        """Typed or pasted: the first line, cleaned, full-width signs made plain."""
        if self.text is None:
            return
        first = clean(text.partition("\n")[0])
        plain = "".join(FULL_WIDTH.get(sign, sign) for sign in first)
        self.text = (self.text + plain)[:_LONGEST]

    def press(self, key: str, character: str) -> str | None:
        """One key; the finished line when it was Enter."""
        text = self.text or ""
        match key:
            case "enter":
                return self._finish(text)
            case "escape":
                self.close()
            case "backspace":
                self.text = text[:-1] if text else None
            case "tab" | "right":
                self.text = text + self.ghost
            case "up":
                self._recall(1)
            case "down":
                self._recall(-1)
            case _ if character and character.isprintable():
                self.insert(character)
        return None

    def _finish(self, text: str) -> str:
        self.close()
        line = text.strip()
        if line and line not in self._history[-1:]:
            self._history = [*self._history, line][-_KEPT:]
        return line

    def _recall(self, step: int) -> None:
        self._back = max(0, min(self._back + step, len(self._history)))
        self.text = self._history[-self._back] if self._back else ""

    @property
    def ghost(self) -> str:
        """What would complete the first word."""
        text = self.text or ""
        if not text or " " in text:
            return ""
        for name in self._names:
            if name.startswith(text) and name != text:
                return name[len(text) :]
        return ""
