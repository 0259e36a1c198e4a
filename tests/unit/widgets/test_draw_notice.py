"""A notice in the middle: what to do where there is nothing to see."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens
from tui import catalogue
from widgets.draw.notice import NoticeView, notice
from widgets.draw.spans import Tone

KEYS = tuple(
    key
    for key in catalogue.entries(catalogue.source("zh"))
    if key.startswith(("empty.", "notice."))
)[:3]


def test_there_are_notices() -> None:
    assert len(KEYS) == 3


def test_it_stands_in_the_middle() -> None:
    drawn = notice(NoticeView(KEYS, "http://127.0.0.1:1"), lens(), 80, 11)
    assert [line.text for line in drawn[:4]] == [""] * 4
    for key, line in zip(KEYS, drawn[4:], strict=True):
        text = lens().say(key).format(url="http://127.0.0.1:1")
        assert line.text.strip() == text
        before = len(line.text) - len(line.text.lstrip())
        after = 80 - before - sum(2 if ord(c) > 0x2E7F else 1 for c in text)
        assert after - before in (0, 1)
    assert [line.spans[-1].tone for line in drawn[4:]] == [
        Tone.STRONG,
        Tone.DIM,
        Tone.DIM,
    ]


@given(texts(), st.integers(20, 400), st.integers(0, 30), st.sampled_from(["zh", "en"]))
def test_any_address_in_any_room(url: str, columns: int, rows: int, lang: str) -> None:
    drawn = notice(NoticeView(KEYS, url), lens(lang), columns, rows)
    assert_fits(drawn, columns, rows)
    assert_inert(drawn)
