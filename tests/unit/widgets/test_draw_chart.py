"""Line charts: the room they are given, their tones, their ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import width
from domain.views.departments import Trend
from tests.town import HOUR, MONDAY
from tests.unit.widgets.lenses import lens
from widgets.draw.chart import Scale, Series, decode, inflow, plot, top_of
from widgets.draw.spans import Span, Tone

TREND = Trend(inflow=tuple(range(24)), closed=tuple(range(24, 0, -1)))


@pytest.mark.parametrize(("columns", "rows"), [(40, 8), (66, 14), (120, 30)])
def test_a_chart_fills_its_room_exactly(columns: int, rows: int) -> None:
    points = tuple((float(x), float(x * x)) for x in range(24))
    scale = Scale(0, 23, 600, ((0.0, "0"), (12.0, "12")))
    drawn = plot([Series(points, Tone.CALM)], scale, columns, rows)
    assert [width(line.text) for line in drawn] == [columns] * rows
    assert Tone.CALM in {span.tone for line in drawn for span in line.spans}
    assert "12" in drawn[-1].text


def test_two_series_keep_their_tones() -> None:
    drawn = inflow(TREND, lens(), MONDAY, 66, 14)
    tones = {span.tone for line in drawn[2:] for span in line.spans}
    assert {Tone.CALM, Tone.SECOND} <= tones
    assert all(width(line.text) <= 66 for line in drawn)


def test_ticks_are_local_hours() -> None:
    last = inflow(TREND, lens(), MONDAY + HOUR // 2, 80, 14)[-1].text
    assert last.split() == ["12", "18", "00", "06"]


@pytest.mark.parametrize("trend", [Trend(), Trend(inflow=(0,) * 24, closed=(0,) * 24)])
def test_nothing_to_draw_is_said(trend: Trend) -> None:
    drawn = inflow(trend, lens(), MONDAY, 40, 9)
    assert drawn[1].text.strip() == lens().say("trend.empty")


def test_colours_become_tones_and_nothing_else_comes_through() -> None:
    line = decode("ab\x1b[38;2;1;0;0mcd\x1b[0m\x1b[38;2;2;0;0me\x1b[38;2;9;9;9mf")
    assert line.spans == (
        Span("ab", Tone.DIM),
        Span("cd", Tone.CALM),
        Span("e", Tone.SECOND),
        Span("f", Tone.DIM),
    )


@given(st.lists(st.floats(0, 1e7), max_size=30))
def test_the_top_is_round_and_not_below_any_value(values: list[float]) -> None:
    top = top_of(values)
    assert top >= max([*values, 1.0])
    digits = str(int(top)).rstrip("0")
    assert digits in ("1", "2", "5")
    assert top == 5 or top <= 2.5 * max([*values, 1.0])
