"""Forms: from a chosen case to a confirmed command, key by key. No Textual here.

A write is a key, then Enter, at least 300 ms apart, with the case's number shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from domain.commands import (
    AnyCommand,
    ApproveBounce,
    Dispatch,
    Redispatch,
    RejectBounce,
)
from domain.place import Department, Place
from domain.state import Case
from domain.views.suggest import Suggestion, Why
from widgets.draw.form import Choice, FormView

#: Enter sooner than this after the form opened is taken for a slip, seconds.
SETTLE_S: Final = 0.3
_LONGEST_NOTE: Final = 200


class Press(NamedTuple):
    """A key by its name, what it types (may be nothing), and when (monotonic s)."""

    key: str
    character: str
    at: float


class Cancelled(NamedTuple):
    """The form is closed; nothing happens."""


class Confirmed(NamedTuple):
    """The form is closed; this is to be done to the case as it was seen."""

    command: AnyCommand
    case: Case


Answer = Cancelled | Confirmed | None


class Form:
    """What all forms share; a subclass knows its choices and makes the command."""

    verb = ""
    asks = ""

    def __init__(self, case: Case, choices: tuple[Choice, ...], at: float) -> None:
        self.case: Final = case
        self.choices = choices
        self.chosen = 0
        self.typed = ""
        self.note = ""  # given before the form opened
        self.message = ""
        self._opened: Final = at

    def press(self, press: Press) -> Answer:
        """One key; None while the form stays open."""
        self.message = ""
        match press.key:
            case "escape":
                return Cancelled()
            case "enter":
                return self._enter(press.at)
            case "backspace":
                self.type(self.typed[:-1])
            case "up" | "left" | "shift+tab":
                self._choose(self.chosen - 1)
            case "down" | "right" | "tab":
                self._choose(self.chosen + 1)
            case _:
                self._typed(press.character)
        return None

    def _enter(self, at: float) -> Answer:
        if at - self._opened < SETTLE_S:
            self.message = "form.early"
            return None
        command = self.command()
        return None if command is None else Confirmed(command, self.case)

    def _typed(self, character: str) -> None:
        if not character or not character.isprintable():
            return
        if character.isdecimal() and not self.typed:
            if 1 <= int(character) <= len(self.choices):
                self.chosen = int(character) - 1
            return
        self.type((self.typed + character)[:_LONGEST_NOTE])

    def _choose(self, number: int) -> None:
        if self.choices:
            self.chosen = number % len(self.choices)

    def type(self, text: str) -> None:
        """The text of the form is this now."""
        self.typed = text

    def command(self) -> AnyCommand | None:
        """What Enter does; None with `message` set when something is missing."""
        raise NotImplementedError

    def view(self) -> FormView:
        """What is to be drawn."""
        return FormView(
            verb=self.verb,
            number=self.case.number,
            street=self.case.street,
            title=self.case.title,
            choices=self.choices,
            chosen=self.chosen,
            asks=self.asks,
            typed=self.typed,
            note=self.note,
            message=self.message,
        )


class DispatchForm(Form):
    """To whom: three suggestions, or any department by code, initials or name."""

    asks = "form.other"

    def __init__(
        self, case: Case, offers: tuple[Suggestion, ...], place: Place, at: float
    ) -> None:
        self._offered = tuple(Choice(offer=offer) for offer in offers)
        self._departments = place.departments
        self.verb = "form.redispatch" if case.bounces else "form.dispatch"
        super().__init__(case, self._offered, at)

    def fill(self, department: str, note: str) -> None:
        """What a command line said already; it is still confirmed here."""
        self.note = note
        self.type(department)

    def type(self, text: str) -> None:
        """Letters choose a department: the first one that they fit."""
        super().type(text)
        found = _matching(self._departments, text) if text else None
        self.choices = self._offered
        if found is None:
            self.chosen = min(self.chosen, max(0, len(self.choices) - 1))
            return
        codes = [c.offer.department for c in self._offered if c.offer is not None]
        if found.code in codes:
            self.chosen = codes.index(found.code)
            return
        bounced = found.code in self.case.bounced_by
        other = Suggestion(found.code, Why.OTHER, bounced=bounced)
        self.choices = (*self._offered, Choice(offer=other))
        self.chosen = len(self._offered)

    def command(self) -> AnyCommand | None:
        """A dispatch, or a re-dispatch of a case that was bounced."""
        if self.typed and _matching(self._departments, self.typed) is None:
            self.message = "form.unknown"
            return None
        offer = self.choices[self.chosen].offer if self.choices else None
        if offer is None:
            self.message = "form.unknown"
            return None
        if self.case.bounces:
            return Redispatch(department=offer.department, note=self.note)
        return Dispatch(department=offer.department, note=self.note)


def _matching(departments: tuple[Department, ...], typed: str) -> Department | None:
    """Exactly a code or initials, else what begins like it, else what holds it."""
    word = typed.casefold()
    tests: tuple[Callable[[Department], bool], ...] = (
        lambda d: word in (d.code.casefold(), d.initials.casefold()),
        lambda d: any(name.startswith(word) for name in _called(d)),
        lambda d: any(word in name for name in _called(d)),
    )
    return next((d for test in tests for d in departments if test(d)), None)


def _called(department: Department) -> tuple[str, ...]:
    d = department
    names = (d.code, d.initials, d.zh, d.short_zh, d.en, d.short_en)
    return tuple(name.casefold() for name in names)


class RulingForm(Form):
    """On a bounce: approve it, or reject it with a note."""

    verb = "form.rule"
    asks = "form.note"

    def __init__(self, case: Case, at: float) -> None:
        choices = (Choice(word="form.approve"), Choice(word="form.reject"))
        super().__init__(case, choices, at)

    def command(self) -> AnyCommand | None:
        """The ruling; a rejection needs a note."""
        note = self.typed.strip()
        if self.chosen == 0:
            return ApproveBounce(note=note)
        if not note:
            self.message = "form.note_needed"
            return None
        return RejectBounce(note=note)
