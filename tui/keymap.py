"""Which action a key is: the table with a preset and what a person changed.

The table is `tui/keymaps/table.py`; `tui/keymaps/keys.py` says which keys may be used.
A rebinding comes from `[keys]` of a config file: `dispatch = "D"`, `mark = ["m",
"space"]`, `dump = []` for no key at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from textual.binding import Binding

from domain.errors import GridwallError
from tui.keymaps.keys import FULL_WIDTH, forbidden, plain, pressed, sign
from tui.keymaps.table import ACTIONS, BY_ID, DEFAULT_PRESET, PRESETS, Action, Group

__all__ = [
    "ACTIONS",
    "BY_ID",
    "DEFAULT_PRESET",
    "FULL_WIDTH",
    "PRESETS",
    "Action",
    "Group",
    "Keymap",
    "KeymapError",
    "plain",
    "sign",
    "signs",
]
#: Without these nobody gets out or in again.
_NEEDED: Final = ("command", "escape", "open")


class KeymapError(GridwallError):
    """Keys that cannot be used; the message names the file, the key and the actions."""

    exit_code = 2


class Keymap:
    """One set of keys. `source` is what an error names: the file of the rebinding.

    Raises `KeymapError` for an unknown preset or action, for a key that may not be
    used, and for one that two actions of the same pane want.
    """

    def __init__(
        self,
        preset: str = DEFAULT_PRESET,
        rebinding: Mapping[str, str | Sequence[str]] | None = None,
        source: str = "[keys]",
    ) -> None:
        if preset not in PRESETS:
            raise KeymapError(
                f"{source}: no keymap {preset!r}; there are {', '.join(PRESETS)}"
            )
        self.preset: Final = preset
        self._keys: Final = {a.id: PRESETS[preset].get(a.id, a.keys) for a in ACTIONS}
        changed = _checked(rebinding or {}, source)
        self._keys.update(changed)
        self._actions: Final = self._settle(source, frozenset(changed))

    def action(self, key: str, character: str = "", context: str = "") -> str | None:
        """The action of a key event in a pane; None when the key means nothing there.

        `key` and `character` are those of Textual's event, `context` the pane's id. A
        pane's own action goes before one that is the same everywhere.
        """
        name = pressed(key, character)
        own = self._actions.get((context, name)) if context else None
        return own or self._actions.get(("", name))

    def keys(self, action: str) -> tuple[str, ...]:
        """The keys of an action, the one for the foot first; none if it is unbound."""
        return self._keys[action]

    def signs(self, action: str) -> str:
        """All keys of an action, for people."""
        return " ".join(map(sign, self._keys[action]))

    def _settle(
        self, source: str, changed: frozenset[str]
    ) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for action in ACTIONS:
            for place in _places(action, self._keys[action.id]):
                other = found.setdefault(place, action.id)
                if other != action.id:
                    raise KeymapError(_clash(source, place[1], other, action, changed))
        for needed in _NEEDED:
            if not self._keys[needed]:
                raise KeymapError(f"{source}: {needed} must have a key")
        return found


def _places(action: Action, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for context in action.contexts or ("",):
        for key in keys:
            yield context, key


def _clash(
    source: str, key: str, one: str, other: Action, changed: frozenset[str]
) -> str:
    kept = one if one not in changed else other.id
    both = {one, other.id} <= changed
    cure = (
        "give one of them another key"
        if both
        else f"give {kept} another key as well, or none: {kept} = []"
    )
    return f"{source}: {key!r} is the key of {one} and of {other.id}; {cure}"


def _checked(
    rebinding: Mapping[str, str | Sequence[str]], source: str
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, given in rebinding.items():
        if name not in BY_ID:
            near = get_close_matches(name, BY_ID, 3) or sorted(BY_ID)
            raise KeymapError(
                f"{source}: no action {name!r}; did you mean {', '.join(near)}?"
            )
        keys = (given,) if isinstance(given, str) else tuple(given)
        found[name] = tuple(_usable(key, name, source) for key in keys if key)
    return found


def _usable(key: str, name: str, source: str) -> str:
    """The key as the table writes it."""
    key = "space" if key == " " else key
    own = key in BY_ID[name].keys  # what the table itself gives is never refused
    if not own and (reason := forbidden(key)):
        raise KeymapError(f"{source}: {name} = {key!r}: {reason}")
    return key


def bindings() -> list[Binding]:
    """The table as Textual wants it, full-width synonyms included."""
    wide = {narrow: sign for sign, narrow in FULL_WIDTH.items() if sign != "\u3000"}
    return [
        Binding(
            ",".join((*action.keys, *(wide[k] for k in action.keys if k in wide))),
            "back" if action.id == "escape" else action.id,
            show=False,
            id=action.id,
        )
        for action in ACTIONS
        if not action.contexts
    ]


def signs(action: Action) -> str:
    """All keys of an action in the table, for people."""
    return " ".join(map(sign, action.keys))
