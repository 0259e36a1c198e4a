"""Which glyph set a terminal gets."""

from __future__ import annotations

import pytest

from tui.glyphs import PROBE, GlyphChoice
from widgets.draw.glyphs import ASCII, FULL, NARROW, SEVEN_BIT


def probed(column: int, row: int = 1) -> GlyphChoice:
    choice = GlyphChoice("utf-8", "zh_CN.UTF-8")
    assert choice.question() == PROBE
    choice.answered(row, column)
    return choice


def test_one_cell_on_is_full_and_two_are_narrow() -> None:
    assert probed(2).current is FULL
    assert probed(3).current is NARROW


def test_only_an_answer_to_the_probe_counts() -> None:
    assert probed(3, row=7).current is FULL
    assert probed(40).current is FULL
    choice = GlyphChoice("utf-8", "zh_CN.UTF-8")
    choice.answered(1, 3)  # nobody asked
    assert choice.current is FULL
    choice = probed(2)
    choice.answered(1, 3)  # a second one
    assert choice.current is FULL


@pytest.mark.parametrize(
    ("locale", "found"), [("zh_CN.UTF-8", NARROW), ("en_GB.UTF-8", FULL), ("", FULL)]
)
def test_without_an_answer_the_language_decides(locale: str, found: object) -> None:
    choice = GlyphChoice("utf-8", locale)
    choice.question()
    assert choice.current is FULL
    choice.overdue()
    assert choice.current is found
    choice.answered(1, 2)  # late, but true
    assert choice.current is FULL


@pytest.mark.parametrize(
    ("encoding", "locale", "found"),
    [
        ("iso-8859-1", "de_DE", SEVEN_BIT),
        ("utf-8", "C", ASCII),
        ("UTF8", "C.UTF-8", FULL),
    ],
)
def test_the_locale_decides_before_any_probe(
    encoding: str, locale: str, found: object
) -> None:
    assert GlyphChoice(encoding, locale).current is found


def test_what_needs_no_probe_asks_nothing() -> None:
    assert GlyphChoice("iso-8859-1", "zh_CN").question() == ""
    assert GlyphChoice("utf-8", "POSIX").question() == ""


def test_a_persons_word_counts_most() -> None:
    choice = probed(3)
    assert choice.choose("ascii")
    assert choice.current is ASCII
    assert not choice.choose("wide")
    assert choice.choose("auto")
    assert choice.current is NARROW
    assert GlyphChoice("utf-8", "", "narrow").current is NARROW
