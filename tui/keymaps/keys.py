"""Which keys there are, how they are written, and which may not be used, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: What an input method may type in place of a key.
FULL_WIDTH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "：": ":",
        "／": "/",
        "？": "?",
        "！": "!",
        "［": "[",
        "］": "]",
        "【": "[",
        "】": "]",
        "、": "/",
        "。": ".",
        "\u3000": " ",
    }
)
_SHIFT: Final = 0xFEE0  # from a full-width sign to the plain one
_WIDE: Final = (0xFF01, 0xFF5E)
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
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
}
_NAMED: Final = frozenset(_SIGNS) | {f"f{n}" for n in range(1, 13)}
#: What may not be bound: for people, as a pattern, and why.
REFUSED: Final = (
    ("ctrl+a", r"ctrl\+a", "tmux and screen take it as their prefix"),
    ("ctrl+b", r"ctrl\+b", "tmux takes it as its prefix"),
    ("ctrl+c", r"ctrl\+c", "it is how a person asks to leave"),
    ("ctrl+h", r"ctrl\+h", "terminals send it for Backspace"),
    ("ctrl+i", r"ctrl\+i", "terminals send it for Tab"),
    ("ctrl+j, ctrl+m", r"ctrl\+[jm]", "terminals send it for Enter"),
    ("ctrl+[", r"ctrl\+\[", "terminals send it for Esc"),
    ("ctrl+q, ctrl+s", r"ctrl\+[qs]", "terminals take it to stop the output"),
    ("ctrl+space", r"ctrl\+(space|@)", "input methods take it"),
    ("ctrl+z", r"ctrl\+z", "terminals take it to suspend the program"),
    (
        "ctrl with a capital",
        r"ctrl\+(shift\+.+|[A-Z])",
        "terminals do not tell it from the same key without Shift",
    ),
    (
        "alt with anything",
        r"(alt|meta|super|hyper)\+.+",
        "tmux and terminals send it as two keys or not at all",
    ),
    (
        "signs beyond ASCII",
        r"[^\x00-\x7f]",
        "an input method types it; use a plain ASCII sign",
    ),
)


def plain(character: str) -> str:
    """A character as the key it stands for: a full-width sign as the plain one."""
    found = FULL_WIDTH.get(character)
    if found is not None:
        return found
    if len(character) == 1 and _WIDE[0] <= ord(character) <= _WIDE[1]:
        return chr(ord(character) - _SHIFT)
    return character


def pressed(key: str, character: str) -> str:
    """A key event as the table writes it: `:`, `space`, `ctrl+p`, `f2`."""
    sign = plain(character)
    if sign and sign.isprintable():
        return "space" if sign == " " else sign
    return key


def forbidden(key: str) -> str:
    """Why nothing may be bound to a key, in English; empty when it may."""
    for _, pattern, reason in REFUSED:
        if re.fullmatch(pattern, key):
            return reason
    if re.fullmatch(r"ctrl\+[a-z]|shift\+tab|[!-~]", key) or key in _NAMED:
        return ""
    return (
        "there is no such key; keys are a single sign, ctrl+ and a small letter, "
        "f1 to f12, " + ", ".join(sorted(_SIGNS)) + " and shift+tab"
    )


def sign(key: str) -> str:
    """How a key is written for people."""
    if key == "+":
        return key
    head, _, rest = key.rpartition("+")
    if head:
        return f"{head.capitalize()}+{_SIGNS.get(rest, rest)}"
    return _SIGNS.get(rest) or (rest.upper() if rest in _NAMED else rest)
