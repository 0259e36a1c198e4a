"""Open cases as a snapshot brought them: packed by the block, read when looked at.

A case that nobody looks at costs 100 bytes instead of 1,300 and no time. One that a
record changed is kept as it is, like in a dict.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    ValuesView,
)
from heapq import nlargest
from operator import attrgetter
from typing import Final, NamedTuple, cast

from domain.blocks import FEWER, Block, case_of, cases_of, lines_of
from domain.columns import (
    NEVER,
    Columns,
    Ground,
    Standing,
    came_again,
    columns,
    ground_of,
    standing_of,
)
from domain.errors import WireError
from domain.state import Case
from domain.views.clocks import running

#: Blocks and cases kept at hand: a screenful of cases from all over the place.
_OPEN_BLOCKS: Final = 32
_AT_HAND: Final = 512
_OPENED: Final = attrgetter("opened_at", "id")


class Part(NamedTuple):
    """Open cases, numbered in order, and their columns. Belongs to who gets it."""

    rows: dict[str, int]
    columns: Columns


class Brief(NamedTuple):
    """What may be known of a case without reading it.

    `due`: of the clock that runs, `NEVER` without one.
    """

    standing: Standing
    ground: Ground
    due: int


class Blocks:
    """The cases that came, by row; raises `WireError` when a block is bad.

    `of`: the columns of all of them.
    """

    __slots__ = ("_at_hand", "_open", "_packed", "_starts", "columns", "ids")

    def __init__(self, came: Collection[Block], of: Columns) -> None:
        self.columns: Final = of
        self.ids: Final[list[str]] = []
        self._packed: Final = [block.packed for block in came]
        self._starts: Final[list[int]] = []
        for block in came:
            self._starts.append(len(self.ids))
            self.ids.extend(block.ids)
        if len(self.ids) != of.size:
            raise WireError("the cases are not those of their columns")
        self._open: dict[int, list[bytes]] = {}
        self._at_hand: dict[int, Case] = {}

    def case(self, row: int) -> Case:
        """One of them; it is kept at hand for a while, it may be shown again."""
        case = self._at_hand.get(row)
        if case is None:
            if len(self._at_hand) >= _AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            number, at = self._place(row)
            case = self._at_hand[row] = case_of(self._opened(number), at)
        return case

    def every(self, held: Iterable[Case | int]) -> Iterator[Case]:
        """Cases, some of them by row: in order a block is unpacked once."""
        start, block = 0, list[Case]()
        for one in held:
            if isinstance(one, Case):
                yield one
                continue
            if not start <= one < start + len(block):
                number, at = self._place(one)
                start, block = one - at, cases_of(lines_of(self._packed[number]))
                if at >= len(block):
                    raise WireError(FEWER)
            yield block[one - start]

    def _place(self, row: int) -> tuple[int, int]:
        number = bisect_right(self._starts, row) - 1
        return number, row - self._starts[number]

    def _opened(self, number: int) -> list[bytes]:
        lines = self._open.get(number)
        if lines is None:
            if len(self._open) >= _OPEN_BLOCKS:
                del self._open[next(iter(self._open))]
            lines = self._open[number] = lines_of(self._packed[number]).splitlines()
        return lines


class Packed(MutableMapping[str, Case]):
    """The open cases by id, as a dict has them.

    `held`: a case, or its row as long as it is packed; all are packed without it.
    """

    __slots__ = ("_came", "_held")

    def __init__(self, came: Blocks, held: dict[str, Case | int] | None = None) -> None:
        self._came: Final = came
        self._held: Final[dict[str, Case | int]] = (
            dict(zip(came.ids, range(len(came.ids)), strict=True))
            if held is None
            else held
        )

    def __copy__(self) -> Packed:
        return Packed(self._came, self._held.copy())

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __contains__(self, case: object) -> bool:
        return case in self._held

    def __getitem__(self, case: str) -> Case:
        held = self._held[case]
        return held if isinstance(held, Case) else self._came.case(held)

    def __setitem__(self, name: str, case: Case) -> None:
        self._held[name] = case

    def __delitem__(self, case: str) -> None:
        del self._held[case]

    def __repr__(self) -> str:
        return f"<{len(self)} cases>"

    def values(self) -> ValuesView[Case]:
        """All cases: reads them block by block."""
        return _Values(self)

    def every(self) -> Iterator[Case]:
        """The same, to go through once."""
        return self._came.every(self._held.values())

    def brief(self, case: str) -> Brief | None:
        """What is known of a case that is packed; None of others."""
        row = self._held.get(case)
        if not isinstance(row, int):
            return None
        of = self._came.columns
        return Brief(
            of.standings[of.standing[row]], of.grounds[of.ground[row]], of.due[row]
        )

    def newest(self, names: Iterable[str], limit: int) -> list[Case]:
        """At most `limit` of these, those opened last first; reads no more of them.

        What is packed lies in the order in which it was opened.
        """
        rows: list[int] = []
        read: list[Case] = []
        for name in names:
            held = self._held.get(name)
            if isinstance(held, int):
                rows.append(held)
            elif held is not None:
                read.append(held)
        read += map(self._came.case, nlargest(limit, rows))
        return nlargest(limit, read, key=_OPENED)

    def parts(self) -> list[Part]:
        """The columns of the cases there are now."""
        of, held = self._came.columns, self._held
        if len(held) == of.size and set(map(type, held.values())) <= {int}:
            return [Part(cast("dict[str, int]", held.copy()), of)]  # nothing changed
        packed = {n: row for n, row in held.items() if isinstance(row, int)}
        made = [_part(packed, of.picked(list(packed.values())))]
        others = [case for case in held.values() if isinstance(case, Case)]
        if others:
            made.append(_part([case.id for case in others], columns(others)))
        return made

    def numbers(self) -> Iterator[tuple[str, str]]:
        """Id and number of every case."""
        numbers = self._came.columns.number()
        for name, held in self._held.items():
            yield name, held.number if isinstance(held, Case) else numbers[held]

    def beside(self, case: Case) -> list[str]:
        """The ids of those of its subclass that may lie where it does."""
        of, here = self._came.columns, ground_of(case)
        kinds = {n for n, one in enumerate(of.lessons) if one.subclass == case.subclass}
        places = {n for n, one in enumerate(of.grounds) if _near(here, one)}
        return self._named(
            lambda row: of.lesson[row] in kinds and of.ground[row] in places,
            lambda one: one.subclass == case.subclass and _near(here, ground_of(one)),
        )

    def akin(self, subclass: str, street: str) -> list[str]:
        """The ids of those of a subclass in a street."""
        of = self._came.columns
        kinds = {
            n
            for n, one in enumerate(of.lessons)
            if (one.subclass, one.street) == (subclass, street)
        }
        return self._named(
            lambda row: of.lesson[row] in kinds,
            lambda one: (one.subclass, one.street) == (subclass, street),
        )

    def again(self) -> list[str]:
        """The ids of the cases that came again where one was closed, or are chronic."""
        of = self._came.columns
        codes = {at for at, one in enumerate(of.standings) if one.again}
        return self._named(lambda row: of.standing[row] in codes, came_again)

    def _named(
        self, by_row: Callable[[int], bool], fits: Callable[[Case], bool]
    ) -> list[str]:
        return [
            name
            for name, held in self._held.items()
            if (fits(held) if isinstance(held, Case) else by_row(held))
        ]


def _near(one: Ground, other: Ground) -> bool:
    return (one.point and other.point) or one.grid == other.grid


class _Values(ValuesView[Case]):
    def __init__(self, of: Packed) -> None:
        super().__init__(of)
        self._of = of

    def __iter__(self) -> Iterator[Case]:
        return self._of.every()


def parts(cases: Mapping[str, Case]) -> list[Part]:
    """Columns of all open cases, whoever holds them."""
    if isinstance(cases, Packed):
        return cases.parts()
    return [_part(cases, columns(cases.values()))]


def _part(ids: Collection[str], of: Columns) -> Part:
    return Part(dict(zip(ids, range(len(ids)), strict=True)), of)


def brief(cases: Mapping[str, Case], name: str) -> Brief | None:
    """What an index needs of an open case; None of one that is not open."""
    known = cases.brief(name) if isinstance(cases, Packed) else None
    if known is not None or (case := cases.get(name)) is None:
        return known
    clock = running(case)
    return Brief(standing_of(case), ground_of(case), clock.due if clock else NEVER)


def numbers(cases: Mapping[str, Case]) -> Iterator[tuple[str, str]]:
    """Id and number of all open cases: looks at 100,000 in some ms."""
    if isinstance(cases, Packed):
        return cases.numbers()
    return ((name, case.number) for name, case in cases.items())


def newest(cases: Mapping[str, Case], names: Iterable[str], limit: int) -> list[Case]:
    """At most `limit` of the named open cases, those opened last first."""
    if isinstance(cases, Packed):
        return cases.newest(names, limit)
    found = (cases[name] for name in names if name in cases)
    return nlargest(limit, found, key=_OPENED)


def beside(cases: Mapping[str, Case], case: Case) -> Iterator[Case]:
    """Open cases that it may be like, in the order in which they came.

    Those of its subclass in its unit grid, and those that like it have a point.
    """
    if isinstance(cases, Packed):
        return (cases[name] for name in cases.beside(case))
    return (one for one in cases.values() if one.subclass == case.subclass)


def akin(cases: Mapping[str, Case], subclass: str, street: str) -> Iterator[Case]:
    """Open cases of a subclass in a street, in the order in which they came."""
    if isinstance(cases, Packed):
        return (cases[name] for name in cases.akin(subclass, street))
    both = (subclass, street)
    return (one for one in cases.values() if (one.subclass, one.street) == both)


def again(cases: Mapping[str, Case]) -> Iterator[Case]:
    """The open cases that came again where one was closed, or are chronic."""
    if isinstance(cases, Packed):
        return (cases[name] for name in cases.again())
    return filter(came_again, cases.values())
