"""The panes of one case: its course, its records, its bounces, what belongs to it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from domain.calendar import MINUTE_MS
from tui.casefile import CaseFile
from tui.model import News
from tui.panes.pane import Pane, Sight
from tui.visits import Visit
from widgets.course import CoursePane as CourseWidget
from widgets.draw.canvas import Canvas
from widgets.draw.course import CourseView, body
from widgets.draw.history import HistoryView, entries
from widgets.draw.related import RelatedView, listed
from widgets.draw.ruling import RulingView, held
from widgets.draw.spans import Line
from widgets.history import HistoryPane as HistoryWidget
from widgets.related import RelatedPane as RelatedWidget
from widgets.ruling import RulingPane as RulingWidget


class CaseFilePane(Pane):
    """Shows a part of the case file; scrolls while it has the keys."""

    def __init__(self, widget: Canvas[Any], file: CaseFile) -> None:
        super().__init__(widget)
        self.file = file
        self.start = 0
        self._name = ""
        self._looks: tuple[object, ...] = ()

    def visit(self, sight: Sight) -> None:
        """Another case begins at its top; a known one is read again."""
        if sight.visit.view == "case":
            self.file.look_again()
            self._looks = ()

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """When something about the case looks different."""
        name = sight.visit.case or sight.focus.case
        self.file.turn(sight.model, name, news, beat)
        if self.file.case and sight.model.state.cases.get(self.file.case):
            sight.focus.case = self.file.case
        if self.file.name != self._name:
            self._name, self.start = self.file.name, 0
            self.restart()
        looks = (self.file.edition, sight.stamp, sight.focused, sight.lens.names.lang)
        if news.replaced or looks != self._looks:
            self._looks = looks
            self.hand_down(sight)

    def restart(self) -> None:
        """Another case: whatever was chosen in the one before is gone."""

    @abstractmethod
    def lines(self, sight: Sight) -> list[Line]:
        """Everything there is to scroll through, below the title."""

    @abstractmethod
    def hand_down(self, sight: Sight) -> None:
        """Give the widget what it shows."""

    def step(self, sight: Sight, rows: int) -> bool:
        """Scroll, as far as there is something."""
        if sight.focused != self.id:
            return False
        last = max(0, len(self.lines(sight)) - self.rows + 1)
        self.start = max(0, min(self.start + rows, last))
        self.hand_down(sight)
        return True

    @property
    def _columns(self) -> int:
        return max(1, self.widget.size.width)


def _minute(sight: Sight) -> int:
    return sight.model.now - sight.model.now % MINUTE_MS


class CoursePane(CaseFilePane):
    """What and where, the seven stages, both clocks."""

    id = "course"

    def __init__(self, file: CaseFile) -> None:
        self.head = CourseWidget()
        super().__init__(self.head, file)

    def _view(self, sight: Sight) -> CourseView:
        return CourseView(
            detail=self.file.detail,
            course=self.file.course,
            name=self.file.name,
            state=self.file.state,
            fault=self.file.fault,
            start=self.start,
            now=_minute(sight),
            stamp=sight.stamp,
        )

    def lines(self, sight: Sight) -> list[Line]:
        """See `widgets/draw/course.py`."""
        return body(self._view(sight), sight.lens, self._columns)

    def hand_down(self, sight: Sight) -> None:
        """The view of the file."""
        self.head.show(self._view(sight))


class HistoryPane(CaseFilePane):
    """Every record, oldest first."""

    id = "history"

    def __init__(self, file: CaseFile) -> None:
        self.history = HistoryWidget()
        super().__init__(self.history, file)

    def _view(self, sight: Sight) -> HistoryView:
        file = self.file
        return HistoryView(
            file.course, file.state, self.start, _minute(sight), sight.stamp
        )

    def lines(self, sight: Sight) -> list[Line]:
        """See `widgets/draw/history.py`."""
        return entries(self._view(sight), sight.lens, self._columns)

    def hand_down(self, sight: Sight) -> None:
        """The view of the file."""
        self.history.show(self._view(sight))


class RulingPane(CaseFilePane):
    """Who had it, the bounces and their rulings, the suggestions."""

    id = "ruling"

    def __init__(self, file: CaseFile) -> None:
        self.ruling = RulingWidget()
        super().__init__(self.ruling, file)

    def _view(self, sight: Sight) -> RulingView:
        file = self.file
        return RulingView(
            file.detail, file.course, file.state, self.start, _minute(sight),
            sight.stamp,
        )  # fmt: skip

    def lines(self, sight: Sight) -> list[Line]:
        """See `widgets/draw/ruling.py`."""
        return held(self._view(sight), sight.lens, self._columns)

    def hand_down(self, sight: Sight) -> None:
        """The view of the file."""
        self.ruling.show(self._view(sight))


class RelatedPane(CaseFilePane):
    """Related cases with a cursor, and the photos."""

    id = "related"

    def __init__(self, file: CaseFile) -> None:
        self.related = RelatedWidget()
        self._row = 0
        super().__init__(self.related, file)

    def restart(self) -> None:
        """The cursor goes to the first one."""
        self._row = 0

    def _view(self, sight: Sight) -> RelatedView:
        file = self.file
        return RelatedView(
            relatives=file.relatives,
            course=file.course,
            state=file.state,
            fault=file.missing,
            cursor=self._row if sight.focused == self.id else None,
            start=self.start,
            now=_minute(sight),
            stamp=sight.stamp,
        )

    def lines(self, sight: Sight) -> list[Line]:
        """See `widgets/draw/related.py`."""
        return listed(self._view(sight), sight.lens, self._columns)

    def hand_down(self, sight: Sight) -> None:
        """The view of the file."""
        self.related.show(self._view(sight))

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the cases, then on to the photos."""
        if sight.focused != self.id:
            return False
        last = len(self.file.relatives) - 1
        if rows < 0 and self.start and self._row >= last:
            return super().step(sight, rows)
        if self._row < last or rows < 0:
            self._row = max(0, min(self._row + rows, last))
            self.start = max(0, self._row - self.rows + 2)
            self.hand_down(sight)
            return True
        return super().step(sight, rows)

    def open(self, _sight: Sight) -> Visit | None:
        """The case under the cursor."""
        chosen = self.file.relatives[self._row :][:1]
        return Visit("case", case=chosen[0].case) if chosen else None


def case_panes(file: CaseFile) -> tuple[Pane, ...]:
    """The four of them over one file."""
    return CoursePane(file), HistoryPane(file), RulingPane(file), RelatedPane(file)
