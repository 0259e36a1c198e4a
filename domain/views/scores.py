"""Departments side by side: bounces over three windows, work on time, score, grade."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import msgspec

from domain import rates
from domain.codes import State
from domain.counting import key_of
from domain.flows import Flow
from domain.place import Place
from domain.rates import Bounces, Score, Share
from domain.state import ALL, CityState
from domain.views.index import OpenIndex


class Period(StrEnum):
    """The windows that rates look back over; the values are their words."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"

    @property
    def days(self) -> int:
        """1, 7 or 30."""
        return _DAYS[self]

    @property
    def hours(self) -> int:
        """24, 168 or 720."""
        return 24 * self.days

    @property
    def next(self) -> Period:
        """The next longer one; after the longest the shortest."""
        periods = list(Period)
        return periods[(periods.index(self) + 1) % len(periods)]


_PLACES: Final = {period: place for place, period in enumerate(Period)}
_DAYS: Final = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}


class Sort(StrEnum):
    """What the table is sorted by, the worst or the most first."""

    RATE = "rate"
    SENT = "sent"
    PENDING = "pending"
    SCORE = "score"
    OVERDUE = "overdue"
    PLACE = "place"  # as the place lists them

    @property
    def next(self) -> Sort:
        """The next one; after the last the first."""
        sorts = list(Sort)
        return sorts[(sorts.index(self) + 1) % len(sorts)]


class Rated(msgspec.Struct, frozen=True):
    """A department, or `ALL`: what its row says.

    `bounces` is by `Period`, in its order. `sent` (all dispatches to it), the shares
    and the score are of the chosen period; `pending` (bounces that wait for a ruling),
    `open` and `overdue` (in disposal, past the deadline) are of now. `apart`: its
    interval of the chosen period lies above the place's rate.
    """

    key: str
    bounces: tuple[Bounces, Bounces, Bounces]
    sent: int
    pending: int
    on_time: Share
    closing: Share
    rework: Share
    score: Score
    open: int
    overdue: int
    apart: bool = False

    def rate(self, period: Period) -> Bounces:
        """Its bounces over a period."""
        return self.bounces[_PLACES[period]]


class Ratings(msgspec.Struct, frozen=True):
    """The table: departments that had or have work, sorted, and the whole place."""

    period: Period = Period.WEEK
    sort: Sort = Sort.RATE
    rows: tuple[Rated, ...] = ()
    whole: Rated | None = None


def ratings(
    state: CityState,
    index: OpenIndex,
    place: Place,
    now: int,
    period: Period = Period.WEEK,
    sort: Sort = Sort.RATE,
) -> Ratings:
    """Every department over the three windows; costs the departments, not the cases."""
    whole = _rated(state, index, ALL, now, period)
    usual = whole.rate(period).asked.value
    rows = []
    for department in place.departments:
        row = _rated(state, index, department.code, now, period)
        if row.open or row.rate(Period.MONTH).asked.denominator:
            rows.append(_set_apart(row, period, usual))
    if sort is not Sort.PLACE:
        rows.sort(key=_ORDERS[sort](period))
    return Ratings(period, sort, tuple(rows), whole)


def _rated(
    state: CityState, index: OpenIndex, code: str, now: int, period: Period
) -> Rated:
    key = code if code == ALL else key_of(code)
    late = index.late(key)
    counts = {each: state.flows.total(key, each.hours, now) for each in Period}
    chosen = rates.indicators(counts[period], late)
    day, week, month = (_bounces(counts[each]) for each in Period)
    return Rated(
        key=code,
        bounces=(day, week, month),
        sent=chosen.bounces.asked.denominator,
        pending=state.census.get(key, {}).get(State.RETURN_REQ.value, 0),
        on_time=chosen.on_time,
        closing=chosen.closing,
        rework=chosen.rework,
        score=chosen.score,
        open=index.lights(key).open,
        overdue=late,
    )


def _bounces(counts: list[int]) -> Bounces:
    return rates.bounces(
        counts[Flow.BOUNCED],
        counts[Flow.BOUNCE_APPROVED],
        counts[Flow.BOUNCE_REJECTED],
        counts[Flow.SENDS],
    )


def _set_apart(row: Rated, period: Period, usual: float | None) -> Rated:
    interval = row.rate(period).interval
    if interval is None or usual is None or interval.low <= usual:
        return row
    return msgspec.structs.replace(row, apart=True)


_Key = tuple[float, ...]


def _by_rate(period: Period) -> Callable[[Rated], _Key]:
    return lambda row: (-(row.rate(period).asked.value or 0.0), -row.sent)


def _by_score(_period: Period) -> Callable[[Rated], _Key]:
    """The lowest first, then those without one."""
    return lambda row: (
        (1.0, 0.0) if row.score.points is None else (0.0, row.score.points)
    )


_ORDERS: Final[dict[Sort, Callable[[Period], Callable[[Rated], _Key]]]] = {
    Sort.RATE: _by_rate,
    Sort.SENT: lambda _: lambda row: (-row.sent,),
    Sort.PENDING: lambda _: lambda row: (-row.pending,),
    Sort.SCORE: _by_score,
    Sort.OVERDUE: lambda _: lambda row: (-row.overdue, -row.open),
}


class Reason(msgspec.Struct, frozen=True):
    """How often a reason was given."""

    code: str
    count: int


class Reasons(msgspec.Struct, frozen=True):
    """Why a department's dispatches were bounced in a period, and whose fault it was.

    `asked` counts every bounce, again after a rejection too; `approved`, `rejected` are
    rulings, `pending` wait for one now. `centre`: approved for B01, the dispatcher's
    error, charged to the centre. `rejected` ones are charged to the department.
    """

    key: str = ALL
    period: Period = Period.WEEK
    rows: tuple[Reason, ...] = ()
    approved: int = 0
    rejected: int = 0
    pending: int = 0
    centre: int = 0

    @property
    def asked(self) -> int:
        """All bounces."""
        return sum(row.count for row in self.rows)

    @property
    def nobody(self) -> int:
        """Approved ones that are charged to nobody."""
        return max(0, self.approved - self.centre)


_FIRST, _LAST = Flow.B01, Flow.B10


def reasons(state: CityState, code: str, now: int, period: Period) -> Reasons:
    """The reasons B01 to B10 of a department or of `ALL`, in the order of the codes."""
    key = code if code == ALL else key_of(code)
    counts = state.flows.total(key, period.hours, now)
    return Reasons(
        key=code,
        period=period,
        rows=tuple(
            Reason(Flow(flow).name, max(0, counts[flow]))
            for flow in range(_FIRST, _LAST + 1)
        ),
        approved=counts[Flow.BOUNCE_APPROVED],
        rejected=counts[Flow.BOUNCE_REJECTED],
        pending=state.census.get(key, {}).get(State.RETURN_REQ.value, 0),
        centre=counts[Flow.OUR_ERRORS],
    )
