"""A place ready for questions: tables indexed, grids found by point, a calendar.

Built once from a `Place` by `centre/profiles`, handed to `decide`; never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from math import cos, hypot, radians
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar import MINUTE_MS, Calendar, Limit
from domain.errors import PlaceError
from domain.place import Department, Grid, Place, Route, Street, Subclass
from domain.sla import STAGE_MINUTES, Stage, stage_due

_METRES_A_DEGREE: Final = 111_320.0
#: A point further than this from every grid's centre is outside the place.
_REACH_M: Final = 200.0
_TILE: Final = 400  # tiles a degree, for the point index: wider than the reach


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two (lon, lat) points a few kilometres apart, flat earth."""
    east = (a[0] - b[0]) * cos(radians((a[1] + b[1]) / 2))
    return _METRES_A_DEGREE * hypot(east, a[1] - b[1])


class Points:
    """Unit grids found by point."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        self._tiles: dict[tuple[int, int], list[Grid]] = {}
        for grid in grids:
            self._tiles.setdefault(_tile(grid.lon, grid.lat), []).append(grid)

    def nearest(self, lon: float, lat: float) -> Grid | None:
        """The grid whose centre is nearest, None when that is too far."""
        x, y = _tile(lon, lat)
        near = [
            grid
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for grid in self._tiles.get((x + dx, y + dy), ())
        ]
        if not near:
            return None
        best = min(near, key=lambda g: distance_m((lon, lat), (g.lon, g.lat)))
        return (
            best if distance_m((lon, lat), (best.lon, best.lat)) <= _REACH_M else None
        )


class Rules:
    """The tables of a place. Unknown codes answer None."""

    def __init__(
        self,
        place: Place,
        grids: Iterable[Grid],
        calendar: Calendar,
        components: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`components`: code -> code of its unit grid, as registered."""
        self.place: Final = place
        self.calendar: Final = calendar
        self.zone: Final = ZoneInfo(place.zone)
        self.grids: Final[Mapping[str, Grid]] = MappingProxyType(
            {grid.code: grid for grid in grids}
        )
        self.components: Final = components
        self._streets = {s.code: s for s in place.streets}
        self._departments = {d.code: d for d in place.departments}
        self._subclasses = {s.code: s for s in place.subclasses}
        self._routes = {(r.street, r.subclass): r for r in place.routes}
        self._points = Points(self.grids.values())
        self._check()

    def _check(self) -> None:
        strangers = set(self.components.values()) - self.grids.keys()
        for component, grid in self.components.items() if strangers else ():
            if grid in strangers:
                raise PlaceError(
                    f"{self.place.name}: component {component!r} stands in the unknown "
                    f"unit grid {grid!r}"
                )
        for route in self.place.routes:
            for code in (route.lead, *route.co):
                if code not in self._departments:
                    raise PlaceError(
                        f"{self.place.name}: route for subclass {route.subclass!r} "
                        f"names the unknown department {code!r}"
                    )
            if route.subclass not in self._subclasses:
                raise PlaceError(
                    f"{self.place.name}: a route names the unknown subclass "
                    f"{route.subclass!r}"
                )

    def street(self, code: str) -> Street | None:
        """The street of that code."""
        return self._streets.get(code)

    def department(self, code: str) -> Department | None:
        """The department of that code."""
        return self._departments.get(code)

    def subclass(self, code: str) -> Subclass | None:
        """The subclass of that code."""
        return self._subclasses.get(code)

    def route(self, street: str, subclass: str) -> Route | None:
        """The street's own row, else the row for anywhere."""
        return self._routes.get((street, subclass)) or self._routes.get(("", subclass))

    def limit(self, street: str, subclass: str) -> Limit | None:
        """The disposal limit: of the route, else of the catalogue."""
        route, kind = self.route(street, subclass), self.subclass(subclass)
        return (route.limit if route else None) or (kind.limit if kind else None)

    def minutes(self, stage: str) -> int:
        """Limit of a stage clock in minutes; `ValueError` for an unknown stage."""
        own = self.place.stage_minutes.get(stage)
        return STAGE_MINUTES[Stage(stage)] if own is None else own

    def due(self, now: int, stage: str) -> int:
        """When a stage that starts now is due (ms); stage clocks run day and night."""
        return stage_due(now, self.minutes(stage))

    def locate(self, lon: float, lat: float) -> Grid | None:
        """The unit grid whose centre is nearest, None when outside the place."""
        return self._points.nearest(lon, lat)

    def local(self, at: int) -> datetime:
        """An instant as the place's wall clock shows it."""
        return datetime.fromtimestamp(at / 1000, UTC).astimezone(self.zone)

    def local_day(self, at: int) -> str:
        """The local date as `20260926`."""
        return _day(at // MINUTE_MS, self.zone)


@lru_cache(maxsize=256)
def _day(minute: int, zone: ZoneInfo) -> str:
    """The local date; days begin with a minute in every zone since 1972."""
    local = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone)
    return f"{local:%Y%m%d}"


def _tile(lon: float, lat: float) -> tuple[int, int]:
    return int(lon * _TILE // 1), int(lat * _TILE // 1)
