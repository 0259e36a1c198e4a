"""The palette (ctrl+p): one fuzzy search over all a command line could say.

Commands, screens, streets, departments, saved filters, recent cases: each is a line of
the registry, so what the palette does, `:` can do too. No Textual here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from tui.commands.lines import complete, names
from tui.commands.places import departments, streets
from tui.commands.table import BY_NAME
from tui.commands.wall import World
from tui.completion import Offer, folded, likeness
from tui.editor import Editor
from widgets.draw.palette import PaletteRow, PaletteView

_MOST: Final = 60
_RECENT: Final = 5
#: Letters before cases are looked through.
_CASE_LETTERS: Final = 2


class Kind(StrEnum):
    """What an item is; words are `palette.<value>`."""

    RECENT = "recent"
    VIEW = "view"
    STREET = "street"
    DEPARTMENT = "department"
    FILTER = "filter"
    COMMAND = "command"
    CASE = "case"


class Item(NamedTuple):
    """`line` is what runs; where it is not `whole`, arguments are asked for first."""

    kind: Kind
    offer: Offer
    line: str
    whole: bool = True


class Chosen(NamedTuple):
    """What a person took: a line to run, or one to go on with in the command line."""

    line: str
    whole: bool


def items(world: World, history: Sequence[str] = ()) -> Iterator[Item]:
    """All there is, what is likely first."""
    for line in [*reversed(history)][:_RECENT]:
        yield Item(Kind.RECENT, Offer(line), line)
    known = [(offer, BY_NAME[offer.text]) for offer in names(world)]
    yield from (Item(Kind.VIEW, o, o.text) for o, command in known if command.view)
    for offer in streets(world):
        yield Item(Kind.STREET, offer, f"street {offer.text}")
    for offer in departments(world):
        yield Item(Kind.DEPARTMENT, offer, f"dept {offer.text}")
    for name, text in world.filters.items():
        yield Item(Kind.FILTER, Offer(name, text), f"filter {name}")
    for offer, command in known:
        if not command.view:
            yield Item(Kind.COMMAND, offer, offer.text, command.needs == 0)


def found(typed: str, world: World, history: Sequence[str] = ()) -> tuple[Item, ...]:
    """What fits, best first; of a command with a space behind it, its arguments."""
    begun = typed.lstrip().lstrip(":：")
    head = begun.split(" ", 1)[0]
    if " " in begun and head in BY_NAME:
        return _arguments(begun, world)
    letters = folded(begun.strip())
    ranked: list[tuple[int, int, Item]] = []
    cases = world.cases(begun) if not letters or len(letters) >= _CASE_LETTERS else ()
    all_items = [
        *items(world, history),
        *(Item(Kind.CASE, offer, f"case {offer.text}") for offer in cases),
    ]
    for number, item in enumerate(all_items):
        like = likeness(letters, item.offer, fuzzy=True) if letters else 0
        if like is not None:
            ranked.append((like, number, item))
    return tuple(item for _, _, item in sorted(ranked, key=lambda one: one[:2])[:_MOST])


def _arguments(begun: str, world: World) -> tuple[Item, ...]:
    offered = complete(begun, world)
    head = begun[: offered.start]
    lines = [(offer, head + offer.text) for offer in offered.offers]
    found = [Item(Kind.COMMAND, offer, line) for offer, line in lines]
    return tuple(found[:_MOST]) or (Item(Kind.COMMAND, Offer(begun), begun),)


class Palette:
    """Open or closed, what is typed, and which item is under the cursor."""

    def __init__(self) -> None:
        self._editor: Editor | None = None
        self._world: World | None = None
        self._history: Sequence[str] = ()
        self._items: tuple[Item, ...] = ()
        self._at = 0

    @property
    def is_open(self) -> bool:
        """Whether it has the keys."""
        return self._editor is not None

    def open(self, world: World, history: Sequence[str]) -> None:
        """Everything, to begin with."""
        self._editor, self._world, self._history = Editor(), world, history
        self._look()

    def close(self) -> None:
        """Away."""
        self._editor = None

    def insert(self, text: str) -> None:
        """Pasted text."""
        if self._editor is not None:
            self._editor.insert(text)
            self._look()

    def press(self, key: str, character: str) -> Chosen | None:
        """One key; what was chosen when it was Enter. Tab goes on in the line."""
        editor = self._editor
        if editor is None:
            return None
        steps = {"up": -1, "down": 1, "ctrl+p": 1, "pageup": -10, "pagedown": 10}
        if key in ("enter", "tab"):
            return self._choose(run=key == "enter")
        if key in ("escape", "ctrl+c") or (key == "backspace" and not editor.text):
            self.close()
        elif key in steps:
            self._at = max(0, min(self._at + steps[key], len(self._items) - 1))
        elif editor.press(key, character):
            self._look()
        return None

    def view(self) -> PaletteView:
        """What is shown."""
        editor = self._editor or Editor()
        rows = tuple(
            PaletteRow(f"palette.{one.kind}", one.offer.text, one.offer.about)
            for one in self._items
        )
        return PaletteView(editor.text, editor.cursor, rows, self._at)

    def _look(self) -> None:
        if self._editor is not None and self._world is not None:
            self._items = found(self._editor.text, self._world, self._history)
            self._at = 0

    def _choose(self, *, run: bool) -> Chosen | None:
        if not self._items:
            return None
        item = self._items[self._at]
        self.close()
        if run and item.whole:
            return Chosen(item.line, whole=True)
        return Chosen(f"{item.line} ", whole=False)
