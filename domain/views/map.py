"""What the map asks of the open cases: how many there are in every unit grid.

Kept up to date instead of counted, as `domain/views/index.py` is: `touch` with the ids
that `reduce.advance` returned, `tick` with the time. Times are ms, UTC.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from domain.columns import NEVER
from domain.packed import Brief, brief, newest
from domain.state import Case, CityState
from domain.views.sheet import VOID, WHOLE, Area, Level, Sheet
from domain.views.wheel import Rows, Wheel

#: A clock that jumps back further than this is another time, not jitter.
_JITTER_MS: Final = 60_000
#: Colours of the scale, and what the fullest grid may hold at the finest scale.
STEPS: Final = 4
#: Cases that are counted at once while a map is begun: less than 10 ms.
STEP: Final = 1200
_FINEST: Final = 16


class Measure(StrEnum):
    """By what the map is coloured."""

    OPEN = "open"
    OVERDUE = "overdue"
    BOUNCED = "bounced"


MEASURES: Final = tuple(Measure)
_COLUMNS: Final = tuple(range(len(MEASURES)))


class Tally(NamedTuple):
    """Open cases somewhere; how many of them are overdue, and were bounced."""

    open: int = 0
    overdue: int = 0
    bounced: int = 0

    def of(self, measure: Measure) -> int:
        """One of them."""
        return int(self[MEASURES.index(measure)])


class Part(NamedTuple):
    """A part of the area shown: a street, a responsibility grid, a unit grid."""

    code: str
    tally: Tally


class Here(NamedTuple):
    """An open case under the cursor."""

    case: str
    number: str
    at: int  # opened
    subclass: str
    title: str
    department: str
    overdue: bool


class Spot(msgspec.Struct, frozen=True):
    """What is under the cursor: one unit grid, or `grids` of them drawn as one.

    `inner` is the area that drilling leads to, `parts` are that area's; `others` are
    cases of the area around, which are not in the grids themselves.
    """

    grid: str
    street: str
    duty: str
    grids: int = 1
    tally: Tally = Tally()
    cases: tuple[Here, ...] = ()  # newest first
    others: tuple[Here, ...] = ()  # newest first
    inner: Area | None = None
    parts: tuple[Part, ...] = ()


class MapView(msgspec.Struct, frozen=True):
    """A map as it is drawn. `counts`: by the measure, one a grid of the sheet.

    `cursor` is a (y, x) of the sheet, None when the keys are another pane's: then the
    `spot` is where there is most. `loose` are open cases that no grid is known of.
    `part`: which part of the cases is counted yet. `stamp` marks a picture that is not
    current.
    """

    sheet: Sheet | None = None
    measure: Measure = Measure.OPEN
    counts: tuple[int, ...] = ()
    area: Area = WHOLE
    cursor: tuple[int, int] | None = None
    spot: Spot | None = None
    parts: tuple[Part, ...] = ()
    loose: int = 0
    part: float = 1.0
    stamp: str = ""


def scale(counts: Iterable[int]) -> tuple[int, int, int, int]:
    """Where the steps of the scale begin, for the counts of cells that hold any.

    One cell in fifty may hold more than the scale is made for: a few very full ones do
    not level out the rest.
    """
    ordered = sorted(counts)
    top = ordered[(len(ordered) - 1) * 49 // 50] if ordered else 0
    unit, steps = 1, (2, 5, 10)
    while top >= _FINEST * unit:
        power = 10 ** (len(str(unit)) - 1)
        unit = next(step * power for step in steps if step * power > unit)
    return 1, 2 * unit, 4 * unit, 8 * unit


class MapIndex:
    """Counts of the open cases by unit grid and by street, at `now`.

    A case belongs to its own grid, else to the one its point lies in. `version` grows
    with every change of a count.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet: Final = sheet
        self.version = 0
        self._clear(0)

    def _clear(self, now: int) -> None:
        size = len(self.sheet.grids)
        self.now = now
        self.loose = 0
        self.version += 1
        self._rows = Rows()
        self._at = array("i")  # number of the grid, a row
        self._street = array("i")  # place in `_codes`
        self._due = array("q")
        self._late, self._bounced = bytearray(), bytearray()
        self._codes: dict[str, int] = {}
        self._cases: dict[int, set[str]] = {}
        self._counts = tuple([0] * size for _ in MEASURES)
        self._streets: list[list[int]] = []
        self._wheel = Wheel(now)
        self._wait: tuple[str, ...] = ()  # cases to count, and how many of them are
        self._done = 0
        self._kept: dict[Measure, tuple[int, tuple[int, ...]]] = {}

    def begin(self, state: CityState, now: int) -> None:
        """Start over: `go_on` until it is complete."""
        self._clear(now)
        self._wait = tuple(state.cases)

    def go_on(self, state: CityState, most: int = STEP) -> bool:
        """Count so many more of the cases there were; whether that was all."""
        if self.complete:
            return True
        last = self._done + most
        for case_id in self._wait[self._done : last]:
            if case_id not in self._rows:
                self._take(state, case_id)
        self._done = min(last, len(self._wait))
        if self.complete:
            self._wait, self._done = (), 0
        return self.complete

    @property
    def complete(self) -> bool:
        """Whether every case is counted."""
        return self._done >= len(self._wait)

    @property
    def part(self) -> float:
        """Which part of the cases is counted, 0 to 1."""
        return 1.0 if self.complete else self._done / len(self._wait)

    def rebuild(self, state: CityState, now: int) -> None:
        """Start over from a whole state, and come to the end."""
        self.begin(state, now)
        self.go_on(state, len(state.cases) + 1)

    def touch(self, state: CityState, ids: Iterable[str]) -> None:
        """Take the touched cases as they are now."""
        for case_id in ids:
            self._take(state, case_id)

    def tick(self, state: CityState, now: int) -> None:
        """Let the time pass. A jump back starts over, as `begin` does."""
        if now < self.now - _JITTER_MS:
            self.begin(state, now)
            return
        self.now = max(now, self.now)
        for row in self._wheel.due(self.now):
            self._count(row, -1)
            self._late[row] = True
            self._count(row, 1)

    def counts(self, measure: Measure) -> tuple[int, ...]:
        """One number a grid; the same object while nothing changed."""
        kept = self._kept.get(measure)
        if kept is None or kept[0] != self.version:
            now = tuple(self._counts[MEASURES.index(measure)])
            same = kept is not None and kept[1] == now
            kept = self.version, kept[1] if kept is not None and same else now
            self._kept[measure] = kept
        return kept[1]

    def street(self, code: str) -> Tally:
        """Of a street, with its cases that no grid is known of."""
        known = self._codes.get(code)
        return Tally() if known is None else Tally(*self._streets[known])

    def tally(self, grids: Iterable[int]) -> Tally:
        """Of some grids together."""
        numbers = tuple(grids)
        return Tally(*(sum(counts[n] for n in numbers) for counts in self._counts))

    def parts(self, area: Area, measure: Measure) -> tuple[Part, ...]:
        """The parts of an area, those with most of the measure first."""
        if area.level is Level.PLACE:
            codes = dict.fromkeys(grid.street for grid in self.sheet.grids)
            found = [Part(code, self.street(code)) for code in codes]
        else:
            grids: dict[str, list[int]] = {}
            for number in self.sheet.members(area):
                grids.setdefault(self.sheet.part(area, number), []).append(number)
            found = [Part(code, self.tally(some)) for code, some in grids.items()]
        found.sort(key=lambda part: (-part.tally.of(measure), -part.tally.open))
        return tuple(found)

    def spot(
        self,
        state: CityState,
        grids: tuple[int, ...],
        area: Area,
        measure: Measure,
        limit: int,
    ) -> Spot | None:
        """What is in some grids of an area, drawn as one; at most `limit` cases."""
        if not grids:
            return None
        first = self.sheet.grids[grids[0]]
        cases = self._newest(state, grids, limit)
        around = self.around(grids[0])
        others = (n for n in self.sheet.members(around) if n not in grids)
        inner = self.sheet.inner(area, grids[0])
        return Spot(
            grid=first.code,
            street=first.street,
            duty=first.duty,
            grids=len(grids),
            tally=self.tally(grids),
            cases=cases,
            others=self._newest(state, others, limit - len(cases)),
            inner=inner,
            parts=self.parts(inner, measure) if inner else (),
        )

    def around(self, grid: int) -> Area:
        """The smallest area that a grid is in."""
        found = self.sheet.grids[grid]
        if found.duty:
            return Area(Level.DUTY, found.duty)
        return Area(Level.STREET, found.street)

    def _newest(
        self, state: CityState, grids: Iterable[int], limit: int
    ) -> tuple[Here, ...]:
        if limit <= 0:
            return ()
        ids = (case for number in grids for case in self._cases.get(number, ()))
        return tuple(map(self._here, newest(state.cases, ids, limit)))

    def cases(self, grid: int) -> frozenset[str]:
        """The ids of the cases in a grid."""
        return frozenset(self._cases.get(grid, ()))

    def _here(self, case: Case) -> Here:
        return Here(
            case=case.id,
            number=case.number,
            at=case.opened_at,
            subclass=case.subclass,
            title=case.title,
            department=case.department,
            overdue=bool(self._late[self._rows[case.id]]),
        )

    def _take(self, state: CityState, case_id: str) -> None:
        """Count a case as it is now, in place of what it was."""
        row, case = self._rows.get(case_id), brief(state.cases, case_id)
        if row is not None:
            self._count(row, -1)
            self._cases[self._at[row]].discard(case_id)
        if case is None or (case.standing.drill and not state.all_drill):
            if row is not None:
                self._wheel.set(row, NEVER)
                self._rows.drop(case_id)
            return
        if row is None:
            row = self._new(case_id)
        self._at[row] = self._place(state, case_id, case)
        self._street[row] = self._code(case.standing.street)
        self._due[row], late = case.due, case.due < self.now
        self._late[row], self._bounced[row] = late, case.standing.bounced
        self._wheel.set(row, NEVER if late or case.due == NEVER else case.due + 1)
        self._cases.setdefault(self._at[row], set()).add(case_id)
        self._count(row, 1)

    def _new(self, case_id: str) -> int:
        row = self._rows.add(case_id)
        if row == len(self._at):
            for column in (self._at, self._street, self._due):
                column.append(0)
            self._late.append(0)
            self._bounced.append(0)
        return row

    def _code(self, street: str) -> int:
        known = self._codes.get(street)
        if known is None:
            known = self._codes[street] = len(self._streets)
            self._streets.append([0] * len(MEASURES))
        return known

    def _place(self, state: CityState, case_id: str, case: Brief) -> int:
        grid = case.ground.grid
        number = self.sheet.number(grid) if grid else VOID
        if number == VOID and case.ground.point:
            read = state.cases[case_id]
            if read.lon is not None and read.lat is not None:
                return self.sheet.locate(read.lon, read.lat)
        return number

    def _count(self, row: int, n: int) -> None:
        self.version += 1
        street, grid = self._streets[self._street[row]], self._at[row]
        self.loose += n if grid == VOID else 0
        late, bounced = self._late[row], self._bounced[row]
        measured = (True, late, bounced)
        for column in _COLUMNS if late or bounced else _COLUMNS[:1]:
            if measured[column]:
                street[column] += n
                if grid != VOID:
                    self._counts[column][grid] += n
