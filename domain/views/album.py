"""A case's photos in the order they came, each held against the reported place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from domain.codes import Role
from domain.photos import FAR_M, OLD_MS, is_kept
from domain.views.course import Entry

#: Records whose photos show how it looks after handling; the later ones weigh more.
_AFTER: Final = ("FedBack", "CheckPassed", "CheckFailed")
#: A camera's clock may be ahead by so much, ms, before anybody is told.
_AHEAD_MS: Final = 120_000


class Picture(msgspec.Struct, frozen=True):
    """One photo and the record that brought it.

    `number` counts from 1. `away` is in metres, `age` in ms at the record; None where
    photo or case do not say. `placed`: the photo says where it was taken. `kept`: its
    centre has it; a demo's officers take none.
    """

    number: int
    photo: str
    what: str  # tag of the event
    at: int
    actor: str
    role: Role
    unit: str = ""
    away: int | None = None
    age: int | None = None
    placed: bool = False
    kept: bool = True

    @property
    def far(self) -> bool:
        """Whether it was taken elsewhere."""
        return self.away is not None and self.away > FAR_M

    @property
    def old(self) -> bool:
        """Whether it was taken long before."""
        return self.age is not None and self.age > OLD_MS

    @property
    def ahead(self) -> bool:
        """Whether the camera's clock was ahead."""
        return self.age is not None and self.age < -_AHEAD_MS


def album(entries: Iterable[Entry]) -> tuple[Picture, ...]:
    """Every photo of a course, oldest first."""
    found: list[Picture] = []
    for one in entries:
        said = {shot.photo: shot for shot in one.shots}
        for photo in one.photos:
            shot = said.get(photo)
            found.append(
                Picture(
                    number=len(found) + 1,
                    photo=photo,
                    what=one.what,
                    at=one.at,
                    actor=one.actor,
                    role=one.role,
                    unit=one.unit,
                    away=shot.away if shot else None,
                    age=shot.age if shot else None,
                    placed=shot is not None and shot.lon is not None,
                    kept=is_kept(photo),
                )
            )
    return tuple(found)


def beside(pictures: tuple[Picture, ...]) -> int:
    """Which photo belongs beside the first: the last of the check, else of handling.

    0 where there is none.
    """
    for what in (_AFTER[1:], _AFTER[:1]):
        for one in reversed(pictures[1:]):
            if one.what in what:
                return one.number
    return 0
