"""Somebody else was quicker: who changed what when, and the form to look at it again.

Nothing is tried again by itself. No Textual here.
"""

from __future__ import annotations

from typing import Final

from client.outcome import Problem
from domain.state import Case
from tui.deeds import who
from tui.forms import SETTLE_S, Form
from widgets.draw.form import FormView, Said


class Review:
    """One conflict: `form` is what was confirmed, `case` how it was seen then."""

    def __init__(self, form: Form, case: Case, problem: Problem, at: float) -> None:
        self.form: Final = form
        self.case: Final = case
        extra = problem.extra
        version, when = extra.get("version"), extra.get("at")
        #: What the wall must have seen before anybody can look at it.
        self.version = version if isinstance(version, int) else case.version + 1
        self._at = when if isinstance(when, int) else 0
        self._by = who(extra.get("actor"))
        self._what = str(extra.get("what") or "")
        self._opened, self._early = at, False

    def early(self, at: float) -> bool:
        """Whether an Enter at `at` (monotonic s) is a slip."""
        self._early = at - self._opened < SETTLE_S
        return self._early

    def view(self, now: int) -> FormView:
        """The banner; `now` in ms by the centre's clock."""
        said = Said(
            "conflict" if self._what else "changed",
            at=self._at,
            by=self._by,
            what=self._what,
            now=now,
        )
        return FormView(
            verb="form.conflict",
            number=self.case.number,
            street=self.case.street,
            title=self.case.title,
            said=said,
            keys="form.review_keys",
            message="form.early" if self._early else "",
        )
