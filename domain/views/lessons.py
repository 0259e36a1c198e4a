"""Who kept, who bounced and how long they took, learned from the cases seen."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from itertools import compress
from statistics import median
from typing import Final, NamedTuple

import msgspec

from domain.columns import Columns, Lesson, lesson_of, took
from domain.rates import Share
from domain.state import Case

#: Handling times kept a class and department.
_TIMES: Final = 31
_MINUTE_MS: Final = 60_000


class Pace(msgspec.Struct, frozen=True):
    """How long a department took: the median of `cases`, in minutes."""

    minutes: int
    cases: int


class Taught(NamedTuple):
    """What a case says now; `took`: ms of its department, 0 until it fed back."""

    lesson: Lesson
    department: str = ""
    took: int = 0


def taught(case: Case) -> Taught:
    """By one case."""
    return Taught(lesson_of(case), case.department, took(case))


class Lessons:
    """Counts by class and department; bounded by the place's table, not by its cases.

    What a case taught stays when the case is closed. What it said before is kept by
    whoever knows the case.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._times: dict[tuple[str, str], deque[int]] = {}

    def take(self, of: Columns) -> None:
        """Learn from many cases that are new here, without reading them."""
        for lesson, n in Counter(of.lesson).items():
            self._add(of.lessons[lesson], n)
        known: dict[tuple[int, int], deque[int]] = {}
        for row in compress(range(of.size), of.took):
            key = of.lesson[row], of.standing[row]
            times = known.get(key)
            if times is None:
                subclass = of.lessons[key[0]].subclass
                department = of.standings[key[1]].department
                times = known[key] = self._times_of(subclass, department)
            times.append(of.took[row])

    def learn(self, now: Taught, before: Taught | None = None) -> None:
        """Take what an open case says now in place of what it said before."""
        if before is None:
            self._add(now.lesson, 1)
        elif now.lesson != before.lesson:
            self._add(before.lesson, -1)
            self._add(now.lesson, 1)
        if now.took and (before is None or before.took != now.took):
            self._times_of(now.lesson.subclass, now.department).append(now.took)

    def _times_of(self, subclass: str, department: str) -> deque[int]:
        times = self._times.get((subclass, department))
        if times is None:
            times = self._times[subclass, department] = deque(maxlen=_TIMES)
        return times

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
