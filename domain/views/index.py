"""What is asked of the open cases at every frame: lights, missed work, the queue.

Kept up to date instead of counted: the wall calls `touch` with the ids that
`reduce.advance` returned and `tick` with the time, so that a frame costs what changed
in it, not what is open. Times are ms, UTC.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum
from itertools import chain, compress
from typing import Final, NamedTuple

import msgspec

from domain.calendar import DAY_MS
from domain.codes import State
from domain.columns import NEVER, Lesson, Standing, standing_of
from domain.counting import key_of
from domain.packed import Part, parts
from domain.sla import Light
from domain.state import ALL, Case, CityState
from domain.views.clocks import HELD, running
from domain.views.lessons import Lessons, Taught, taught
from domain.views.wheel import Rows, Wheel

#: Cases that wait for the person at the wall come before those that are merely late.
AWAITING: Final = frozenset({State.FILED, State.RETURN_REQ})
#: A clock that jumps back further than this is another time, not jitter.
_JITTER_MS: Final = 60_000


class Rank(IntEnum):
    """The parts of the queue, in order."""

    AWAITING = 0
    OVERDUE = 1
    OTHER = 2  # only in lists that were asked for


class Place(NamedTuple):
    """Where a case stands in the queue: by part, then by when it is due."""

    rank: Rank
    due: int
    case: str


class Lights(msgspec.Struct, frozen=True):
    """Open cases by how far the clock that runs for them has run."""

    green: int = 0
    yellow: int = 0
    red: int = 0
    none: int = 0

    @property
    def open(self) -> int:
        """All of them."""
        return self.green + self.yellow + self.red + self.none

    @property
    def clear(self) -> int:
        """Neither due soon nor overdue."""
        return self.green + self.none


_LIGHTS: Final = (Light.GREEN, Light.YELLOW, Light.RED, Light.NONE)
_GREEN, _YELLOW, _RED, _NONE = range(4)
#: What a case is counted as: a column of the lights, and these beside it.
_LIGHT: Final = 3
_MISSED: Final = 4
_LATE: Final = 8
_WIDTH: Final = 6
_EVER: Final = -(1 << 62)  # before any time


class _Kind(NamedTuple):
    """What cases of one standing have in common."""

    keys: tuple[str, ...]  # where they are counted
    waits: bool
    disposal: bool


class OpenIndex:
    """Counts and order of the open cases at `now`.

    `window_ms`: for how long work that was missed stays in a gauge. Of a case are kept
    the values of its row in some arrays, so that 100,000 are read in by the column.
    """

    def __init__(self, window_ms: int = DAY_MS) -> None:
        self._window: Final = window_ms
        self._clear(0)

    def _clear(self, now: int) -> None:
        self.now = now
        self.lessons = Lessons()
        self._rows = Rows()
        self._kinds: list[_Kind] = []
        self._known: dict[Standing, int] = {}  # where its kind is
        self._lessons: list[Lesson] = []
        self._learned: dict[Lesson, int] = {}  # where it is
        self._kind = array("i")
        self._warn, self._due = array("q"), array("q")
        self._lesson, self._took = array("i"), array("q")
        self._judged = bytearray()
        self._wheel = Wheel(now)
        self._queue = array("i")  # rows, in order
        self._counts: dict[str, list[int]] = {}

    def rebuild(self, state: CityState, now: int) -> None:
        """Start over from a whole state, without reading its cases."""
        self._clear(now)
        for part in parts(state.cases):
            self._take(state, part)
        self._judge_all()

    def _take(self, state: CityState, part: Part) -> None:
        of = part.columns
        self._rows.extend(part.rows)
        kinds = [self._kind_of(state, standing) for standing in of.standings]
        self._kind.extend(map(kinds.__getitem__, of.standing))
        self._warn += of.warn
        self._due += of.due
        codes = list(map(self._code, of.lessons))
        self._lesson.extend(map(codes.__getitem__, of.lesson))
        self._took += of.took
        self.lessons.take(of)

    def _judge_all(self) -> None:
        """All at once, as the time is now."""
        disposal = [one.disposal for one in self._kinds]
        held = bytes(map(disposal.__getitem__, self._kind))
        clocks = list(zip(self._warn, self._due, held, strict=True))
        self._judged = bytearray(_judged(clocks, self.now, self._window))
        edges = array("q", _edges(clocks, self.now, self._window))
        self._wheel = Wheel(self.now, edges)
        both = zip(self._kind, self._judged, strict=True)
        self._counts = {}
        for code, n in Counter([kind << 4 | judged for kind, judged in both]).items():
            self._add(self._kinds[code >> 4].keys, code & 15, n)
        self._queue = self._ordered()

    def _ordered(self) -> array[int]:
        """The rows of the queue, sorted.

        What is late by one number after the other: a sort by numbers is several times
        quicker than one by tuples. Floats are exact here, they are below 2**53.
        """
        kinds = [one.waits for one in self._kinds]
        waits = bytes(map(kinds.__getitem__, self._kind))
        red = [row for row, one in enumerate(self._judged) if one & _LIGHT == _RED]
        late = [row for row in red if not waits[row]]
        late.sort(key=self._rows.ids.__getitem__)
        late.sort(key=array("d", self._due).__getitem__)
        wait = sorted(compress(range(len(waits)), waits), key=self._place)
        return array("i", chain(wait, late))

    def touch(self, state: CityState, ids: Iterable[str]) -> set[str]:
        """Take the touched cases as they are now; the keys whose counts may differ."""
        changed: set[str] = set()
        for case_id in ids:
            row, case = self._rows.get(case_id), state.cases.get(case_id)
            if row is not None:
                self._leave(row)
                changed.update(self._keys(row))
            if case is not None:
                row = self._enter(state, case, row)
                changed.update(self._keys(row))
                continue
            if row is not None:
                self._wheel.set(row, NEVER)
                self._rows.drop(case_id)
        return changed

    def tick(self, state: CityState, now: int) -> set[str]:
        """Let the time pass; the keys whose counts differ. A jump back starts over."""
        if now < self.now - _JITTER_MS:
            lessons = self.lessons  # what was learned was no matter of time
            self.rebuild(state, now)
            self.lessons = lessons
            return set(self._counts)
        changed: set[str] = set()
        self.now = max(now, self.now)
        for row in self._wheel.due(self.now):
            self._leave(row)
            self._stay(row)
            changed.update(self._keys(row))
        return changed

    def lights(self, key: str = ALL) -> Lights:
        """Open cases of a street, of `d:` and a department, or of the whole place."""
        counts = self._counts.get(key)
        return Lights(*counts[:4]) if counts else Lights()

    def missed(self, key: str = ALL) -> int:
        """Cases in disposal whose deadline passed within the window."""
        counts = self._counts.get(key)
        return counts[4] if counts else 0

    def late(self, key: str = ALL) -> int:
        """Cases in disposal and overdue, however long: charged to the department."""
        counts = self._counts.get(key)
        return counts[5] if counts else 0

    def light(self, case: str) -> Light:
        """The light of one open case."""
        row = self._rows.get(case)
        return Light.NONE if row is None else _LIGHTS[self._judged[row] & _LIGHT]

    def queue(self, start: int = 0, count: int | None = None) -> list[Place]:
        """A window of the queue."""
        end = None if count is None else start + count
        return list(map(self._place, self._queue[start:end]))

    def ids(self) -> list[str]:
        """All cases of the queue, in order."""
        return list(map(self._rows.ids.__getitem__, self._queue))

    def waiting(self) -> int:
        """How many cases wait for a dispatch or a ruling: the queue's first part."""
        return self._at(Place(Rank.OVERDUE, _EVER, ""))

    def __len__(self) -> int:
        return len(self._queue)

    def position(self, case: str) -> int | None:
        """Where a case is in the queue; None when it is not in it."""
        row = self._rows.get(case)
        if row is None or not self._queued(row):
            return None
        return self._at(self._place(row))

    def _at(self, place: Place) -> int:
        return bisect_left(self._queue, place, key=self._place)

    def _place(self, row: int) -> Place:
        due = self._due[row]
        waits = self._kinds[self._kind[row]].waits
        return Place(
            Rank.AWAITING if waits else Rank.OVERDUE,
            _EVER if due == NEVER else due,
            self._rows.ids[row],
        )

    def _queued(self, row: int) -> bool:
        waits = self._kinds[self._kind[row]].waits
        return waits or self._judged[row] & _LIGHT == _RED

    def _keys(self, row: int) -> tuple[str, ...]:
        return self._kinds[self._kind[row]].keys

    def _kind_of(self, state: CityState, of: Standing) -> int:
        known = self._known.get(of)
        if known is None:
            known = self._known[of] = len(self._kinds)
            self._kinds.append(
                _Kind(_keys(state, of), of.state in AWAITING, of.state in HELD)
            )
        return known

    def _leave(self, row: int) -> None:
        self._add(self._keys(row), self._judged[row], -1)
        if self._queued(row):
            del self._queue[self._at(self._place(row))]

    def _enter(self, state: CityState, case: Case, row: int | None) -> int:
        clock, now = running(case), taught(case)
        before = None
        if row is None:
            row = self._new(case.id)
        else:
            lesson = self._lessons[self._lesson[row]]
            before = Taught(lesson, took=self._took[row])
        self.lessons.learn(now, before)
        self._lesson[row], self._took[row] = self._code(now.lesson), now.took
        self._kind[row] = self._kind_of(state, standing_of(case))
        self._warn[row] = clock.warn_at if clock else NEVER
        self._due[row] = clock.due if clock else NEVER
        self._stay(row)
        return row

    def _new(self, case_id: str) -> int:
        row = self._rows.add(case_id)
        if row == len(self._kind):
            for column in (self._kind, self._warn, self._due, self._lesson, self._took):
                column.append(0)
            self._judged.append(0)
        return row

    def _code(self, lesson: Lesson) -> int:
        known = self._learned.get(lesson)
        if known is None:
            known = self._learned[lesson] = len(self._lessons)
            self._lessons.append(lesson)
        return known

    def _stay(self, row: int) -> None:
        """Judge a row as the time is now, and count it."""
        kind = self._kinds[self._kind[row]]
        clock = ((self._warn[row], self._due[row], kind.disposal),)
        (self._judged[row],) = _judged(clock, self.now, self._window)
        (edge,) = _edges(clock, self.now, self._window)
        self._wheel.set(row, edge)
        self._add(kind.keys, self._judged[row], 1)
        if self._queued(row):
            self._queue.insert(self._at(self._place(row)), row)

    def _add(self, keys: tuple[str, ...], judged: int, n: int) -> None:
        column = judged & _LIGHT
        for key in keys:
            counts = self._counts.setdefault(key, [0] * _WIDTH)
            counts[column] += n
            if judged & _LATE:
                counts[5] += n
                counts[4] += n if judged & _MISSED else 0


def _keys(state: CityState, of: Standing) -> tuple[str, ...]:
    if of.drill and not state.all_drill:
        return ()
    keys: tuple[str, ...] = (ALL, of.street)
    if of.department:
        keys = (*keys, key_of(of.department))
    return keys if state.key in keys else ()  # else this department had it once


#: When a clock warns, when it is due, whether it is a department's.
_Clock = tuple[int, int, int]


def _judged(clocks: Iterable[_Clock], now: int, window: int) -> list[int]:
    """What cases are counted as. One loop for one case and for 100,000."""
    return [
        _NONE
        if due == NEVER
        else (_YELLOW if now > warn else _GREEN)
        if now <= due
        else _RED
        if not disposal
        else _RED | _LATE | (_MISSED if now <= due + window else 0)
        for warn, due, disposal in clocks
    ]


def _edges(clocks: Iterable[_Clock], now: int, window: int) -> list[int]:
    """When the judgements change next."""
    return [
        NEVER
        if due == NEVER
        else warn + 1
        if now <= warn
        else due + 1
        if now <= due
        else due + window + 1
        if disposal and now <= due + window
        else NEVER
        for warn, due, disposal in clocks
    ]
