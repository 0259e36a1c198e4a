"""Bars, sparklines, gauges, times and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rates import Share
from domain.sla import Light
from tests.town import HOUR, MINUTE
from widgets.draw.parts import (
    LIGHT_GLYPHS,
    LIGHT_TONES,
    bar,
    brief,
    count,
    gauge,
    left,
    percent,
    share_tone,
    short_number,
    span_of,
    spark,
)
from widgets.draw.spans import Tone

shares = st.integers(0, 300).flatmap(
    lambda whole: st.builds(Share, st.integers(0, max(1, whole)), st.just(whole))
)


@given(shares, st.integers(0, 80))
def test_a_gauge_has_its_size_and_is_full_only_when_all_is(
    share: Share, size: int
) -> None:
    full, rest = gauge(share, size)
    assert len(full.text) + len(rest.text) == size
    if size and share.denominator:
        assert (rest.text == "") == (share.numerator >= share.denominator)
    if not share.denominator:
        assert full.text == ""


@pytest.mark.parametrize(("share", "tone", "bar_tone"), [
    (Share(0, 0), Tone.STRONG, Tone.CALM),
    (Share(95, 100), Tone.STRONG, Tone.CALM),
    (Share(949, 1000), Tone.WARN, Tone.WARN),
    (Share(90, 100), Tone.WARN, Tone.WARN),
    (Share(899, 1000), Tone.BAD, Tone.BAD),
])  # fmt: skip
def test_colour_is_for_what_is_not_in_order(
    share: Share, tone: Tone, bar_tone: Tone
) -> None:
    assert share_tone(share) is tone
    assert gauge(share, 10)[0].tone is bar_tone


@pytest.mark.parametrize(("share", "shown"), [
    (Share(27, 28), "96.4%"), (Share(1, 1), "100.0%"), (Share(0, 9), "0.0%"),
    (Share(0, 0), "—"),
])  # fmt: skip
def test_a_share_of_nothing_is_a_dash(share: Share, shown: str) -> None:
    assert percent(share) == shown


@given(st.lists(st.integers(0, 10**6), max_size=48), st.integers(0, 200))
def test_a_sparkline_has_exactly_its_cells(values: list[int], size: int) -> None:
    drawn = spark(values, size)
    assert len(drawn) == size
    assert set(drawn) <= set("▁▂▃▄▅▆▇█ ")
    if size and any(values) and size % max(1, len(values)) == 0:
        assert "█" in drawn
        assert len(drawn.rstrip()) == size


def test_a_sparkline_holds_whole_hours() -> None:
    assert spark([0, 4, 8], 6) == "▁▁▅▅██"
    assert spark([0, 4, 8], 8) == "▁▁▅▅██  "
    assert spark([0, 0, 8, 8], 2) == "▁█"
    assert spark([0, 0], 4) == "▁▁▁▁"
    assert spark([], 3) == "   "
    assert spark([1], -1) == ""


@given(st.floats(-1, 2), st.integers(0, 60))
def test_a_bar_grows_by_eighths_and_never_over_its_end(part: float, size: int) -> None:
    drawn = bar(part, size)
    assert len(drawn) <= size
    assert drawn == "█" * len(drawn) or "█" not in drawn[-1]


def test_a_bar_in_eighths() -> None:
    assert [bar(n / 16, 2) for n in (0, 1, 8, 9, 16)] == ["", "▏", "█", "█▏", "██"]


@pytest.mark.parametrize(("ms", "shown"), [
    (None, "—"), (0, "00:00"), (MINUTE - 1, "00:00"), (MINUTE, "00:01"),
    (24 * HOUR - 1, "23:59"), (-MINUTE, "-00:01"), (99 * HOUR, "99:00"),
    (100 * HOUR, "4d"), (-240 * HOUR, "-10d"),
])  # fmt: skip
def test_time_left(ms: int | None, shown: str) -> None:
    assert left(ms) == shown


@given(st.integers(-(10**11), 10**11))
def test_time_left_fits_its_column(ms: int) -> None:
    assert len(left(ms)) <= 6


@pytest.mark.parametrize(("number", "exactly", "shortly"), [
    (0, "0", "0"), (9_999, "9,999", "9999"), (10_000, "10,000", "10k"),
    (1_284_999, "1,284,999", "1284k"),
])  # fmt: skip
def test_numbers(number: int, exactly: str, shortly: str) -> None:
    assert (count(number), brief(number)) == (exactly, shortly)


@pytest.mark.parametrize(("seconds", "shown"), [
    (0, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (90_000, "25h"),
])  # fmt: skip
def test_ages(seconds: int, shown: str) -> None:
    assert span_of(seconds) == shown


@pytest.mark.parametrize(("number", "shown"), [
    ("CN-20260926-0417", "0926-0417"),
    ("A-B-20260926-0417", "0926-0417"),
    ("417", "417"),
    ("", ""),
])  # fmt: skip
def test_a_case_number_is_said_shortly(number: str, shown: str) -> None:
    assert short_number(number) == shown


def test_every_light_has_glyph_and_colour() -> None:
    assert set(LIGHT_TONES) == set(LIGHT_GLYPHS) == set(Light)
    marked = [LIGHT_GLYPHS[light] for light in (Light.YELLOW, Light.RED)]
    assert len(set(marked)) == 2
