"""The ground of the map: a place's unit grids as a raster, north at the top.

Built once from the grids that `GET /profile/grids` serves; never changed. A grid is
known by its number, its position in `grids`; `y` counts rows from the north, `x`
columns from the west.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum
from typing import Final, NamedTuple

from domain.place import Grid
from domain.rules import Points

#: No grid there.
VOID: Final = -1
#: Shades that keep neighbours apart.
SHADES: Final = 4


class Level(IntEnum):
    """How far in the map is."""

    PLACE = 0
    STREET = 1
    DUTY = 2


class Area(NamedTuple):
    """The part of the place that the map shows: all of it, a street, its part."""

    level: Level = Level.PLACE
    code: str = ""


WHOLE: Final = Area()


class Box(NamedTuple):
    """Rows and columns of the raster, the last ones excluded."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """How many."""
        return self.bottom - self.top

    @property
    def columns(self) -> int:
        """How many."""
        return self.right - self.left


class Sheet:
    """The raster of one place. Compared by identity."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        self.grids: Final = tuple(grids)
        self.rows: Final = 1 + max((grid.row for grid in self.grids), default=-1)
        self.columns: Final = 1 + max((grid.col for grid in self.grids), default=-1)
        self.xs: Final = array("h", (grid.col for grid in self.grids))
        self.ys: Final = array("h", (self.rows - 1 - g.row for g in self.grids))
        self._at = array("i", [VOID]) * (self.rows * self.columns)
        self._numbers: dict[str, int] = {}
        for number, grid in enumerate(self.grids):
            self._at[self.ys[number] * self.columns + self.xs[number]] = number
            self._numbers[grid.code] = number
        self._points = Points(self.grids)
        self._boxes: dict[Area, Box] = {}
        self._members: dict[Area, tuple[int, ...]] = {}
        self._shades: dict[Area, tuple[int, ...]] = {}

    def number(self, code: str) -> int:
        """Of the grid with that code; `VOID` when there is none."""
        return self._numbers.get(code, VOID)

    def locate(self, lon: float, lat: float) -> int:
        """Of the grid nearest to a point; `VOID` outside the place."""
        found = self._points.nearest(lon, lat)
        return VOID if found is None else self._numbers[found.code]

    def at(self, y: int, x: int) -> int:
        """Which grid is there; `VOID` when none is."""
        if 0 <= y < self.rows and 0 <= x < self.columns:
            return self._at[y * self.columns + x]
        return VOID

    def members(self, area: Area) -> tuple[int, ...]:
        """The grids of an area."""
        known = self._members.get(area)
        if known is None:
            known = tuple(
                number
                for number, grid in enumerate(self.grids)
                if area.level is Level.PLACE
                or area.code
                == (grid.street if area.level is Level.STREET else grid.duty)
            )
            self._members[area] = known
        return known

    def box(self, area: Area) -> Box:
        """The smallest box around an area; an empty one around none."""
        known = self._boxes.get(area)
        if known is None:
            members = self.members(area)
            ys = [self.ys[n] for n in members] or [0]
            xs = [self.xs[n] for n in members] or [0]
            some = bool(members)
            known = Box(min(ys), min(xs), max(ys) + some, max(xs) + some)
            self._boxes[area] = known
        return known

    def inner(self, area: Area, number: int) -> Area | None:
        """The next smaller area around a grid; None when that is the grid itself."""
        grid = self.grids[number]
        if area.level is Level.PLACE:
            return Area(Level.STREET, grid.street)
        if area.level is Level.STREET and grid.duty:
            return Area(Level.DUTY, grid.duty)
        return None

    def outer(self, area: Area) -> Area | None:
        """The area around an area; None around the whole."""
        if area.level is Level.DUTY and (members := self.members(area)):
            return Area(Level.STREET, self.grids[members[0]].street)
        return None if area.level is Level.PLACE else WHOLE

    def part(self, area: Area, number: int) -> str:
        """Of which part of the area a grid is: street, responsibility grid, itself."""
        grid = self.grids[number]
        if area.level is Level.PLACE:
            return grid.street
        if area.level is Level.STREET and grid.duty:
            return grid.duty
        return grid.code

    def shades(self, area: Area) -> tuple[int, ...]:
        """A shade a grid, such that the parts of the area are apart; `VOID` outside."""
        known = self._shades.get(area)
        if known is None:
            known = self._shades[area] = self._shaded(area)
        return known

    def _shaded(self, area: Area) -> tuple[int, ...]:
        members = self.members(area)
        parts = {number: self.part(area, number) for number in members}
        shade = [VOID] * len(self.grids)
        if len(set(parts.values())) == len(members):  # single grids: a chessboard
            for number in members:
                shade[number] = (self.ys[number] + self.xs[number]) % 2
            return tuple(shade)
        of = _coloured(self._neighbours(parts))
        for number, part in parts.items():
            shade[number] = of[part]
        return tuple(shade)

    def _neighbours(self, parts: dict[int, str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {part: set() for part in parts.values()}
        for number, part in parts.items():
            y, x = self.ys[number], self.xs[number]
            for beside in (self.at(y, x + 1), self.at(y + 1, x)):
                other = parts.get(beside, part)
                if other != part:
                    found[part].add(other)
                    found[other].add(part)
        return found


def _coloured(neighbours: dict[str, set[str]]) -> dict[str, int]:
    """Shades, as rarely as can be the same on both sides of a border."""
    shade: dict[str, int] = {}
    for part in sorted(neighbours, key=lambda one: (-len(neighbours[one]), one)):
        near = Counter(shade[n] for n in neighbours[part] if n in shade)
        used = Counter(shade.values())
        shade[part] = min(range(SHADES), key=lambda s: (near[s], used[s], s))
    return shade
