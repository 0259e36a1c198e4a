"""The help as it is drawn: columns that line up, scrolling, the search above."""

from __future__ import annotations

import pytest

from domain.text import width
from tests.unit.widgets.hostile import assert_fits
from tests.unit.widgets.lenses import lens, text
from tui.help import sections
from tui.keymap import Keymap
from widgets.draw.keys import KeyHelp, KeysSection, KeysView, body_lines, keys, most
from widgets.draw.spans import Ground


def view(lang: str = "zh", start: int = 0) -> KeysView:
    """The real help, at the queue."""
    found = sections(Keymap(), lens(lang).say, "queue")
    return KeysView(tuple(found), start=start)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60), (400, 120)])
def test_it_fills_its_room_at_every_size(lang: str, size: tuple[int, int]) -> None:
    lines = keys(view(lang), lens(lang), *size)
    assert_fits(lines, *size)
    assert {line.ground for line in lines} == {Ground.FORM}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_scrolled_through_it_shows_every_line_once(lang: str) -> None:
    columns, rows = 80, 24
    whole = [line.text.rstrip() for line in body_lines(view(), lens(lang), columns)]
    end = most(view(), lens(lang), columns, rows)
    assert end == len(whole) - (rows - 2)
    for start in range(end + 1):
        lines = keys(view(start=start), lens(lang), columns, rows)
        shown = [line.text.rstrip() for line in lines[1:-1]]
        assert shown == whole[start : start + rows - 2]
    assert f"/ {len(whole)}" in lines[-1].text
    beyond = keys(view(start=end + 9), lens(lang), columns, rows)
    assert [line.text for line in beyond] == [line.text for line in lines]


def test_no_help_of_80_columns_is_cut() -> None:
    for lang in ("zh", "en"):
        for line in body_lines(view(lang), lens(lang), 80):
            assert "…" not in line.text, line.text


def test_all_columns_of_a_section_begin_at_the_same_cells() -> None:
    rows = tuple(KeyHelp(key, "help.down") for key in ("a", "b c", "天", "d"))
    lines = body_lines(KeysView((KeysSection("group.move", rows),)), lens(), 120)
    starts = [
        [width(line.text[:at]) for at in _all(line.text, "下一行")]
        for line in lines[1:]
    ]
    assert len(lines) == 3
    assert starts[0] == starts[1]
    assert len(starts[0]) == 2


def _all(line: str, word: str) -> list[int]:
    return [at for at in range(len(line)) if line.startswith(word, at)]


def test_the_search_stands_above_and_nothing_found_is_said() -> None:
    lines = keys(KeysView((), "xyz", 3), lens("en"), 80, 24)
    assert lines[0].text.startswith(" ?xyz▏")
    assert "nothing found" in text(lines)
