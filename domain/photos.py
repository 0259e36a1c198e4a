"""Photos held against the case they belong to: how far, how old, and what to doubt.

What the camera wrote comes with the command; `decide` computes the rest, the fact keeps
it. A camera can be wrong or lie: a doubt is for a person's eyes and refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec

from domain.rules import distance_m

FAR_M: Final = 200
OLD_MS: Final = 24 * 3_600_000
#: What whoever takes, keeps or shows a photo lets pass: bytes, pixels, and how often a
#: progressive JPEG may have its picture gone over.
MAX_BYTES: Final = 8 * 1024 * 1024
MAX_PIXELS: Final = 64_000_000
MAX_SCANS: Final = 100
_kept: Final = re.compile(r"[0-9a-f]{64}").fullmatch
Reason = Literal["photo-far", "photo-old", "photo-no-position"]


class Photo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a photo says of itself: its id, when (ms) and where (WGS-84) it was."""

    photo: str
    taken_at: int | None = None
    lon: float | None = None
    lat: float | None = None


class Shot(Photo, frozen=True, kw_only=True, omit_defaults=True):
    """A photo held against its case: metres away from the place, ms old at the command.

    Null where photo or case do not say; a negative age is a camera's clock ahead.
    """

    away: int | None = None
    age: int | None = None


class Doubt(msgspec.Struct, frozen=True):
    """What does not fit a photo; `code` is stable, `detail` for people."""

    photo: str
    code: Reason
    detail: str


def is_kept(photo: str) -> bool:
    """Whether the name is that of a photo which a centre keeps: a SHA-256."""
    return _kept(photo) is not None


def path_of(photo: str) -> str:
    """The path of a photo at its centre; a name that is no SHA-256 stays as it is."""
    return f"/photos/{photo}" if is_kept(photo) else photo


def held(
    photos: Iterable[Photo], spot: tuple[float, float] | None, now: int
) -> tuple[Shot, ...]:
    """The photos against a place (lon, lat; None: not known) and a time (ms)."""
    return tuple(
        Shot(
            photo=one.photo,
            taken_at=one.taken_at,
            lon=one.lon,
            lat=one.lat,
            away=_away(one, spot),
            age=None if one.taken_at is None else now - one.taken_at,
        )
        for one in photos
    )


def doubts(shots: Iterable[Shot]) -> tuple[Doubt, ...]:
    """What does not fit, photo by photo."""
    return tuple(doubt for shot in shots for doubt in _doubts(shot))


def _doubts(shot: Shot) -> Iterator[Doubt]:
    if shot.lon is None:
        yield Doubt(
            shot.photo, "photo-no-position", "the photo does not say where it was taken"
        )
    if shot.away is not None and shot.away > FAR_M:
        yield Doubt(
            shot.photo, "photo-far", f"taken {shot.away} m from the reported place"
        )
    if shot.age is not None and shot.age > OLD_MS:
        hours = shot.age // 3_600_000
        yield Doubt(shot.photo, "photo-old", f"taken {hours} h before it was sent")


def _away(one: Photo, spot: tuple[float, float] | None) -> int | None:
    if spot is None or one.lon is None or one.lat is None:
        return None
    return round(distance_m((one.lon, one.lat), spot))
