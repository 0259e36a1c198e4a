"""`gridwall keys`: the table of keys for people, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from domain.text import fit, width
from tui.keymap import Keymap
from tui.keymaps.keys import sign
from tui.keymaps.table import ACTIONS, Action, Group


class Row(NamedTuple):
    """A line: the keys as people write them, the id for `[keys]`, what it does."""

    keys: str
    id: str
    help: str


Words = Callable[[str], str]


def rows(keymap: Keymap, words: Words) -> Iterator[tuple[str, list[Row]]]:
    """Group by group in the order of the help; what is not built yet is left out."""
    for group in Group:
        actions = [a for a in ACTIONS if a.group is group and not a.later]
        if actions:
            found = [_row(action, keymap, words) for action in actions]
            yield words(f"group.{group}"), found


def _row(action: Action, keymap: Keymap, words: Words) -> Row:
    keys = " ".join(map(sign, keymap.keys(action.id))) or "–"
    where = ", ".join(words(f"pane.{pane}") for pane in action.contexts)
    told = words(action.help)
    return Row(keys, action.id, f"{told} ({where})" if where else told)


def text(keymap: Keymap, words: Words) -> str:
    """Three columns, a blank line between groups."""
    groups = list(rows(keymap, words))
    every = [row for _, found in groups for row in found]
    first, second = (max(width(row[i]) for row in every) for i in (0, 1))
    lines: list[str] = []
    for title, found in groups:
        lines += ["", title] if lines else [title]
        lines += [
            f"  {fit(row.keys, first)}  {fit(row.id, second)}  {row.help}"
            for row in found
        ]
    return "\n".join(lines) + "\n"


def markdown(keymap: Keymap, words: Words) -> str:
    """A table a group."""
    lines: list[str] = []
    for title, found in rows(keymap, words):
        heads = [words(f"keys.{name}") for name in ("key", "id", "does")]
        lines += [f"## {title}", "", _line(heads), "|---|---|---|"]
        lines += [_line([_code(row.keys), f"`{row.id}`", row.help]) for row in found]
        lines.append("")
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _code(keys: str) -> str:
    """Each key as code; a backtick wants two around it."""
    return " ".join(f"`` {k} ``" if "`" in k else f"`{k}`" for k in keys.split())
