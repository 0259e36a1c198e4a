"""Every fact that can happen to a case, in the past tense, and its record.

`decide` makes them, the ledger stores them, `reduce` folds them. A fact carries what
was computed when it happened (deadlines, time left), so folding needs no calendar.
Times are milliseconds since the epoch, UTC.
"""

from __future__ import annotations

from typing import Final

import msgspec

from domain.codes import Kind, Role, Source, State, VoidKind
from domain.photos import Shot
from domain.sla import Disposal


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who did it: an account, its role, the unit it acts for, and from where."""

    id: str
    role: Role
    unit: str = ""  # department or street code; empty: the whole district
    name: str = ""
    terminal: str = ""


class Event(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"
):
    """A fact; the subclasses' names are the stored tags."""


class Reported(Event, frozen=True, kw_only=True, tag=True):
    """1: a case exists; it waits for acceptance."""

    number: str
    source: Source
    kind: Kind
    subclass: str
    title: str
    street: str
    grid: str
    duty: str = ""  # responsibility grid
    text: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    urgent: bool = False
    elder: bool = False
    drill: bool = False
    self_handled: bool = False
    external: str = ""  # the number another system gave it
    component: str = ""
    photos: tuple[str, ...] = ()
    shots: tuple[Shot, ...] = ()
    recurs: str = ""
    recurrences: int = 0
    revisits: str = ""
    chronic: bool = False
    calendar: str = ""
    due: int


class VerifySent(Event, frozen=True, kw_only=True, tag=True):
    """2: an officer is asked to look before acceptance; the accept clock pauses."""

    left: int
    due: int


class Verified(Event, frozen=True, kw_only=True, tag=True):
    """3: the officer's answer; the accept clock goes on."""

    genuine: bool
    photos: tuple[str, ...]
    shots: tuple[Shot, ...] = ()
    note: str = ""
    due: int


class Accepted(Event, frozen=True, kw_only=True, tag=True):
    """4: class and place are settled, and so is what it recurs from."""

    subclass: str
    kind: Kind
    street: str
    grid: str
    duty: str = ""
    recurs: str = ""
    recurrences: int = 0
    chronic: bool = False
    due: int


class Merged(Event, frozen=True, kw_only=True, tag=True):
    """6: the same problem as an open case."""

    target: str


class Filed(Event, frozen=True, kw_only=True, tag=True):
    """7: filed by a leader or by a rule."""

    by_rule: bool = False
    due: int


class FilingRefused(Event, frozen=True, kw_only=True, tag=True):
    """8: ended as not filed."""

    reason: str
    note: str = ""


class SentBack(Event, frozen=True, kw_only=True, tag=True):
    """9, 11: one stage back."""

    to: State
    note: str
    due: int


class Dispatched(Event, frozen=True, kw_only=True, tag=True):
    """10, 17: one lead department and its co-handlers; the disposal clock runs."""

    department: str
    co: tuple[str, ...] = ()
    note: str = ""
    again: bool = False
    clock: Disposal | None = None
    due: int


class Taken(Event, frozen=True, kw_only=True, tag=True):
    """12: picked up."""


class Bounced(Event, frozen=True, kw_only=True, tag=True):
    """13: the department asks to give it back; disposal pauses with `left` ms."""

    reason: str
    note: str
    left: int | None = None
    due: int


class BounceApproved(Event, frozen=True, kw_only=True, tag=True):
    """14: it is back with the dispatcher."""

    note: str = ""
    due: int


class BounceRejected(Event, frozen=True, kw_only=True, tag=True):
    """15: it stays; disposal goes on with what was left."""

    note: str
    clock: Disposal | None = None


class ForceAssigned(Event, frozen=True, kw_only=True, tag=True):
    """16: the leader's word; the department may not bounce it again."""

    department: str
    co: tuple[str, ...] = ()
    note: str
    backstop: bool = False
    clock: Disposal | None = None
    due: int


class Recalled(Event, frozen=True, kw_only=True, tag=True):
    """18: the dispatcher takes it back."""

    note: str = ""
    due: int


class HandlerAssigned(Event, frozen=True, kw_only=True, tag=True):
    """19: second-level dispatch to a handler; the deadline stays."""

    handler: str
    note: str = ""


class ExtensionAsked(Event, frozen=True, kw_only=True, tag=True):
    """20."""

    reason: str
    note: str = ""


class ExtensionApproved(Event, frozen=True, kw_only=True, tag=True):
    """21: one original limit more."""

    clock: Disposal


class ExtensionRejected(Event, frozen=True, kw_only=True, tag=True):
    """21."""

    note: str = ""


class SuspensionAsked(Event, frozen=True, kw_only=True, tag=True):
    """22: disposal keeps running until it is approved."""

    reason: str
    wake: int
    note: str = ""
    due: int


