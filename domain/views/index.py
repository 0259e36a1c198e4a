"""What is asked of the open cases at every frame: lights, missed work, the queue.

Kept up to date instead of counted: the wall calls `touch` with the ids that
`reduce.advance` returned and `tick` with the time, so that a frame costs what changed
in it, not what is open. Times are ms, UTC.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from enum import IntEnum
from heapq import heappop, heappush
from typing import Final, NamedTuple

import msgspec

from domain.calendar import DAY_MS
from domain.codes import State
from domain.counting import counted, key_of
from domain.sla import Light
from domain.state import ALL, Case, CityState
from domain.views.clocks import Running, running
from domain.views.lessons import Lessons

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


_COLUMN: Final = {Light.GREEN: 0, Light.YELLOW: 1, Light.RED: 2, Light.NONE: 3}
_MISSED, _LATE = 4, 5
_WIDTH: Final = 6
_EVER: Final = -(1 << 62)  # before any time


class _Entry:
    """One open case: its clock, and what it is counted as."""

    __slots__ = ("clock", "keys", "late", "light", "missed", "place", "stamp", "waits")

    def __init__(
        self, clock: Running | None, keys: tuple[str, ...], *, waits: bool
    ) -> None:
        self.clock, self.keys, self.waits = clock, keys, waits
        self.light, self.missed, self.late = Light.NONE, False, False
        self.place: Place | None = None
        self.stamp = 0


class OpenIndex:
    """Counts and order of the open cases at `now`.

    `window_ms`: for how long work that was missed stays in a gauge.
    """

    def __init__(self, window_ms: int = DAY_MS) -> None:
        self._window: Final = window_ms
        self._clear(0)

    def _clear(self, now: int) -> None:
        self.now = now
        self.lessons = Lessons()
        self._entries: dict[str, _Entry] = {}
        self._counts: dict[str, list[int]] = {}
        #: (when to look again, case, stamp of the entry that asked for it)
        self._wheel: list[tuple[int, str, int]] = []
        self._queue: list[Place] = []
        self._stamp = 0

    def rebuild(self, state: CityState, now: int) -> None:
        """Start over from a whole state."""
        self._clear(now)
        for case in state.cases.values():
            entry = self._enter(state, case)
            entry.place = _place(case.id, entry)
        self._queue = sorted(e.place for e in self._entries.values() if e.place)

    def touch(self, state: CityState, ids: Iterable[str]) -> set[str]:
        """Take the touched cases as they are now; the keys whose counts may differ."""
        changed: set[str] = set()
        for case_id in ids:
            before, case = self._entries.pop(case_id, None), state.cases.get(case_id)
            if before is not None:
                self._count(before, -1)
                self._move(before, None)
                changed.update(before.keys)
            if case is None:
                self.lessons.leave(case_id)
                continue
            entry = self._enter(state, case)
            self._move(entry, _place(case_id, entry))
            changed.update(entry.keys)
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
        while self._wheel and self._wheel[0][0] <= self.now:
            _, case_id, stamp = heappop(self._wheel)
            entry = self._entries.get(case_id)
            if entry is not None and entry.stamp == stamp:
                self._count(entry, -1)
                self._judge(case_id, entry)
                self._move(entry, _place(case_id, entry))
                changed.update(entry.keys)
        return changed

    def lights(self, key: str = ALL) -> Lights:
        """Open cases of a street, of `d:` and a department, or of the whole place."""
        counts = self._counts.get(key)
        return Lights(*counts[:_MISSED]) if counts else Lights()

    def missed(self, key: str = ALL) -> int:
        """Cases in disposal whose deadline passed within the window."""
        counts = self._counts.get(key)
        return counts[_MISSED] if counts else 0

    def late(self, key: str = ALL) -> int:
        """Cases in disposal and overdue, however long: charged to the department."""
        counts = self._counts.get(key)
        return counts[_LATE] if counts else 0

    def light(self, case: str) -> Light:
        """The light of one open case."""
        entry = self._entries.get(case)
        return entry.light if entry else Light.NONE

    def queue(self, start: int = 0, count: int | None = None) -> list[Place]:
        """A window of the queue."""
        return self._queue[start : None if count is None else start + count]

    def waiting(self) -> int:
        """How many cases wait for a dispatch or a ruling: the queue's first part."""
        return bisect_left(self._queue, Place(Rank.OVERDUE, _EVER, ""))

    def __len__(self) -> int:
        return len(self._queue)

    def position(self, case: str) -> int | None:
        """Where a case is in the queue; None when it is not in it."""
        entry = self._entries.get(case)
        if entry is None or entry.place is None:
            return None
        return bisect_left(self._queue, entry.place)

    def _enter(self, state: CityState, case: Case) -> _Entry:
        keys: tuple[str, ...] = ()
        if counted(state, case):
            keys = (ALL, case.street)
            if case.department:
                keys = (*keys, key_of(case.department))
            if state.key not in keys:
                keys = ()  # this department had it once
        entry = _Entry(running(case), keys, waits=case.state in AWAITING)
        self._entries[case.id] = entry
        self._judge(case.id, entry)
        self.lessons.learn(case)
        return entry

    def _judge(self, case: str, entry: _Entry) -> None:
        clock = entry.clock
        if clock is not None:
            entry.light = clock.light(self.now)
            entry.late = clock.disposal and clock.due < self.now
            entry.missed = entry.late and self.now <= clock.due + self._window
            self._look_again(case, entry, clock)
        self._count(entry, 1)

    def _look_again(self, case: str, entry: _Entry, clock: Running) -> None:
        last = clock.due + self._window if clock.disposal else clock.due
        for edge in (clock.warn_at, clock.due, last):
            if self.now <= edge:
                self._stamp += 1
                entry.stamp = self._stamp
                heappush(self._wheel, (edge + 1, case, self._stamp))
                return

    def _count(self, entry: _Entry, n: int) -> None:
        column = _COLUMN[entry.light]
        for key in entry.keys:
            counts = self._counts.setdefault(key, [0] * _WIDTH)
            counts[column] += n
            if entry.missed:
                counts[_MISSED] += n
            if entry.late:
                counts[_LATE] += n

    def _move(self, entry: _Entry, place: Place | None) -> None:
        if entry.place == place:
            return
        if entry.place is not None:
            del self._queue[bisect_left(self._queue, entry.place)]
        if place is not None:
            insort(self._queue, place)
        entry.place = place


def _place(case: str, entry: _Entry) -> Place | None:
    due = entry.clock.due if entry.clock else _EVER
    if entry.waits:
        return Place(Rank.AWAITING, due, case)
    return Place(Rank.OVERDUE, due, case) if entry.light is Light.RED else None
