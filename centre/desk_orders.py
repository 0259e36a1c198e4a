"""What is handed to the desk and what it hands back.

The gateway makes orders of requests and problems of answers. All of it can be packed:
the desk may be another process (`centre/apart/`).
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from domain.codes import State
from domain.commands import AnyCommand
from domain.errors import Refused
from domain.events import Actor
from domain.photos import Doubt, Photo
from domain.state import Case


class Order(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One command on its way to the ledger.

    `case` is an id, empty for `Report`. `key` is the idempotency key (1 to 128 visible
    ASCII characters) and `body_digest` a hash of all that must be the same when the key
    comes again (who, which case, which body). `expected_version` None: any. `at` is an
    exact simulated time in ms, None: the clock. `photos`: see `Ask`.
    """

    command: AnyCommand
    actor: Actor
    key: str
    body_digest: bytes
    case: str = ""
    expected_version: int | None = None
    at: int | None = None
    photos: tuple[Photo, ...] = ()


class Done(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag=True):
    """It is durable. `version` and `state` are those of `case` after the last record.

    `case` is the new case when the order made one (`created`), else the order's own.
    `stored` are its records, which may touch other cases too (a merge, a revisit).
    `warnings` tell what does not fit its photos. `replayed`: the key was known, this is
    the answer that was given the first time.
    """

    case: str
    number: str
    version: int
    seq: int
    state: State
    stored: tuple[bytes, ...]
    warnings: tuple[Doubt, ...] = ()
    created: bool = False
    replayed: bool = False


class Stale(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The case is further than expected: its version, and who did what when (ms)."""

    version: int
    actor: Actor
    at: int
    what: str


class KeyReused(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The key was used before, for something else."""


class UnknownCase(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """No case has this id."""


class Busy(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Too many orders are waiting; nothing was done."""


class Failed(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Not confirmed: the same key tells later what became of it."""

    reason: str


Answer = Done | Refused | Stale | KeyReused | UnknownCase | Busy | Failed


class Committed(NamedTuple):
    """A durable record (`stored`) and what the writer's state says after it.

    `after` is its case, None unless it is open; `digest` that of the state.
    """

    seq: int
    at: int
    case: str
    stored: bytes
    after: Case | None
    digest: int
