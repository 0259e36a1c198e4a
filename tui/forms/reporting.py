"""The form of a report: the one that is about no case yet. No Textual here.

What it needs is a place and a class or a title; where only the class is given, its name
is the title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from domain import commands as c
from domain import workflow
from domain.codes import Kind, Source, State
from domain.place import Grid, Place
from domain.state import Case
from domain.views.words import SOURCE_WORDS
from tui.forms.fields import NOTHING, Choose, Fault, Field, Option, Press, Text, Then
from tui.forms.form import Answer, Form, Values
from tui.forms.making import Pick, row_words, streets_of, subclasses_of
from widgets.draw.form import Choice, FieldView, Said

REPORT: Final = "report"
_ROW: Final = workflow.rows_of(c.Report)[0]
#: Digits of a component's code.
_COMPONENT: Final = 16
_TITLE: Final = 200
_ADDRESS: Final = 400
#: What a case is marked with, the letter beside the digit.
_MARKS: Final = (("urgent", "u"), ("elder", "e"))


class Desk(NamedTuple):
    """What a report is made on.

    `sources`: those that the role reports for; `grid` finds a unit grid by its code,
    None while the grids are not known. `alike` finds open cases of a subclass, street
    and unit grid (may be empty). `now` in ms, `at` in monotonic seconds.
    """

    place: Place
    sources: tuple[Source, ...]
    now: int
    at: float
    grid: Callable[[str], Grid | None] | None = None
    alike: Callable[[str, str, str], Sequence[Case]] = lambda *_: ()


class Spot(NamedTuple):
    """Where it is, by one of these; `street` is known beside a grid."""

    street: str = ""
    grid: str = ""
    component: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What the command is told: the closest that is known."""
        if self.component:
            return {"component": self.component}
        return {"grid": self.grid} if self.grid else {"street": self.street}


