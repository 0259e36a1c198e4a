"""A place as data: streets, departments, classes, routing, limits, grids and people.

The centre reads it from `centre/profiles/<name>/` and serves it at `GET /profile`; no
street name stands in code. Every entry stores code and name.
"""

from __future__ import annotations

import msgspec

from domain.calendar import Limit
from domain.codes import Kind, Role


class Street(msgspec.Struct, frozen=True):
    """A street, town or park: one cell of the wall.

    `short_*` fit a cell's title; `initials` are what a person types (`tsl` for 天山路).
    """

    code: str
    zh: str
    en: str
    short_zh: str
    short_en: str
    initials: str
    kind: str = "subdistrict"  # subdistrict | town | park | neighbourhood
    share: float = (
        0.0  # of all cases, for simulation; the shares of a place add up to 1
    )
    backstop: str = ""  # department code that answers when nobody owns a case


class Department(msgspec.Struct, frozen=True):
    """A department; `short_zh` is at most 2 characters, `code` at most 6 letters."""

    code: str
    zh: str
    en: str
    short_zh: str
    short_en: str
    initials: str


class Subclass(msgspec.Struct, frozen=True):
    """A kind of case: its display category and the catalogue's limit."""

    code: str
    kind: Kind
    zh: str
    en: str
    category: str
    limit: Limit | None = None  # None: the record or the dispatcher brings the deadline
    urgent: bool = False
    auto_file: bool = True
    weight: float = 0.0  # share of arrivals, for simulation


class Category(msgspec.Struct, frozen=True):
    """One of the wall's display categories."""

    code: str
    zh: str
    en: str


class Route(msgspec.Struct, frozen=True):
    """(street or anywhere) x subclass -> lead department, co-handlers, legal basis."""

    subclass: str
    lead: str
    street: str = ""  # empty: anywhere
    co: tuple[str, ...] = ()
    limit: Limit | None = None  # overrides the subclass's
    basis: str = ""


class Grid(msgspec.Struct, frozen=True, array_like=True):
    """A unit grid: its code, street, responsibility grid, map cell and centre (WGS84).

    `row` counts from south to north, `col` from west to east.
    """

    code: str
    street: str
    duty: str
    row: int
    col: int
    lon: float
    lat: float


class Person(msgspec.Struct, frozen=True):
    """Somebody on the roster; invented."""

    id: str
    name: str
    role: Role
    unit: str = ""  # street, responsibility grid or department code


class Place(msgspec.Struct, frozen=True):
    """Everything but the grids, which are served apart (`GET /profile/grids`)."""

    name: str
    code: str
    zh: str
    en: str
    prefix: str  # of case numbers: CN-20260926-0417
    zone: str  # IANA
    calendar: str  # version of the calendar file
    locale: str
    streets: tuple[Street, ...]
    departments: tuple[Department, ...]
    categories: tuple[Category, ...]
    subclasses: tuple[Subclass, ...]
    routes: tuple[Route, ...]
    stage_minutes: dict[str, int]
    people: tuple[Person, ...] = ()
    attribution: str = ""
    rows: int = 0
    columns: int = 0
