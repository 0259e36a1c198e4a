"""Who held a case, for how long, and how it came away: the bounce history."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from domain import events as e


class Ruling(StrEnum):
    """What became of a bounce that was asked for."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    FORCED = "forced"  # overtaken by a forced assignment


class Asked(msgspec.Struct, frozen=True):
    """One bounce: when and why, and the ruling."""

    at: int
    reason: str
    note: str = ""
    by: str = ""
    ruling: Ruling = Ruling.WAITING
    ruled_at: int | None = None
    ruled_by: str = ""
    ruled_note: str = ""


class Hold(msgspec.Struct, frozen=True):
    """A department had the case from `since` to `until` (ms); None: it has it still.

    `end`: tag of the event that took it away. `asked`: the bounces in that time.
    """

    department: str
    since: int
    until: int | None = None
    forced: bool = False
    end: str = ""
    asked: tuple[Asked, ...] = ()

    def held(self, now: int) -> int:
        """How long, ms: a bounce that was approved ends it when it was asked for."""
        end = now if self.until is None else self.until
        if self.end == "BounceApproved" and self.asked:
            end = self.asked[-1].at
        return max(0, end - self.since)


#: What takes a case away from its department.
_ENDS = (
    e.BounceApproved | e.Recalled | e.FedBack | e.SpecialClosed | e.VoidApproved
    | e.SentBack
)  # fmt: skip


def holds(records: Iterable[e.Record]) -> tuple[Hold, ...]:
    """Every time that a department had the case, oldest first."""
    found: list[Hold] = []
    for record in records:
        _rulings(found, record)
        event = record.event
        if isinstance(event, e.Dispatched | e.ForceAssigned):
            _end(found, record)
            forced = isinstance(event, e.ForceAssigned)
            found.append(Hold(event.department, record.at, forced=forced))
        elif isinstance(event, e.CheckFailed) and found:
            found.append(Hold(found[-1].department, record.at))
        elif isinstance(event, _ENDS):
            _end(found, record)
    return tuple(found)


def _rulings(found: list[Hold], record: e.Record) -> None:
    match record.event:
        case e.Bounced(reason=reason, note=note) if found:
            asked = Asked(record.at, reason, note, _who(record))
            found[-1] = msgspec.structs.replace(
                found[-1], asked=(*found[-1].asked, asked)
            )
        case e.BounceApproved(note=note):
            _rule(found, record, Ruling.APPROVED, note)
        case e.BounceRejected(note=note):
            _rule(found, record, Ruling.REJECTED, note)
        case e.ForceAssigned(note=note):
            _rule(found, record, Ruling.FORCED, note)
        case _:
            pass


def _who(record: e.Record) -> str:
    return record.actor.name or record.actor.id


def _end(found: list[Hold], record: e.Record) -> None:
    if found and found[-1].until is None:
        tag = type(record.event).__name__
        found[-1] = msgspec.structs.replace(found[-1], until=record.at, end=tag)


def _rule(found: list[Hold], record: e.Record, ruling: Ruling, note: str) -> None:
    if not found or not found[-1].asked:
        return
    *earlier, last = found[-1].asked
    if last.ruling is not Ruling.WAITING:
        return
    ruled = msgspec.structs.replace(
        last,
        ruling=ruling,
        ruled_at=record.at,
        ruled_by=_who(record),
        ruled_note=note,
    )
    found[-1] = msgspec.structs.replace(found[-1], asked=(*earlier, ruled))
