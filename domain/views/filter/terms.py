"""Terms: each picks rows of many at once, since a keystroke asks 100,000 cases.

`implies` must never say yes wrongly: what was picked before is searched instead of all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from domain.codes import Role
from domain.sla import Light
from domain.state import Case
from domain.views.filter.patterns import How, follows, looker
from domain.views.filter.rows import NEVER, Row, fold
from domain.views.index import AWAITING
from domain.views.works import workers

Rows: TypeAlias = Sequence[Row]
_ANY: Final = -NEVER
NONE: Final[frozenset[str]] = frozenset()


def getter(field: str) -> attrgetter[Any]:
    """Of a row itself if it lies there, else of its case."""
    return attrgetter(field if field in Row.__slots__ else f"case.{field}")


class Among(msgspec.Struct, frozen=True):
    """A code of the case is one of these; `field` is the attribute."""

    field: str
    codes: frozenset[str] | frozenset[bool]

    timed = glides = False
    cost = 1

    def pick(self, rows: Rows, _now: int) -> list[Row]:
        """Those whose code it is."""
        get, codes = getter(self.field), self.codes
        return [row for row in rows if get(row) in codes]

    def implies(self, other: Term) -> bool:
        """Fewer codes of the same field."""
        if not isinstance(other, Among) or other.field != self.field:
            return False
        return all(code in other.codes for code in self.codes)


class Shared(msgspec.Struct, frozen=True):
    """One of several codes of the case is one of these."""

    field: str
    codes: frozenset[str]

    timed = glides = False
    cost = 2

    def pick(self, rows: Rows, _now: int) -> list[Row]:
        """Those that have one."""
        get, codes = getter(self.field), self.codes
        return [row for row in rows if not codes.isdisjoint(get(row))]

    def implies(self, other: Term) -> bool:
        """Fewer codes of the same field."""
        if not isinstance(other, Shared) or other.field != self.field:
            return False
        return self.codes <= other.codes


class Measure(NamedTuple):
    """A number of a row; `sign`: 1 counts from now on, -1 until now, 0 neither."""

    of: Callable[[Row], int]
    sign: int = 0


MEASURES: Final[Mapping[str, Measure]] = {
    "left": Measure(attrgetter("due"), 1),
    "age": Measure(attrgetter("opened_at"), -1),
    "bounces": Measure(attrgetter("bounces")),
    "rejected": Measure(attrgetter("case.rejected_bounces")),
    "reworks": Measure(attrgetter("case.reworks")),
    "urges": Measure(attrgetter("case.urges")),
    "extensions": Measure(attrgetter("case.extensions")),
    "recurrences": Measure(attrgetter("case.recurrences")),
}


class Between(msgspec.Struct, frozen=True):
    """A number of the case is in the range, ends included."""

    field: str
    low: int = _ANY
    high: int = NEVER

    cost = 1

    @property
    def timed(self) -> bool:
        """Whether it is a time left or passed."""
        return MEASURES[self.field].sign != 0

    @property
    def glides(self) -> bool:
        """It does so at any time."""
        return self.timed

    def pick(self, rows: Rows, now: int) -> list[Row]:
        """Those within; a case without a clock has no time left."""
        of, sign = MEASURES[self.field]
        low, high = self.low, self.high
        if sign > 0:
            low, high = low + now, min(high + now, NEVER - 1)
        elif sign < 0:
            low, high = now - self.high, now - self.low
        return [row for row in rows if low <= of(row) <= high]

    def implies(self, other: Term) -> bool:
        """A smaller range of the same field."""
        if not isinstance(other, Between) or other.field != self.field:
            return False
        return other.low <= self.low and self.high <= other.high


class Lit(msgspec.Struct, frozen=True):
    """The light is one of these."""

    lights: frozenset[Light]

    timed = True
    glides = False
    cost = 1

    def pick(self, rows: Rows, now: int) -> list[Row]:
        """Those whose light it is."""
        lights = self.lights
        if lights == {Light.RED}:
            return [row for row in rows if row.due < now]
        return [row for row in rows if row.light(now) in lights]

    def implies(self, other: Term) -> bool:
        """Fewer lights."""
        return isinstance(other, Lit) and self.lights <= other.lights


class Works(msgspec.Struct, frozen=True):
    """The case waits for one of these roles."""

    roles: frozenset[str]

    cost = 2

    @property
    def timed(self) -> bool:
        """A long suspension comes near enough to be another's to rule on."""
        return not self.roles.isdisjoint((Role.DISPATCHER, Role.COMMANDER))

    @property
    def glides(self) -> bool:
        """No light turns with it."""
        return self.timed

    def pick(self, rows: Rows, now: int) -> list[Row]:
        """Those that wait for them."""
        roles = self.roles
        return [row for row in rows if not roles.isdisjoint(workers(row.case, now))]

    def implies(self, other: Term) -> bool:
        """Fewer roles."""
        return isinstance(other, Works) and self.roles <= other.roles


def _whole(row: Row) -> str:
    return row.text


def _of(get: Callable[[Case], str]) -> Callable[[Row], str]:
    def value(row: Row) -> str:
        return fold(get(row.case))

    return value


