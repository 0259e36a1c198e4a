"""Who may do what: one `authorize` for the HTTP door and for the feed.

`tokens.py` says who a token is; the workflow's own rules (who may take which
transition) are `domain/decide.py`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import msgspec

from centre.problems import Problem
from centre.scope import ALL, NOTHING, Scope
from domain.codes import Role
from domain.events import Actor


class Action(StrEnum):
    """What can be asked of the centre."""

    PLACE = "read the place"
    LOOK = "look at cases"
    FEED = "subscribe to the feed"
    COMMAND = "command"
    CLOCK = "move the clock"
    SELF = "ask who it is"
    OUTBOX = "look after the outbox"


_ALL: Final = frozenset(Role)
#: Roles that act for a unit, and see that and nothing else.
BOUND: Final = frozenset({Role.STREET, Role.DEPARTMENT})
_SEES: Final = _ALL - {Role.OPS, Role.ADMIN}
GRANTS: Final[Mapping[Action, frozenset[Role]]] = MappingProxyType(
    {
        Action.PLACE: _ALL,
        Action.LOOK: _SEES,
        Action.FEED: _SEES | {Role.OPS},  # which sees no more than that it runs
        Action.COMMAND: _SEES - {Role.WATCH},
        Action.CLOCK: frozenset({Role.SYSTEM}),
        Action.SELF: _ALL,
        Action.OUTBOX: frozenset(
            {Role.OPS, Role.ADMIN, Role.LEADER, Role.COMMANDER, Role.SYSTEM}
        ),
    }
)


class Subject(msgspec.Struct, frozen=True):
    """Who asks: the actor that the ledger will name, and the token's account.

    `trusted` is the wall that started this centre or a `--dev` centre: no limits.
    `scope` is what kind of unit bounds the account: `street`, `department`, or empty;
    `expires` (ms) when it stops being who it is; None: never.
    """

    actor: Actor
    account: str
    trusted: bool
    scope: str = ""
    roles: frozenset[Role] = frozenset()
    expires: int | None = None

    @property
    def reach(self) -> Scope:
        """The widest scope that is shown to it."""
        return _reach(self.actor.role, self.actor.unit, self.scope)

    @property
    def may_write(self) -> bool:
        """Whether any command is its to give."""
        bound = self.reach
        return self.actor.role in GRANTS[Action.COMMAND] and (
            bound == ALL or bool(bound.code)
        )


@lru_cache(1024)
def _reach(role: Role, unit: str, scope: str) -> Scope:
    """Asked several times a request, for few who ask."""
    if role is Role.OPS:
        return NOTHING
    if role in BOUND:
        return Scope(str(role), unit)
    return Scope(scope, unit) if scope else ALL


def authorize(subject: Subject, action: Action, scope: Scope | None = None) -> None:
    """Raise `Problem` (403) unless the subject may do it, in that scope."""
    role = subject.actor.role
    if role not in GRANTS[action]:
        raise Problem(403, "role-not-allowed", f"role {role} may not {action}")
    reach = subject.reach
    if not reach.code and reach not in (ALL, NOTHING):
        raise Problem(
            403, "unit-missing", f"role {role} acts for a unit: name it, or take a role"
        )
    if scope is not None and not scope.within(reach):
        raise Problem(403, "scope-not-yours", f"role {role} sees {reach}, not {scope}")
