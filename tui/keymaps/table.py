"""The one table of keys: every action has an id, its keys and a line of help.

Foot, help and `docs/KEYS.md` are made of it, and the wall's dispatch. Lower case looks,
capitals and menus change. Nothing that tmux prefixes, terminals or input methods take.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Group(StrEnum):
    """The sections of the help, in its order; words are `group.<value>`."""

    WRITE = "write"
    MOVE = "move"
    JUMP = "jump"
    GO = "go"
    FIND = "find"
    SHOW = "show"
    COPY = "copy"
    TOLD = "told"  # commands, help, leaving


class Action(NamedTuple):
    """One action of the wall.

    `id` is what the keymap answers; `word` (the id if empty) names its words in the
    catalogue, `key.<word>` for the foot and `help.<word>`; actions that share a word
    share a line of the help. `foot` puts it into the foot; `writes` says that it leads
    to a command. `contexts`: panes that alone have it, everywhere if empty. `about`:
    panes whose help names it first. `later`: kept for what is not built yet; help
    leaves it out, the wall answers `say.later`.
    """

    id: str
    keys: tuple[str, ...]
    group: Group = Group.GO
    foot: bool = False
    writes: bool = False
    contexts: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    later: bool = False
    word: str = ""

    @property
    def help(self) -> str:
        """Its line of help: a key of the catalogue."""
        return f"help.{self.word or self.id}"


_CASES: Final = ("queue", "detail", "street", "case", "desk")
_LISTS: Final = (
    *_CASES, "stream", "departments", "map", "cells", "actions",
    "scores", "reasons", "matrix", "overdue",
)  # fmt: skip
_RATES: Final = ("scores", "reasons", "matrix", "trend")
_G = Group

ACTIONS: Final[tuple[Action, ...]] = (
    Action("dispatch", ("d",), _G.WRITE, foot=True, writes=True, about=_CASES),
    Action("rule", ("R",), _G.WRITE, foot=True, writes=True, about=_CASES),
    Action("menu", ("x",), _G.WRITE, foot=True, writes=True, about=_CASES),
    Action("redispatch", ("T",), _G.WRITE, writes=True, about=_CASES),
    Action("urge", ("U",), _G.WRITE, writes=True, about=_CASES),
    Action("file", ("F",), _G.WRITE, writes=True, about=_CASES),
    Action("close", ("C",), _G.WRITE, writes=True, about=_CASES),
    Action("force", ("X",), _G.WRITE, writes=True, about=_CASES),
    Action("withdraw", ("z",), _G.WRITE, writes=True, about=(*_CASES, "actions")),
    *(
        Action(name, (key,), _G.WRITE, foot=True, writes=True, contexts=("desk",))
        for name, key in (
            ("take", "T"),
            ("assign", "A"),
            ("feed_back", "K"),
            ("bounce", "B"),
            ("ask_extension", "E"),
            ("ask_suspension", "H"),
            ("answer_urge", "W"),
        )
    ),
    Action("acknowledge", ("a",), _G.WRITE, writes=True, later=True),
    Action("down", ("j", "down"), _G.MOVE, foot=True, about=_LISTS),
    Action("up", ("k", "up"), _G.MOVE, about=_LISTS),
    Action("left", ("h", "left"), _G.MOVE, foot=True, about=_LISTS),
    Action("right", ("l", "right"), _G.MOVE, about=_LISTS),
    Action("page_down", ("ctrl+d", "pagedown"), _G.MOVE),
    Action("page_up", ("ctrl+u", "pageup"), _G.MOVE),
    Action("top", ("g", "home"), _G.MOVE),
    Action("bottom", ("G", "end"), _G.MOVE),
    Action("next_overdue", ("e",), _G.JUMP, foot=True, about=_CASES),
    Action("previous_overdue", ("E",), _G.JUMP),
    Action("next_bounced", ("b",), _G.JUMP, foot=True, about=_CASES),
    Action("previous_bounced", ("B",), _G.JUMP),
    Action("next_alarm", ("i",), _G.JUMP, later=True),
    Action("previous_alarm", ("I",), _G.JUMP, later=True),
    Action("open", ("enter",), _G.GO, foot=True, about=_LISTS),
    Action("escape", ("escape",), _G.GO),
    Action("back", ("q",), _G.GO),
    Action("wall", ("0",), _G.GO),
    *(Action(f"pane_{n}", (str(n),), _G.GO, word="pane") for n in range(1, 10)),
    Action("next_pane", ("tab",), _G.GO),
    Action("previous_pane", ("shift+tab",), _G.GO),
    Action("last_view", ("-",), _G.GO),
    Action("history_back", ("[",), _G.GO),
    Action("history_forward", ("]",), _G.GO),
    Action("filter", ("/",), _G.FIND, foot=True, about=("queue", "street")),
    Action("next_match", ("n",), _G.FIND),
    Action("previous_match", ("N",), _G.FIND),
    Action("clear", ("c",), _G.FIND),
    Action("mark", ("space",), _G.FIND, about=("queue",)),
    Action("mark_all", ("*",), _G.FIND, about=("queue",)),
    Action("sort", ("s",), _G.FIND, contexts=("queue", "scores")),
    Action("sort_turn", ("r",), _G.FIND, contexts=("queue",)),
    Action("next_tab", (".",), _G.FIND, contexts=("queue",)),
    Action("previous_tab", (",",), _G.FIND, contexts=("queue",)),
    Action("mode", ("m",), _G.SHOW, foot=True, contexts=("map",)),
    Action("period", ("w",), _G.SHOW, contexts=_RATES),
    Action("follow", ("f",), _G.SHOW, about=("stream", "street", "actions")),
    Action("pause", ("p",), _G.SHOW),
    Action("carousel", ("v",), _G.SHOW, about=("street",)),
    Action("photo", ("o",), _G.SHOW, about=_CASES),
    Action("copy_id", ("y",), _G.COPY, about=_CASES),
    Action("copy_row", ("Y",), _G.COPY),
    Action("dump", ("L",), _G.COPY),
    Action("mouse", ("f2",), _G.COPY),
    Action("screenshot", ("f3",), _G.COPY),
    Action("command", (":",), _G.TOLD, foot=True),
    Action("palette", ("ctrl+p",), _G.TOLD),
    Action("help", ("?",), _G.TOLD, foot=True),
    Action("leave", ("ctrl+c",), _G.TOLD),
)
BY_ID: Final[Mapping[str, Action]] = MappingProxyType({a.id: a for a in ACTIONS})

#: Preset -> action -> its keys where they are not those of the table.
PRESETS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "vim": {},
        "arrows": {
            "down": ("down",),
            "up": ("up",),
            "left": ("left",),
            "right": ("right",),
            "page_down": ("pagedown",),
            "page_up": ("pageup",),
            "top": ("home",),
            "bottom": ("end",),
            "back": ("backspace", "q"),
            "filter": ("f4", "/"),
            "command": ("f9", ":"),
            "help": ("f1", "?"),
        },
    }
)
DEFAULT_PRESET: Final = "vim"
