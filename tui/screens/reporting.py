"""A report from the wall: its form, its text while it is not sent, its case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from domain import commands as c
from domain import workflow
from domain.codes import Role
from domain.decisions.intake import sources_of
from domain.place import Grid
from domain.state import Case
from domain.views.names import Names
from domain.views.sheet import VOID, Sheet
from tui.arming import Arming
from tui.screens.reviewing import ReviewingScreen
from tui.visits import Visit

if TYPE_CHECKING:
    from tui.bulk import Failure
    from tui.forms import Form

_REPORT: Final = "report"
_ROW: Final = workflow.rows_of(c.Report)[0]


class ReportingScreen(ReviewingScreen):
    """What was typed stays until a centre has it."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self._draft: Form | None = None  # a report that was not taken
        self._reported: Visit | None = None  # from where

    def write(self, action: str, **typed: str) -> str:
        """The form of a report, or of what is done to a case."""
        if action != _REPORT:
            return super().write(action, **typed)
        return self._report(typed)

    def refused(self, action: str, case: Case | None) -> str:
        """Why an action may not be taken; a report is about no case."""
        if action != _REPORT:
            return super().refused(action, case)
        return self.unsafe() or self._no_reporter()

    def _no_reporter(self) -> str:
        if workflow.may(_ROW, self.weighing.doer.role):
            return ""
        from domain.views.choices import Option

        barred = Option(_ROW, "", "role-not-allowed")
        names = Names(self._place, self._lang)
        return self.weighing.said(barred, self._say, names)

    def _report(self, typed: dict[str, str]) -> str:
        model = self._model
        if model is None:
            return "say.no_case"
        if refused := self.refused(_REPORT, None):
            return refused
        from tui.forms import Desk, report_form

        kept, self._draft = self._draft, None
        self._reported = self._trail.here
        if kept is not None:
            kept.again(kept.case, self._monotonic())
        role = Role(self.weighing.doer.role)
        self._form = kept or report_form(
            Desk(
                model.place,
                sources_of(role),
                model.now,
                self._monotonic(),
                None if model.sheet is None else _grids(model.sheet),
                model.alike,
            )
        )
        if any(typed.values()):
            self._form.fill(**typed)
        self._show_form()
        return ""

    def _look_after(self, form: Form | None) -> None:
        """Nobody can be quicker with a case that is not there yet."""
        if form is not None and form.action != _REPORT:
            super()._look_after(form)

    def _press_form(self, key: str, character: str) -> None:
        form = self._form
        super()._press_form(key, character)
        if form is None or form.action != _REPORT or self._form is not None:
            return
        if form.held:  # given up because nothing could be written
            self._draft, self._held = form, None

    # What became of it

    def failed(self, failure: Failure) -> None:
        """Refused in the centre's words: what was typed is there again."""
        super().failed(failure)
        self._keep(failure.form)

    def disarm(self) -> None:
        """What was not sent is given up, but not its text."""
        before = len(self.outbox.failures) if self.outbox else 0
        super().disarm()
        for failure in self.outbox.failures[before:] if self.outbox else ():
            self._keep(failure.form)

    def _keep(self, form: Form | None) -> None:
        if form is not None and form.action == _REPORT:
            self._draft = form

    def frame(self) -> None:
        """The case that a report made may be on the wall now."""
        super().frame()
        if self.deeds.made is not None:
            self._take_made(*self.deeds.made)

    def _take_made(self, case: str, seq: int) -> None:
        """Choose it, unless the person has gone on to something else."""
        model = self._model
        here = model is not None and case in model.state.cases
        if not here and self.seq < seq:
            return  # its record is on the way
        self.deeds.made = None
        busy = self._form or self._choosing or self.opened or self.list.typing
        if here and not busy and self._trail.here == self._reported:
            self.go(Visit("case", case=case))
        self._reported = None


def _grids(sheet: Sheet) -> Callable[[str], Grid | None]:
    def find(code: str) -> Grid | None:
        at = sheet.number(code)
        return None if at == VOID else sheet.grids[at]

    return find
