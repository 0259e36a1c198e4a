"""Who kept and who bounced which class of case, learned from the cases seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from domain.codes import State
from domain.rates import Share
from domain.state import Case

#: A department that got this far did not bounce the case.
_KEPT: Final = frozenset(
    {State.HANDLING, State.HUNG, State.FED_BACK, State.CHECKING, State.CHECKED}
)


class _Lesson(msgspec.Struct, frozen=True):
    subclass: str
    kept: str
    bounced: tuple[str, ...]


def _of(case: Case) -> _Lesson:
    kept = case.department if case.state in _KEPT else ""
    return _Lesson(case.subclass, kept, case.bounced_by)


class Lessons:
    """Counts by class and department; bounded by the place's table, not by its cases.

    What a case taught stays when the case is closed.
    """

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, list[int]]] = {}
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

    def leave(self, case: str) -> None:
        """A case is closed: its lesson stays."""
        self._open.pop(case, None)

    def _add(self, lesson: _Lesson, n: int) -> None:
        of_class = self._counts.setdefault(lesson.subclass, {})
        if lesson.kept:
            of_class.setdefault(lesson.kept, [0, 0])[0] += n
        for department in lesson.bounced:
            of_class.setdefault(department, [0, 0])[1] += n

    def shares(self, subclass: str) -> Mapping[str, Share]:
        """Department -> cases of the class that it kept, of those kept or bounced."""
        return {
            department: Share(kept, kept + bounced)
            for department, (kept, bounced) in self._counts.get(subclass, {}).items()
            if kept + bounced
        }
