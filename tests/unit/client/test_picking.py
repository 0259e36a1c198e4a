"""`--filter`: the wall's grammar, and a fault that is shown where it stands."""

from __future__ import annotations

import pytest

from client.picking import FilterWrong, picker
from domain import commands as c
from tests.town import Book, place
from tui.catalogue import words


def test_a_filter_picks_as_the_wall_does() -> None:
    book = Book()
    east, west = book.open(), book.open(grid="T02001001", title="落叶")
    book.do(east, c.Accept())
    for text, wanted in (("st:dj", {east}), ("落叶", {west}), ("!落叶", {east})):
        fits = picker(text, place(), words("zh"))
        assert {i for i, case in book.state.cases.items() if fits(case, book.now)} == (
            wanted
        )


def test_a_fault_is_underlined_with_wide_characters_in_front() -> None:
    with pytest.raises(FilterWrong) as error:
        picker("落叶 foo:1 st:dj", place(), words("en"))
    told, line, mark = str(error.value).splitlines()
    assert "foo" in told
    assert line == "  落叶 foo:1 st:dj"
    assert mark == "  " + " " * 5 + "^^^"
    assert error.value.exit_code == 2


def test_a_hostile_filter_cannot_steer_a_terminal() -> None:
    with pytest.raises(FilterWrong) as error:
        picker("foo:\x1b[5n", place(), words("en"))
    assert "\x1b" not in str(error.value)
