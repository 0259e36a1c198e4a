"""The menu: letters choose, what is barred says why, the rest moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import Role, State
from domain.text import width
from domain.views.choices import LETTERS, Doer, choices
from tests.town import rules
from tests.unit.views.states import standing
from tests.unit.widgets.hostile import assert_fits
from tests.unit.widgets.lenses import lens, text
from tui.menu import Menu
from widgets.draw.menu import menu, rows_for

RULES = rules()


def opened(role: Role = Role.DISPATCHER, state: State = State.FILED) -> Menu:
    _, case = standing(state)
    found = Menu()
    found.open(choices(case, Doer(role), case.changed_at, RULES), case, role, 1)
    return found


def drawn(found: Menu, rows: int = 22, columns: int = 80, lang: str = "zh") -> str:
    return text(menu(found.view(), lens(lang), columns, rows))


def test_a_letter_is_the_same_wherever_the_row_stands() -> None:
    for command, letter in LETTERS.items():
        for state in (State.FILED, State.HANDLING, State.RETURN_REQ):
            found = opened(Role.DISPATCHER, state)
            row = found.press(letter, letter)
            if row is not None:
                assert row.command is command
                assert not found.is_open
            else:
                assert found.barred.startswith("bar.")


def test_enter_takes_the_row_under_the_cursor() -> None:
    found = opened()
    assert found.press("down", "") is None
    row = found.press("enter", "\r")
    assert row is not None
    assert row.slug == "send-back"


def test_a_barred_row_stays_open_and_says_why() -> None:
    found = opened()
    assert found.press("C", "C") is None
    assert found.is_open
    assert "仅在：待结案" in drawn(found)
    assert found.press("U", "U") is None
    assert "限 指挥长 / 值班长 / 街镇 / 督查" in drawn(found)
    found.press("up", "")
    assert found.view().message == ""


@pytest.mark.parametrize("key", ["escape", "q"])
def test_it_is_left_without_a_choice(key: str) -> None:
    found = opened()
    assert found.press(key, "") is None
    assert not found.is_open


def test_everything_is_reached_in_few_rows() -> None:
    found = opened()
    assert "重算时限" not in drawn(found, 12)
    found.press("end", "")
    assert "自处置审核" in drawn(found, 12)
    assert rows_for(found.view()) > 40
    found.press("home", "")
    assert "▸d" in drawn(found, 12)


@given(
    st.integers(20, 200),
    st.integers(1, 60),
    st.sampled_from(["zh", "en"]),
    st.lists(st.sampled_from(["down", "pagedown", "end", "up", "U"]), max_size=6),
    st.sampled_from(list(Role)),
)
def test_any_room(
    columns: int, rows: int, lang: str, keys: list[str], role: Role
) -> None:
    found = opened(role)
    for key in keys:
        found.press(key, key if len(key) == 1 else "")
        if not found.is_open:
            return
    lines = menu(found.view(), lens(lang), columns, rows)
    assert [width(one.text) for one in lines] == [columns] * rows
    assert_fits(lines, columns, rows)
