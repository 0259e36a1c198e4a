"""The queue: what waits for a dispatch or a ruling, then what is overdue."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from domain.codes import State
from domain.sla import Light
from domain.state import Case, CityState
from domain.views.clocks import running
from domain.views.index import OpenIndex, Rank
from domain.views.suggest import Suggestion


class QueueRow(msgspec.Struct, frozen=True):
    """One case; `left`: ms to the deadline of the clock that runs, None without one."""

    case: str
    number: str
    version: int
    opened_at: int
    street: str
    subclass: str
    title: str
    state: State
    department: str
    bounces: int
    bounce_reason: str
    urgent: bool
    rank: Rank
    left: int | None
    light: Light
    offer: Suggestion | None = None


class Queue(msgspec.Struct, frozen=True):
    """A window of the queue: rows from `start` on, of `total`; first the `waiting`."""

    rows: tuple[QueueRow, ...] = ()
    start: int = 0
    total: int = 0
    waiting: int = 0


def queue(
    state: CityState,
    index: OpenIndex,
    start: int,
    count: int,
    now: int,
    offer: Callable[[Case], Suggestion | None],
) -> Queue:
    """The visible window only; `start` is moved so that the window is full.

    `offer` answers the first suggestion for a case that waits for a dispatch.
    """
    start = max(0, min(start, len(index) - count))
    rows = []
    for place in index.queue(start, count):
        case = state.cases[place.case]
        clock = running(case)
        rows.append(
            QueueRow(
                case=case.id,
                number=case.number,
                version=case.version,
                opened_at=case.opened_at,
                street=case.street,
                subclass=case.subclass,
                title=case.title,
                state=case.state,
                department=case.department,
                bounces=case.bounces,
                bounce_reason=case.bounce_reason,
                urgent=case.urgent,
                rank=place.rank,
                left=clock.due - now if clock else None,
                light=clock.light(now) if clock else Light.NONE,
                offer=offer(case) if case.state is State.FILED else None,
            )
        )
    return Queue(tuple(rows), start, len(index), index.waiting())
