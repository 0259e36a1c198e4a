"""The place in one line: what is open, what is late, what the day brought."""

from __future__ import annotations

from typing import Final

import msgspec

from domain import rates
from domain.calendar import HOUR_MS, MINUTE_MS
from domain.flows import Flow
from domain.rates import Share
from domain.state import ALL, CityState
from domain.views.index import OpenIndex

#: Hours over which shares are shown.
WINDOW_HOURS: Final = 24


class Figures(msgspec.Struct, frozen=True):
    """`inflow` is cases a minute over the last hour; shares are over 24 h."""

    open: int = 0
    overdue: int = 0
    due_soon: int = 0
    filed: int = 0
    closed: int = 0
    bounced: int = 0
    bounce_rate: Share = Share(0, 0)
    on_time: Share = Share(0, 0)
    inflow: float = 0.0


def figures(state: CityState, index: OpenIndex, now: int, day_start: int) -> Figures:
    """The figures at `now`; today is what happened since `day_start`."""
    lights, flows = index.lights(), state.flows
    today = flows.today(ALL, day_start, now)
    window = flows.total(ALL, WINDOW_HOURS, now)
    return Figures(
        open=lights.open,
        overdue=lights.red,
        due_soon=lights.yellow,
        filed=today[Flow.FILED],
        closed=today[Flow.CLOSED],
        bounced=today[Flow.BOUNCED],
        bounce_rate=Share(window[Flow.BOUNCED], window[Flow.SENDS]),
        on_time=gauge(state, index, ALL, now),
        inflow=inflow(state, now),
    )


def gauge(state: CityState, index: OpenIndex, key: str, now: int) -> Share:
    """On-time share of the work due in the last 24 h at a key."""
    counts = state.flows.total(key, WINDOW_HOURS, now)
    on_time = max(0, counts[Flow.DISPOSED_ON_TIME])
    return rates.gauge(on_time, max(0, counts[Flow.DISPOSED_LATE]), index.missed(key))


def inflow(state: CityState, now: int) -> float:
    """Reports a minute over the last hour.

    This hour's, and of the hour before the part that is not an hour ago yet.
    """
    before, this = state.flows.series(ALL, Flow.REPORTED, 2, now)
    still = 1 - (now % HOUR_MS) / HOUR_MS
    return (this + before * still) * MINUTE_MS / HOUR_MS
