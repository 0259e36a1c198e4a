"""The menu of everything that may be done with a case, and why not the rest.

No Textual here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.codes import Role, State, Words
from domain.state import Case
from domain.views.choices import WRONG_STATE, Option
from domain.workflow import Transition
from widgets.draw.menu import MenuRow, MenuView

_FAR: Final = 8  # rows of a page key
_END: Final = 1 << 10
_STEPS: Final = {
    "up": -1, "k": -1, "down": 1, "j": 1, "pageup": -_FAR, "ctrl+u": -_FAR,
    "pagedown": _FAR, "ctrl+d": _FAR, "home": -_END, "end": _END,
}  # fmt: skip


class Menu:
    """Closed while `options` is empty. The letters are the same for every case."""

    def __init__(self) -> None:
        self.options: tuple[Option, ...] = ()
        self.barred = ""  # why the last key did nothing; a key of the catalogue
        self._case: Case | None = None
        self._role = ""
        self._marked = 1
        self._at = 0

    @property
    def is_open(self) -> bool:
        """Whether it gets the keys."""
        return bool(self.options)

    def open(
        self, options: Sequence[Option], case: Case, role: Role, marked: int
    ) -> None:
        """Show what may be done with a case, the first of `marked` ones."""
        self.options, self._case, self._role = tuple(options), case, role
        self._marked, self._at, self.barred = marked, 0, ""

    def close(self) -> None:
        """Nothing was chosen."""
        self.options = ()

    def press(self, key: str, character: str) -> Transition | None:
        """One key; what was chosen. A letter that is barred says why."""
        self.barred = ""
        if key in ("escape", "q"):
            self.close()
            return None
        if key in _STEPS:
            last = len(self.options) - 1
            self._at = min(last, max(0, self._at + _STEPS[key]))
            return None
        if key == "enter":
            return self._choose(self._at)
        return self._letter(character)

    def _letter(self, character: str) -> Transition | None:
        letters = [one.letter for one in self.options]
        if not character or character not in letters:
            return None
        self._at = letters.index(character)
        return self._choose(self._at)

    def _choose(self, at: int) -> Transition | None:
        one = self.options[at]
        if one.barred:
            self.barred = bar_of(one.barred)
            return None
        self.close()
        return one.row

    def view(self) -> MenuView:
        """What is to be drawn."""
        case = self._case
        state = case.state if case else State.REPORTED
        return MenuView(
            number=case.number if case else "",
            state=state,
            role=Role(self._role) if self._role else Role.WATCH,
            marked=self._marked,
            rows=tuple(_row(one) for one in self.options),
            chosen=self._at,
            message=self.barred,
        )


def bar_of(code: str) -> str:
    """A refusal's code as a key of the catalogue."""
    return f"bar.{code}".replace("-", "_")


def _row(one: Option) -> MenuRow:
    row = one.row
    states = tuple(s for s in State if s in row.sources)
    return MenuRow(
        letter=one.letter,
        words=Words(row.zh, row.en),
        barred=bar_of(one.barred) if one.barred else "",
        roles=tuple(sorted(row.roles)) if one.barred == "role-not-allowed" else (),
        states=states if one.barred == WRONG_STATE else (),
    )
