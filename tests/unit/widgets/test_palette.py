"""The palette as it is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens, text
from widgets.draw.palette import PaletteRow, PaletteView, palette
from widgets.draw.spans import Ground

ROWS = tuple(
    PaletteRow("palette.street", f"s{number}", "天山路") for number in range(40)
)


@pytest.mark.parametrize("chosen", [0, 5, 20, 39])
def test_the_chosen_row_is_always_in_the_window(chosen: int) -> None:
    lines = palette(PaletteView("s", 1, ROWS, chosen), lens(), 60, 12)
    assert_fits(lines, 60, 12)
    marked = [line for line in lines if line.ground is Ground.CURSOR]
    assert len(marked) == 1
    assert f"s{chosen} " in marked[0].text
    assert marked[0].text.startswith(" ▸ 街镇")


def test_nothing_found_is_said() -> None:
    assert "nothing found" in text(palette(PaletteView("x"), lens("en"), 60, 12))


@given(texts(), texts(), texts(), st.integers(20, 120), st.integers(3, 30))
def test_whatever_is_offered_it_fits_and_is_inert(
    typed: str, name: str, about: str, columns: int, rows: int
) -> None:
    row = PaletteRow("palette.case", name, about)
    lines = palette(
        PaletteView(typed, len(typed), (row, row), 1), lens(), columns, rows
    )
    assert_fits(lines, columns, rows)
    assert_inert(lines)
