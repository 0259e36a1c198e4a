"""What an invented case is about: kind, place and words; the roads are made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from types import MappingProxyType
from typing import Final

import msgspec

from domain.codes import Source
from domain.place import Grid, Street, Subclass
from domain.rules import Rules

_ROADS_ZH: Final = (
    *("青禾路", "云杉路", "白鹭路", "听风路", "望云路", "鹤鸣路"),
    *("碧泉路", "松涛路", "锦霞路", "晴川路", "竹溪路", "朝露路"),
)
_SPOTS_ZH: Final = (
    *("小区东门", "公交站旁", "菜场外", "学校对面"),
    *("路口", "沿街商铺前", "绿地旁", "弄口"),
)
_ROADS_EN: Final = ("Heron St", "Spruce St", "Crane St", "Juniper St", "Meadow St")
_SPOTS_EN: Final = ("by the bus stop", "at the corner", "opposite the school")
#: How cases come in, of those that are not the hotline's by their kind.
_SOURCES: Final = (
    *(Source.OFFICER, Source.COORDINATOR),
    *(Source.HOTLINE, Source.PUBLIC, Source.SENSOR),
)
_SOURCE_WEIGHTS: Final = (68, 9, 13, 8, 2)
#: Degrees that a point may lie from its grid's centre and still be in it.
_JITTER: Final = 0.00035
#: Class and subclass within the code of a component.
_DIGITS: Final = slice(6, 10)
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
#: Kinds that only the hotline brings say so in their name.
_HOTLINE: Final = "热线"


class Scene(msgspec.Struct, frozen=True):
    """Where and what."""

    street: Street
    subclass: Subclass
    source: Source
    title: str
    address: str
    grid: Grid | None
    lon: float | None
    lat: float | None
    component: str = ""


class Stage:
    """Sets scenes as the shares of streets, subclasses and sources are.

    `things`: what is registered of a component's subclass, by its four digits.
    """

    def __init__(self, rules: Rules, things: Mapping[str, str] = _NOTHING) -> None:
        place = rules.place
        self._streets = place.streets
        self._shares = list(accumulate(street.share for street in place.streets))
        self._subclasses = place.subclasses
        self._weights = list(accumulate(s.weight for s in place.subclasses))
        self._english = place.locale.startswith("en")
        self._grids: dict[str, list[Grid]] = defaultdict(list)
        for grid in rules.grids.values():
            self._grids[grid.street].append(grid)
        self._things = things
        self._standing: dict[tuple[str, str], list[tuple[str, Grid]]]
        self._standing = defaultdict(list)
        for code, where in rules.components.items():
            grid = rules.grids[where]
            self._standing[grid.street, code[_DIGITS]].append((code, grid))

    def scene(self, random: Random) -> Scene:
        """A case of the usual mixture."""
        street = random.choices(self._streets, cum_weights=self._shares)[0]
        subclass = random.choices(self._subclasses, cum_weights=self._weights)[0]
        component, grid = self._where(random, street, subclass)
        return Scene(
            street=street,
            subclass=subclass,
            source=_source(random, subclass),
            title=subclass.en if self._english else subclass.zh,
            address=self._address(random),
            grid=grid,
            lon=_near(random, grid.lon) if grid else None,
            lat=_near(random, grid.lat) if grid else None,
            component=component,
        )

    def _where(
        self, random: Random, street: Street, subclass: Subclass
    ) -> tuple[str, Grid | None]:
        """The component that it is about, if it is one, and the unit grid."""
        thing = self._things.get(subclass.code, "")
        if standing := self._standing.get((street.code, thing)):
            return random.choice(standing)
        grids = self._grids.get(street.code)
        return "", random.choice(grids) if grids else None

    def _address(self, random: Random) -> str:
        number = random.randrange(1, 400)
        if self._english:
            road, spot = random.choice(_ROADS_EN), random.choice(_SPOTS_EN)
            return f"{number} {road}, {spot}"
        return f"{random.choice(_ROADS_ZH)}{number}号{random.choice(_SPOTS_ZH)}"


def _source(random: Random, subclass: Subclass) -> Source:
    if subclass.zh.startswith(_HOTLINE):
        return Source.HOTLINE
    return random.choices(_SOURCES, _SOURCE_WEIGHTS)[0]


def _near(random: Random, degrees: float) -> float:
    return round(degrees + random.uniform(-_JITTER, _JITTER), 6)
