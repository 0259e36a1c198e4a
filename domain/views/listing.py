"""The list of the queue: open cases that a filter finds, in an order, kept up to date.

What no filter is asked of is `OpenIndex`'s own queue and costs nothing more. Else rows
are made of all open cases once, kept sorted, and picked from; that is work of many
small pieces, so that 100,000 cases hold up no frame.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from heapq import heapify, heappop, heappush, merge
from itertools import islice
from operator import attrgetter
from typing import Final, NamedTuple, Protocol

from domain.calendar import MINUTE_MS
from domain.place import Place as District
from domain.state import Case, CityState
from domain.views.filter.parsing import Filter
from domain.views.filter.rows import Row
from domain.views.filter.terms import USUAL
from domain.views.index import AWAITING, OpenIndex, Place, Rank
from domain.views.orders import Key, Ordinals, Sort, keyed, rank

_KEY: Final = attrgetter("key")
#: What the queue holds when nothing is asked for.
_USUAL: Final = Filter("", (USUAL,))


class Sizes(NamedTuple):
    """How large work may be.

    Rows of a `piece` of it; so `many` touched cases make lists anew; touched cases
    `kept` in mind while nobody looks, beyond as many as there are rows.
    """

    piece: int = 2500
    many: int = 100
    kept: int = 100_000


SIZES: Final = Sizes()


class Ordered(Protocol):
    """Cases in an order: an `OpenIndex` or a `Listing`."""

    def queue(self, start: int = 0, count: int | None = None) -> list[Place]:
        """A window."""
        ...

    def position(self, case: str) -> int | None:
        """Where a case is; None when it is not there."""
        ...

    def waiting(self) -> int:
        """How many wait for a dispatch or a ruling."""
        ...

    def __len__(self) -> int: ...


class Listing:
    """Asked by its three: `select`, then `work` until it is `ready`, then a window."""

    def __init__(
        self, index: OpenIndex, place: District | None, sizes: Sizes = SIZES
    ) -> None:
        self._sizes: Final = sizes
        self.index: Final = index
        self.filter = Filter()
        self.sort = Sort()
        #: Goes up whenever the list may differ from what was shown before.
        self.changes = 0
        self._ordinals: Final = Ordinals(place)
        self._forget()

    def _forget(self) -> None:
        self.changes += 1
        self._rows: dict[str, Row] = {}
        self._base: list[Row] = []
        self._order: Sort | None = None  # by which the base is sorted
        self._found: list[Row] = []
        self._waiting: int | None = None  # counted when it is asked for
        self._now = 0
        self._stale: set[str] = set()
        #: (when a light changes, case), all from `_seen` until `_sure`
        self._soon: list[tuple[int, str]] = []
        self._seen = self._sure = 0
        self._pieces: Iterator[None] | None = None
        self._picked: tuple[Filter, int] | None = None  # what `_found` is, and when

    # What is asked for

    @property
    def usual(self) -> bool:
        """Whether it is the index's own queue."""
        return not self.filter.text and self.sort == Sort()

    @property
    def prepared(self) -> bool:
        """Whether there are rows in this order to pick from: the longest work."""
        return bool(self._base) and self._order == self.sort

    @property
    def ready(self) -> bool:
        """Whether the list shown is the one that was asked for."""
        return self._pieces is None

    def select(self, state: CityState, asked: Filter, sort: Sort, now: int) -> None:
        """Ask for another list; the one shown stays until `work` is done."""
        self.filter, self.sort = asked, sort
        if self.usual:
            self._pieces, self._picked = None, None
            self.changes += 1
            return
        self._pieces = self._selecting(state, now)

    def prepare(self, state: CityState, now: int) -> None:
        """Make rows before they are asked for: somebody opened the filter line."""
        if self._pieces is None and not self._base:
            self._pieces = self._ordering(state, now)

    def work(self, enough: Callable[[], bool] = lambda: False) -> bool:
        """Go on piece by piece until `enough`; whether the list is ready."""
        while self._pieces is not None:
            if next(self._pieces, self) is self:
                self._pieces = None
            elif enough():
                return False
        return True

    # What happens meanwhile

    def rebuild(self, state: CityState, now: int) -> None:
        """Start over from a whole state; `work` makes the list."""
        self._forget()
        self._now = now
        self.select(state, self.filter, self.sort, now)

    def touch(self, state: CityState, ids: Iterable[str]) -> bool:
        """Take the touched cases as they are now; whether the list may differ."""
        if self.usual:
            self._put_by(ids)
            return True
        if self._pieces is not None:
            self._put_by(ids)
            if self._pieces is None:  # given up: begin again when somebody looks
                self._pieces = self._selecting(state, self._now)
            return False
        return self._update(state, set(ids))

    def _put_by(self, ids: Iterable[str]) -> None:
        """Rows that nobody looks at are seen to later, or given up."""
        if self._rows or self._pieces is not None:
            self._stale.update(ids)
            if len(self._stale) > self._sizes.kept + len(self._rows):
                self._forget()

    def tick(self, state: CityState, now: int) -> bool:
        """Let the time pass; whether the list may differ."""
        if self.usual:
            return True
        if self._pieces is not None:
            return False
        before, self._now = self._now, now
        if now // MINUTE_MS != before // MINUTE_MS and self._wanted.glides:
            self._pieces = self._selecting(state, now)
            return False
        turned = self._turned(now)
        return bool(turned) and self._update(state, set(turned))

    @property
    def _wanted(self) -> Filter:
        return self.filter if self.filter.text else _USUAL

    # The list

    def queue(self, start: int = 0, count: int | None = None) -> list[Place]:
        """A window of the list."""
        if self.usual:
            return self.index.queue(start, count)
        end = None if count is None else start + count
        return [
            Place(rank(row, self._now), row.due, row.case.id)
            for row in self._found[start:end]
        ]

    def ids(self) -> list[str]:
        """All cases of the list, in order."""
        if self.usual:
            return self.index.ids()
        return [row.case.id for row in self._found]

    def position(self, case: str) -> int | None:
        """Where a case is in the list; None when it is not in it."""
        if self.usual:
            return self.index.position(case)
        row = self._rows.get(case)
        return None if row is None else _at(self._found, row)

    def waiting(self) -> int:
        """How many of the list wait for a dispatch or a ruling."""
        if self.usual:
            return self.index.waiting()
        if self._waiting is None:
            self._waiting = self._count_waiting()
        return self._waiting

    def _count_waiting(self) -> int:
        if self._order == Sort() == self.sort:  # they come first
            return bisect_left(self._found, int(Rank.OVERDUE), key=_part)
        return sum(row.state in AWAITING for row in self._found)

    def __len__(self) -> int:
        return len(self.index) if self.usual else len(self._found)

    def find(self, after: int, step: int, wanted: Callable[[str], bool]) -> str | None:
        """The next case of the list (the one before, if `step` is -1) wanted by id."""
        if self.usual:
            places = self.index.queue()
            ids: Sequence[str] = [place.case for place in places]
        else:
            ids = self.ids()
        for at in range(after + step, len(ids) if step > 0 else -1, step):
            if wanted(ids[at]):
                return ids[at]
        return None

    # Pieces of work

    def _selecting(self, state: CityState, now: int) -> Iterator[None]:
        wanted = self._wanted
        if self._order != self.sort or len(self._stale) > self._sizes.many:
            yield from self._ordering(state, now)
        self._stale.update(self._turned(now))
        source: Sequence[Row] = self._base
        if self._picked is not None:
            before, at = self._picked
            if wanted.narrows(before) and (at == now or not before.timed):
                source = self._found
        found: list[Row] = []
        for start in range(0, len(source), self._sizes.piece):
            found += wanted.pick(source[start : start + self._sizes.piece], now)
            yield
        self._found, self._waiting, self._now = found, None, now
        self._picked = (wanted, now)
        self.changes += 1
        if self._stale:  # touched since the rows were made, or other lights
            stale, self._stale = self._stale, set()
            self._update(state, stale)

    def _ordering(self, state: CityState, now: int) -> Iterator[None]:
        """Rows of all open cases, sorted by pieces that are merged by pieces.

        They are made in the order in which they will be read: that is several times
        quicker than from all over the memory.
        """
        self._picked, self._stale = None, set[str]()
        sort, of = self.sort, self._ordinals
        cases = iter(copy(state.cases).values())
        known: dict[str, Case] = {}
        runs: list[list[Key]] = []
        while piece := list(islice(cases, self._sizes.piece)):
            known.update((case.id, case) for case in piece)
            runs.append(sorted(keyed(Row(case), sort, of, now) for case in piece))
            yield
        base: list[Row] = []
        rows: dict[str, Row] = {}
        edges: list[tuple[int, str]] = []
        merged = merge(*runs)
        while keys := list(islice(merged, self._sizes.piece)):
            made = [Row.worded(known[key[2]], key) for key in keys]
            base += made
            rows.update((row.case.id, row) for row in made)
            edges += _edges(made, now, now + MINUTE_MS)
            yield
        self._rows, self._base, self._order = rows, base, sort
        self._now = now
        self._look(edges, now)

    def _turned(self, now: int) -> list[str]:
        """Cases whose light changed since it was asked last; looks a minute ahead."""
        turned: list[str] = []
        if now >= self._sure:
            turned = [
                row.case.id
                for row in self._base
                if self._seen <= row.due < now or self._seen <= row.warn < now
            ]
            self._look(_edges(self._base, now, now + MINUTE_MS), now)
        while self._soon and self._soon[0][0] < now:
            turned.append(heappop(self._soon)[1])
        self._seen = now
        return turned

    def _look(self, edges: list[tuple[int, str]], now: int) -> None:
        heapify(edges)
        self._soon, self._seen, self._sure = edges, now, now + MINUTE_MS

    def _update(self, state: CityState, ids: set[str]) -> bool:
        """These cases as they are now."""
        gone = [row for case in ids if (row := self._rows.pop(case, None))]
        come = [Row.worded(state.cases[case]) for case in ids if case in state.cases]
        for row in come:
            row.key = keyed(row, self.sort, self._ordinals, self._now)
            self._rows[row.case.id] = row
            self._watch(row)
        found = list(self._wanted.pick(come, self._now))
        self._base = _changed(self._base, gone, come, self._sizes.many)
        left = [row for row in gone if _at(self._found, row) is not None]
        self._found = _changed(self._found, left, found, self._sizes.many)
        self._waiting = None
        if left or found:
            self.changes += 1
        return bool(left or found)

    def _watch(self, row: Row) -> None:
        for edge in _edges([row], self._seen, self._sure):
            heappush(self._soon, edge)


def _part(row: Row) -> int:
    return row.key[0]


def _edges(rows: list[Row], since: int, until: int) -> list[tuple[int, str]]:
    """When lights change within a time, and of which cases."""
    return [
        (edge, row.case.id)
        for row in rows
        for edge in (row.warn, row.due)
        if since <= edge < until
    ]


def _at(rows: list[Row], row: Row) -> int | None:
    at = bisect_left(rows, row.key, key=_KEY)
    return at if at < len(rows) and rows[at] is row else None


def _changed(rows: list[Row], gone: list[Row], come: list[Row], many: int) -> list[Row]:
    """Sorted rows without some and with others."""
    if len(gone) + len(come) > many:
        dropped = set(gone)
        kept = [row for row in rows if row not in dropped]
        return sorted(kept + come, key=_KEY)
    for row in gone:
        at = _at(rows, row)
        if at is not None:
            del rows[at]
    for row in come:
        insort(rows, row, key=_KEY)
    return rows


def chosen(state: CityState, wanted: Filter, now: int) -> list[Case]:
    """Open cases that a filter finds, in no order: for twins without a screen."""
    rows = wanted.pick([Row.worded(case) for case in state.cases.values()], now)
    return [row.case for row in rows]
