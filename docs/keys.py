"""`docs/KEYS.md`: every key and every `:` command, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tui import catalogue
from tui.commands import COMMANDS
from tui.keymap import ACTIONS, PRESETS, Action, Group, Keymap
from tui.keymaps.keys import REFUSED, sign

_KEYS: Final = """
Lower case looks, capitals and menus change; a write is a key and then Enter. The
full-width signs that an input method types (`：／？！［］` and the rest) are the plain
ones. The presets are {presets}: `:keys arrows`, or `keymap = "arrows"` in a file.

Other keys are given in a config file; a clash is told with file, line and actions:

```toml
[keys]
dispatch = "D"
mark = ["M", "space"]   # several
dump = []               # none
```

May not be bound:

{refused}

A wall keeps what was chosen at it (`:lang`, `:theme`, `:keys`, saved filters, history,
where it was) in `$XDG_STATE_HOME/gridwall/wall.json`. What counts: defaults < config
files < what is kept < `GRIDWALL_` variables < flags.
"""


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _keys(action: Action, keymap: Keymap) -> str:
    return " ".join(_code(sign(key)) for key in keymap.keys(action.id))


def _key_rows(group: Group) -> Iterator[str]:
    vim, arrows = Keymap("vim"), Keymap("arrows")
    zh, en = catalogue.words("zh"), catalogue.words("en")
    for action in ACTIONS:
        if action.group is not group or action.later:
            continue
        keys, other = _keys(action, vim), _keys(action, arrows)
        where = ", ".join(f"`{pane}`" for pane in action.contexts)
        yield (
            f"| {keys} | {'' if other == keys else other} | `{action.id}` | {where} | "
            f"{zh(action.help)} | {en(action.help)} |"
        )


def _command_rows() -> Iterator[str]:
    zh, en = catalogue.words("zh"), catalogue.words("en")
    for command in COMMANDS:
        also = " ".join(_code(alias) for alias in command.aliases)
        key = f"command.{command.name}"
        yield f"| {_code(command.usage(en))} | {also} | {zh(key)} | {en(key)} |"


def keys_page() -> str:
    """`docs/KEYS.md`."""
    zh, en = catalogue.words("zh"), catalogue.words("en")
    refused = "\n".join(f"- {keys}: {why}" for keys, _, why in REFUSED)
    presets = " and ".join(f"`{name}`" for name in PRESETS)
    parts = [
        "# Keys and commands",
        _KEYS.format(presets=presets, refused=refused),
    ]
    for group in Group:
        key = f"group.{group}"
        heads = "| key | `arrows` | action | only in | 中文 | English |"
        parts += [f"\n## {en(key)} · {zh(key)}\n", heads, "|---|---|---|---|---|---|"]
        parts += _key_rows(group)
    heads = "| command | aliases | 中文 | English |"
    parts += [f"\n## {en('keys.commands')} · {zh('keys.commands')}\n", heads]
    parts += ["|---|---|---|---|", *_command_rows()]
    return "\n".join(parts) + "\n"
