"""One table of keys: no clash, nothing a terminal takes, rebinding that explains."""

from __future__ import annotations

import itertools

import pytest

from tui.keymap import ACTIONS, BY_ID, PRESETS, Keymap, KeymapError, sign, signs
from tui.keymaps.keys import forbidden

#: Keys that Textual reports with a name, and what it calls the character.
TYPED = {
    "space": " ",
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
}
#: Given by the table itself although nobody may bind it.
GIVEN = {"ctrl+c"}


def event(key: str) -> tuple[str, str]:
    """Key and character as Textual reports them."""
    if len(key) == 1:
        return f"some name of {key}", key
    return key, TYPED.get(key, "")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_key_of_every_preset_leads_to_its_action(preset: str) -> None:
    keymap = Keymap(preset)
    for action in ACTIONS:
        for key in keymap.keys(action.id):
            for context in action.contexts or ("", "queue", "nowhere"):
                assert keymap.action(*event(key), context) == action.id


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_uses_what_a_terminal_or_input_method_takes(preset: str) -> None:
    keymap = Keymap(preset)
    used = {key for action in ACTIONS for key in keymap.keys(action.id)} - GIVEN
    assert {key: forbidden(key) for key in used if forbidden(key)} == {}


def test_lower_case_looks_and_a_write_is_never_on_another_letter_than_d() -> None:
    writes = {key for a in ACTIONS if a.writes for key in a.keys}
    small = {key for key in writes if key.islower()}
    assert small == {"d", "x", "z", "a"}


def test_the_keys_of_one_place_are_all_different() -> None:
    contexts = {c for a in ACTIONS for c in a.contexts}
    for context in ("", *contexts):
        here = [a for a in ACTIONS if a.contexts == () or context in a.contexts]
        for one, other in itertools.combinations(here, 2):
            if bool(one.contexts) is bool(other.contexts):
                assert not set(one.keys) & set(other.keys), (one.id, other.id)


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("：", "command"),
        ("／", "filter"),
        ("？", "help"),
        ("［", "history_back"),
        ("］", "history_forward"),
        ("【", "history_back"),
        ("、", "filter"),
        ("。", "next_tab"),
        ("，", "previous_tab"),
        ("】", "history_forward"),
        ("\u3000", "mark"),
        ("＊", "mark_all"),
        ("－", "last_view"),
        ("３", "pane_3"),
        ("Ｄ", None),
        ("ｄ", "dispatch"),
        ("天", None),
        ("！", None),
    ],
)
def test_full_width_signs_are_the_keys_they_stand_for(
    typed: str, action: str | None
) -> None:
    assert Keymap().action("whatever", typed, "queue") == action


def test_a_panes_own_action_is_only_there() -> None:
    keymap = Keymap()
    assert keymap.action("s", "s", "queue") == "sort"
    assert keymap.action("s", "s", "map") is None
    assert keymap.action("m", "m", "map") == "mode"


def test_a_panes_own_action_goes_before_a_general_one() -> None:
    keymap = Keymap(rebinding={"sort": "e"})
    assert keymap.action("e", "e", "queue") == "sort"
    assert keymap.action("e", "e", "map") == "next_overdue"


def test_the_arrows_preset_leaves_the_letters_of_vim_alone() -> None:
    keymap = Keymap("arrows")
    assert [keymap.action(k, k) for k in "hjklgG"] == [None] * 6
    assert keymap.action("f1") == "help"
    assert keymap.action("backspace", "\x7f") == "back"


def test_a_person_may_give_other_keys() -> None:
    keymap = Keymap("vim", {"dispatch": "D", "mark": ["M", "f5"], "dump": []})
    assert keymap.action("D", "D") == "dispatch"
    assert keymap.action("d", "d") is None
    assert keymap.action("f5") == keymap.action("M", "M") == "mark"
    assert keymap.action("space", " ") is None
    assert keymap.keys("dump") == ()
    assert keymap.signs("mark") == "M F5"


def test_two_actions_may_exchange_their_keys() -> None:
    keymap = Keymap("vim", {"dispatch": "b", "next_bounced": "d"})
    assert keymap.action("b", "b") == "dispatch"
    assert keymap.action("d", "d") == "next_bounced"


def test_a_clash_names_the_file_the_key_and_both_actions() -> None:
    with pytest.raises(KeymapError) as error:
        Keymap("vim", {"dispatch": "e"}, "/etc/gridwall/config.toml [keys]")
    assert str(error.value) == (
        "/etc/gridwall/config.toml [keys]: 'e' is the key of dispatch and of "
        "next_overdue; give next_overdue another key as well, or none: "
        "next_overdue = []"
    )
    assert error.value.exit_code == 2


def test_a_clash_of_two_changed_keys_blames_both() -> None:
    with pytest.raises(KeymapError, match="give one of them another key"):
        Keymap("vim", {"dispatch": "D", "dump": "D"})


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("ctrl+a", "tmux"),
        ("ctrl+b", "tmux"),
        ("ctrl+z", "suspend"),
        ("ctrl+space", "input methods"),
        ("ctrl+D", "Shift"),
        ("ctrl+shift+d", "Shift"),
        ("ctrl+[", "Esc"),
        ("ctrl+m", "Enter"),
        ("ctrl+c", "leave"),
        ("alt+x", "two keys"),
        ("天", "input method"),
        ("：", "input method"),
        ("f13", "no such key"),
        ("Dispatch", "no such key"),
    ],
)
def test_a_key_that_may_not_be_used_is_refused_with_the_reason(
    key: str, reason: str
) -> None:
    with pytest.raises(KeymapError, match=reason) as error:
        Keymap("vim", {"dispatch": key}, "my.toml")
    assert "my.toml: dispatch = " in str(error.value)
    assert repr(key) in str(error.value)


def test_an_unknown_action_or_preset_names_what_there_is() -> None:
    with pytest.raises(KeymapError, match="did you mean dispatch"):
        Keymap("vim", {"dispach": "D"})
    with pytest.raises(KeymapError, match="vim, arrows"):
        Keymap("emacs")


@pytest.mark.parametrize("needed", ["command", "escape", "open"])
def test_nobody_can_lock_themselves_in(needed: str) -> None:
    with pytest.raises(KeymapError, match=f"{needed} must have a key"):
        Keymap("vim", {needed: []})


def test_keys_are_written_for_people() -> None:
    assert sign("ctrl+d") == "Ctrl+d"
    assert sign("+") == "+"
    assert sign("f2") == "F2"
    assert signs(BY_ID["down"]) == "j ↓"
    assert signs(BY_ID["mark"]) == "Space"
