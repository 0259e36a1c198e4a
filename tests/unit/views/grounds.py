"""Sheets for the tests of the map: small ones drawn as text, north at the top."""

from __future__ import annotations

from domain.place import Grid
from domain.views.sheet import Sheet


def drawn(*rows: str, duties: dict[str, str] | None = None) -> Sheet:
    """A letter is a unit grid of the street of that name; a dot is nothing."""
    grids = []
    for y, row in enumerate(reversed(rows)):
        for x, street in enumerate(row):
            if street != ".":
                code = f"{street}{y:03d}{x:03d}"
                duty = (duties or {}).get(street, "")
                lon, lat = 121.4 + x / 1000, 31.2 + y / 1000
                grids.append(Grid(code, street, duty, y, x, lon, lat))
    return Sheet(grids)
