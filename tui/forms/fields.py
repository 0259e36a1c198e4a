"""Fields of a form: what a key does to each, what it holds, why that will not do.

No Textual here. A field never answers Enter, Escape or Tab: those are the form's.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import ClassVar, Final, NamedTuple

from widgets.draw.form import Choice, FieldView

#: Code points that a note typed or pasted at a wall may have.
LONGEST_NOTE: Final = 1000
LONGEST_WORD: Final = 64
_MOST_PHOTOS: Final = 16
_SINGLE_DIGIT: Final = 9


class Press(NamedTuple):
    """A key by its name, what it types (may be nothing), and when (monotonic s)."""

    key: str
    character: str
    at: float


class Fault(NamedTuple):
    """Why a field will not do: a key of the catalogue and what stands in it."""

    key: str
    args: tuple[str, ...] = ()


class Then(Enum):
    """What the form does after a field had a key."""

    STAY = auto()
    NEXT = auto()  # this field is filled in
    TEXT = auto()  # the key begins the note
    NOTHING = auto()  # not a key of this field


class Nothing(Enum):
    """A field that is left out of the command, so that its default counts."""

    NOTHING = auto()


NOTHING: Final = Nothing.NOTHING


def typable(text: str) -> str:
    """What may be typed or pasted into a field: what prints, on one line."""
    return "".join(c if c.isprintable() else " " * (c in "\n\t") for c in text)


class Field:
    """One field; `name` is that of the command's field.

    `label` names it: `form.<label>` of the catalogue, `needed.<label>` when it is
    empty and must not be. A field that is not `wanted` is neither shown nor asked.
    """

    #: Whether its keys are text: a digit is a digit there.
    prose: ClassVar[bool] = False

    def __init__(self, name: str, label: str, *, required: bool = False) -> None:
        self.name: Final = name
        self.label: Final = label
        self.required: Final = required
        self.typed = ""
        self.wanted: Callable[[], bool] = lambda: True

    def press(self, press: Press) -> Then:
        """A key that is the field's."""
        if press.key == "backspace":
            self.type(self.typed[:-1])
            return Then.STAY
        if press.character and press.character.isprintable():
            self.type(self.typed + press.character)
            return Then.STAY
        return Then.NOTHING

    def paste(self, text: str) -> None:
        """Pasted text is typed text."""
        self.type(self.typed + typable(text).strip())

    def type(self, text: str) -> None:
        """The text of the field is this now."""
        self.typed = text[:LONGEST_WORD]

    @property
    def value(self) -> object:
        """What the command gets."""
        return self.typed.strip() or NOTHING

    @property
    def fault(self) -> Fault | None:
        """Why that will not do."""
        if self.required and self.value is NOTHING:
            return Fault(f"needed.{self.label}")
        return None

    def view(self, *, active: bool) -> FieldView:
        """As it is drawn."""
        return FieldView(
            f"form.{self.label}",
            typed=self.typed,
            active=active,
            required=self.required,
        )


class Text(Field):
    """A note or another sentence."""

    prose = True

    def type(self, text: str) -> None:
        """As long as a note may be."""
        self.typed = text[:LONGEST_NOTE]


class Photos(Field):
    """Ids of photos that the centre has; with `files` also files that are sent to it.

    Only a desk has files to send: a wall sends none.
    """

    prose = True

    def __init__(
        self, name: str, label: str, *, required: bool = False, files: bool = False
    ) -> None:
        super().__init__(name, label, required=required)
        self._files = files

    def type(self, text: str) -> None:
        """Ids in a row."""
        self.typed = text[:LONGEST_NOTE]

    @property
    def value(self) -> object:
        """The ids, or files; a blank in the name of one stands in quotes."""
        return tuple(self._named()) or NOTHING

    def _named(self) -> list[str]:
        if not self._files:
            return self.typed.replace(",", " ").split()
        try:
            return shlex.split(self.typed)
        except ValueError:  # a quote that does not end yet
            return self.typed.split()

    @property
    def fault(self) -> Fault | None:
        """A path is no id where no files are sent."""
        ids = self._named()
        if not self._files and any(
            "/" in one or "\\" in one or one.startswith("~") for one in ids
        ):
            return Fault("form.photos_path")
        if len(ids) > _MOST_PHOTOS:
            return Fault("form.photos_many")
        return super().fault


class Hours(Field):
    """A whole number of hours."""

    def __init__(
        self, name: str, label: str, least: int, most: int, usual: int
    ) -> None:
        super().__init__(name, label)
        self._least, self._most = least, most
        self.typed = str(usual)
        self._fresh = True

    def press(self, press: Press) -> Then:
        """The first digit takes the place of the usual number."""
        if press.key in ("up", "down"):
            self._step(1 if press.key == "up" else -1)
            return Then.STAY
        if press.character == " ":
            return Then.NEXT
        if press.character and not press.character.isdecimal():
            return Then.TEXT
        if self._fresh and press.character:
            self.typed = ""
        self._fresh = False
        return super().press(press)

    def _step(self, by: int) -> None:
        now = int(self.typed) if self.typed.isdecimal() else self._least
        self.typed = str(min(self._most, max(self._least, now + by)))
        self._fresh = False

    @property
    def value(self) -> object:
        """The number."""
        return int(self.typed) if self.typed.isdecimal() else NOTHING

    @property
    def fault(self) -> Fault | None:
        """Within its limits."""
        number = int(self.typed) if self.typed.isdecimal() else 0
        if self._least <= number <= self._most:
            return None
        return Fault("form.hours_wrong", (str(self._least), str(self._most)))


