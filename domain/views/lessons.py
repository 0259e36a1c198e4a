"""Who kept, who bounced and how long they took, learned from the cases seen."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from statistics import median
from typing import Final

import msgspec

from domain.columns import Lesson, lesson_of, took
from domain.packed import Part
from domain.rates import Share
from domain.state import Case

#: Handling times kept a class and department.
_TIMES: Final = 31
_MINUTE_MS: Final = 60_000


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
        self._open: dict[str, Lesson] = {}
        self._took: dict[str, int] = {}  # ms, of those that were fed back

    def take(self, part: Part) -> None:
        """Learn from many open cases that are new here, without reading them."""
        of, ids = part.columns, part.ids
        self._open.update(zip(ids, map(of.lessons.__getitem__, of.lesson), strict=True))
        for lesson, n in Counter(of.lesson).items():
            self._add(of.lessons[lesson], n)
        for row, ms in enumerate(of.took):
            if ms:
                self._took[ids[row]] = ms
                self._times_of(
                    of.lessons[of.lesson[row]].subclass,
                    of.standings[of.standing[row]].department,
                ).append(ms)

    def learn(self, case: Case) -> None:
        """Take what an open case says now in place of what it said before."""
        lesson, before = lesson_of(case), self._open.get(case.id)
        if lesson != before:
            if before is not None:
                self._add(before, -1)
            self._open[case.id] = lesson
            self._add(lesson, 1)
        ms = took(case)
        if not ms:
            self._took.pop(case.id, None)
        elif ms != self._took.get(case.id):
            self._took[case.id] = ms
            self._times_of(case.subclass, case.department).append(ms)

    def _times_of(self, subclass: str, department: str) -> deque[int]:
        times = self._times.get((subclass, department))
        if times is None:
            times = self._times[subclass, department] = deque(maxlen=_TIMES)
        return times

    def leave(self, case: str) -> None:
        """A case is closed: its lesson stays."""
        self._open.pop(case, None)
        self._took.pop(case, None)

    def _add(self, lesson: Lesson, n: int) -> None:
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
