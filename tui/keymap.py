"""The one table of keys: every action has an id, its keys and a line of help.

Foot, help pane and `docs/KEYS.md` are made of it; bindings too. Lower case looks,
capitals and menus change. Nothing that tmux prefixes, terminals or input methods take.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from textual.binding import Binding

#: What an input method may type in place of a key.
FULL_WIDTH: Final[Mapping[str, str]] = MappingProxyType(
    {"：": ":", "／": "/", "？": "?", "！": "!", "［": "[", "］": "]"}
)


class Action(NamedTuple):
    """One action of the wall.

    `id` names the method `action_<id>` of the screen and, as `key.<id>` and
    `help.<id>`, its words in the catalogue. `foot` puts it into the foot line; `writes`
    says that it leads to a command.
    """

    id: str
    keys: tuple[str, ...]
    foot: bool = False
    writes: bool = False


ACTIONS: Final[tuple[Action, ...]] = (
    Action("dispatch", ("d",), foot=True, writes=True),
    Action("rule", ("R",), foot=True, writes=True),
    Action("down", ("j", "down"), foot=True),
    Action("up", ("k", "up")),
    Action("right", ("l", "right")),
    Action("left", ("h", "left"), foot=True),
    Action("top", ("g", "home")),
    Action("bottom", ("G", "end")),
    Action("page_down", ("ctrl+d", "pagedown")),
    Action("page_up", ("ctrl+u", "pageup")),
    Action("next_overdue", ("e",), foot=True),
    Action("previous_overdue", ("E",)),
    Action("next_bounced", ("b",), foot=True),
    Action("previous_bounced", ("B",)),
    Action("next_pane", ("tab",)),
    Action("previous_pane", ("shift+tab",)),
    Action("open", ("enter",)),
    Action("back", ("escape", "q")),
    Action("command", (":",), foot=True),
    Action("help", ("?",), foot=True),
    Action("leave", ("ctrl+c",)),
)
BY_ID: Final[Mapping[str, Action]] = MappingProxyType({a.id: a for a in ACTIONS})
_SIGNS: Final = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
}


def bindings() -> list[Binding]:
    """The table as Textual wants it, full-width synonyms included."""
    wide = {narrow: sign for sign, narrow in FULL_WIDTH.items()}
    return [
        Binding(
            ",".join((*action.keys, *(wide[k] for k in action.keys if k in wide))),
            action.id,
            show=False,
            id=action.id,
        )
        for action in ACTIONS
    ]


def sign(key: str) -> str:
    """How a key is written for people."""
    head, _, rest = key.rpartition("+")
    return f"{head}+{_SIGNS.get(rest, rest)}" if head else _SIGNS.get(rest, rest)


def signs(action: Action) -> str:
    """All keys of an action, for people."""
    return " ".join(map(sign, action.keys))
