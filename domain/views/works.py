"""Whose work a case is now: which role has to move it on.

Of what several roles may do it is the one that the workflow waits for; what may be done
at any time (urging, special close) is nobody's work. Times are ms, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.codes import Role, State
from domain.decisions.dispatch import OUR_ERROR
from domain.decisions.disposal import DISPATCHER_SUSPENSION_MS
from domain.state import Case

_NOBODY: Final[frozenset[Role]] = frozenset()
_LEADER: Final = frozenset({Role.LEADER})
_DISPATCHER: Final = frozenset({Role.DISPATCHER})
_COMMANDER: Final = frozenset({Role.COMMANDER})
#: Whoever has it in that state, whatever else is known of the case.
_STATES: Final[Mapping[State, frozenset[Role]]] = MappingProxyType(
    {
        State.REPORTED: frozenset({Role.ACCEPTANCE}),
        State.FED_BACK: frozenset({Role.ACCEPTANCE}),
        State.VERIFYING: frozenset({Role.OFFICER}),
        State.CHECKING: frozenset({Role.OFFICER}),
        State.ACCEPTED: _LEADER,
        State.CHECKED: _LEADER,
        State.VOID_REQ: _LEADER,
        State.FILED: _DISPATCHER,
        State.DISPATCHED: frozenset({Role.DEPARTMENT}),
        State.HANDLING: frozenset({Role.DEPARTMENT}),
    }
)
#: Roles that have work; the others look, urge or score.
WORKERS: Final = (
    Role.ACCEPTANCE,
    Role.OFFICER,
    Role.LEADER,
    Role.DISPATCHER,
    Role.COMMANDER,
    Role.DEPARTMENT,
)


def workers(case: Case, now: int) -> frozenset[Role]:
    """The roles that the case waits for: mostly one, none while it is suspended."""
    if case.state is State.RETURN_REQ:
        # Of the centre's own error the dispatcher may only say that it is none.
        ours = case.bounce_reason == OUR_ERROR
        return _LEADER if case.bounces or ours else _DISPATCHER
    if case.state is State.HANG_REQ:
        long = (case.wake or now) - now > DISPATCHER_SUSPENSION_MS
        return _COMMANDER if long else _DISPATCHER
    found = _STATES.get(case.state, _NOBODY)
    if case.state is State.HANDLING and case.extension_asked:
        found |= _COMMANDER if case.extensions else _LEADER
    return found
