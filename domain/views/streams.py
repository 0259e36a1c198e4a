"""Live streams: the last things that happened in a street, a line a case."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from domain.calendar import MINUTE_MS
from domain.codes import State
from domain.sla import Light
from domain.state import CityState, Line
from domain.views.clocks import left, running


class StreamLine(msgspec.Struct, frozen=True):
    """The latest fact about a case.

    `left`: ms to the deadline of the clock that runs now (below zero: over it), None
    when none does. Texts are as people typed them.
    """

    at: int
    case: str
    number: str
    what: str
    state: State
    street: str
    subclass: str
    title: str
    department: str = ""
    code: str = ""
    light: Light = Light.NONE
    left: int | None = None
    urgent: bool = False
    fresh: bool = False  # less than a minute old
    seq: int = 0
    actor: str = ""


def stream(
    state: CityState,
    key: str,
    now: int,
    limit: int,
    keep: Callable[[Line], bool] | None = None,
) -> tuple[StreamLine, ...]:
    """The newest lines of a street or of all, newest first, one a case."""
    found: list[StreamLine] = []
    seen: set[str] = set()
    for line in reversed(state.recent.get(key, ())):
        if len(found) >= limit:
            break
        if line.case in seen or (keep is not None and not keep(line)):
            continue
        seen.add(line.case)
        found.append(shown(state, line, now))
    return tuple(found)


def shown(state: CityState, line: Line, now: int) -> StreamLine:
    """A line as it reads at `now`: its clock is that of the case as it stands."""
    case = state.cases.get(line.case)
    clock = running(case) if case is not None else None
    return StreamLine(
        at=line.at,
        case=line.case,
        number=line.number,
        what=line.what,
        state=line.state,
        street=line.street,
        subclass=line.subclass,
        title=line.title,
        department=line.department,
        code=line.code,
        light=clock.light(now) if clock else Light.NONE,
        left=left(clock.due, now) if clock else None,
        urgent=line.urgent,
        fresh=now - line.at < MINUTE_MS,
        seq=line.seq,
        actor=line.actor,
    )
