"""A case's photos by stage, so that the check's stand beside the first ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from centre.ledger.protocol import Stored
from centre.photos.store import is_name
from domain import events as e
from domain import wire

_SIGN: Final = b'"photos":["'
#: In the order of a case's course.
_STAGES: Final = {
    e.Reported: "report",
    e.Verified: "verify",
    e.FedBack: "feed-back",
    e.CheckPassed: "check",
    e.CheckFailed: "check",
}
STAGES: Final = tuple(dict.fromkeys(_STAGES.values()))


class Placed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One photo of a case: the record that brought it, and what the fact says of it.

    `url` and `thumb` are paths of this centre; a demo's photos have none. `away` is in
    metres, times and `age` in ms.
    """

    photo: str
    seq: int
    at: int
    url: str | None = None
    thumb: str | None = None
    taken_at: int | None = None
    lon: float | None = None
    lat: float | None = None
    away: int | None = None
    age: int | None = None


def album(history: Iterable[Stored]) -> dict[str, list[Placed]]:
    """Stage -> its photos in the order they came, for stages that have any."""
    found: dict[str, list[Placed]] = {}
    for stored in history:
        if _SIGN in stored.body:
            record = wire.decode_record(stored.body)
            stage = _STAGES.get(type(record.event))
            if stage is not None:
                found.setdefault(stage, []).extend(_placed(record))
    return {stage: found[stage] for stage in STAGES if stage in found}


def _placed(record: e.Record) -> Iterable[Placed]:
    event: Any = record.event
    said = {shot.photo: shot for shot in event.shots}
    for photo in event.photos:
        more = msgspec.structs.asdict(said[photo]) if photo in said else {}
        if is_name(photo):
            more |= {"url": f"/photos/{photo}", "thumb": f"/photos/{photo}/thumb"}
        yield Placed(**({"photo": photo, "seq": record.seq, "at": record.at} | more))
