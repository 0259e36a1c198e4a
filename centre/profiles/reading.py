"""The files of a place, parsed strictly: text in, a checked `Place` and its grids out.

Every complaint names the file and the line. `profiles.load` adds the calendar.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from domain.calendar import Limit
from domain.codes import Kind, Role
from domain.errors import PlaceError
from domain.place import (
    Category,
    Department,
    Grid,
    Person,
    Place,
    Route,
    Street,
    Subclass,
)

_T = TypeVar("_T")
#: A row of a register, whole.
_PAIR: Final = re.compile(r"^([0-9]{16}),([A-Za-z0-9-]{1,32})$", re.MULTILINE)
_Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,32}\Z")]
_Word = Annotated[str, msgspec.Meta(min_length=1)]
_Flag = Annotated[str, msgspec.Meta(pattern=r"^[01]\Z")]
#: Cells that a list of codes in one column is split at.
_LIST: Final = ";"


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`place.json`."""

    name: _Code
    code: _Code
    zh: _Word
    en: _Word
    prefix: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2,4}\Z")]
    zone: str
    calendar: str
    locale: str
    streets: tuple[Street, ...]
    departments: tuple[Department, ...]
    categories: tuple[Category, ...]
    stage_minutes: dict[str, Annotated[int, msgspec.Meta(ge=1)]]
    attribution: str = ""


class _Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `catalogue.csv`: a subclass and its route for the whole place."""

    code: _Code
    kind: Kind
    category: _Code
    zh: _Word
    en: _Word
    limit: str  # "4 work_hour"; empty: the record or the dispatcher brings the deadline
    urgent: _Flag
    auto_file: _Flag
    weight: Annotated[float, msgspec.Meta(ge=0, le=1)]
    lead: _Code
    co: str
    basis: str


class _Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `routes.csv`: what one street does differently."""

    street: _Code
    subclass: _Code
    lead: _Code
    co: str
    limit: str
    basis: str


class _PersonRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: _Code
    name: _Word
    role: Role
    unit: str


class _GridRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: _Code
    street: _Code
    duty: str
    row: Annotated[int, msgspec.Meta(ge=0, lt=1000)]
    col: Annotated[int, msgspec.Meta(ge=0, lt=1000)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]


class _ComponentRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{16}\Z")]
    grid: _Code


def components(folder: Traversable) -> dict[str, str]:
    """Registered component -> its unit grid; empty for a place without a register."""
    file = folder.joinpath("components.csv.gz")
    pairs = _pairs(file) if file.is_file() else {}
    return pairs or _checked_components(folder)


def _pairs(file: Traversable) -> dict[str, str]:
    """A register in which all is well, at a glance; empty when there is a fault in it.

    A register is long, and every start of a centre reads it.
    """
    try:
        text = gzip.decompress(file.read_bytes()).decode()
    except (OSError, EOFError, UnicodeDecodeError, zlib.error):
        return {}
    heading, _, rows = text.partition("\n")
    found = dict(_PAIR.findall(rows)) if heading == "code,grid" else {}
    return found if len(found) == rows.count("\n") else {}


def _checked_components(folder: Traversable) -> dict[str, str]:
    """The same row by row, for which a fault is told with its line."""
    rows = list(_rows(folder, "components.csv.gz", _ComponentRow, optional=True))
    _once(f"{folder.name}/components.csv.gz", "component", (row.code for row in rows))
    return {row.code: row.grid for row in rows}


def read(folder: Traversable) -> tuple[Place, tuple[Grid, ...]]:
    """The place in a folder, without its calendar, and its unit grids."""
    head = _head(folder)
    classes = list(_rows(folder, "catalogue.csv", _Class))
    overrides = list(_rows(folder, "routes.csv", _Override, optional=True))
    grids = tuple(
        Grid(g.code, g.street, g.duty, g.row, g.col, g.lon, g.lat)
        for g in _rows(folder, "grids.csv.gz", _GridRow, optional=True)
    )
    place = Place(
        name=head.name,
        code=head.code,
        zh=head.zh,
        en=head.en,
        prefix=head.prefix,
        zone=head.zone,
        calendar=head.calendar,
        locale=head.locale,
        streets=head.streets,
        departments=head.departments,
        categories=head.categories,
        subclasses=tuple(map(_subclass, classes)),
        routes=(*map(_route, classes), *map(_override, overrides)),
        stage_minutes=head.stage_minutes,
        people=tuple(
            Person(p.id, p.name, p.role, p.unit)
            for p in _rows(folder, "people.csv", _PersonRow, optional=True)
        ),
        attribution=head.attribution,
        rows=1 + max((g.row for g in grids), default=-1),
        columns=1 + max((g.col for g in grids), default=-1),
    )
    _check(place, grids)
    return place, grids


