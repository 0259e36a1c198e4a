"""The line that is typed into: the cursor at its cell, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import clean, width
from tests.unit.widgets.hostile import assert_fits, assert_inert, texts
from tests.unit.widgets.lenses import lens
from widgets.draw.entry import EntryView, entry, entry_lines

CURSOR = "▏"


def shown(columns: int, typed: str, cursor: int = -1, **more: str) -> str:
    """The line as text."""
    return entry(EntryView(typed, cursor=cursor, **more), lens(), columns).text


@pytest.mark.parametrize(
    ("typed", "cursor", "cell"),
    [
        ("", -1, 2),
        ("street", -1, 8),
        ("street", 0, 2),
        ("天山路", -1, 8),
        ("天山路", 1, 4),
        ("到天x", 3, 7),
    ],
)
def test_the_cursor_stands_at_its_cell(typed: str, cursor: int, cell: int) -> None:
    line = shown(60, typed, cursor)
    assert width(line[: line.index(CURSOR)]) == cell


def test_of_a_long_line_the_part_around_the_cursor_is_shown() -> None:
    typed = "".join(chr(0x4E00 + n) for n in range(60))
    for at in (0, 1, 29, 30, 59, 60):
        line = shown(40, typed, at)
        before, after = line.split(CURSOR)
        assert width(line) == 40
        assert not at or before[-1] == typed[at - 1]
        assert at == 60 or len(before) > 10 or after[0] == typed[at]


def test_ghost_note_and_hint_follow_in_that_order() -> None:
    line = shown(80, "str", ghost="eet", note="天山路", hint=":street <街镇>")
    assert line.startswith(" :str▏eet  → 天山路   ")
    assert line.endswith("  :street <街镇> ")


def test_what_has_no_room_is_left_out_from_the_right() -> None:
    whole = {"ghost": "eet", "note": "天山路", "hint": ":street"}
    assert ":street" not in shown(20, "str", **whole)
    assert "eet" in shown(20, "str", **whole)
    assert "天山路" not in shown(12, "str", **whole)


@given(texts(), st.integers(0, 80), texts(), texts(), st.integers(8, 120))
def test_whatever_is_typed_the_line_fits_and_is_inert(
    typed: str, cursor: int, ghost: str, note: str, columns: int
) -> None:
    view = EntryView(typed, ghost, "", note, min(cursor, len(typed)))
    line = entry(view, lens(), columns)
    assert_fits([line], columns, 1)
    assert_inert([line])
    assert width(line.text) == columns
    assert line.text.count(CURSOR) == 1 + clean(typed + ghost + note).count(CURSOR)


def test_why_a_line_was_not_taken_stands_above_it() -> None:
    view = EntryView("theme x", said="x is no theme; use dark, light")
    above, line = entry_lines(view, lens("en"), 60)
    assert above.text.rstrip() == " x is no theme; use dark, light"
    assert line.text.startswith(" :theme x▏")
    assert len(entry_lines(EntryView("x"), lens(), 60)) == 1


@given(texts(), st.integers(8, 120))
def test_whatever_is_said_it_fits_and_is_inert(said: str, columns: int) -> None:
    lines = entry_lines(EntryView("x", said=said), lens(), columns)
    assert_fits(lines, columns, len(lines))
    assert_inert(lines)