class Where(Pick):
    """A street by code, initials or name; a unit grid or a component by its code."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("where", "where", streets_of(desk.place), chosen=None)
        self._grid = desk.grid
        self._names = {s.code: (s.zh, s.en) for s in desk.place.streets}

    @property
    def option(self) -> Option | None:
        """What the letters mean; nothing typed, nothing meant."""
        word = self.typed.strip()
        at = self.find(word)
        if at is not None:
            found = self.options[at]
            return found._replace(value=Spot(street=str(found.value)))
        if word.isascii() and word.isdecimal() and len(word) == _COMPONENT:
            return Option(Spot(component=word), Choice(text=word))
        return self._of_grid(word.upper())

    def _of_grid(self, word: str) -> Option | None:
        if self._grid is None:  # the centre knows them
            known = word.isascii() and word.isalnum()
            return Option(Spot(grid=word), Choice(text=word)) if known else None
        grid = self._grid(word)
        if grid is None:
            return None
        zh, en = self._names.get(grid.street, (grid.street, grid.street))
        choice = Choice(text=f"{grid.code} {zh}", other=f"{grid.code} {en}")
        return Option(Spot(street=grid.street, grid=grid.code), choice)

    @property
    def fault(self) -> Fault | None:
        """One place must be meant."""
        if self.option is not None:
            return None
        word = self.typed.strip()
        return Fault("form.nowhere", (word,)) if word else Fault("needed.where")


class Title(Text):
    """What it is in a few words; left empty, what its class is called."""

    def __init__(self, place: Place, subclass: Field) -> None:
        super().__init__("title", "title", required=True)
        zh = place.locale.startswith("zh")
        self._names = {s.code: s.zh if zh else s.en for s in place.subclasses}
        self._subclass = subclass

    def type(self, text: str) -> None:
        """As long as a title may be."""
        self.typed = text[:_TITLE]

    @property
    def value(self) -> object:
        """What is typed, else the class."""
        usual = self._names.get(str(self._subclass.value), "")
        return self.typed.strip() or usual or NOTHING

    def view(self, *, active: bool) -> FieldView:
        """What it will be, unless it is being typed."""
        value = self.value
        shown = self.typed if active or value is NOTHING else str(value)
        return FieldView(
            f"form.{self.label}", typed=shown, active=active, required=True
        )


class Address(Text):
    """House and door, or what stands there."""

    def type(self, text: str) -> None:
        """As long as an address may be."""
        self.typed = text[:_ADDRESS]


class Marks(Field):
    """Urgent, elder: a digit or its letter sets a mark or takes it off."""

    def __init__(self) -> None:
        super().__init__("marks", "marks")
        self._taken: set[str] = set()

    def press(self, press: Press) -> Then:
        """Space goes on."""
        if press.character == " ":
            return Then.NEXT
        for number, (mark, letter) in enumerate(_MARKS, 1):
            if press.character in (str(number), letter):
                self._taken ^= {mark}
                return Then.STAY
        return Then.STAY if press.character else Then.NOTHING

    def paste(self, text: str) -> None:
        """Text sets no mark."""

    @property
    def value(self) -> object:
        """Those that are set."""
        return frozenset(self._taken) or NOTHING

    def view(self, *, active: bool) -> FieldView:
        """Both, the set ones ticked."""
        choices = tuple(
            Choice(word=f"flag.{mark}", taken=mark in self._taken) for mark, _ in _MARKS
        )
        return FieldView(f"form.{self.label}", choices=choices, active=active)


class ReportForm(Form):
    """Says which open cases are like it as soon as class and place are known."""

    def __init__(self, desk: Desk) -> None:
        options = subclasses_of(desk.place)
        self._class = Pick("subclass", "subclass", options, required=False, chosen=None)
        self._where = Where(desk)
        self._alike, self._asked = desk.alike, ("", Spot())
        title = Title(desk.place, self._class)
        fields = (
            self._class, self._where, title, Address("address", "address"),
            _source(desk.sources), Marks(), Text("text", "note"),
        )  # fmt: skip
        super().__init__(
            REPORT, row_words(_ROW), (draft(desk.now),), fields, _steps, desk.at,
            now=desk.now,
        )  # fmt: skip
        self._active = 0  # whoever tells it begins with what it is

    def press(self, press: Press) -> Answer:
        """One key."""
        answer = super().press(press)
        self._compare()
        return answer

    def paste(self, text: str) -> None:
        """Pasted text."""
        super().paste(text)
        self._compare()

    def fill(self, **typed: str) -> None:
        """What a command line said; the keys go on where it stopped."""
        super().fill(**typed)
        first = (n for n, f in enumerate(self.fields) if n and f.required and f.fault)
        self._active = next(first, 0) if self._class.typed else 0
        self._compare()

    def _compare(self) -> None:
        """Once for every class and place."""
        code, spot = str(self._class.value or ""), self._where.value
        if not isinstance(spot, Spot) or self._class.value is NOTHING:
            self.said, self._asked = None, ("", Spot())
            return
        if (code, spot) == self._asked:
            return
        self._asked = (code, spot)
        found = self._alike(code, spot.street, spot.grid) if spot.street else ()
        told = " · ".join(f"{one.number} {one.title}" for one in found)
        self.said = Said("alike", by=told) if told else None


def report_form(desk: Desk) -> ReportForm:
    """A form for somebody who may report."""
    return ReportForm(desk)


def draft(now: int) -> Case:
    """The case that is not yet one: without id and number, at version 0."""
    return Case(
        id="", number="", state=State.REPORTED, version=0, seq=0, opened_at=now,
        changed_at=now, source=Source.PUBLIC, kind=Kind.EVENT, subclass="", title="",
        street="", grid="",
    )  # fmt: skip


def _source(sources: Sequence[Source]) -> Choose:
    options = []
    for one in sources:
        words = SOURCE_WORDS[one]
        choice = Choice(text=words.zh, other=words.en)
        options.append(Option(one, choice, (one.value, words.zh, words.en)))
    return Choose("source", "source", options)


def _steps(_case: Case, values: Values) -> tuple[c.AnyCommand, ...]:
    given: dict[str, Any] = dict(values)
    where: Spot = given.pop("where")
    marks = dict.fromkeys(given.pop("marks", ()), True)
    if where.component:
        given["kind"] = Kind.COMPONENT  # unless its class says otherwise
    made: Any = c.Report
    return (made(**where.given, **marks, **given),)
