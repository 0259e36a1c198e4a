"""One thing that a plan wants done: when, to which case, by whom.

Plans (`record`, `district`) make steps, `player` sends them.
"""

from __future__ import annotations

import msgspec

from domain.codes import Role
from domain.commands import AnyCommand
from domain.events import Actor

SYSTEM = Actor("demo", Role.SYSTEM)


class Step(msgspec.Struct, frozen=True):
    """The `serial`-th command to the case that the plan calls `case`.

    `at` is simulated time, ms since the epoch. The plan's name of a case and the serial
    are the same whenever the plan is made again, and so is the idempotency key: a demo
    that was broken off may be played again on the same ledger.
    """

    at: int
    case: str
    serial: int
    command: AnyCommand
    actor: Actor = SYSTEM
    last: bool = False

    @property
    def key(self) -> str:
        """The idempotency key: visible ASCII, at most 128 characters."""
        return f"{self.case}:{self.serial}"