#: Folded texts by field; the first lie in `Row.text` already.
TEXTS: Final[Mapping[str, Callable[[Row], str]]] = {
    "any": _whole,
    "title": _of(attrgetter("title")),
    "number": _of(attrgetter("number")),
    "address": _of(attrgetter("address")),
    "grid": _of(attrgetter("grid")),
    "duty": _of(attrgetter("duty")),
    "component": _of(attrgetter("component")),
    "handler": _of(attrgetter("handler")),
    "external": _of(attrgetter("external")),
    "id": _of(attrgetter("id")),
}
_IN_TEXT: Final = ("title", "number", "address")


class Text(msgspec.Struct, frozen=True):
    """A text of the case holds the needle, or one of its codes has such a name."""

    field: str
    needle: str  # folded, but for a pattern
    how: How = How.CONTAINS
    streets: frozenset[str] = NONE
    departments: frozenset[str] = NONE
    subclasses: frozenset[str] = NONE

    timed = glides = False

    @property
    def cost(self) -> int:
        """Plain words come before patterns."""
        return 3 if self.how is How.CONTAINS else 5

    def pick(self, rows: Rows, _now: int) -> list[Row]:
        """Those that hold it."""
        if self.how is How.CONTAINS and self.field == "any":
            return self._words(rows)
        named, value = self._named, TEXTS[self.field]
        needle, look = self.needle, looker(self.needle, self.how)
        if self.field == "any":
            return [row for row in rows if look(row.text) or named(row)]
        if self.how is How.CONTAINS and self.field in _IN_TEXT:
            return [
                row
                for row in rows
                if (needle in row.text and needle in value(row)) or named(row)
            ]
        return [row for row in rows if look(value(row)) or named(row)]

    def _words(self, rows: Rows) -> list[Row]:
        needle = self.needle
        streets, departments = self.streets, self.departments
        subclasses = self.subclasses
        if not (streets or departments or subclasses):
            return [row for row in rows if needle in row.text]
        if not (streets or departments):  # what is not asked for costs, too
            return [
                row for row in rows if needle in row.text or row.subclass in subclasses
            ]
        return [
            row
            for row in rows
            if needle in row.text
            or row.street in streets
            or row.department in departments
            or row.subclass in subclasses
        ]

    def _named(self, row: Row) -> bool:
        return (
            row.subclass in self.subclasses
            or row.street in self.streets
            or row.department in self.departments
        )

    def implies(self, other: Term) -> bool:
        """A longer needle of the same kind, names included."""
        if not isinstance(other, Text) or other.field != self.field:
            return False
        if not (
            self.streets <= other.streets
            and self.departments <= other.departments
            and self.subclasses <= other.subclasses
        ):
            return False
        match (self.how, other.how):
            case (How.CONTAINS | How.EXACT, How.CONTAINS):
                return other.needle in self.needle
            case (How.CONTAINS | How.EXACT | How.FUZZY, How.FUZZY):
                return follows(other.needle, self.needle)
            case _:
                return self == other


class Either(msgspec.Struct, frozen=True):
    """One of several."""

    terms: tuple[Term, ...]

    @property
    def timed(self) -> bool:
        """Whether one of them is."""
        return any(term.timed for term in self.terms)

    @property
    def glides(self) -> bool:
        """Whether one of them does."""
        return any(term.glides for term in self.terms)

    @property
    def cost(self) -> int:
        """Of all of them."""
        return sum(term.cost for term in self.terms) + 1

    def pick(self, rows: Rows, now: int) -> list[Row]:
        """Those that any of them picks, in the same order."""
        kept = {row for term in self.terms for row in term.pick(rows, now)}
        return [row for row in rows if row in kept]

    def implies(self, other: Term) -> bool:
        """Each of them does."""
        return all(implies(term, other) for term in self.terms)


class Not(msgspec.Struct, frozen=True):
    """What a term does not pick."""

    term: Term

    @property
    def timed(self) -> bool:
        """As the term is."""
        return self.term.timed

    @property
    def glides(self) -> bool:
        """As the term does."""
        return self.term.glides

    @property
    def cost(self) -> int:
        """A little more."""
        return self.term.cost + 1

    def pick(self, rows: Rows, now: int) -> list[Row]:
        """The others."""
        dropped = set(self.term.pick(rows, now))
        return [row for row in rows if row not in dropped]

    def implies(self, other: Term) -> bool:
        """The wider the term, the narrower its contrary."""
        return isinstance(other, Not) and implies(other.term, self.term)


def implies(term: Term, other: Term) -> bool:
    """Whether all that a term picks, the other picks too; no, when in doubt."""
    if isinstance(other, Either) and not isinstance(term, Either):
        return any(term.implies(one) for one in other.terms)
    return term.implies(other)


Term: TypeAlias = Among | Shared | Between | Lit | Works | Text | Either | Not

#: What the queue holds when nothing is asked for.
USUAL: Final[Term] = Either(
    (Among("state", frozenset(AWAITING)), Lit(frozenset({Light.RED})))
)
