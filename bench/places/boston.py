"""Boston: the city's own record of 2015 as a catalogue, map cells and cases.

Columns that nobody needs are left out, nothing is changed or added. A category's words
in Chinese are those of `boston_words.csv`; its department is whoever had it most.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path

from bench.places.output import write_csv, write_gzip

CASES = Path("cases311_dev") / "boston_2015_jan_aug.csv.gz"
KEPT = (
    "case_id",
    "opened_at",
    "due_at",
    "closed_at",
    "on_time",
    "category",
    "agency",
    "district",
    "channel",
    "lat",
    "lon",
    "outcome",
    "bounce_kind",
)
CATALOGUE = (
    "code",
    "kind",
    "category",
    "zh",
    "en",
    "limit",
    "urgent",
    "auto_file",
    "weight",
    "lead",
    "co",
    "basis",
)
#: Degrees a side: some 200 by 280 m.
STEP = 0.0025
#: Groups that are about a thing with an owner; the others are about what happened.
THINGS = frozenset(
    {
        "Abandoned Bicycle",
        "Bridge Maintenance",
        "Catchbasin",
        "Fire Hydrant",
        "Highway Maintenance",
        "Pothole",
        "Signs & Signals",
        "Street Lights",
        "Trees",
    }
)

Row = Mapping[str, str]


def make(raw: Path, out: Path) -> None:
    """Write the files of `centre/profiles/boston` that are derived."""
    rows = read(raw)
    cases = [[row[column] for column in KEPT] for row in rows]
    write_gzip(out / "cases.csv.gz", KEPT, cases)
    words = Path(__file__).with_name("boston_words.csv").read_text("utf-8")
    chinese = {row["en"]: row["zh"] for row in csv.DictReader(io.StringIO(words))}
    write_csv(out / "catalogue.csv", CATALOGUE, _catalogue(rows, chinese))
    streets = (out / "place.json").read_text("utf-8")
    write_gzip(
        out / "grids.csv.gz",
        ["code", "street", "duty", "row", "col", "lon", "lat"],
        _grids(rows, _streets(streets)),
    )


def read(raw: Path) -> list[Row]:
    """The record, in its own order."""
    text = gzip.decompress((raw / CASES).read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def slug(text: str) -> str:
    """A code of at most 32 characters for a name."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:32].strip("-")


def agency(raw: str) -> str:
    """The department code of an agency: `PWDx` is PWDX, `No Q` NOQ."""
    return re.sub("[^A-Z]", "", raw.upper())


def _streets(place: str) -> dict[str, str]:
    found = re.findall(r'"code": "([^"]+)", "zh": "[^"]*", "en": "([^"]+)"', place)
    return {name: code for code, name in found}


def _catalogue(rows: Sequence[Row], chinese: Mapping[str, str]) -> list[list[object]]:
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_name[row["category"]].append(row)
    found, used = [], set()
    for name, own in sorted(by_name.items()):
        group = Counter(row["category_group"] for row in own).most_common(1)[0][0]
        agencies = Counter(agency(row["agency"]) for row in own).most_common()
        code = next(c for c in _codes(slug(name)) if c not in used)
        used.add(code)
        kind = "component" if group in THINGS else "event"
        weight = f"{len(own) / len(rows):.6f}"
        lead, *co = [code for code, _ in agencies[:4]]
        words = chinese[name], name
        found.append(
            [code, kind, slug(group), *words, "", 0, 1, weight, lead, ";".join(co), ""]
        )
    return found


def _codes(base: str) -> Iterable[str]:
    yield base
    for number in count(2):
        yield f"{base[:30]}{number}"


def _grids(rows: Sequence[Row], streets: Mapping[str, str]) -> list[list[object]]:
    inside: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if (place := _point(row)) is not None:
            cell = int(place[1] // STEP), int(place[0] // STEP)
            inside[cell][streets[row["district"] or "Unknown"]] += 1
    south, west = (min(cell[i] for cell in inside) for i in (0, 1))
    found = []
    for (y, x), names in sorted(inside.items()):
        street = min(names, key=lambda name: (-names[name], name))
        centre = f"{(x + 0.5) * STEP:.5f}", f"{(y + 0.5) * STEP:.5f}"
        found.append(
            [
                f"B{y - south:03d}{x - west:03d}",
                street,
                "",
                y - south,
                x - west,
                *centre,
            ]
        )
    return found


def _point(row: Row) -> tuple[float, float] | None:
    lon, lat = float(row["lon"] or 0), float(row["lat"] or 0)
    return (lon, lat) if lon and lat else None
