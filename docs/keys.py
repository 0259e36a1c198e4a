"""`docs/KEYS.md`: every key and every `:` command, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.views.filter.fields import FIELDS, Sort
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


_FILTER: Final = """
## Filter fields · 筛选字段

Terms are ANDed: `field:part`, `field=exact`, `!=`, `<`, `<=`, `>`, `>=`, several values
with `,`; `!term`, `~fuzzy`, `/regular expression/`, `"quoted"`, `@me`. A word without a
field is looked for in number, title, address and the names of places and classes.
`work` is the role that the case waits for.
"""
_VALUES: Final = {
    Sort.CHOICE: "codes, names",
    Sort.TEXT: "text",
    Sort.NUMBER: "number",
    Sort.SPAN: "`30m` `2h` `3d`",
    Sort.SWITCH: "yes, no",
}


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


def _field_rows() -> Iterator[str]:
    for field in FIELDS:
        also = " ".join(map(_code, field.also))
        yield (
            f"| `{field.id}` | {field.zh} | `{field.short}` | {also} | "
            f"{_VALUES[field.sort]} |"
        )


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
    parts += [
        _FILTER,
        "| field | 中文 | short | also | values |",
        "|---|---|---|---|---|",
    ]
    parts += _field_rows()
    return "\n".join(parts) + "\n"
