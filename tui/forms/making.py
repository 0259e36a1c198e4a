"""Which fields a command's form has: made of the command's own fields and its row.

No Textual here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from domain import commands as c
from domain import events as e
from domain.codes import REASONS, TERMINAL, Words
from domain.initials import initials
from domain.place import Place
from domain.state import Case
from domain.views.detail import Detail
from domain.views.suggest import Suggestion
from domain.workflow import Transition
from tui.forms.dates import Wake
from tui.forms.departments import Co, Lead
from tui.forms.fields import (
    LONGEST_WORD,
    NOTHING,
    Choose,
    Fault,
    Field,
    Hours,
    Option,
    Photos,
    Press,
    Text,
    Then,
    Typed,
)
from tui.forms.form import Form, Values
from widgets.draw.form import Choice, FieldView

#: From so many cases on their number has to be typed.
MANY: Final = 5
_ENDING: Final = 4
#: Fields of commands that only records bring.
_NOT_FOR_PEOPLE: Final = frozenset({"deadline", "open_ended", "title"})
_HOURS: Final = (1, 72, 2)


class Ground(NamedTuple):
    """What a form is made on.

    `cases`: those that it may be done to, of `marked` ones; `now` in ms, `at` in
    monotonic seconds. `offers` are of the first case; `first` answers the code of any
    case's first suggestion. `similar`: open cases that it may be merged into; `find`
    answers an open case by the end of its number. `files`: photos are sent by file.
    """

    cases: tuple[Case, ...]
    place: Place
    now: int
    at: float
    marked: int = 0
    offers: tuple[Suggestion, ...] = ()
    first: Callable[[Case], str] = lambda _case: ""
    similar: tuple[Case, ...] = ()
    find: Callable[[str], Case | None] = lambda _typed: None
    detail: Detail | None = None
    files: bool = False

    @property
    def case(self) -> Case:
        """The first one."""
        return self.cases[0]


#: Rulings by action -> the event that asked for them, with the department's words.
ASKED: Final[Mapping[str, type[e.Event]]] = MappingProxyType(
    {
        "rule": e.Bounced,
        "approve-extension": e.ExtensionAsked,
        "reject-extension": e.ExtensionAsked,
        "approve-suspension": e.SuspensionAsked,
        "reject-suspension": e.SuspensionAsked,
    }
)


def form_of(row: Transition, ground: Ground) -> Form:
    """The form of any command that is about a case."""
    fields = [*fields_of(row, ground), *guards(row, ground.cases)]
    words = row_words(row)

    def steps(_case: Case, values: Values) -> tuple[c.AnyCommand, ...]:
        made: Any = row.command
        return (made(**values),)

    alone = row.slug in ASKED and len(ground.cases) == 1
    return Form(
        row.slug, words, ground.cases, fields, steps, ground.at,
        marked=ground.marked, detail=ground.detail if alone else None, now=ground.now,
    )  # fmt: skip


def row_words(row: Transition) -> Words:
    """What the row is called in both languages."""
    return Words(row.zh, row.en)


def guards(row: Transition, cases: Sequence[Case]) -> list[Field]:
    """What has to be typed: the number of many cases, the end of an ended one's."""
    found: list[Field] = []
    several = len(cases) > 1
    if len(cases) >= MANY or (several and any(case.urgent for case in cases)):
        found.append(Typed("count", str(len(cases))))
    if row.to in TERMINAL:
        found.append(Typed("ending", cases[0].number[-_ENDING:]))
    return found


def fields_of(row: Transition, ground: Ground) -> list[Field]:
    """A field for each of the command's that a person fills in."""
    found: list[Field] = []
    for one in msgspec.structs.fields(row.command):
        if one.name in _NOT_FOR_PEOPLE:
            continue
        found.append(_MAKERS[one.name](row, ground, found))
    return found


def _genuine(_row: Transition, _ground: Ground, _before: list[Field]) -> Field:
    return _yes_no("genuine", "genuine", "form.true", "form.untrue")


def _upheld(_row: Transition, _ground: Ground, _before: list[Field]) -> Field:
    return _yes_no("upheld", "upheld", "form.yes", "form.no")


def _yes_no(name: str, label: str, yes: str, no: str) -> Field:
    options = (
        Option(True, Choice(word=yes), ("y", "是", "yes", "true")),
        Option(False, Choice(word=no), ("n", "否", "no", "false")),
    )
    return Choose(name, label, options, chosen=None)


def _note(row: Transition, _ground: Ground, _before: list[Field]) -> Field:
    needed = row.note or _is_required(row.command, "note")
    return Text("note", "note", required=needed)


def _is_required(command: type[c.Command], name: str) -> bool:
    return any(f.required for f in msgspec.structs.fields(command) if f.name == name)


def _photos(row: Transition, ground: Ground, _before: list[Field]) -> Field:
    return Photos("photos", "photos", required=row.photo, files=ground.files)


def _reason(row: Transition, _ground: Ground, _before: list[Field]) -> Field:
    options = [
        Option(code, Choice(code=code), (code, REASONS[code].zh, REASONS[code].en))
        for code in row.reasons or ()
    ]
    return Choose("reason", "reason", options, chosen=None)


