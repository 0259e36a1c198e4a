"""Text from outside in lines: nothing lost, nothing too wide, nothing live."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.text import width
from widgets.draw.prose import wrap


def test_words_stay_whole_where_they_fit() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("onetwothree", 4) == ["onet", "woth", "ree"]


def test_chinese_breaks_anywhere_and_is_never_halved() -> None:
    assert wrap("共享单车占道", 5) == ["共享", "单车", "占道"]
    assert wrap("共享 bike 占道", 9) == ["共享 bike", "占道"]


def test_its_own_line_breaks_stay() -> None:
    assert wrap("一\n\n二", 10) == ["一", "二"]
    assert wrap("", 10) == []


def test_controls_become_pictures() -> None:
    assert wrap("a\x1b[5nb", 20) == ["a␛[5nb"]


@given(st.text(max_size=80), st.integers(2, 30))
def test_no_line_is_wider_than_asked_and_no_character_is_lost(
    text: str, columns: int
) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    kept = "".join("".join(lines).split())
    whole = "".join("".join(wrap(text, 10_000)).split())
    assert kept == whole
