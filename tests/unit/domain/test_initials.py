"""Initials of words as people type them."""

from __future__ import annotations

import pytest

from centre.profiles import load
from domain.initials import initials


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("暴露垃圾", "bllj"),
        ("井盖缺失", "jgqs"),
        ("雨水箅子堵塞", "ysbzds"),
        ("空调噪音扰民", "ktzyrm"),
        ("消防栓占盲道", "xfszmd"),
        ("阿座", "az"),  # the first and the last letter
        ("12345 热线", "12345rx"),
        ("LED 屏·（二）", "ledpe"),
        ("\u9f98", ""),  # stands in no table
        ("", ""),
    ],
)
def test_of_words(word: str, typed: str) -> None:
    assert initials(word) == typed


def test_the_streets_of_the_district_are_called_as_their_profile_says() -> None:
    streets = load("changning").place.streets
    assert {s.initials: initials(s.short_zh) for s in streets} == {
        s.initials: s.initials for s in streets
    }
