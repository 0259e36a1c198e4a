"""The table of keys for people follows the keymap, in both languages."""

from __future__ import annotations

from domain.text import width
from tui import keytable
from tui.catalogue import words
from tui.keymap import ACTIONS, Keymap


def test_every_action_that_works_has_a_line() -> None:
    for lang in ("zh", "en"):
        found = [
            row for _, rows in keytable.rows(Keymap(), words(lang)) for row in rows
        ]
        assert [row.id for row in found if row.id not in _working()] == []
        assert {row.id for row in found} == _working()


def _working() -> set[str]:
    return {action.id for action in ACTIONS if not action.later}


def test_rebound_keys_are_shown_as_they_are() -> None:
    keymap = Keymap("vim", {"dispatch": ("f5",), "rule": ()})
    lines = keytable.text(keymap, words("en")).splitlines()
    (dispatch,) = (line for line in lines if " dispatch " in line)
    (rule,) = (line for line in lines if " rule " in line)
    assert dispatch.split()[0].lower() == "f5"
    assert rule.split()[0] == "–"


def test_columns_line_up_with_wide_characters() -> None:
    lines = keytable.text(Keymap(), words("zh")).splitlines()
    told = [line for line in lines if line.startswith("  ")]
    found = [row for _, rows in keytable.rows(Keymap(), words("zh")) for row in rows]
    assert len(told) == len(found)
    starts = {
        width(line) - width(row.help) for line, row in zip(told, found, strict=True)
    }
    assert len(starts) == 1


def test_markdown_cells_hold_together() -> None:
    text = keytable.markdown(Keymap("vim", {"dispatch": ("|",)}), words("en"))
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in table} == {4}
    assert "`\\|`" in text
