"""The line: editing with wide characters, completion in turn, history by beginning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import clean
from tests.unit.tui.worlds import world
from tui.commandline import KEPT, CommandLine
from tui.commands import complete
from tui.completion import Completion
from tui.editor import Editor

KEYS = (
    "left", "right", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+k",
    "tab", "shift+tab", "up", "down",
)  # fmt: skip


def completed(text: str) -> Completion:
    return complete(text, world())


def line(text: str = "", *history: str) -> CommandLine:
    """An open line with something typed."""
    found = CommandLine(completed, history)
    found.open()
    for character in text:
        found.press(character, character)
    return found


def press(one: CommandLine, *keys: str) -> str | None:
    """The text after some keys; single signs are typed."""
    for key in keys:
        one.press(key, key if len(key) == 1 else "")
    return one.text


def test_what_is_typed_goes_in_at_the_cursor() -> None:
    one = line("天路")
    assert press(one, "left", "山") == "天山路"
    assert one.cursor == 2
    assert press(one, "home", "到", "end", "！") == "到天山路！"


@pytest.mark.parametrize(
    ("keys", "text", "cursor"),
    [
        (["backspace"], "dispatch cg 请尽", 14),
        (["left", "backspace"], "dispatch cg 请快", 13),
        (["home", "delete"], "ispatch cg 请尽快", 0),
        (["ctrl+w"], "dispatch cg ", 12),
        (["ctrl+w", "ctrl+w"], "dispatch ", 9),
        (["left", "ctrl+w"], "dispatch cg 快", 12),
        (["ctrl+u"], "", 0),
        (["left", "ctrl+u"], "快", 0),
        (["home", "right", "ctrl+k"], "d", 1),
        (["home", "left", "left"], "dispatch cg 请尽快", 0),
    ],
)
def test_a_line_is_edited(keys: list[str], text: str, cursor: int) -> None:
    one = line("dispatch cg 请尽快")
    assert press(one, *keys) == text
    assert one.cursor == cursor


def test_a_mark_goes_with_its_letter() -> None:
    one = Editor("xx\u0323\u0301y")
    one.press("left", "")
    one.press("left", "")
    assert one.cursor == 1
    one.press("delete", "")
    assert one.text == "xy"


def test_escape_closes_and_so_does_backspace_in_an_empty_line() -> None:
    assert press(line("x"), "escape") is None
    assert press(line("x"), "backspace") == ""
    assert press(line(), "backspace") is None


def test_enter_answers_the_line_and_closes_it() -> None:
    one = line(" street tsl ")
    assert one.press("enter", "\r") == "street tsl"
    assert one.text is None
    assert one.press("x", "x") is None
    assert one.text is None


def test_pasted_text_is_one_clean_line() -> None:
    one = line("ab")
    press(one, "left")
    one.insert("\x1b[31m天\r\nq\n")
    assert one.text == "a\u241b[31m天b"


def test_the_ghost_is_what_tab_adds() -> None:
    one = line("str")
    assert (one.ghost, one.note) == ("eet", world().say("command.street"))
    assert press(one, "tab") == "street"
    one = line("street ts")
    assert (one.ghost, one.note) == ("l", "天山路")
    assert press(one, "right") == "street tsl"


def test_a_name_is_replaced_by_what_stands_for_it() -> None:
    one = line("street 天")
    assert (one.ghost, one.note) == ("", "tsl 天山路")
    assert press(one, "tab") == "street tsl"


def test_tab_goes_through_the_offers_and_back() -> None:
    one = line("street x")
    assert press(one, "tab") == "street xjz"
    assert press(one, "tab") == "street xhl"
    assert press(one, "tab") == "street xjz"
    assert press(one, "shift+tab") == "street xhl"
    assert press(one, "backspace", "tab") == "street xhl"


def test_completion_leaves_what_follows_the_cursor() -> None:
    one = line("dispatch c 备注")
    press(one, *["left"] * 3)
    assert one.ghost == ""
    assert press(one, "tab") == "dispatch cg 备注"


def test_right_moves_within_the_line_and_completes_at_its_end() -> None:
    one = line("str")
    assert press(one, "left", "right") == "str"
    assert press(one, "right") == "street"


def test_history_is_what_begins_like_the_line() -> None:
    one = line("st", "wall", "street tsl", "theme dark", "street hq")
    assert press(one, "up") == "street hq"
    assert press(one, "up") == "street tsl"
    assert press(one, "up") == "street tsl"
    assert press(one, "down", "down", "down") == "st"
    one = line("", "wall", "ops")
    assert press(one, "up", "up") == "wall"
    assert press(one, "x") == "wallx"


def test_a_line_that_is_run_again_moves_to_the_end() -> None:
    one = line("wall", "wall", "ops")
    one.press("enter", "\r")
    assert one.history == ("ops", "wall")


def test_history_is_bounded() -> None:
    one = CommandLine(completed, [str(n) for n in range(KEPT + 50)])
    assert len(one.history) == KEPT
    one.remember("last")
    assert (len(one.history), one.history[-1]) == (KEPT, "last")


@given(
    st.lists(
        st.one_of(
            st.sampled_from(KEYS), st.text(min_size=1, max_size=1), st.text(max_size=6)
        ),
        max_size=30,
    )
)
def test_whatever_is_pressed_the_cursor_is_in_a_clean_line(keys: list[str]) -> None:
    one = line("", "street tsl", "天山")
    for key in keys:
        one.press(key, key if len(key) == 1 else "")
        if one.text is None:
            one.open()
        assert one.text is not None
        assert 0 <= one.cursor <= len(one.text)
        assert "\n" not in one.text
        assert clean(one.text) == clean(clean(one.text))
        assert isinstance(one.ghost + one.note, str)


def test_a_line_that_is_wrong_stays_open_with_the_reason() -> None:
    one = CommandLine(completed, check=lambda line: "no" if line == "bad" else "")
    one.open("bad")
    assert one.press("enter", "\r") is None
    assert (one.text, one.said, one.history) == ("bad", "no", ())
    one.press("x", "x")
    assert (one.text, one.said) == ("badx", "")
    assert one.press("enter", "\r") == "badx"
    assert one.history == ("badx",)
