"""The departments' screen: the table, reasons, streets and course of the chosen one.

They share what is chosen: moving in one shows it in all. Closed cases are the ledger's,
so every number leads to those of its cases that are still open.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Final

from domain.calendar import HOUR_MS, MINUTE_MS
from domain.state import ALL
from domain.views import departments as of_departments
from domain.views import scores as of_scores
from domain.views.matrix import Matrix
from domain.views.matrix import matrix as matrix_of
from domain.views.scores import Period, Ratings, Reasons, Sort
from tui.model import News
from tui.panes.charts import ChartPane, Order
from tui.panes.pane import SLOW, Pane, Sight
from tui.visits import Visit
from widgets.draw import chart
from widgets.draw.matrix import HEADING_ROWS as MATRIX_ROWS
from widgets.draw.matrix import MatrixView
from widgets.draw.reasons import ReasonsView, ordered
from widgets.draw.scores import HEADING_ROWS, ScoresView, stops, window
from widgets.matrix import MatrixTable
from widgets.reasons import ReasonList
from widgets.scores import ScoresTable

_HELD: Final = "state=DISPATCHED,HANDLING,HANG_REQ"
#: Column of the table -> terms that find the open cases behind it. `{who}` is the
#: department's term, empty for the whole place.
_BEHIND: Final = {
    "name": "{who}",
    "sent": "{who}",
    "approved": "{bouncer}",
    "rate": "{bouncer}",
    "rejected": "{who} rejected>0",
    "pending": "{who} state=RETURN_REQ",
    "ontime": "{who} missed=yes",
    "closing": "{who} state=FED_BACK,CHECKING,CHECKED",
    "rework": "{who} reworks>0",
    "score": "{who} missed=yes",
    "grade": "{who} missed=yes",
    "open": "{who}",
    "overdue": "{who} " + _HELD + " light=red",
}


class Choice:
    """What the panes share: department (or `ALL`), street (or `ALL`), window, order."""

    def __init__(self) -> None:
        self.department = ALL
        self.street = ALL
        self.period = Period.WEEK
        self.sort = Sort.RATE


def behind(column: str, department: str) -> str:
    """A filter for the open cases behind a number of the table."""
    whole = department == ALL
    who = "" if whole else f"department={department}"
    bouncer = "bounces>0" if whole else f"bouncer={department}"
    return _BEHIND[column].format(who=who, bouncer=bouncer).strip()


def along(keys: tuple[str, ...], at: str, step: int) -> str:
    """Along keys, stopping at the ends; from an unknown one to the first."""
    if at not in keys:
        return keys[0] if keys else at
    return keys[max(0, min(keys.index(at) + step, len(keys) - 1))]


class ChoicePane(Pane):
    """A pane about what is chosen."""

    follows = True

    def act(self, _sight: Sight, action: str) -> str | None:
        """The next window, the next order."""
        if action == "period":
            self.choice.period = self.choice.period.next
        elif action == "sort":
            self.choice.sort = self.choice.sort.next
        else:
            return None
        return ""

    choice: Choice


class ScoresPane(ChoicePane):
    """The table; up and down choose the department, left and right the number."""

    id = "scores"

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.table = ScoresTable()
        self.stop = "name"
        self._start = 0
        self._shown = Ratings()
        self._made: Hashable = None
        super().__init__(self.table)

    def visit(self, sight: Sight) -> None:
        """To the department that was asked for."""
        if sight.visit.view == "departments" and sight.visit.department:
            self.choice.department = sight.visit.department

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Every five seconds."""
        if not (news.replaced or beat % SLOW == 0):
            return
        model, choice = sight.model, self.choice
        made = (*_moment(sight), choice.period, choice.sort)
        if made != self._made:
            self._made = made
            self._shown = of_scores.ratings(
                model.state, model.index, model.place, model.now,
                choice.period, choice.sort,
            )  # fmt: skip
        self._hand_down(sight)

    def _hand_down(self, sight: Sight) -> None:
        keys = tuple(row.key for row in self._shown.rows)
        at = (
            keys.index(self.choice.department) if self.choice.department in keys else -1
        )
        self._start = window(self._start, at, len(keys), self.rows)
        self.table.show(
            ScoresView(
                ratings=self._shown,
                cursor=self.choice.department if at >= 0 else ALL,
                stop=self.stop,
                start=self._start,
                focused=sight.focused == self.id,
                stamp=sight.stamp,
            )
        )

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the departments; the first row is the whole place."""
        keys = (ALL, *(row.key for row in self._shown.rows))
        self.choice.department = along(keys, self.choice.department, rows)
        self._hand_down(sight)
        return True

    def turn(self, sight: Sight, columns: int) -> bool:
        """Along the numbers of the row."""
        there = stops(self._shown, sight.lens, self.widget.size.width)
        self.stop = along(there, self.stop, columns)
        self._hand_down(sight)
        return True

    def open(self, _sight: Sight) -> Visit | None:
        """The open cases behind the number."""
        known = {row.key for row in self._shown.rows}
        who = self.choice.department if self.choice.department in known else ALL
        return cases_of(who, ALL, behind(self.stop, who))

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The row under the mouse."""
        row = y - HEADING_ROWS
        keys = (ALL, *(row.key for row in self._shown.rows[self._start :]))
        if not 0 <= row < len(keys):
            return False
        self.choice.department = keys[row]
        self._hand_down(sight)
        return True


