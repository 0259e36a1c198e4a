"""Bounce rates of the departments, and how they went over the week."""

from __future__ import annotations

from typing import Final

import msgspec

from domain import rates
from domain.calendar import HOUR_MS
from domain.counting import key_of
from domain.flows import KEPT_HOURS, Flow
from domain.place import Place
from domain.rates import Bounces, Share
from domain.state import ALL, CityState
from domain.views.index import OpenIndex
from domain.views.scores import Period

WEEK_HOURS: Final = 7 * 24
#: A point of the trend looks back over a day and needs this many dispatches.
TREND_STEP_HOURS: Final = 2
TREND_WINDOW_HOURS: Final = 24
LEAST_SENDS: Final = 20


class Bar(msgspec.Struct, frozen=True):
    """A department over 7 days; `apart`: its interval lies above the place's rate."""

    department: str
    bounces: Bounces
    apart: bool = False

    @property
    def sends(self) -> int:
        """Dispatches to it."""
        return self.bounces.asked.denominator


class Departments(msgspec.Struct, frozen=True):
    """Bars, highest rate first; only departments that were sent something."""

    bars: tuple[Bar, ...] = ()
    all: Share = Share(0, 0)


def _bounces(counts: list[int]) -> Bounces:
    return rates.bounces(
        counts[Flow.BOUNCED],
        counts[Flow.BOUNCE_APPROVED],
        counts[Flow.BOUNCE_REJECTED],
        counts[Flow.SENDS],
    )


def departments(state: CityState, place: Place, now: int) -> Departments:
    """Every department's bounce rate over the last 7 days."""
    whole = _bounces(state.flows.total(ALL, WEEK_HOURS, now)).asked
    usual = whole.value or 0.0
    bars = []
    for department in place.departments:
        counts = state.flows.total(key_of(department.code), WEEK_HOURS, now)
        found = _bounces(counts)
        if found.interval is not None:
            bars.append(Bar(department.code, found, found.interval.low > usual))
    bars.sort(key=lambda bar: (-(bar.bounces.asked.value or 0.0), -bar.sends))
    return Departments(tuple(bars), whole)


class Trend(msgspec.Struct, frozen=True):
    """Series for a chart: (hours before now, value), oldest first."""

    bounce_rate: tuple[tuple[int, float], ...] = ()  # percent
    inflow: tuple[int, ...] = ()  # reports an hour, last 24 h
    closed: tuple[int, ...] = ()  # closings an hour, last 24 h


def trend(state: CityState, now: int) -> Trend:
    """The place's bounce rate over the week, and 24 h of inflow and closing."""
    return Trend(
        bounce_rate=_points(state, ALL, now, Period.DAY),
        inflow=tuple(state.flows.series(ALL, Flow.REPORTED, 24, now)),
        closed=tuple(state.flows.series(ALL, Flow.CLOSED, 24, now)),
    )


class RateTrend(msgspec.Struct, frozen=True):
    """How a department's bounce rate went, and the whole place's beside it.

    Each point is (hours before now, percent over the `window` hours before it), oldest
    first; points with too few dispatches are left out.
    """

    key: str = ALL
    window: int = TREND_WINDOW_HOURS
    own: tuple[tuple[int, float], ...] = ()
    whole: tuple[tuple[int, float], ...] = ()


def rate_trend(state: CityState, code: str, now: int, period: Period) -> RateTrend:
    """A week in windows of a day, or all that is kept in windows of a week."""
    key = code if code == ALL else key_of(code)
    whole = _points(state, ALL, now, period)
    own = () if code == ALL else _points(state, key, now, period)
    return RateTrend(code, _SPANS[period][1], own, whole)


#: Hours looked back, hours a point counts, hours between points.
_SPANS: Final = {
    Period.DAY: (WEEK_HOURS, TREND_WINDOW_HOURS, TREND_STEP_HOURS),
    Period.WEEK: (KEPT_HOURS - 1, WEEK_HOURS, 6),
    Period.MONTH: (KEPT_HOURS - 1, WEEK_HOURS, 6),
}


def _points(
    state: CityState, key: str, now: int, period: Period
) -> tuple[tuple[int, float], ...]:
    span, window, step = _SPANS[period]
    points = []
    for back in range((span - window) // step * step, -1, -step):
        counts = state.flows.total(key, window, now - back * HOUR_MS)
        rate = Share(counts[Flow.BOUNCED], counts[Flow.SENDS])
        if rate.denominator >= LEAST_SENDS and rate.value is not None:
            points.append((back, 100 * rate.value))
    return tuple(points)


class Late(msgspec.Struct, frozen=True):
    """A street's overdue cases, of those open."""

    street: str
    overdue: int
    open: int


def overdue(index: OpenIndex, place: Place) -> tuple[Late, ...]:
    """Overdue cases by street, as the place lists them."""
    found = []
    for street in place.streets:
        lights = index.lights(street.code)
        found.append(Late(street.code, lights.red, lights.open))
    return tuple(found)