class Typed(Field):
    """What has to be typed before Enter counts: a number that must be looked at."""

    def __init__(self, label: str, expected: str) -> None:
        super().__init__("", label, required=True)
        self.expected: Final = expected

    @property
    def fault(self) -> Fault | None:
        """Exactly that."""
        if self.typed.strip() == self.expected:
            return None
        return Fault(f"needed.{self.label}", (self.expected,))

    def view(self, *, active: bool) -> FieldView:
        """What is to be typed is said, not typed for the person."""
        return FieldView(
            f"form.{self.label}",
            typed=self.typed,
            active=active,
            required=True,
            args=(self.expected,),
        )


class Option(NamedTuple):
    """One thing that may be chosen: its value, how it looks, what finds it.

    `barred` is a key of the catalogue: it is seen, but cannot be chosen.
    """

    value: object
    choice: Choice
    words: tuple[str, ...] = ()
    barred: str = ""


class Choose(Field):
    """One of a few: by digit, by letters of its code or words, by the arrows.

    With `letters` False what is typed goes to the note of the form.
    """

    def __init__(
        self,
        name: str,
        label: str,
        options: Sequence[Option],
        *,
        letters: bool = True,
        required: bool = True,
        chosen: int | None = 0,
    ) -> None:
        super().__init__(name, label, required=required)
        self.options: tuple[Option, ...] = tuple(options)
        self.chosen = chosen
        self._letters = letters

    def press(self, press: Press) -> Then:
        """Arrows, digits, letters; a space is done with it."""
        if press.key in ("up", "left", "down", "right"):
            self._step(-1 if press.key in ("up", "left") else 1)
            return Then.STAY
        character = press.character
        if character == " ":
            return Then.NEXT
        digit = character.isdecimal() and not self.typed
        if digit and len(self.options) <= _SINGLE_DIGIT:
            number = int(character)
            if 1 <= number <= len(self.options):
                self.chosen = number - 1
            return Then.STAY
        if not self._letters and character and character.isprintable():
            return Then.TEXT
        return super().press(press)

    def _step(self, by: int) -> None:
        self.typed = ""
        if self.options:
            at = -1 if self.chosen is None and by > 0 else self.chosen or 0
            self.chosen = (at + by) % len(self.options)

    def type(self, text: str) -> None:
        """Letters choose the first one that they fit."""
        super().type(text)
        found = self.find(text) if text else None
        if found is not None:
            self.chosen = found

    def find(self, typed: str) -> int | None:
        """Where the option stands that is meant."""
        return meant(typed, [one.words for one in self.options])

    @property
    def option(self) -> Option | None:
        """What is chosen; None when nothing is, or what is typed fits nothing."""
        if self.chosen is None or not self.options:
            return None
        if self.typed and self.find(self.typed) is None:
            return None
        return self.options[self.chosen]

    @property
    def value(self) -> object:
        """That of the chosen option."""
        return NOTHING if self.option is None else self.option.value

    @property
    def fault(self) -> Fault | None:
        """Something must be chosen, and be allowed."""
        if self.typed and self.find(self.typed) is None:
            return Fault("form.unknown", (self.typed,))
        if self.option is not None and self.option.barred:
            return Fault(self.option.barred)
        return super().fault

    def view(self, *, active: bool) -> FieldView:
        """All of them while it is active, else the chosen one."""
        return FieldView(
            f"form.{self.label}",
            choices=tuple(one.choice for one in self.options),
            chosen=-1 if self.chosen is None else self.chosen,
            typed=self.typed,
            active=active,
            required=self.required,
        )


def meant(typed: str, words: Sequence[Sequence[str]]) -> int | None:
    """Exactly a word, else a code's number, else what begins so, else what holds it."""
    word = typed.strip().casefold()
    if not word:
        return None
    folded = [[one.casefold() for one in ones] for ones in words]
    tests: tuple[Callable[[list[str]], bool], ...] = (
        lambda ones: word in ones,
        lambda ones: word.isdecimal() and _numbered(ones, int(word)),
        lambda ones: any(one.startswith(word) for one in ones),
        lambda ones: any(word in one for one in ones),
    )
    found = (at for test in tests for at, ones in enumerate(folded) if test(ones))
    return next(found, None)


def _numbered(words: list[str], number: int) -> bool:
    """Whether a code such as `b03` has that number."""
    return any(w[1:].isdecimal() and int(w[1:]) == number for w in words[:1])
