"""Somebody else was quicker: who changed what, and the form again on what is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tui.arming import Arming
from tui.panes.pane import FRAMES
from tui.screens.writing import WritingScreen

if TYPE_CHECKING:
    from tui.bulk import Failure
    from tui.review import Review
    from widgets.draw.form import FormView

_UNAUTHORISED: Final = 401
_CONFLICT: Final = 412  # what the centre answers to an old version


class ReviewingScreen(WritingScreen):
    """Conflicts one after the other, each while nothing else is open."""

    def __init__(
        self, monotonic: Callable[[], float], lang: str, theme: str, arming: Arming
    ) -> None:
        super().__init__(monotonic, lang, theme, arming)
        self._reviews: list[Review] = []

    @property
    def review(self) -> Review | None:
        """The conflict that is shown: only while nothing else is open."""
        busy = self._form is not None or self._choosing
        return None if busy or not self._reviews else self._reviews[0]

    def asked(self, key: str, character: str) -> bool:
        """Give a key to whatever is open; False when nothing is."""
        if super().asked(key, character):
            return True
        review = self.review
        if review is None or key not in ("enter", "escape"):
            return False
        self._press_review(review, key)
        return True

    def _told(self) -> FormView | None:
        """The conflict."""
        return self.review.view(self.now) if self.review is not None else None

    def frame(self) -> None:
        """It says how long ago that was."""
        super().frame()
        if self.review is not None and self._beat % FRAMES == 0:
            self._show_form()

    def failed(self, failure: Failure) -> None:
        """A command came back; the one case of a form may be looked at again."""
        form, problem = failure.form, failure.problem
        if problem is not None and problem.status == _UNAUTHORISED:
            self.disarm()  # whoever it was may not any more
        if form is None or problem is None or len(form.cases) > 1:
            return
        if problem.status != _CONFLICT:
            told = problem.detail or problem.title
            title = self._say("say.refused")
            self.app.notify(told, title=title, severity="error", markup=False)
        else:
            from tui.review import Review

            review = Review(form, failure.case, problem, self._monotonic())
            self._reviews.append(review)
            self._above(*self.size)

    def _press_review(self, review: Review, key: str) -> None:
        if key == "enter" and review.early(self._monotonic()):
            self._above(*self.size)
            return
        if key == "enter" and (why := self._reopen(review)):
            self.tell(why)
            return
        if key == "escape":
            self._held = review.form
        self._reviews.remove(review)
        self.lay_out()

    def _reopen(self, review: Review) -> str:
        """The form on the case as it is now; why not, empty when it is open."""
        model = self._model
        case = model.state.cases.get(review.case.id) if model else None
        if case is None:
            self._reviews.remove(review)
            self.lay_out()
            return "say.gone"
        if case.version < review.version:
            return "say.not_here_yet"
        if refused := self.refused(review.form.action, case):
            return refused
        review.form.again(case, self._monotonic())
        self._form = review.form
        return ""
