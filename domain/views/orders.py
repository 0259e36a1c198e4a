"""Orders of the open cases: by what a list is sorted, as numbers that compare fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from domain.codes import REASONS, Source, State
from domain.place import Place as District
from domain.views.filter.rows import NEVER, Row
from domain.views.index import AWAITING, Rank

#: What `Row.key` holds: the value, when it is due, the id.
Key = tuple[int, int, str]
#: Before any time: no clock runs for what waits all the same.
_EVER: Final = -NEVER
#: Seldom needed: what has no value comes last, whichever way the order runs.
_LAST: Final = NEVER


class Sort(msgspec.Struct, frozen=True):
    """`by`: one of `ORDERS`; `queue` is what waits, what is overdue, the rest."""

    by: str = "queue"
    descending: bool = False


Value = Callable[[Row, "Ordinals", int], int]


def _places(codes: Iterable[str]) -> dict[str, int]:
    return {code: at for at, code in enumerate(codes)}


class Ordinals:
    """Codes by their place in the profile; others come last."""

    def __init__(self, place: District | None) -> None:
        self.streets = _places(s.code for s in place.streets) if place else {}
        self.departments = _places(d.code for d in place.departments) if place else {}
        self.subclasses = _places(s.code for s in place.subclasses) if place else {}


_STATES: Final = _places(State)
_SOURCES: Final = _places(Source)
_REASONS: Final = _places(REASONS)
_SEVERITY: Final = {"red": 0, "yellow": 1, "green": 2, "none": 3}


def rank(row: Row, now: int) -> Rank:
    """Its part of the queue at `now`."""
    if row.state in AWAITING:
        return Rank.AWAITING
    return Rank.OVERDUE if row.due < now else Rank.OTHER


def _number(row: Row, _of: Ordinals, _now: int) -> int:
    digits = "".join(filter(str.isdecimal, row.case.number))
    return int(digits) if digits else _LAST


#: Column -> its value; larger comes later.
ORDERS: Final[Mapping[str, Value]] = MappingProxyType(
    {
        "queue": lambda row, _, now: rank(row, now),
        "left": lambda row, _, __: row.due,
        "age": lambda row, _, __: -row.opened_at,
        "number": _number,
        "changed": lambda row, _, __: row.case.seq,
        "street": lambda row, of, _: of.streets.get(row.street, _LAST),
        "department": lambda row, of, _: of.departments.get(row.department, _LAST),
        "subclass": lambda row, of, _: of.subclasses.get(row.subclass, _LAST),
        "state": lambda row, _, __: _STATES[row.state],
        "light": lambda row, _, now: _SEVERITY[row.light(now)],
        "source": lambda row, _, __: _SOURCES[row.case.source],
        "reason": lambda row, _, __: _REASONS.get(row.case.bounce_reason, _LAST),
        "bounces": lambda row, _, __: row.bounces,
        "urges": lambda row, _, __: row.case.urges,
        "reworks": lambda row, _, __: row.case.reworks,
        "urgent": lambda row, _, __: not row.case.urgent,
    }
)


def keyed(row: Row, sort: Sort, of: Ordinals, now: int) -> Key:
    """Where a row stands in an order."""
    value = ORDERS[sort.by](row, of, now)
    if sort.descending and value != _LAST:
        value = -value
    due = row.due
    if due == NEVER and sort.by == "queue" and row.state in AWAITING:
        due = _EVER
    return value, due, row.case.id
