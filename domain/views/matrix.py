"""Which department bounces what which street sends it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final

import msgspec

from domain.calendar import DAY_MS
from domain.flows import Flow
from domain.place import Place
from domain.rates import Share, wilson
from domain.state import CityState
from domain.views.scores import Period

_NONE: Final = Share(0, 0)


class Heat(IntEnum):
    """How a square stands to the whole place's rate."""

    EMPTY = 0  # nothing sent
    NONE = 1  # nothing bounced
    USUAL = 2
    HIGH = 3  # twice the usual or more, but it may be chance
    APART = 4  # of enough dispatches, and its 95 % interval lies above the usual


class Square(msgspec.Struct, frozen=True):
    """Bounced of sent, of one street to one department."""

    share: Share = _NONE
    heat: Heat = Heat.EMPTY


_EMPTY: Final = Square()


class Matrix(msgspec.Struct, frozen=True):
    """Departments down, streets across; both with their sums.

    Counted by UTC days, today's counted in: `since` (ms) is where the first begins.
    """

    period: Period = Period.WEEK
    since: int = 0
    departments: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    squares: Mapping[tuple[str, str], Square] = MappingProxyType({})
    by_department: Mapping[str, Square] = MappingProxyType({})
    by_street: Mapping[str, Square] = MappingProxyType({})
    whole: Square = _EMPTY

    def square(self, department: str, street: str) -> Square:
        """One square; empty when nothing was sent."""
        return self.squares.get((department, street), _EMPTY)


#: Times the usual rate from which a square is high.
_HIGH: Final = 2.0
#: Fewer dispatches prove nothing: one of one would lie above any usual rate.
_LEAST: Final = 5


def matrix(state: CityState, place: Place, now: int, period: Period) -> Matrix:
    """The squares of a period; departments as the place lists them, if sent anything.

    Costs the pairs of streets and departments, not the cases.
    """
    squares: dict[tuple[str, str], Share] = {}
    down: dict[str, Share] = {}
    across: dict[str, Share] = {}
    whole = _NONE
    for (street, department), counts in state.flows.pair_total(
        period.days, now
    ).items():
        share = Share(counts[Flow.BOUNCED], counts[Flow.SENDS])
        squares[department, street] = share
        down[department] = _plus(down.get(department, _NONE), share)
        across[street] = _plus(across.get(street, _NONE), share)
        whole = _plus(whole, share)
    usual = whole.value or 0.0
    return Matrix(
        period=period,
        since=(now // DAY_MS - period.days + 1) * DAY_MS,
        departments=tuple(d.code for d in place.departments if _sent(down, d.code)),
        streets=tuple(street.code for street in place.streets),
        squares={pair: _square(share, usual) for pair, share in squares.items()},
        by_department={code: _square(share, usual) for code, share in down.items()},
        by_street={code: _square(share, usual) for code, share in across.items()},
        whole=Square(whole, Heat.USUAL if whole.numerator else Heat.NONE),
    )


def _plus(one: Share, other: Share) -> Share:
    return Share(one.numerator + other.numerator, one.denominator + other.denominator)


def _sent(shares: Mapping[str, Share], code: str) -> bool:
    return shares.get(code, _NONE).denominator > 0


def _square(share: Share, usual: float) -> Square:
    return Square(share, _heat(share, usual))


def _heat(share: Share, usual: float) -> Heat:
    interval, value = wilson(share), share.value
    if interval is None or value is None:
        return Heat.NONE if share.numerator else Heat.EMPTY
    if share.numerator <= 0:
        return Heat.NONE
    if interval.low > usual and share.denominator >= _LEAST:
        return Heat.APART
    return Heat.HIGH if value >= _HIGH * usual else Heat.USUAL
