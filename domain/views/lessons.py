"""Who kept, who bounced and how long they took, learned from the cases seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from statistics import median
from typing import Final

import msgspec

from domain.codes import State
from domain.rates import Share
from domain.state import Case

#: A department that got this far did not bounce the case.
_KEPT: Final = frozenset(
    {State.HANDLING, State.HUNG, State.FED_BACK, State.CHECKING, State.CHECKED}
)


#: Handling times kept a class and department.
_TIMES: Final = 31
_MINUTE_MS: Final = 60_000


class _Lesson(msgspec.Struct, frozen=True):
    subclass: str
    street: str
    kept: str
    bounced: tuple[str, ...]
    took: int = 0  # ms from dispatch to feedback; 0: not yet


def _of(case: Case) -> _Lesson:
    kept = case.department if case.state in _KEPT else ""
    took = 0
    if case.disposed_at is not None and case.dispatched_at is not None:
        took = max(1, case.disposed_at - case.dispatched_at)
    return _Lesson(case.subclass, case.street, kept, case.bounced_by, took)


class Pace(msgspec.Struct, frozen=True):
    """How long a department took: the median of `cases`, in minutes."""

    minutes: int
    cases: int


class Lessons:
    """Counts by class and department; bounded by the place's table, not by its cases.

    What a case taught stays when the case is closed.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._times: dict[tuple[str, str], deque[int]] = {}
        self._open: dict[str, _Lesson] = {}

    def learn(self, case: Case) -> None:
        """Take what an open case says now in place of what it said before."""
        lesson, before = _of(case), self._open.get(case.id)
        if lesson == before:
            return
        if before is not None:
            self._add(before, -1)
        self._open[case.id] = lesson
        self._add(lesson, 1)
        if lesson.took and (before is None or before.took != lesson.took):
            key = (lesson.subclass, case.department)
            self._times.setdefault(key, deque(maxlen=_TIMES)).append(lesson.took)

    def leave(self, case: str) -> None:
        """A case is closed: its lesson stays."""
        self._open.pop(case, None)

    def _add(self, lesson: _Lesson, n: int) -> None:
        for street in ("", lesson.street):
            of_class = self._counts.setdefault((lesson.subclass, street), {})
            if lesson.kept:
                of_class.setdefault(lesson.kept, [0, 0])[0] += n
            for department in lesson.bounced:
                of_class.setdefault(department, [0, 0])[1] += n

    def shares(self, subclass: str, street: str = "") -> Mapping[str, Share]:
        """Department -> cases of the class that it kept, of those kept or bounced.

        In one street, or without one everywhere.
        """
        counts = self._counts.get((subclass, street), {})
        return {
            department: Share(kept, kept + bounced)
            for department, (kept, bounced) in counts.items()
            if kept + bounced
        }

    def pace(self, subclass: str, department: str) -> Pace | None:
        """How long it took for cases of the class; None when none was seen."""
        times = self._times.get((subclass, department))
        if not times:
            return None
        return Pace(round(median(times) / _MINUTE_MS), len(times))
