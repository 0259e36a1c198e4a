"""Changning: its unit grids, responsibility grids, roster and street outlines.

There are no boundaries of committees: the cells of a street are dealt out to its real
committee codes in connected runs of equal size, and responsibility grids are groups of
whole committees. The park is a block of cells, an approximation of the real one.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from bench.places.output import write_gzip
from bench.places.partition import Cell, partition
from bench.places.roster import roster

DISTRICT = "310105"
PARK, TOWN = "310105901", "310105102"
#: South of the bend of the Suzhou river, west of 北新泾 and inside the outer ring.
PARK_ROWS, PARK_COLS = range(45, 58), range(12, 27)
DUTIES = 35


def make(raw: Path, out: Path) -> None:
    """Write the files of `centre/profiles/changning` that are derived."""
    committees = _committees(raw / "shanghai_admin" / "committees.csv")
    cells = _cells(raw / "shanghai_boundaries" / "changning_grid_100m.csv.gz")
    place = json.loads((out / "place.json").read_text("utf-8"))
    grids = _grids(cells, committees)
    write_gzip(
        out / "grids.csv.gz",
        ["code", "street", "duty", "row", "col", "lon", "lat"],
        grids,
    )
    duties = sorted({(grid[1], grid[2]) for grid in grids})
    people = roster(Random("changning"), place, duties)
    with (out / "people.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [["id", "name", "role", "unit"], *people]
        )
    outlines = raw / "shanghai_boundaries" / "changning_streets.geojson"
    (out / "streets.geojson").write_text(_outlines(outlines), "utf-8")


def apportion(total: int, sizes: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `total`, as the sizes are (largest remainders)."""
    exact = [total * size / sum(sizes) for size in sizes]
    found = [int(number) for number in exact]
    order = sorted(range(len(sizes)), key=lambda i: (found[i] - exact[i], -sizes[i], i))
    for i in order[: total - sum(found)]:
        found[i] += 1
    return found


def _committees(path: Path) -> dict[str, list[str]]:
    found = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["district_code"] == DISTRICT:
                found[row["parent_code"]].append(row["code"])
    return found


def _cells(path: Path) -> dict[Cell, tuple[str, str, str]]:
    """Row and column -> street, longitude, latitude."""
    text = gzip.decompress(path.read_bytes()).decode()
    return {
        (int(row["row"]), int(row["col"])): (
            row["street_code"],
            f"{float(row['lon']):.5f}",
            f"{float(row['lat']):.5f}",
        )
        for row in csv.DictReader(io.StringIO(text))
    }


def _areas(
    cells: Mapping[Cell, tuple[str, str, str]], committees: Mapping[str, list[str]]
) -> dict[str, tuple[list[Cell], list[str]]]:
    """Area of the wall -> its cells and the committees whose codes they carry."""
    areas = {
        street: ([cell for cell in cells if cells[cell][0] == street], list(codes))
        for street, codes in sorted(committees.items())
    }
    town, codes = areas[TOWN]
    park = [cell for cell in town if cell[0] in PARK_ROWS and cell[1] in PARK_COLS]
    share = round(len(codes) * len(park) / len(town))
    areas[TOWN] = (sorted(set(town) - set(park)), codes[:-share])
    areas[PARK] = (park, codes[-share:])
    return areas


def _grids(
    cells: Mapping[Cell, tuple[str, str, str]], committees: Mapping[str, list[str]]
) -> list[list[Any]]:
    areas = _areas(cells, committees)
    numbers = apportion(DUTIES, [len(codes) for _, codes in areas.values()])
    found: list[list[Any]] = []
    for (area, (inside, codes)), duties in zip(areas.items(), numbers, strict=True):
        counts = apportion(len(codes), [1] * duties)
        remaining = iter(codes)
        for number, part in enumerate(partition(inside, counts), 1):
            duty = f"{area}R{number:02d}"
            own = [next(remaining) for _ in range(counts[number - 1])]
            for code, run in zip(own, partition(part, [1] * len(own)), strict=True):
                found += _coded(run, code, area, duty, cells)
    return sorted(found, key=lambda grid: str(grid[0]))


def _coded(
    run: Iterable[Cell],
    committee: str,
    area: str,
    duty: str,
    cells: Mapping[Cell, tuple[str, str, str]],
) -> list[list[Any]]:
    return [
        [f"{committee}{serial:03d}", area, duty, *cell, *cells[cell][1:]]
        for serial, cell in enumerate(run, 1)
    ]


def _outlines(path: Path) -> str:
    found = json.loads(path.read_text("utf-8"))
    features = [
        {
            "type": "Feature",
            "properties": {
                key: feature["properties"][key]
                for key in ("code", "name_zh", "name_en", "osm_relation_id")
            },
            "geometry": _rounded(feature["geometry"]),
        }
        for feature in found["features"]
    ]
    lines = ",\n".join(
        json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features
    )
    notice = "© OpenStreetMap contributors, ODbL 1.0"
    return (
        f'{{"type":"FeatureCollection","attribution":"{notice}",\n"features":[\n'
        f"{lines}\n]}}\n"
    )


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return value
