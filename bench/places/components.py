"""Changning: a *simulated* register of components. No real one is published.

What stands in a street follows half its area and half its share of the cases; within
it, some unit grids hold a main road and some a courtyard. Codes have 16 digits:
district 6, class 2, subclass 2, serial 6; class and subclass are those of the
catalogue's first problem with such a thing, so a loose cover (C0102) is one of 0101.

    python -m bench.places.components
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from bench.places.changning import DISTRICT, apportion
from bench.places.output import write_gzip

OUT: Final = Path(__file__).parents[2] / "centre" / "profiles" / "changning"
SEED: Final = "changning-components"
#: Spread of what two unit grids of a street hold, as that of a logarithm.
_UNEVEN: Final = 0.8


class Thing(NamedTuple):
    """A kind of component: class and subclass, names, how many there are here."""

    digits: str
    zh: str
    en: str
    number: int


#: Of the order of a twentieth of what stands in such a district.
THINGS: Final = (
    Thing("0101", "检查井盖", "manhole covers", 1200),
    Thing("0103", "路灯", "street lamps", 1000),
    Thing("0105", "雨水箅子", "drain grates", 900),
    Thing("0107", "消防栓", "fire hydrants", 320),
    Thing("0108", "架空线杆", "cable poles", 240),
    Thing("0109", "通信交接箱", "telecom cabinets", 260),
    Thing("0110", "公共厕所", "public toilets", 60),
    Thing("0201", "车行道路段", "carriageway sections", 220),
    Thing("0202", "人行道路段", "pavement sections", 220),
    Thing("0203", "盲道路段", "tactile paving sections", 120),
    Thing("0204", "交通护栏", "guard rails", 160),
    Thing("0205", "交通信号灯", "traffic signals", 110),
    Thing("0301", "废物箱", "litter bins", 420),
    Thing("0302", "店招店牌", "shop signs", 300),
    Thing("0401", "行道树", "street trees", 900),
    Thing("0402", "公共绿地", "green spaces", 140),
    Thing("0501", "地下通道", "underpasses", 16),
)


def make(out: Path = OUT) -> None:
    """Write `components.csv.gz` from the place's own streets and unit grids."""
    place = json.loads((out / "place.json").read_text("utf-8"))
    shares = {street["code"]: float(street["share"]) for street in place["streets"]}
    write_gzip(
        out / "components.csv.gz",
        ["code", "grid"],
        register(shares, _grids(out / "grids.csv.gz"), Random(SEED)),
    )


def register(
    shares: Mapping[str, float], grids: Mapping[str, Sequence[str]], random: Random
) -> Iterator[tuple[str, str]]:
    """(component, unit grid) in order; the same for the same streets and grids."""
    streets = sorted(grids)
    area = sum(len(of) for of in grids.values())
    sizes = [len(grids[street]) / area + shares.get(street, 0.0) for street in streets]
    weights = {
        grid: random.lognormvariate(0, _UNEVEN)
        for street in streets
        for grid in grids[street]
    }
    for thing in THINGS:
        found: list[str] = []
        for street, count in zip(streets, apportion(thing.number, sizes), strict=True):
            own = grids[street]
            found += random.choices(own, [weights[grid] for grid in own], k=count)
        for serial, grid in enumerate(sorted(found), 1):
            yield f"{DISTRICT}{thing.digits}{serial:06d}", grid


def _grids(path: Path) -> dict[str, list[str]]:
    """Street -> its unit grids, in order."""
    found = defaultdict(list)
    text = gzip.decompress(path.read_bytes()).decode()
    for row in csv.DictReader(io.StringIO(text)):
        found[row["street"]].append(row["code"])
    return found


if __name__ == "__main__":
    make()
