"""What a part of the place sees: a street, or a department, and nothing of the rest.

The feed of a scope brings the records of its cases only. Folded into a state that has
the scope's `key`, they keep the same cases and counters as the whole has of it: under
`ALL` stands then what is the scope's alone, never the figures of the place.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from domain.counting import key_of
from domain.state import ALL, RECENT_LINES, CityState, Line

#: The scope of nothing, and its key: heartbeats, and no case at all.
NONE: Final = "none"


def key_of_scope(scope: str) -> str:
    """The counters' key of `all`, `none`, `street:CODE` or `department:CODE`."""
    kind, _, code = scope.partition(":")
    if kind == "department":
        return key_of(code)
    if kind == "street":
        return code
    return NONE if kind == NONE else ALL


def narrowed(state: CityState, key: str) -> CityState:
    """The state as a wall of that scope has it; the cases are shared."""
    if key == ALL:
        return state
    part = CityState(state.epoch, key)
    part.seq, part.at, part.prev = state.seq, state.at, state.prev
    part.day, part.serial, part.digest = state.day, state.serial, state.digest
    part.cases = {n: case for n, case in state.cases.items() if part.shows(case)}
    if key in state.census:
        part.census = {name: state.census[key].copy() for name in (ALL, key)}
    part.flows = state.flows.narrowed(key)
    part.recent = _recent(state, part)
    return part


def _recent(state: CityState, part: CityState) -> dict[str, deque[Line]]:
    found: dict[str, deque[Line]] = {}
    for name, lines in state.recent.items():
        kept = [line for line in lines if _seen(line, part)]
        if kept and name != ALL:
            found[name] = deque(kept, RECENT_LINES)
    of_streets = (line for lines in found.values() for line in lines)
    newest = sorted(of_streets, key=lambda line: line.seq)
    if newest:
        found[ALL] = deque(newest, RECENT_LINES)
    return found


def _seen(line: Line, part: CityState) -> bool:
    if line.case in part.cases:
        return True
    return part.key in (line.street, key_of(line.department))
