"""Rows of arrays instead of an object a case, and when to look at a row again."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import Final

from domain.calendar import HOUR_MS
from domain.columns import NEVER

#: Edges further ahead are not put in order yet.
_AHEAD: Final = HOUR_MS


class Rows:
    """A number for every open case: the place of its values in arrays.

    The number of a case that is gone is given to the next one that comes.
    """

    __slots__ = ("_free", "_rows", "ids")

    def __init__(self) -> None:
        self.ids: list[str] = []  # by row; of a free row the last that had it
        self._rows: dict[str, int] = {}
        self._free: list[int] = []

    def get(self, case: str) -> int | None:
        """The row of a case."""
        return self._rows.get(case)

    def __getitem__(self, case: str) -> int:
        return self._rows[case]

    def __contains__(self, case: object) -> bool:
        return case in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def extend(self, rows: dict[str, int]) -> None:
        """Many new cases at once, numbered in order; takes the dict if it is empty."""
        first = len(self.ids)
        self.ids += rows
        if first:
            self._rows.update((case, first + row) for case, row in rows.items())
        else:
            self._rows = rows

    def add(self, case: str) -> int:
        """A row for a case that has none; the arrays grow if it is the last one."""
        if self._free:
            row = self._free.pop()
            self.ids[row] = case
        else:
            row = len(self.ids)
            self.ids.append(case)
        self._rows[case] = row
        return row

    def drop(self, case: str) -> None:
        """The case is gone."""
        self._free.append(self._rows.pop(case))


class Wheel:
    """When to look at which row again: an edge a row, in ms, or `NEVER`.

    Only edges of the next hour are kept in order; the others are looked through when it
    is over, which takes some ms for 100,000.
    """

    __slots__ = ("_edges", "_near", "_until")

    def __init__(self, now: int, edges: array[int] | None = None) -> None:
        self._edges = array("q") if edges is None else edges
        self._near: list[tuple[int, int]] = []  # (edge, row); some may be out of date
        self._until = now + _AHEAD
        self._gather()

    def __len__(self) -> int:
        return len(self._near)

    def set(self, row: int, edge: int) -> None:
        """Look again at a row, the next one at the end or one that there is."""
        if row == len(self._edges):
            self._edges.append(NEVER)
        if self._edges[row] == edge:
            return
        self._edges[row] = edge
        if edge <= self._until:
            heappush(self._near, (edge, row))

    def due(self, now: int) -> Iterator[int]:
        """The rows whose edge has come; each is `set` again, or not looked at more."""
        if now > self._until:
            self._until = now + _AHEAD
            self._gather()
        while self._near and self._near[0][0] <= now:
            edge, row = heappop(self._near)
            if self._edges[row] == edge:
                self._edges[row] = NEVER
                yield row

    def _gather(self) -> None:
        until = self._until
        self._near = [(e, row) for row, e in enumerate(self._edges) if e <= until]
        heapify(self._near)
