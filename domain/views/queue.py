"""The queue: cases in the order of an index or of a list that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from domain.codes import Source, State
from domain.sla import Light
from domain.state import Case, CityState
from domain.views.clocks import left, running
from domain.views.index import Rank
from domain.views.suggest import Suggestion

if TYPE_CHECKING:
    from domain.views.listing import Ordered


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
    address: str = ""
    grid: str = ""
    duty: str = ""
    handler: str = ""
    source: Source = Source.OFFICER
    urges: int = 0
    reworks: int = 0
    drill: bool = False  # where not everything is one: then the head says it


class Queue(msgspec.Struct, frozen=True):
    """A window of the queue: rows from `start` on, of `total`; so many `waiting`."""

    rows: tuple[QueueRow, ...] = ()
    start: int = 0
    total: int = 0
    waiting: int = 0


Offer = Callable[[Case], Suggestion | None]


def queue(
    state: CityState, order: Ordered, start: int, count: int, now: int, offer: Offer
) -> Queue:
    """The visible window only; `start` is moved so that the window is full.

    `offer` answers the first suggestion for a case that waits for a dispatch.
    """
    start = max(0, min(start, len(order) - count))
    rows = tuple(
        _row(state.cases[place.case], place.rank, now, offer, all_drill=state.all_drill)
        for place in order.queue(start, count)
        if place.case in state.cases
    )
    return Queue(rows, start, len(order), order.waiting())


def _row(
    case: Case, rank: Rank, now: int, offer: Offer, *, all_drill: bool
) -> QueueRow:
    clock = running(case)
    return QueueRow(
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
        rank=rank,
        left=left(clock.due, now) if clock else None,
        light=clock.light(now) if clock else Light.NONE,
        offer=offer(case) if case.state is State.FILED else None,
        address=case.address,
        grid=case.grid,
        duty=case.duty,
        handler=case.handler,
        source=case.source,
        urges=case.urges,
        reworks=case.reworks,
        drill=case.drill and not all_drill,
    )
