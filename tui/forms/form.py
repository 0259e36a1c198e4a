"""A form: from chosen cases to confirmed commands, key by key. No Textual here.

A write is a key, then Enter, at least 300 ms apart, with the case's number shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from domain.codes import Words
from domain.commands import AnyCommand
from domain.state import Case
from domain.views.detail import Detail
from tui.deeds import event_of
from tui.forms.fields import NOTHING, Fault, Field, Press, Text, Then, Typed
from widgets.draw.form import FormView, Said

#: Enter sooner than this after the form opened is taken for a slip, seconds.
SETTLE_S: Final = 0.3

_MOVED: Final = Fault("form.moved")

Values = Mapping[str, object]
#: What is done to one case, in this order; each only when the one before was done.
Steps = Callable[[Case, Values], tuple[AnyCommand, ...]]


class Job(NamedTuple):
    """What is to be done to one case as it was seen."""

    case: Case
    steps: tuple[AnyCommand, ...]


class Cancelled(NamedTuple):
    """The form is closed; nothing happens."""


class Confirmed(NamedTuple):
    """The form is closed; this is to be done. `form` can be opened again."""

    jobs: tuple[Job, ...]
    form: Form

    @property
    def command(self) -> AnyCommand:
        """The first of all."""
        return self.jobs[0].steps[0]

    @property
    def case(self) -> Case:
        """The first of all."""
        return self.jobs[0].case


Answer = Cancelled | Confirmed | None


class Form:
    """What all forms share. `action` names it for whoever has to open it again.

    `verb` is a key of the catalogue or the workflow's words; `marked` the cases that
    were asked for, of which `cases` are those that it may be done to.
    """

    def __init__(  # noqa: PLR0913 (what a form is)
        self,
        action: str,
        verb: Words | str,
        cases: Sequence[Case],
        fields: Sequence[Field],
        steps: Steps,
        at: float,
        *,
        marked: int = 0,
        detail: Detail | None = None,
        now: int = 0,
    ) -> None:
        self.action: Final = action
        self.cases: tuple[Case, ...] = tuple(cases)
        self.fields: Final = tuple(fields)
        self.said: Said | None = None
        self.told = ""  # what the department wrote, once it is known
        self.fault: Fault | None = None
        self.held = False  # confirmed when nothing could be written
        self._verb, self._steps, self._opened = verb, steps, at
        self._marked, self._detail = marked or len(cases), detail
        self._now = now
        self._active = next(
            (n for n, f in enumerate(self.fields)
             if f.wanted() and f.required and f.fault), 0
        )  # fmt: skip

    @property
    def case(self) -> Case:
        """The first one."""
        return self.cases[0]

    @property
    def active(self) -> Field | None:
        """The field that gets the keys; None in a form without fields."""
        return self.fields[self._active] if self.fields else None

    def again(self, case: Case, at: float) -> None:
        """Open it anew on the case as it is now; what was typed stays but guards."""
        self.cases, self._opened, self.fault = (case,), at, None
        self.held = False
        self._marked = 1
        for field in self.fields:
            if isinstance(field, Typed):
                field.typed = ""

    def press(self, press: Press) -> Answer:
        """One key; None while the form stays open."""
        self.fault = None
        match press.key:
            case "escape":
                return Cancelled()
            case "enter":
                return self._enter(press.at)
            case "tab":
                self._go(1)
            case "shift+tab":
                self._go(-1)
            case _:
                self._give(press)
        return None

    def hold(self, why: str) -> None:
        """It was confirmed, but nothing may be written now: `why`, a key."""
        self.fault, self.held = Fault(why), True

    def resumes(self, action: str, cases: Sequence[Case]) -> bool:
        """Whether this is what is begun once more."""
        return self.action == action and self.about(cases)

    def about(self, cases: Sequence[Case]) -> bool:
        """Whether it is about the one case of these."""
        return [case.id for case in cases] == [case.id for case in self.cases[:1]]

    @property
    def note(self) -> str:
        """What was typed as its note."""
        return next((f.typed for f in self.fields if f.name == "note"), "")

    def overtaken(self, now: Case | None) -> bool:
        """Say that the one case of the form went on; `now` None: it has ended.

        Whether there is something to say that was not said.
        """
        if len(self.cases) > 1 or (now and now.version <= self.case.version):
            return False
        said = self.fault == _MOVED
        self.fault = _MOVED
        return not said

    def paste(self, text: str) -> None:
        """Pasted text goes into the field; it never confirms."""
        self.fault = None
        if self.active is not None:
            self.active.paste(text)

    def _go(self, by: int) -> None:
        for _ in self.fields:
            self._active = (self._active + by) % len(self.fields)
            if self.fields[self._active].wanted():
                return

    def _give(self, press: Press) -> None:
        if self.active is None:
            return
        then = self.active.press(press)
        if then is Then.NEXT:
            self._go(1)
        elif then is Then.TEXT and self._to_text():
            self.active.press(press)

    def _to_text(self) -> bool:
        at = next((n for n, f in enumerate(self.fields) if isinstance(f, Text)), None)
        if at is not None:
            self._active = at
        return at is not None

    def _enter(self, at: float) -> Answer:
        if at - self._opened < SETTLE_S:
            self.fault = Fault("form.early")
            return None
        for number, field in enumerate(self.fields):
            if field.wanted() and field.fault is not None:
                self._active, self.fault = number, field.fault
                return None
        return self._confirmed()

    def _confirmed(self) -> Answer:
        found = {f.name: f.value for f in self.fields if f.name and f.wanted()}
        values = {name: v for name, v in found.items() if v is not NOTHING}
        try:
            jobs = tuple(
                Job(case, tuple(map(valid, self._steps(case, values))))
                for case in self.cases
            )
        except Incomplete as error:
            self._incomplete(error.field, error.key)
            return None
        except msgspec.ValidationError as error:
            self.fault = Fault("form.invalid", (str(error),))
            return None
        return Confirmed(jobs, self)

    def _incomplete(self, name: str, key: str) -> None:
        at = next((n for n, f in enumerate(self.fields) if f.name == name), 0)
        self._active, self.fault = at, Fault(key)

    def withdraws(
        self, at: int, command: AnyCommand, seq: int, until: int | None
    ) -> None:
        """Say what of mine it takes back: done at `at` (ms) as record `seq`."""
        self.said = Said(
            "withdraw", at=at, what=event_of(command), seq=seq, until=until
        )

    def fill(self, **typed: str) -> None:
        """What a command line said already; it is still confirmed here."""
        for field in self.fields:
            if text := typed.get(field.name):
                field.type(text)

    def view(self) -> FormView:
        """What is to be drawn."""
        words = isinstance(self._verb, Words)
        return FormView(
            verb="" if words else str(self._verb),
            words=self._verb if isinstance(self._verb, Words) else None,
            number=self.case.number,
            street=self.case.street,
            title=self.case.title,
            cases=len(self.cases),
            marked=self._marked,
            fields=tuple(
                f.view(active=n == self._active)
                for n, f in enumerate(self.fields)
                if f.wanted()
            ),
            message=self.fault.key if self.fault else "",
            args=self.fault.args if self.fault else (),
            detail=self._detail,
            told=self.told,
            now=self._now,
            said=self.said,
        )


class Incomplete(Exception):
    """What was chosen needs a field that another choice does not need."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(key)
        self.field, self.key = field, key


def valid(command: AnyCommand) -> AnyCommand:
    """The command, once its own limits are looked at; `msgspec.ValidationError`."""
    found: AnyCommand = msgspec.convert(msgspec.to_builtins(command), type(command))
    return found
