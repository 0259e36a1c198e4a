"""A street as a row: columns stand under their words at every width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rates import Share
from domain.text import width
from domain.views.cells import Cell
from domain.views.index import Lights
from tests.unit.widgets.lenses import lens
from tests.unit.widgets.samples import CROWDED, STREET
from widgets.draw.row import row, titles, widths
from widgets.draw.spans import Tone, cells

GRID = {
    ("zh", 80): """\
 街镇                           按期 未超 将超 超时  24h 流入     立案 结案 退单
▸东街     ━━━━━━━━━━━━━━━━━━─  96.4%   31   ◆4   ▲1  ▁▂▂▃▄▄▅▆▆▇▇█   41   37    3""",
    ("zh", 60): """\
 街镇                     按期 未超 将超 超时 立案 结案 退单
▸东街     ━━━━━━━━━━━━─  96.4%   31   ◆4   ▲1   41   37    3""",
    ("en", 80): """\
 street                       ontime   ok soon over  24 h inflow  file done  bnc
▸East         ━━━━━━━━━━━━━━─  96.4%   31   ◆4   ▲1  ▁▂▂▃▄▄▅▆▆▇▇█   41   37    3""",
}


@pytest.mark.parametrize(("lang", "columns"), GRID)
def test_a_row_under_its_titles(lang: str, columns: int) -> None:
    view = lens(lang)
    drawn = titles(view, columns), row(STREET, view, columns, chosen=True)
    assert "\n".join(line.text.rstrip() for line in drawn) == GRID[lang, columns]


@given(
    st.integers(40, 400),
    st.sampled_from(["zh", "en"]),
    st.sampled_from([STREET, CROWDED, Cell("nowhere-" * 4)]),
    st.booleans(),
)
def test_rows_and_titles_are_as_wide_as_each_other_and_fit(
    columns: int,
    lang: str,
    one: Cell,
    chosen: bool,  # noqa: FBT001
) -> None:
    view = lens(lang)
    heading, drawn = titles(view, columns), row(one, view, columns, chosen=chosen)
    assert cells(heading.spans) == cells(drawn.spans) <= columns
    assert "…" not in heading.text.replace("24h 流…", "")


@given(st.integers(60, 400), st.sampled_from(["zh", "en"]))
def test_every_count_ends_where_its_word_ends(columns: int, lang: str) -> None:
    view = lens(lang)
    heading = titles(view, columns).text
    drawn = row(STREET, view, columns, chosen=False).text
    for key, number in (("soon", "◆4"), ("late", "▲1"), ("ontime", "96.4%")):
        word = view.say(f"row.{key}")
        end = width(heading[: heading.index(word) + len(word)])
        shown = width(drawn[: drawn.index(number) + len(number)])
        assert shown == end


def test_room_goes_to_the_day_then_the_gauge_then_the_sparkline() -> None:
    zh = lens()
    assert [widths(c, zh).day > 0 for c in (45, 46)] == [False, True]
    assert [widths(c, zh).spark for c in (64, 65, 80, 120)] == [0, 14, 14, 26]
    assert widths(400, zh).gauge == 24


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [72, 80, 100])
def test_a_whole_table_has_its_gauge(lang: str, columns: int) -> None:
    found = widths(columns, lens(lang))
    assert min(found.gauge, found.spark, found.day) >= 7


def test_a_glyph_and_a_colour_only_where_there_is_something() -> None:
    calm = row(Cell("T01", Share(1, 1), Lights(5)), lens(), 80, chosen=False)
    assert "◆" not in calm.text
    assert "▲" not in calm.text
    assert {s.tone for s in calm.spans}.isdisjoint({Tone.WARN, Tone.BAD})
    late = row(STREET, lens(), 80, chosen=False)
    assert {s.text.strip(): s.tone for s in late.spans}["▲1"] is Tone.BAD