def _head(folder: Traversable) -> _Head:
    where = f"{folder.name}/place.json"
    try:
        raw = folder.joinpath("place.json").read_bytes()
        head = msgspec.json.decode(raw, type=_Head)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PlaceError(f"{where}: {error}") from error
    try:
        ZoneInfo(head.zone)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise PlaceError(f"{where}: unknown time zone {head.zone!r}") from error
    return head


def _rows(
    folder: Traversable, name: str, row: type[_T], *, optional: bool = False
) -> Iterator[_T]:
    file = folder.joinpath(name)
    if optional and not file.is_file():
        return
    for number, fields in _lines(file, f"{folder.name}/{name}"):
        try:
            yield msgspec.convert(fields, row, strict=False)
        except msgspec.ValidationError as error:
            raise PlaceError(f"{folder.name}/{name}:{number}: {error}") from error


def _lines(file: Traversable, where: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        raw = file.read_bytes()
        text = (gzip.decompress(raw) if file.name.endswith(".gz") else raw).decode()
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        for fields in reader:
            if None in fields or None in fields.values():
                raise PlaceError(
                    f"{where}:{reader.line_num}: not as many columns as the heading"
                )
            yield reader.line_num, fields
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise PlaceError(f"{where}: {error}") from error


def _limit(text: str, whose: str) -> Limit | None:
    if not text:
        return None
    count, _, unit = text.partition(" ")
    try:
        return msgspec.convert((count, unit), Limit, strict=False)
    except msgspec.ValidationError as error:
        raise PlaceError(
            f"limit {text!r} of {whose}: not like '4 work_hour' ({error})"
        ) from error


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split(_LIST)) if text else ()


def _subclass(row: _Class) -> Subclass:
    return Subclass(
        code=row.code,
        kind=row.kind,
        zh=row.zh,
        en=row.en,
        category=row.category,
        limit=_limit(row.limit, row.code),
        urgent=row.urgent == "1",
        auto_file=row.auto_file == "1",
        weight=row.weight,
    )


def _route(row: _Class) -> Route:
    return Route(row.code, row.lead, co=_codes(row.co), basis=row.basis)


def _override(row: _Override) -> Route:
    return Route(
        row.subclass,
        row.lead,
        row.street,
        _codes(row.co),
        _limit(row.limit, row.subclass),
        row.basis,
    )


def _check(place: Place, grids: tuple[Grid, ...]) -> None:
    """What one file says of another must be there, and every code once."""
    where = place.name
    streets = _once(where, "street", (s.code for s in place.streets))
    departments = _once(where, "department", (d.code for d in place.departments))
    categories = _once(where, "category", (c.code for c in place.categories))
    _once(where, "subclass", (s.code for s in place.subclasses))
    _once(where, "route", (f"{r.street}/{r.subclass}" for r in place.routes))
    _once(where, "person", (p.id for p in place.people))
    _once(where, "unit grid", (g.code for g in grids))
    _known(where, "category", (s.category for s in place.subclasses), categories)
    _known(where, "backstop", (s.backstop for s in place.streets), departments | {""})
    _known(where, "street", (r.street for r in place.routes), streets | {""})
    _known(where, "street", (g.street for g in grids), streets)
    units = streets | departments | {g.duty for g in grids} | {""}
    _known(where, "unit", (p.unit for p in place.people), units)


def _once(where: str, what: str, codes: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise PlaceError(f"{where}: {what} {code!r} is there twice")
        seen.add(code)
    return frozenset(seen)


def _known(where: str, what: str, found: Iterable[str], known: frozenset[str]) -> None:
    if strangers := sorted(set(found) - known):
        raise PlaceError(f"{where}: no {what} {strangers[0]!r} in place.json")
