"""The list of chronic places as drawn."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.decisions.recurring import Spot
from domain.text import width
from domain.views.around import Apart, Chronic
from tests.town import HOUR, MONDAY
from tests.unit.widgets.hostile import HOSTILE, assert_inert
from tests.unit.widgets.lenses import lens, text, widest
from widgets.draw.chronic import ChronicView, chronic, heading_rows
from widgets.draw.spans import Ground

ONE = Chronic(
    Spot("T01", "T01001001", "0101"), 4, "c1", "TT-20260921-0007", "夜间乱倒垃圾",
    MONDAY - HOUR, "hw", 2,
)  # fmt: skip
TWO = replace(ONE, spot=Spot("T02", "T02001001", "0402"), times=3, case="c2")
VIEW = ChronicView((ONE, TWO), Apart(3, 2, 1, 5), "c2", now=MONDAY)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [60, 80, 118, 160, 200])
def test_every_row_has_exactly_its_room(lang: str, columns: int) -> None:
    lines = chronic(VIEW, lens(lang), columns, 20)
    rows = lines[heading_rows(VIEW, lens(lang), columns) :]
    assert [width(row.text) for row in rows] == [columns, columns]
    assert widest(lines) <= columns


def test_a_place_says_how_often_and_who_has_it() -> None:
    assert "…" not in text(chronic(VIEW, lens("en"), 118, 20)[:3])
    drawn = text(chronic(VIEW, lens(), 118, 20))
    assert "今日另计   协管员上报 3   自处置 2   特殊结案 1   合并 5" in drawn
    row = next(line for line in drawn.splitlines() if "T01001001" in line)
    assert row.split() == [
        "4", "东街", "T01001001", "夜间乱倒垃圾", "环卫", "0921-0007", "08:00", "2",
    ]  # fmt: skip


def test_the_chosen_place_lies_on_another_ground() -> None:
    rows = chronic(VIEW, lens(), 118, 20)[heading_rows(VIEW, lens(), 118) :]
    assert [row.ground for row in rows] == [Ground.BASE, Ground.CURSOR]


def test_none_is_said() -> None:
    drawn = text(chronic(ChronicView(), lens(), 80, 9))
    assert "没有三次以上复发的地方" in drawn


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_typed_stays_in_its_cells(hostile: str) -> None:
    view = replace(VIEW, places=(replace(ONE, title=hostile),))
    lines = chronic(view, lens(), 118, 9)
    assert width(lines[-1].text) == 118
    assert_inert(lines)
