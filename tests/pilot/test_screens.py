"""The wall as text, at the four sizes: few pictures, and a diff that can be read.

After a change that is meant run it with GRIDWALL_SCREENS=write and look at what
`git diff tests/pilot/screens` says.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec
import pytest

from domain.place import Place, Street
from domain.text import width
from tests.pilot.morning import morning
from tests.pilot.room import room
from tests.town import place

STORED = Path(__file__).parent / "screens"
SIZES = {"80x24": (80, 24), "120x40": (120, 40), "200x60": (200, 60)} | {
    "400x120": (400, 120)
}


#: Streets enough for all twelve cells; only two of them have cases.
NAMES = (
    ("华阳路", "Huayang"), ("江苏路", "Jiangsu"), ("新华路", "Xinhua"),
    ("周家桥", "Zhoujiaqiao"), ("天山路", "Tianshan"), ("仙霞", "Xianxia"),
    ("程家桥", "Chengjiaqiao"), ("北新泾", "Beixinjing"), ("临空", "Linkong"),
)  # fmt: skip


def town_of_eleven() -> Place:
    """The town with more streets."""
    more = [
        Street(f"T{n:02d}", zh, en, zh, en, f"t{n}")
        for n, (zh, en) in enumerate(NAMES, 3)
    ]
    return msgspec.structs.replace(place(), streets=(*place().streets, *more))


def without_beat(rows: list[str]) -> list[str]:
    """The head's heartbeat moves with the real time."""
    return [re.sub("[▖▘▝▗]$", "▖", rows[0]), *rows[1:]]


@pytest.mark.parametrize(
    ("size", "lang"), [*((size, "zh") for size in SIZES), ("120x40", "en")]
)
async def test_the_wall_looks_as_it_did(size: str, lang: str) -> None:
    columns, rows = SIZES[size]
    town = town_of_eleven()
    async with room((columns, rows), morning(), town, lang=lang) as here:
        await here.still()
        shown = without_beat(here.rows)
    assert len(shown) == rows
    assert max(map(width, shown)) <= columns
    file = STORED / f"wall-{size}-{lang}.txt"
    if os.environ.get("GRIDWALL_SCREENS") == "write":
        file.write_text("\n".join(shown) + "\n", encoding="utf-8")
    stored = file.read_text(encoding="utf-8").splitlines()
    assert shown == stored
