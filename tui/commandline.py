"""The line that `:` opens: typing, completion, history. No Textual here.

Tab takes what is offered, again the next offer; up and down go through the lines that
were run and begin as this one does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tui.completion import NOTHING, Completion, Offer, folded
from tui.editor import Editor

KEPT: Final = 200
#: What would complete a text up to the cursor.
Completer = Callable[[str], Completion]
#: Why a line cannot be run, a sentence; empty when it can.
Check = Callable[[str], str]


def _none(_text: str) -> Completion:
    return NOTHING


class CommandLine:
    """`complete` answers what would complete a text; `history` is the oldest first.

    A line that does not pass `check` stays open, and `said` is what was answered.
    """

    def __init__(
        self,
        complete: Completer = _none,
        history: Sequence[str] = (),
        check: Check = lambda _line: "",
    ) -> None:
        self.said = ""
        self._check = check
        self.history: tuple[str, ...] = tuple(history)[-KEPT:]
        self._complete = complete
        self._editor: Editor | None = None
        self._back = 0
        self._draft = ""
        self._offered: Completion = NOTHING
        self._turn: int | None = None  # of the offers, once Tab was pressed

    @property
    def text(self) -> str | None:
        """What is typed; None while the line is closed."""
        return None if self._editor is None else self._editor.text

    @property
    def cursor(self) -> int:
        """Where the next character goes."""
        return 0 if self._editor is None else self._editor.cursor

    def open(self, text: str = "") -> None:
        """A line, empty or begun."""
        self._editor = Editor(text)
        self._back, self._draft = 0, text
        self._look()

    def close(self) -> None:
        """No line."""
        self._editor, self.said = None, ""

    def insert(self, text: str) -> None:
        """Typed or pasted: the first line, cleaned."""
        if self._editor is not None:
            self._editor.insert(text)
            self._changed()

    def press(self, key: str, character: str) -> str | None:
        """One key; the finished line when it was Enter."""
        editor = self._editor
        if editor is None:
            return None
        self.said = ""
        if key == "enter":
            return self._finish(editor.text)
        if key in ("escape", "ctrl+c") or (key == "backspace" and not editor.text):
            self.close()
        elif key in ("tab", "shift+tab"):
            self._take(1 if key == "tab" else -1)
        elif key == "right" and editor.at_end:
            self._take(1)
        elif key in ("up", "down"):
            self._recall(1 if key == "up" else -1)
        elif editor.press(key, character):
            self._changed()
        return None

    @property
    def offer(self) -> Offer | None:
        """What Tab would take, or took."""
        offers = self._offered.offers
        return offers[self._turn or 0] if offers else None

    @property
    def ghost(self) -> str:
        """What Tab would add behind the cursor."""
        editor, offer = self._editor, self.offer
        if editor is None or offer is None or not editor.at_end or self._turn:
            return ""
        begun = editor.text[self._offered.start :]
        fits = begun and folded(offer.text).startswith(folded(begun))
        return offer.text[len(begun) :] if fits else ""

    @property
    def note(self) -> str:
        """What the offer is, where the ghost does not say it: outside text."""
        editor, offer = self._editor, self.offer
        if editor is None or offer is None:
            return ""
        begun = editor.before[self._offered.start :]
        if not begun:
            return ""
        own = "" if self.ghost or begun == offer.text else offer.text
        return " ".join(part for part in (own, offer.about) if part)

    @property
    def others(self) -> tuple[str, ...]:
        """What else is offered."""
        return tuple(offer.text for offer in self._offered.offers)

    def _changed(self) -> None:
        self._back, self._draft = 0, self.text or ""
        self._look()

    def _look(self) -> None:
        self._turn = None
        self._offered = self._complete(self._editor.before) if self._editor else NOTHING

    def _take(self, step: int) -> None:
        editor, offers = self._editor, self._offered.offers
        if editor is None or not offers:
            return
        if self._turn is None:
            self._turn = 0 if step > 0 else len(offers) - 1
        else:
            self._turn = (self._turn + step) % len(offers)
        editor.replace(self._offered.start, offers[self._turn].text)
        self._draft = editor.text
        if len(offers) == 1:
            self._look()

    def _recall(self, step: int) -> None:
        editor = self._editor
        if editor is None:
            return
        lines = [one for one in self.history if one.startswith(self._draft)]
        self._back = max(0, min(self._back + step, len(lines)))
        editor.put(lines[-self._back] if self._back else self._draft)
        self._look()

    def _finish(self, text: str) -> str | None:
        line = text.strip()
        self.said = self._check(line)
        if self.said:
            return None
        self.close()
        self.remember(line)
        return line

    def remember(self, line: str) -> None:
        """A line that was run; the same again moves to the end."""
        if line:
            others = tuple(one for one in self.history if one != line)
            self.history = (*others, line)[-KEPT:]


__all__ = ["KEPT", "CommandLine", "Completer"]
