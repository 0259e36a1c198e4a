"""The trend of a department's bounce rate, and the bars of all of them."""

from __future__ import annotations

import pytest

from domain.rates import Share, bounces
from domain.state import ALL
from domain.views.departments import Bar, Departments, RateTrend
from tests.town import MONDAY
from tests.unit.widgets.lenses import lens
from widgets.draw.chart import rate_trend
from widgets.draw.departments import DepartmentsView, departments
from widgets.draw.spans import Line, Tone, block, cells
from widgets.trend import ChartView, TrendChart

WHOLE = tuple((back, 5.0 + back / 100) for back in range(160, -1, -4))
OWN = tuple((back, 12.0) for back in range(100, -1, -4))


def tones(lines: list[Line]) -> set[Tone]:
    return {span.tone for one in lines for span in one.spans}


@pytest.mark.parametrize("size", [(40, 10), (66, 18), (130, 26)])
def test_two_courses_fill_the_room_with_a_legend(size: tuple[int, int]) -> None:
    drawn = rate_trend(RateTrend("cg", 24, OWN, WHOLE), lens("zh"), MONDAY, *size)
    assert len(drawn) == size[1]
    assert {cells(one.spans) for one in drawn[2:]} == {size[0]}
    assert "城管" in drawn[0].text
    assert drawn[1].text.split() == ["—", "城管", "—", "全区"]
    assert {Tone.CALM, Tone.SECOND} <= tones(drawn[2:])


def test_the_whole_place_is_alone_and_in_the_first_tone() -> None:
    drawn = rate_trend(RateTrend(ALL, 24, (), WHOLE), lens("en"), MONDAY, 60, 12)
    assert Tone.SECOND not in tones(drawn)
    assert Tone.CALM in tones(drawn[1:])


def test_too_few_dispatches_are_said() -> None:
    drawn = rate_trend(RateTrend("cg", 168, (), WHOLE), lens("zh"), MONDAY, 60, 12)
    assert "样本不足" in drawn[1].text
    assert "7" in drawn[0].text
    nothing = rate_trend(RateTrend("cg", 24, (), ()), lens("zh"), MONDAY, 60, 12)
    assert len(nothing) == 2


def test_a_chart_that_is_not_current_says_so_in_its_title() -> None:
    chart = TrendChart("bounce")
    built = tuple(rate_trend(RateTrend(ALL, 24, (), WHOLE), lens("zh"), MONDAY, 50, 9))
    chart.shown = ChartView(built, "走势", "STALE since 12:03:44")
    drawn = chart.drawing(lens("zh"), 50, 9)
    assert "STALE since 12:03:44" in drawn[0].text
    assert drawn[1:] == list(built[1:])
    chart.shown = ChartView((), "走势")
    assert chart.drawing(lens("zh"), 50, 9)[0].text.startswith("走势")


BARS = DepartmentsView(
    Departments(
        (
            Bar("cg", bounces(20, 12, 4, 100), apart=True),
            Bar("hw", bounces(5, 2, 1, 100)),
        ),
        Share(25, 200),
    )
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [38, 44, 60, 78, 108, 150])
def test_bars_and_headings_are_whole_at_any_width(columns: int, lang: str) -> None:
    drawn = departments(BARS, lens(lang), columns, 6)
    assert {cells(one.spans) for one in drawn[1:]} == {columns}
    assert "…" not in drawn[0].text + drawn[1].text
    first, second = drawn[2].text, drawn[3].text
    assert first.count("█") > second.count("█") > 0
    assert "▲20.0%" in first
    assert "▲" not in second


def test_with_room_bars_have_whole_names_and_intervals_in_figures() -> None:
    drawn = block(departments(BARS, lens("zh"), 108, 6), 108, 6)
    assert "城市管理局" in drawn[2].text
    assert "13.3-28.9" in drawn[2].text
    assert "13.3-28.9" not in departments(BARS, lens("zh"), 78, 6)[2].text