class Pick(Choose):
    """One of many that are not listed: only the one that is meant is shown."""

    def view(self, *, active: bool) -> FieldView:
        """What the letters have found."""
        found = self.option if self.typed else None
        return FieldView(
            f"form.{self.label}",
            choices=() if found is None else (found.choice,),
            chosen=0 if found is not None else -1,
            typed=self.typed,
            active=active,
            required=self.required,
            plain=True,
        )

    def type(self, text: str) -> None:
        """Nothing typed, nothing chosen."""
        super().type(text)
        if not text:
            self.chosen = None

    def press(self, press: Press) -> Then:
        """Its digits are those of codes; the arrows show where they are."""
        if press.key in ("up", "left", "down", "right"):
            self._step(-1 if press.key in ("up", "left") else 1)
            self.typed = self.options[self.chosen or 0].words[0] if self.options else ""
            return Then.STAY
        if press.character.isdecimal():
            self.type(self.typed + press.character)
            return Then.STAY
        return super().press(press)


def subclasses_of(place: Place) -> list[Option]:
    """The classes of a place, by code, names or initials."""
    return [
        Option(s.code, Choice(text=f"{s.code} {s.zh}", other=f"{s.code} {s.en}"),
               (s.code, initials(s.zh), s.zh, s.en))
        for s in place.subclasses
    ]  # fmt: skip


def streets_of(place: Place) -> list[Option]:
    """The streets of a place, by code, names or initials."""
    return [
        Option(s.code, Choice(text=s.zh, other=s.en),
               (s.code, s.initials, s.zh, s.short_zh, s.en))
        for s in place.streets
    ]  # fmt: skip


def _subclass(_row: Transition, ground: Ground, _before: list[Field]) -> Field:
    options = subclasses_of(ground.place)
    missing = any(not case.subclass for case in ground.cases)
    return Pick("subclass", "subclass", options, required=missing, chosen=None)


def _street(_row: Transition, ground: Ground, _before: list[Field]) -> Field:
    options = streets_of(ground.place)
    return Pick("street", "street", options, required=False, chosen=None)


def _grid(_row: Transition, _ground: Ground, _before: list[Field]) -> Field:
    return Field("grid", "grid")


def _department(row: Transition, ground: Ground, _before: list[Field]) -> Field:
    first: tuple[Option, ...] = ()
    if row.command is c.ForceAssign:
        first = (Option("", Choice(word="form.backstop"), ("backstop", "托底")),)
    return Lead(ground.case, ground.offers, ground.place.departments, first)


def _co(_row: Transition, ground: Ground, before: list[Field]) -> Field:
    lead = next(field for field in before if isinstance(field, Lead))
    return Co(ground.place.departments, lead)


class Handler(Text):
    """Who does the work."""

    def type(self, text: str) -> None:
        """As long as a name may be."""
        self.typed = text[:LONGEST_WORD]


def _handler(_row: Transition, _ground: Ground, _before: list[Field]) -> Field:
    return Handler("handler", "handler", required=True)


def _wake(_row: Transition, ground: Ground, _before: list[Field]) -> Field:
    return Wake("wake", ground.now, ZoneInfo(ground.place.zone))


def _hours(_row: Transition, _ground: Ground, _before: list[Field]) -> Field:
    return Hours("hours", "hours", *_HOURS)


class Target(Choose):
    """The case that it is the same as: a similar one, or any by its number."""

    def __init__(self, ground: Ground) -> None:
        options = [
            Option(one.id, Choice(text=f"{one.number} {one.title}"), (one.number,))
            for one in ground.similar
        ]
        super().__init__("target", "target", options, chosen=0 if options else None)
        self._find = ground.find

    def type(self, text: str) -> None:
        """Digits are those of a number once something is typed."""
        self.typed = text[:LONGEST_WORD]

    @property
    def value(self) -> object:
        """The id behind what is typed, else of the one that is chosen."""
        if not self.typed:
            return super().value
        found = self._find(self.typed.strip())
        return NOTHING if found is None else found.id

    @property
    def fault(self) -> Fault | None:
        """One open case must be meant."""
        if self.value is NOTHING:
            return Fault("needed.target")
        return None

    def press(self, press: Press) -> Then:
        """A number may begin with any digit that chooses nothing."""
        typed = press.character
        number = typed.isdecimal() and (
            bool(self.typed) or not 1 <= int(typed) <= len(self.options)
        )
        if typed == "-" or number:
            self.type(self.typed + typed)
            return Then.STAY
        return super().press(press)


def _target(_row: Transition, ground: Ground, _before: list[Field]) -> Field:
    return Target(ground)


_Maker = Callable[[Transition, Ground, list[Field]], Field]
_MAKERS: Final[dict[str, _Maker]] = {
    "co": _co,
    "department": _department,
    "genuine": _genuine,
    "grid": _grid,
    "handler": _handler,
    "hours": _hours,
    "note": _note,
    "photos": _photos,
    "reason": _reason,
    "street": _street,
    "subclass": _subclass,
    "target": _target,
    "upheld": _upheld,
    "wake": _wake,
}
