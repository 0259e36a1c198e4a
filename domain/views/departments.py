"""Bounce rates of the departments, and how they went over the week."""

from __future__ import annotations

from typing import Final

import msgspec

from domain import rates
from domain.calendar import HOUR_MS
from domain.counting import key_of
from domain.flows import Flow
from domain.place import Place
from domain.rates import Bounces, Share
from domain.state import ALL, CityState

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
    points = []
    for back in range(WEEK_HOURS - TREND_WINDOW_HOURS, -1, -TREND_STEP_HOURS):
        at = now - back * HOUR_MS
        counts = state.flows.total(ALL, TREND_WINDOW_HOURS, at)
        rate = Share(counts[Flow.BOUNCED], counts[Flow.SENDS])
        if rate.denominator >= LEAST_SENDS and rate.value is not None:
            points.append((back, 100 * rate.value))
    return Trend(
        bounce_rate=tuple(points),
        inflow=tuple(state.flows.series(ALL, Flow.REPORTED, 24, now)),
        closed=tuple(state.flows.series(ALL, Flow.CLOSED, 24, now)),
    )