class SuspensionApproved(Event, frozen=True, kw_only=True, tag=True):
    """23: no clock runs until the wake date."""

    wake: int
    left: int | None = None


class SuspensionRejected(Event, frozen=True, kw_only=True, tag=True):
    """24."""

    note: str


class Resumed(Event, frozen=True, kw_only=True, tag=True):
    """25: by hand or by the wake date."""

    by_wake: bool = False
    clock: Disposal | None = None


class FedBack(Event, frozen=True, kw_only=True, tag=True):
    """26: handled; the disposal clock stops here."""

    on_time: bool
    photos: tuple[str, ...]
    shots: tuple[Shot, ...] = ()
    note: str = ""
    due: int


class CheckSent(Event, frozen=True, kw_only=True, tag=True):
    """27: an officer is asked to look at the result."""

    due: int


class AutoChecked(Event, frozen=True, kw_only=True, tag=True):
    """27: a rule accepts the result."""

    due: int


class CheckPassed(Event, frozen=True, kw_only=True, tag=True):
    """28."""

    photos: tuple[str, ...]
    shots: tuple[Shot, ...] = ()
    note: str = ""
    due: int


class CheckFailed(Event, frozen=True, kw_only=True, tag=True):
    """29: rework by the same department; the clock restarts."""

    reason: str
    note: str = ""
    photos: tuple[str, ...] = ()
    shots: tuple[Shot, ...] = ()
    clock: Disposal | None = None
    due: int


class Closed(Event, frozen=True, kw_only=True, tag=True):
    """30."""

    note: str = ""


class ReturnedToCheck(Event, frozen=True, kw_only=True, tag=True):
    """31."""

    note: str
    due: int


class SpecialClosed(Event, frozen=True, kw_only=True, tag=True):
    """32: closed on the commander's word; counted apart."""

    note: str


class VoidAsked(Event, frozen=True, kw_only=True, tag=True):
    """5, 11, 33: asked to end it unhandled; disposal pauses with `left` ms."""

    kind: VoidKind
    reason: str
    note: str = ""
    left: int | None = None
    due: int


class VoidApproved(Event, frozen=True, kw_only=True, tag=True):
    """34: ended; nothing is removed."""

    note: str = ""


class VoidRejected(Event, frozen=True, kw_only=True, tag=True):
    """34: back to where it was; disposal goes on with what was left."""

    note: str
    clock: Disposal | None = None
    due: int | None = None


class Urged(Event, frozen=True, kw_only=True, tag=True):
    """35: an answer is due."""

    level: int
    note: str = ""
    due: int


class UrgeAnswered(Event, frozen=True, kw_only=True, tag=True):
    """36."""

    note: str


class Appealed(Event, frozen=True, kw_only=True, tag=True):
    """37: a department says the miss was not its own."""

    note: str


class AppealRuled(Event, frozen=True, kw_only=True, tag=True):
    """37: facts stay; `upheld` exempts the case from statistics."""

    upheld: bool
    street: str
    department: str
    note: str = ""


class Linked(Event, frozen=True, kw_only=True, tag=True):
    """38, 39: another case followed from this one."""

    other: str
    how: str  # "revisit" | "recurs"


class SelfHandled(Event, frozen=True, kw_only=True, tag=True):
    """An officer put it right on the spot and acceptance agreed; counted apart."""

    note: str = ""


class DeadlineRecomputed(Event, frozen=True, kw_only=True, tag=True):
    """A missing calendar year was published: "≈" becomes exact."""

    clock: Disposal
    calendar: str


AnyEvent = (
    Reported | VerifySent | Verified | Accepted | Merged | Filed | FilingRefused
    | SentBack | Dispatched | Taken | Bounced | BounceApproved | BounceRejected
    | ForceAssigned | Recalled | HandlerAssigned | ExtensionAsked | ExtensionApproved
    | ExtensionRejected | SuspensionAsked | SuspensionApproved | SuspensionRejected
    | Resumed | FedBack | CheckSent | AutoChecked | CheckPassed | CheckFailed
    | Closed | ReturnedToCheck | SpecialClosed | VoidAsked | VoidApproved
    | VoidRejected | Urged | UrgeAnswered | Appealed | AppealRuled | Linked
    | SelfHandled | DeadlineRecomputed
)  # fmt: skip


class Record(msgspec.Struct, frozen=True):
    """One line of the ledger.

    `seq` has no gap and is the order; `at` (ms, UTC) is for people. `version` counts
    the records of this case from 1. `prev` is the chain value of the record before (64
    hex digits), so the encoded record seals everything that came earlier.
    """

    seq: int
    at: int
    case: str
    version: int
    actor: Actor
    event: AnyEvent
    prev: str


#: What the chain starts from.
GENESIS: Final = "0" * 64
