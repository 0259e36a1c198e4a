"""What indexes need of many cases: columns, a value a case, instead of the cases.

Made by the centre when it cuts a snapshot, so that a wall counts 100,000 open cases
without reading one of them. Times are ms, UTC.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Collection, Sequence
from itertools import starmap
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple

import msgspec

from domain.codes import State
from domain.errors import WireError
from domain.state import Case
from domain.views.clocks import running

#: When nothing is due; later than any time.
NEVER: Final = 1 << 62
#: States of a department that keeps the case: it did not bounce it.
KEPT: Final = frozenset(
    {State.HANDLING, State.HUNG, State.FED_BACK, State.CHECKING, State.CHECKED}
)
#: Quick: a snapshot is made while walls wait for it.
_LEVEL: Final = 1


class Standing(NamedTuple):
    """Where a case stands; few different ones exist, so a column holds their places.

    `again`: it came again where one was closed before, or is chronic.
    """

    street: str
    department: str
    state: State
    drill: bool
    bounced: bool
    again: bool


class Ground(NamedTuple):
    """Where a case lies; `point`: whether it says so itself, else by its unit grid."""

    grid: str
    duty: str
    point: bool


class Lesson(NamedTuple):
    """What a case teaches: which department `kept` its class, and who bounced it."""

    subclass: str
    street: str
    kept: str
    bounced: tuple[str, ...]


def came_again(case: Case) -> bool:
    """Whether one was closed before at its place, or it is chronic."""
    return case.chronic or case.recurrences > 0


_STANDING: Final = attrgetter(
    "street", "department", "state", "drill", "bounces", "recurrences", "chronic"
)
_LESSON: Final = attrgetter("subclass", "street", "state", "department", "bounced_by")
_TOOK: Final = attrgetter("disposed_at", "dispatched_at")


def standing_of(case: Case) -> Standing:
    """Of one case. `bounced`: it waits for a ruling or was bounced before."""
    return _standing(*_STANDING(case))


def _standing(*values: Any) -> Standing:
    street, department, state, drill, bounces, recurrences, chronic = values
    return Standing(
        street,
        department,
        state,
        drill,
        bounces > 0 or state is State.RETURN_REQ,
        chronic or recurrences > 0,
    )


def ground_of(case: Case) -> Ground:
    """Of one case."""
    return Ground(case.grid, case.duty, case.lon is not None and case.lat is not None)


def lesson_of(case: Case) -> Lesson:
    """Of one case."""
    return _lesson(*_LESSON(case))


def _lesson(*values: Any) -> Lesson:
    subclass, street, state, department, bounced = values
    return Lesson(subclass, street, department if state in KEPT else "", bounced)


def took(case: Case) -> int:
    """Ms from the dispatch to the feedback, at least 1; 0: not fed back."""
    return _between(*_TOOK(case))


def _between(disposed: int | None, dispatched: int | None) -> int:
    if disposed is None or dispatched is None:
        return 0
    return max(1, disposed - dispatched)


class Columns(NamedTuple):
    """A value a case in each column, in the order of the cases.

    `standing`, `lesson` and `ground` are places in their tables. `warn`, `due`: of the
    clock that runs, `NEVER` without one. `numbers`: lines of text, packed.
    """

    standings: Sequence[Standing]
    lessons: Sequence[Lesson]
    grounds: Sequence[Ground]
    standing: array[int]
    lesson: array[int]
    ground: array[int]
    warn: array[int]
    due: array[int]
    took: array[int]
    numbers: bytes

    @property
    def size(self) -> int:
        """How many cases."""
        return len(self.due)

    def picked(self, rows: Sequence[int]) -> Columns:
        """Those of some cases only; the numbers stay those of all."""
        return self._replace(
            standing=_picked(self.standing, rows),
            lesson=_picked(self.lesson, rows),
            ground=_picked(self.ground, rows),
            warn=_picked(self.warn, rows),
            due=_picked(self.due, rows),
            took=_picked(self.took, rows),
        )

    def number(self) -> list[str]:
        """The number of every case; costs ms, so not for a frame."""
        return _inflated(self.numbers).decode().split("\n")


def _picked(column: array[int], rows: Sequence[int]) -> array[int]:
    return array(column.typecode, [column[row] for row in rows])


class Sent(msgspec.Struct, array_like=True):
    """`Columns` in a snapshot: little-endian numbers of 4 or 8 bytes, deflated."""

    standings: list[Standing]
    lessons: list[Lesson]
    grounds: list[Ground]
    standing: bytes
    lesson: bytes
    ground: bytes
    warn: bytes
    due: bytes
    took: bytes
    numbers: bytes


class Making:
    """Makes columns of cases bit by bit, while they are at hand for something else."""

    def __init__(self) -> None:
        self._standings, self._standing = _Codes(), array("I")
        self._lessons, self._lesson = _Codes(), array("I")
        self._grounds, self._ground = _Codes(), array("I")
        self._warn, self._due, self._took = array("q"), array("q"), array("q")
        self._numbers: list[str] = []

    def add(self, cases: Collection[Case]) -> None:
        """The next ones."""
        self._standing.extend(map(self._standings.__getitem__, map(_STANDING, cases)))
        self._lesson.extend(map(self._lessons.__getitem__, map(_LESSON, cases)))
        self._ground.extend(map(self._grounds.__getitem__, map(ground_of, cases)))
        clocks = [running(case) for case in cases]
        self._warn.extend([clock.warn_at if clock else NEVER for clock in clocks])
        self._due.extend([clock.due if clock else NEVER for clock in clocks])
        self._took.extend(starmap(_between, map(_TOOK, cases)))
        self._numbers.extend([case.number for case in cases])

    def made(self) -> Columns:
        """Of all that were added, in their order."""
        return Columns(
            [_standing(*values) for values in self._standings],
            [_lesson(*values) for values in self._lessons],
            [Ground(*values) for values in self._grounds],
            self._standing,
            self._lesson,
            self._ground,
            self._warn,
            self._due,
            self._took,
            zlib.compress("\n".join(self._numbers).encode(), _LEVEL),
        )


class _Codes(dict[tuple[Any, ...], int]):
    """Values by the order in which they were first asked for."""

    def __missing__(self, value: tuple[Any, ...]) -> int:
        code = self[value] = len(self)
        return code


def columns(cases: Collection[Case]) -> Columns:
    """Of cases, in their order."""
    making = Making()
    making.add(cases)
    return making.made()


def sent(made: Columns) -> Sent:
    """As a snapshot carries them."""
    return Sent(
        list(made.standings),
        list(made.lessons),
        list(made.grounds),
        _deflated(made.standing),
        _deflated(made.lesson),
        _deflated(made.ground),
        _deflated(made.warn),
        _deflated(made.due),
        _deflated(made.took),
        made.numbers,
    )


def received(came: Sent, size: int) -> Columns:
    """Back again, of so many cases; `WireError` if they are not that."""
    return Columns(
        came.standings,
        came.lessons,
        came.grounds,
        _codes(came.standing, size, came.standings),
        _codes(came.lesson, size, came.lessons),
        _codes(came.ground, size, came.grounds),
        _column("q", came.warn, size),
        _column("q", came.due, size),
        _column("q", came.took, size),
        came.numbers,
    )


def _deflated(column: array[int]) -> bytes:
    return zlib.compress(_turned(column).tobytes(), _LEVEL)


def _codes(raw: bytes, size: int, table: Sequence[object]) -> array[int]:
    codes = _column("I", raw, size)
    if size and max(codes) >= len(table):
        raise WireError("a column points outside of its table")
    return codes


def _column(kind: Literal["I", "q"], raw: bytes, size: int) -> array[int]:
    column = array(kind)
    flat = _inflated(raw, size * column.itemsize)
    if len(flat) != size * column.itemsize:
        raise WireError(f"a column is not one of {size} cases")
    column.frombytes(flat)
    return _turned(column)


def _inflated(raw: bytes, most: int = 1 << 28) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, most + 1)
    except zlib.error as error:
        raise WireError(f"not a column: {error}") from error


def _turned(column: array[int]) -> array[int]:
    """Little-endian from the machine's own order, or back."""
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column
