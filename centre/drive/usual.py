"""What a place's demo is like when nobody says otherwise: its `demo.json`.

Light to import: the command line needs it to start a centre with the right clock.
"""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Annotated

import msgspec

from centre.drive.errors import DriveError

_Hours = Annotated[float, msgspec.Meta(ge=0)]


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of case that comes again where it was closed.

    `share`: of its cases, those that do; `hours`: after the closing, from and to.
    """

    share: Annotated[float, msgspec.Meta(ge=0, le=0.9)]
    hours: tuple[_Hours, _Hours]


class Usual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`comes_again` by subclass; `things` likewise: what of a register it is about.

    A thing is named by the four digits of its class and subclass: a missing cover and a
    loose one are one thing.
    """

    start: str
    warm_up_hours: _Hours
    why: str
    comes_again: dict[str, Again] = {}
    things: dict[str, Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z")]] = {}


def read(folder: Traversable) -> Usual:
    """Of a place; `DriveError` when it is missing or wrong."""
    file = folder.joinpath("demo.json")
    try:
        return msgspec.json.decode(file.read_bytes(), type=Usual)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DriveError(f"{folder.name}/demo.json: {error}") from error