class ReasonsPane(ChoicePane):
    """Why the chosen department bounces."""

    id = "reasons"

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.list = ReasonList()
        self._code = ""
        self._shown = Reasons()
        super().__init__(self.list)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Every five seconds, and when another department is chosen."""
        if not (news.replaced or beat % SLOW == 0):
            return
        choice, model = self.choice, sight.model
        self._shown = of_scores.reasons(
            model.state, choice.department, model.now, choice.period
        )
        if not self._code:
            self._code = ordered(self._shown)[0].code
        self._hand_down(sight)

    def _hand_down(self, sight: Sight) -> None:
        focused = sight.focused == self.id
        self.list.show(ReasonsView(self._shown, self._code, focused, sight.stamp))

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the reasons."""
        if sight.focused != self.id:
            return False
        keys = tuple(row.code for row in ordered(self._shown))
        self._code = along(keys, self._code, rows)
        self._hand_down(sight)
        return True

    def open(self, _sight: Sight) -> Visit | None:
        """Open cases that were last bounced for it by this department or wait so."""
        who = self.choice.department
        bouncer = "" if who == ALL else f"bouncer={who} "
        return cases_of(who, ALL, f"{bouncer}reason={self._code}")


class MatrixPane(ChoicePane):
    """Department by street; both are chosen here."""

    id = "matrix"

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.table = MatrixTable()
        self._start = 0
        self._shown = Matrix()
        self._made: Hashable = None
        super().__init__(self.table)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Every five seconds, and when another department is chosen."""
        if news.replaced or beat % SLOW == 0:
            model, period = sight.model, self.choice.period
            made = (*_moment(sight), period)
            if made != self._made:
                self._made = made
                self._shown = matrix_of(model.state, model.place, model.now, period)
            self._hand_down(sight)

    def _hand_down(self, sight: Sight) -> None:
        keys, who = self._shown.departments, self.choice.department
        at = keys.index(who) if who in keys else -1
        self._start = window(self._start, at, len(keys), self.rows)
        self.table.show(
            MatrixView(
                matrix=self._shown,
                cursor=(who, self.choice.street),
                start=self._start,
                focused=sight.focused == self.id,
                stamp=sight.stamp,
            )
        )

    def step(self, sight: Sight, rows: int) -> bool:
        """Along the departments."""
        if sight.focused != self.id:
            return False
        keys = (ALL, *self._shown.departments)
        self.choice.department = along(keys, self.choice.department, rows)
        self._hand_down(sight)
        return True

    def turn(self, sight: Sight, columns: int) -> bool:
        """Along the streets."""
        if sight.focused != self.id:
            return False
        keys = (ALL, *self._shown.streets)
        self.choice.street = along(keys, self.choice.street, columns)
        self._hand_down(sight)
        return True

    def open(self, _sight: Sight) -> Visit | None:
        """The open cases of the square."""
        who, street = self.choice.department, self.choice.street
        terms = [] if street == ALL else [f"street={street}"]
        if who != ALL:
            terms.insert(0, f"department={who}")
        return cases_of(who, street, " ".join(terms))

    def point(self, sight: Sight, _x: int, y: int) -> bool:
        """The row under the mouse."""
        row = y - MATRIX_ROWS
        keys = (ALL, *self._shown.departments[self._start :])
        if not 0 <= row < len(keys):
            return False
        self.choice.department = keys[row]
        self._hand_down(sight)
        return True


class CoursePane(ChartPane):
    """How the bounce rate of the chosen department went, and the place's beside it."""

    id = "trend"
    follows = True

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        super().__init__()

    def order(self, sight: Sight, columns: int, rows: int) -> Order:
        """Points are hours apart, so the hour is the time of the chart."""
        now = sight.model.now // HOUR_MS * HOUR_MS
        who, lens = self.choice.department, sight.lens
        state = sight.model.state
        found = of_departments.rate_trend(state, who, now, self.choice.period)
        name = chart.rate_title(who, lens)
        work = partial(chart.rate_trend, found, lens, now, columns, rows)
        return Order((found, now, lens.names.lang, columns, rows), name, work)


def _moment(sight: Sight) -> tuple[str, int, int]:
    """What the views are made of: moving the cursor makes none of them anew."""
    model = sight.model
    return model.state.epoch, model.state.seq, model.now // MINUTE_MS


def cases_of(department: str, street: str, terms: str) -> Visit:
    """To the queue with a filter."""
    who = "" if department == ALL else department
    return Visit("queue", street=street, department=who, filter=terms)


def department_panes() -> tuple[Pane, ...]:
    """The panes of the departments' screen, which share what is chosen."""
    choice = Choice()
    return (
        ScoresPane(choice), ReasonsPane(choice), MatrixPane(choice), CoursePane(choice)
    )  # fmt: skip
