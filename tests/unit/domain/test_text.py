"""Hostile text: refused at the door, harmless on the screen."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import TextError
from domain.text import check, clean, cut, fit, width

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;cGFzdGU=\x07",
    "\x9b31m",
    "a\x00b",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "a\u200bb",
    "\U000e0041",
    "\ufeff",
    "e" + "\u0301" * 40,
    "x\ufe0f",
    "\ud800",
    "\ufdd0",
    "\ue000",
    "[/foo]",
    "a\r\nb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_shown_text_is_inert_and_one_line(text: str) -> None:
    shown = clean(text)
    for char in shown:
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn") or (
            char == "\ufffd"
        )
    assert "\n" not in shown
    assert sum(unicodedata.combining(x) > 0 for x in shown) <= 2 * max(1, len(text))


@pytest.mark.parametrize(
    "text", ["\x1b[31m", "a\x00", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0"]
)
def test_the_door_names_the_first_character_it_refuses(text: str) -> None:
    with pytest.raises(TextError, match=r"title: U\+[0-9A-F]{4,6} at position \d"):
        check(text, "title")


def test_what_the_door_lets_in_is_ordinary_text() -> None:
    check("天山路 123 号\n共享单车占道\t[/b] 😀")


def test_controls_are_pictures_and_marks_do_not_pile_up() -> None:
    assert clean("\x1b[31m") == "\u241b[31m"
    assert clean("a\tb\nc") == "a b c"
    assert clean("e" + "\u0301" * 40) == "\u00e9\u0301\u0301"
    assert clean("a\u202eb") == "ab"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(codec="utf-8")), st.integers(0, 40))
def test_fitted_text_has_exactly_its_width(text: str, cells: int) -> None:
    assert width(fit(text, cells)) == cells
    assert width(cut(text, cells)) <= cells


def test_wide_characters_are_never_cut_in_half() -> None:
    assert cut("天山路街道", 7) == "天山路…"
    assert fit("天山路街道", 8) == "天山路… "
    assert fit("路", 4, right=True) == "  路"
    assert cut("abc", 0) == ""


def test_widths_agree_with_the_renderer_for_everything_that_is_shown() -> None:
    from rich.cells import cell_len

    wrong = []
    for code in range(0x20, 0x30000):
        char = chr(code)
        shown = clean("a" + char)
        if width(shown) != cell_len(shown):
            wrong.append(f"U+{code:04X}")
    assert wrong == []
    assert sys.maxunicode > 0x30000
