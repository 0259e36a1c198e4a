"""The twelve cells: ten streets, the park, the whole place."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.flows import Flow
from domain.place import Place
from domain.rates import Share
from domain.state import ALL, CityState
from domain.views.figures import WINDOW_HOURS, gauge
from domain.views.index import Lights, OpenIndex
from domain.views.streams import StreamLine, stream

#: Cells on the wall at once; the last one is the whole place.
CELLS: Final = 12


class Cell(msgspec.Struct, frozen=True):
    """One cell. `hours`: reports in each of the last 24 hours, oldest first."""

    key: str
    share: Share = Share(0, 0)
    lights: Lights = Lights()
    hours: tuple[int, ...] = ()
    filed: int = 0
    closed: int = 0
    bounced: int = 0
    lines: tuple[StreamLine, ...] = ()


def cell(
    state: CityState,
    index: OpenIndex,
    key: str,
    now: int,
    day_start: int,
    lines: int,
) -> Cell:
    """A street's cell (or `ALL`) at `now`, with at most `lines` lines of its stream."""
    today = state.flows.today(key, day_start, now)
    return Cell(
        key=key,
        share=gauge(state, index, key, now),
        lights=index.lights(key),
        hours=tuple(state.flows.series(key, Flow.REPORTED, WINDOW_HOURS, now)),
        filed=today[Flow.FILED],
        closed=today[Flow.CLOSED],
        bounced=today[Flow.BOUNCED],
        lines=stream(state, key, now, lines),
    )


def pages(place: Place) -> tuple[tuple[str, ...], ...]:
    """The keys of the cells, a page of twelve at a time, each ending with the whole."""
    codes = [street.code for street in place.streets]
    size = CELLS - 1
    starts = range(0, max(1, len(codes)), size)
    return tuple((*codes[start : start + size], ALL) for start in starts)
