"""Glyph sets keep every width and say what the terminal can show."""

from __future__ import annotations

import unicodedata

import pytest

from domain.text import width
from tests.architecture.sources import files, tree
from widgets.draw.glyphs import ASCII, FULL, NARROW, SETS, SEVEN_BIT, TABLE

TEXT = "┌ 天山路 ── ●LIVE ▲3 ▁▃█ ⣿ 商场“空调”·℃ ① café → ok…"


@pytest.mark.parametrize("name", SETS)
def test_a_translation_is_as_wide_as_the_drawing(name: str) -> None:
    for text in (TEXT, *TABLE):
        assert width(SETS[name](text)) == width(text)


def test_the_full_set_changes_nothing() -> None:
    assert FULL(TEXT) is TEXT


def test_ascii_has_only_ascii_and_wide_characters() -> None:
    shown = ASCII(TEXT)
    assert "天山路" in shown
    assert all(char.isascii() or width(char) == 2 for char in shown)
    assert ASCII("café ①") == "cafe 1"
    assert ASCII("▁▂▃▄▅▆▇█") == "_.-=+*%#"


def test_without_utf8_nothing_but_ascii_is_left() -> None:
    assert SEVEN_BIT("天 ─") == "?? -"
    assert SEVEN_BIT(TEXT).isascii()


def test_narrow_has_no_ambiguous_glyph_left() -> None:
    shown = NARROW("".join(TABLE) + TEXT)
    ambiguous = {c for c in shown if unicodedata.east_asian_width(c) == "A"}
    assert ambiguous == set()
    assert "天山路" in shown


def literals() -> set[str]:
    """Every glyph of one cell that stands in a text of the drawings."""
    import ast

    found: set[str] = set()
    for path in files("widgets", "tui"):
        if path.stem in ("glyphs", "keymap"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {c for c in node.value if not c.isascii() and width(c) == 1}
    return found


def test_every_glyph_of_the_drawings_has_a_stand_in_of_its_own() -> None:
    missing = {
        glyph
        for glyph in literals()
        if ASCII(glyph) == "?" and glyph not in TABLE and glyph.isprintable()
    }
    assert missing == set()


def test_marks_of_states_stay_apart_in_every_set() -> None:
    for glyphs in SETS.values():
        assert len({glyphs(mark) for mark in "●○▲·"}) == 4
