"""The places that ship with gridwall, each a folder of files that anybody may edit.

`load` makes the `Rules` that desk and gateway decide by; `reading` parses the files. A
folder holds `place.json`, `catalogue.csv`, and, where the place has them, `routes.csv`,
`people.csv`, `grids.csv.gz` and `components.csv.gz`; licences lie beside the data that
they cover.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

from centre.profiles import reading
from domain.calendar import Calendar
from domain.errors import PlaceError
from domain.rules import Rules

HEAD = "place.json"


def names() -> tuple[str, ...]:
    """The places that can be loaded, sorted."""
    return tuple(
        sorted(
            entry.name
            for entry in resources.files(__name__).iterdir()
            if entry.is_dir() and entry.joinpath(HEAD).is_file()
        )
    )


def folder(name: str) -> Traversable:
    """The folder of a place; `PlaceError` when there is none of that name."""
    if name not in names():
        raise PlaceError(f"no place {name!r}; the places are: {', '.join(names())}")
    return resources.files(__name__) / name


@cache
def load(name: str) -> Rules:
    """Read a place, once; `PlaceError` says which file is wrong, where and why."""
    files = folder(name)
    place, grids = reading.read(files)
    hours = _calendar(place.calendar, place.zone, name)
    return Rules(place, grids, hours, reading.components(files))


def calendar(name: str) -> Calendar | None:
    """The working hours of a place; None when it cannot be read."""
    try:
        return load(name).calendar
    except PlaceError:
        return None


def _calendar(version: str, zone: str, name: str) -> Calendar:
    file = resources.files("domain") / "calendars" / f"{version}.json"
    if not file.is_file():
        raise PlaceError(f"{name}/{HEAD}: no calendar {version!r} in domain/calendars")
    return Calendar.from_json(file.read_bytes(), ZoneInfo(zone))
