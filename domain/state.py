"""What is true now: open cases, counters over time, the last lines of every street.

Bounded: closed cases leave it and live in the ledger. Only `domain/reduce.py` changes
it.
Times are milliseconds since the epoch, UTC.
"""

from __future__ import annotations

from collections import deque
from collections.abc import MutableMapping
from copy import copy
from typing import Final

import msgspec

from domain.codes import Kind, Source, State, VoidKind
from domain.events import GENESIS
from domain.flows import Flows
from domain.sla import Disposal

#: Lines kept a street, and for the whole place under `ALL`.
RECENT_LINES: Final = 48
ALL: Final = "*"
#: Epochs of ledgers that are one whole drill begin like this.
DRILL_EPOCH: Final = "drill-"


class Case(msgspec.Struct, array_like=True, gc=False):
    """One case as it stands.

    Never changed once it is in a `State`: `reduce` copies it, changes the copy and puts
    that in its place. Sent as an array in snapshots: new fields go to the end.
    """

    id: str
    number: str
    state: State
    version: int
    seq: int  # of its last record
    opened_at: int
    changed_at: int
    source: Source
    kind: Kind
    subclass: str
    title: str
    street: str
    grid: str
    duty: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    urgent: bool = False
    elder: bool = False
    drill: bool = False
    chronic: bool = False
    self_handled: bool = False
    # stage clock
    stage_since: int = 0
    stage_due: int | None = None
    accept_left: int = 0  # ms of the accept clock, while verifying
    verified: bool | None = None
    accepted: bool = False
    # the department's clock
    department: str = ""
    co: tuple[str, ...] = ()
    handler: str = ""
    first_department: str = ""
    dispatched_at: int | None = None  # to the present department
    clock: Disposal | None = None
    left: int | None = None  # counted ms, while paused
    paused: bool = False
    disposed_at: int | None = None
    on_time: bool | None = None
    missed: bool = False  # a first miss stays on record through rework
    # history that decides what may happen next
    bounces: int = 0  # approved ones
    rejected_bounces: int = 0
    bounce_reason: str = ""
    bounced_by: tuple[str, ...] = ()
    forced: bool = False
    recalled: bool = False
    reworks: int = 0
    extensions: int = 0
    extension_asked: str = ""
    suspensions: int = 0
    suspended_asked: str = ""
    wake: int | None = None
    urges: int = 0
    urge_due: int | None = None
    void_kind: VoidKind | None = None
    void_reason: str = ""
    before: State | None = None  # the state a refused void goes back to
    appealed: bool = False
    exempt: bool = False
    appeal_ruled: bool = False
    merged_into: str = ""
    recurs: str = ""
    recurrences: int = 0
    revisits: str = ""
    external: str = ""
    calendar: str = ""
    special: bool = False
    last_handler: str = ""  # account that fed back: may not check
    bounced: bool = False  # the present dispatch was bounced at least once
    component: str = ""  # locked to its unit grid


def had(case: Case) -> set[str]:
    """The departments that have the case or had it once."""
    found = {case.department, case.first_department, *case.co, *case.bounced_by}
    return found - {""}


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line of a live stream: what happened to which case."""

    seq: int
    at: int
    case: str
    number: str
    what: str  # tag of the event
    state: State
    street: str
    subclass: str
    title: str
    department: str = ""
    code: str = ""  # reason
    actor: str = ""
    deadline: int | None = None
    warn_at: int | None = None
    urgent: bool = False
    drill: bool = False


class CityState:
    """The fold of the ledger up to `seq`.

    `digest` is the XOR of one 64-bit hash an open case (id, version, state): two folds
    of the same records have the same digest; wall and centre compare it every 30 s.

    `key` says what the whole is here: `ALL`, or the counters' key of the one street or
    department that it is the fold of (see `domain/scoping.py`).
    """

    __slots__ = (
        "at",
        "cases",
        "census",
        "day",
        "digest",
        "epoch",
        "flows",
        "key",
        "prev",
        "recent",
        "seq",
        "serial",
    )

    def __init__(self, epoch: str = "", key: str = ALL) -> None:
        self.epoch = epoch
        self.key = key
        self.seq = 0
        self.at = 0
        self.prev = GENESIS
        #: a dict; on a wall `domain/packed.py`
        self.cases: MutableMapping[str, Case] = {}
        self.day = ""
        self.serial = 0
        self.digest = 0
        #: cohort counts: {street | "d:" + department | "*": {cohort: cases}}
        self.census: dict[str, dict[str, int]] = {}
        self.flows = Flows()
        self.recent: dict[str, deque[Line]] = {}

    @property
    def all_drill(self) -> bool:
        """Whether the whole ledger is a drill, so that its figures are the drill's."""
        return self.epoch.startswith(DRILL_EPOCH)

    def shows(self, case: Case) -> bool:
        """Whether the case lies in the part that this is the state of.

        A department goes on seeing what it had once: otherwise a case that it gave back
        would vanish under its hands.
        """
        if self.key in (ALL, case.street):
            return True
        return self.key in {f"d:{code}" for code in had(case)}

    def copy(self) -> CityState:
        """Independent of the original; the cases are shared, they never change."""
        other = CityState(self.epoch, self.key)
        other.seq, other.at, other.prev = self.seq, self.at, self.prev
        other.cases = copy(self.cases)
        other.day, other.serial, other.digest = self.day, self.serial, self.digest
        other.census = {key: counts.copy() for key, counts in self.census.items()}
        other.flows = self.flows.copy()
        other.recent = {key: lines.copy() for key, lines in self.recent.items()}
        return other
