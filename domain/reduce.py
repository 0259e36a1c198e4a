"""The only way the state changes: records folded in order.

The same on the server, the wall and in replay.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final
from zlib import crc32

from domain import counting
from domain import events as e
from domain.codes import OPEN, State
from domain.course import evolve
from domain.state import ALL, RECENT_LINES, Case, CityState, Line

_MASK: Final = (1 << 64) - 1
_SPREAD_ID: Final = 0x9E3779B97F4A7C15
_SPREAD_STEP: Final = 0xC2B2AE3D27D4EB4F
_ORDER: Final = {state: index for index, state in enumerate(State)}


def fold(state: CityState, records: Iterable[e.Record]) -> CityState:
    """The state after `records`; `state` itself is not changed."""
    after = state.copy()
    advance(after, records)
    return after


#: (case, version of the record that brings it) -> the case as it was before that one.
Entered = Mapping[tuple[str, int], Case]
_NOBODY: Final[Entered] = MappingProxyType({})


def advance(
    state: CityState, records: Iterable[e.Record], entered: Entered = _NOBODY
) -> set[str]:
    """Fold `records` into `state` in place; the ids of the cases they touched.

    Closed cases are touched too: they are gone from `state.cases`. Raises `ValueError`
    on a gap in the numbering; only the state of a part of the place has gaps, and is
    told of the cases that `entered` it.
    """
    touched: set[str] = set()
    for record in records:
        step(state, record, entered)
        touched.add(record.case)
    return touched


def step(state: CityState, record: e.Record, entered: Entered = _NOBODY) -> None:
    """As `advance`, one record."""
    if record.seq != state.seq + 1 and (state.key == ALL or record.seq <= state.seq):
        raise ValueError(f"record {record.seq} after {state.seq}")
    _apply(state, record, entered)


def mark(case: Case) -> int:
    """A 64-bit hash of a case's id, version and state, for `CityState.digest`.

    CRC-32 of the id spread by two odd multipliers: it finds folds that went apart, it
    does not resist an attacker (the chain does).
    """
    spread = crc32(case.id.encode()) * _SPREAD_ID
    return (spread + (case.version << 4 | _ORDER[case.state]) * _SPREAD_STEP) & _MASK


def _apply(state: CityState, record: e.Record, entered: Entered) -> None:
    state.seq = record.seq
    state.at = max(state.at, record.at)
    before = state.cases.get(record.case)
    event = record.event
    if before is None and entered:
        before = entered.get((record.case, record.version))
    if before is None and not isinstance(event, e.Reported):
        _apply_closed(state, record)
        return
    after = evolve(before, record)
    _place(state, before, after)
    if counting.counted(state, after):
        counting.census(state, before, after)
        counting.flows(state, before, after, record)
    if isinstance(event, e.Reported):
        _number(state, event)
    _remember(state, after, record)


def _place(state: CityState, before: Case | None, after: Case) -> None:
    if before is not None:
        state.digest ^= mark(before)
    if after.state in OPEN and (state.key == ALL or state.shows(after)):
        state.cases[after.id] = after
        state.digest ^= mark(after)
    else:
        state.cases.pop(after.id, None)


def _apply_closed(state: CityState, record: e.Record) -> None:
    """A fact about a closed case: its history is the ledger's, its count is here."""
    event = record.event
    if isinstance(event, e.AppealRuled) and event.upheld:
        counting.exempt(state, event, record.at)


def _number(state: CityState, event: e.Reported) -> None:
    _, day, serial = event.number.rsplit("-", 2)
    state.day, state.serial = day, int(serial)


def _remember(state: CityState, case: Case, record: e.Record) -> None:
    clock = None if case.paused else case.clock
    line = Line(
        record.seq,
        record.at,
        case.id,
        case.number,
        type(record.event).__name__,
        case.state,
        case.street,
        case.subclass,
        case.title,
        case.department,
        getattr(record.event, "reason", ""),
        record.actor.name or record.actor.id,
        clock.deadline if clock else None,
        clock.warn_at if clock else None,
        case.urgent,
        case.drill,
    )
    recent = state.recent
    for key in (ALL, case.street):
        lines = recent.get(key)
        if lines is None:
            lines = recent[key] = deque(maxlen=RECENT_LINES)
        lines.append(line)
