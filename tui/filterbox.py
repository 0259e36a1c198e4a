"""The filter of the queue as a person handles it: typed, kept, given up, saved.

A wrong line is shown with what is wrong; the last good filter stays. No Textual here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.codes import Role
from domain.place import Place
from domain.views.filter import ME, Fault, Filter, Parsed, Vocabulary, parse
from tui.editor import Editor


class Kept(NamedTuple):
    """A tab: a filter's text under a word of the catalogue or a person's name."""

    word: str
    name: str
    text: str


#: Tabs that are always there.
USUAL: Final = (
    Kept("tab.todo", "", ""),
    Kept("tab.all", "", "*"),
    Kept("tab.file", "", "sa=FILED"),
    Kept("tab.rule", "", "sa=RETURN_REQ"),
    Kept("tab.overdue", "", "li=red"),
    Kept("tab.soon", "", "li=yellow"),
)


#: What waits for a role, where it is not what the queue holds anyway.
WORK: Final[Mapping[str, str]] = MappingProxyType(
    {
        role.value: f"work={role.value}"
        for role in (Role.ACCEPTANCE, Role.OFFICER, Role.LEADER, Role.COMMANDER)
    }
)


class FilterBox:
    """`text` is the line that is on, `filter` the last good one of this view."""

    def __init__(self) -> None:
        self.text = ""
        self.filter = Filter()
        self.faults: tuple[Fault, ...] = ()
        self.last = Filter()  # the last one that asked for something
        self.saved: dict[str, str] = {}
        self.usual = ""  # what is on when nothing is asked for: the role's own work
        self.me, self.unit = "", ""  # whom `@me` means, and that one's department
        self._editor: Editor | None = None
        self._before = self._good = ""
        self._place: Place | None = None
        self._words = Vocabulary(None)

    def settle(self, place: Place) -> None:
        """In this place names mean what they mean there."""
        if place is not self._place:
            self._place, self._words = place, Vocabulary(place)

    def sign_in(self, me: str, unit: str) -> bool:
        """`@me` is this account from now on; whether the line that is on says it."""
        if (me, unit) == (self.me, self.unit):
            return False
        self.me, self.unit = me, unit
        return ME in self.text.casefold()

    # A line

    def _parsed(self, text: str) -> Parsed:
        return parse(text, self._words, self.me, self.unit)

    def put(self, text: str) -> None:
        """Another line; with a fault the good filter that is on stays."""
        self.text = text
        parsed = self._parsed(text)
        self.faults = parsed.faults
        good = text
        if parsed.filter is None:
            good = self._begun(text)
            parsed = self._parsed(good)
        if parsed.filter is not None:
            self.filter, self._good = parsed.filter, good
            if parsed.filter.terms:
                self.last = parsed.filter

    def _begun(self, text: str) -> str:
        """The last good line; without what was a word only until its `:` was typed."""
        start = self.faults[0].start
        begin = text.rfind(" ", 0, start) + 1
        head, word = self._good[:begin], self._good[begin:]
        if head == text[:begin] and word.isalpha() and text[begin:].startswith(word):
            return head
        return self._good

    def fault_of(self, text: str) -> Fault | None:
        """What is wrong with a line, if anything."""
        faults = self._parsed(text).faults
        return faults[0] if faults else None

    # Typing

    @property
    def typing(self) -> bool:
        """Whether the line is open."""
        return self._editor is not None

    @property
    def cursor(self) -> int | None:
        """Where it stands in the text; None while nobody types."""
        return self._editor.cursor if self._editor else None

    def open(self) -> None:
        """Go on from the line that is on; a role's own work is as good as none."""
        self._before = self.text
        if self.text == self.usual:
            self.put("")
        self._editor = Editor(f"{self.text} " if self.text else "")

    def press(self, key: str, character: str) -> bool:
        """One key while the line is open; whether it was one of a line's."""
        editor = self._editor
        if editor is None:
            return False
        if key == "enter":
            self._editor = None
            self.put(self.text.strip())
        elif key in ("escape", "ctrl+c") or (key == "backspace" and not editor.text):
            self.give_up()
        elif editor.press(key, character):
            self._typed(editor)
        else:
            return False
        return True

    def insert(self, text: str) -> None:
        """Pasted."""
        if self._editor is not None:
            self._editor.insert(text)
            self._typed(self._editor)

    def give_up(self) -> None:
        """Close the line; what was on before is on again."""
        self._editor = None
        self.put(self._before)

    def _typed(self, editor: Editor) -> None:
        if editor.text != self.text:
            self.put(editor.text)

    # Tabs

    @property
    def tabs(self) -> tuple[Kept, ...]:
        """All of them, a person's own last."""
        todo = USUAL[0]._replace(text=self.usual)
        own = (Kept("", name, text) for name, text in self.saved.items())
        return (todo, *USUAL[1:], *own)

    def tab(self, step: int) -> str:
        """The text of the tab that is so many further."""
        tabs = self.tabs
        at = next((i for i, tab in enumerate(tabs) if tab.text == self.text), -1)
        if at < 0:
            at = 0 if step < 0 else -1
        return tabs[(at + step) % len(tabs)].text
