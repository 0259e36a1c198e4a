"""The help: the focused pane first, all that works, and typing finds it."""

from __future__ import annotations

import pytest

from tui import catalogue
from tui.commands import COMMANDS
from tui.help import Help, searched, sections
from tui.keymap import ACTIONS, Keymap

SAY = catalogue.words("en")


def keys_of(pane: str = "", typed: str = "", *, writes: bool = True) -> dict[str, str]:
    """Help -> keys of all that is shown."""
    found = searched(sections(Keymap(), SAY, pane, writes=writes), typed, SAY)
    return {row.help: row.keys for section in found for row in section.rows}


def test_the_focused_pane_comes_first_and_nothing_comes_twice() -> None:
    found = list(sections(Keymap(), SAY, "queue"))
    assert (found[0].title, found[0].here) == ("pane.queue", True)
    assert "help.mark" in {row.help for row in found[0].rows}
    rows = [row.help for section in found for row in section.rows]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("pane", ["", "queue", "map", "stream", "nowhere"])
def test_all_that_works_is_there_whatever_has_the_keys(pane: str) -> None:
    wanted = {a.help for a in ACTIONS if not a.later}
    wanted |= {f"command.{command.name}" for command in COMMANDS}
    assert set(keys_of(pane)) == wanted


def test_who_may_not_write_does_not_see_what_writes() -> None:
    looks = keys_of(writes=False)
    assert "help.dispatch" not in looks
    assert "command.arm" not in looks
    assert "help.down" in looks


def test_the_nine_panes_share_a_line() -> None:
    assert keys_of()["help.pane"] == "1–9"


def test_a_rebinding_shows_and_what_has_no_key_does_not() -> None:
    keymap = Keymap("vim", {"dispatch": "D", "dump": []})
    rows = {r.help: r.keys for s in sections(keymap, SAY) for r in s.rows}
    assert rows["help.dispatch"] == "D"
    assert "help.dump" not in rows


def test_a_single_sign_finds_its_key_and_a_word_its_help() -> None:
    assert set(keys_of(typed="d")) == {"help.dispatch"}
    assert set(keys_of(typed="/")) == {"help.filter"}
    assert {"help.dispatch", "command.dispatch"} <= set(keys_of(typed="dispatch"))
    assert set(keys_of(typed="carousel off")) == {"help.carousel"}
    assert set(keys_of(typed="tuichu")) == set()
    assert set(keys_of(typed="退出")) == {"command.q"}


def pressed(*keys: str, most: int = 30) -> Help:
    """A help after some keys; a window of ten lines."""
    found = Help()
    found.open(sections(Keymap(), SAY))
    for key in keys:
        found.press(key, key if len(key) == 1 else "", page=10, most=most)
    return found


def test_it_scrolls_and_stops_at_its_ends() -> None:
    assert pressed("down", "down", "up").view(SAY).start == 1
    assert pressed("pagedown", "ctrl+d").view(SAY).start == 20
    assert pressed(*["pagedown"] * 9).view(SAY).start == 30
    assert pressed("end", "home").view(SAY).start == 0
    assert pressed("down", most=0).view(SAY).start == 0


def test_typing_searches_and_begins_at_the_top() -> None:
    found = pressed("down", "down", *"mark")
    view = found.view(SAY)
    assert (view.typed, view.start) == ("mark", 0)
    assert {row.help for s in view.sections for row in s.rows} == {
        "help.mark",
        "help.mark_all",
    }


def test_escape_leaves_the_search_then_the_help() -> None:
    assert pressed("x", "escape").is_open
    assert not pressed("x", "escape", "escape").is_open
    for key in ("escape", "enter", "backspace", "?", "？"):
        assert not pressed(key).is_open, key
    assert pressed("x", "?").view(SAY).typed == "x?"
