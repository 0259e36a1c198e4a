"""What the driver has to know of a case and of an answer: less than the centre says."""

from __future__ import annotations

import msgspec

from domain.codes import TERMINAL, Source, State


class View(msgspec.Struct):
    """A case as the centre has it."""

    id: str
    version: int
    state: State
    changed_at: int = 0
    department: str = ""
    street: str = ""
    subclass: str = ""
    grid: str = ""
    source: Source = Source.OFFICER
    verified: bool | None = None
    bounces: int = 0
    wake: int | None = None

    @property
    def over(self) -> bool:
        """Closed or voided."""
        return self.state in TERMINAL


class Told(msgspec.Struct):
    """`GET /cases/{id}`."""

    case: View


class Happened(msgspec.Struct):
    """The part of an event that changes who has a case."""

    type: str
    department: str = ""


class Written(msgspec.Struct):
    """A record in an answer."""

    event: Happened


class Done(msgspec.Struct):
    """The answer to a command that was carried out."""

    case: str
    version: int
    state: State
    records: list[Written]


class Problem(msgspec.Struct):
    """application/problem+json."""

    code: str = ""
    title: str = ""
    detail: str = ""


def department_after(done: Done, before: str) -> str:
    """Who has the case after what was written."""
    for record in done.records:
        if record.event.type in ("Dispatched", "ForceAssigned"):
            before = record.event.department
        elif record.event.type in ("BounceApproved", "Recalled"):
            before = ""
    return before
