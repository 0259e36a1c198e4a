"""Fields about departments: one that leads, those that help. No Textual here."""

from __future__ import annotations

from collections.abc import Sequence

from domain.place import Department
from domain.state import Case
from domain.views.suggest import Suggestion, Why
from tui.forms.fields import NOTHING, Choose, Fault, Field, Option, Press, Then, meant
from widgets.draw.form import Choice, FieldView

_MOST = 8  # co-handlers


def names_of(department: Department) -> tuple[str, ...]:
    """What a department is called: code and initials first."""
    d = department
    return (d.code, d.initials, d.zh, d.short_zh, d.en, d.short_en)


class Lead(Choose):
    """The suggestions by digit, any department by code, initials or name.

    `first` are options that stand before the suggestions.
    """

    def __init__(
        self,
        case: Case,
        offers: Sequence[Suggestion],
        departments: Sequence[Department],
        first: Sequence[Option] = (),
    ) -> None:
        self._case, self._departments = case, tuple(departments)
        self._offered = (
            *first,
            *(Option(o.department, Choice(offer=o), (o.department,)) for o in offers),
        )
        super().__init__("department", "lead", self._offered)

    def type(self, text: str) -> None:
        """Letters choose a department; one that was not offered is put behind."""
        self.typed = text[:64]
        self.options = self._offered
        found = self._found(text)
        if found is None:
            self.chosen = min(self.chosen or 0, max(0, len(self.options) - 1))
            return
        values = [one.value for one in self.options]
        if found.code in values:
            self.chosen = values.index(found.code)
            return
        bounced = found.code in self._case.bounced_by
        offer = Suggestion(found.code, Why.OTHER, bounced=bounced)
        self.options = (*self._offered, Option(found.code, Choice(offer=offer)))
        self.chosen = len(self._offered)

    def find(self, typed: str) -> int | None:
        """Whether a department is meant; it is the chosen one then."""
        return None if self._found(typed) is None else self.chosen

    def _found(self, typed: str) -> Department | None:
        at = meant(typed, [names_of(d) for d in self._departments])
        return None if at is None else self._departments[at]

    def press(self, press: Press) -> Then:
        """`+` goes on to those who help."""
        return Then.NEXT if press.character in "+＋" and press.character else (
            super().press(press)
        )  # fmt: skip


class Co(Field):
    """Those who help: letters find one, a space or `+` takes it or gives it up."""

    def __init__(self, departments: Sequence[Department], lead: Lead) -> None:
        super().__init__("co", "co")
        self._departments = tuple(departments)
        self._lead = lead
        self._taken: dict[str, None] = {}
        self._at = -1

    @property
    def _under(self) -> str:
        """The department that a space would take; empty if there is none."""
        if self.typed:
            at = meant(self.typed, [names_of(d) for d in self._departments])
            return "" if at is None else self._departments[at].code
        return self._departments[self._at].code if self._at >= 0 else ""

    def press(self, press: Press) -> Then:
        """Arrows move, space toggles, letters find."""
        if press.key in ("up", "left", "down", "right"):
            self.typed = ""
            step = -1 if press.key in ("up", "left") else 1
            start = max(self._at, 0) if step < 0 else self._at
            self._at = (start + step) % len(self._departments)
            return Then.STAY
        if press.character and press.character in " +＋":
            self._toggle()
            return Then.STAY
        return super().press(press)

    def _toggle(self) -> None:
        code = self._under
        if not code:
            return
        if code in self._taken:
            del self._taken[code]
        else:
            self._taken[code] = None
        self.typed = ""

    @property
    def _codes(self) -> tuple[str, ...]:
        """Those taken, and the one whose letters stand there."""
        typed = self._under if self.typed else ""
        return tuple(dict.fromkeys((*self._taken, *((typed,) if typed else ()))))

    @property
    def value(self) -> object:
        """Their codes; none: the default."""
        return self._codes or NOTHING

    @property
    def fault(self) -> Fault | None:
        """Each once, none of them the one that leads, not too many."""
        if self.typed and not self._under:
            return Fault("form.unknown", (self.typed,))
        if self._lead.value in self._codes:
            return Fault("form.co_leads")
        return Fault("form.co_many") if len(self._codes) > _MOST else None

    def view(self, *, active: bool) -> FieldView:
        """All departments while it is active, else those taken."""
        taken = self._codes
        shown = [d.code for d in self._departments] if active else list(taken)
        choices = tuple(Choice(department=code, taken=code in taken) for code in shown)
        under = self._under
        return FieldView(
            f"form.{self.label}",
            choices=choices,
            chosen=shown.index(under) if active and under in shown else -1,
            typed=self.typed,
            active=active,
            plain=True,
        )
