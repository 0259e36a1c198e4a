"""Which action a key is: the table with a preset and what a person changed.

The table is `tui/keymaps/table.py`; `tui/keymaps/keys.py` says which keys may be used.
A rebinding comes from `[keys]` of a config file: `dispatch = "D"`, `mark = ["m",
"space"]`, `dump = []` for no key at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

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
#: Action -> the keys that a person gives it.
Rebinding = Mapping[str, str | Sequence[str]]
#: Where keys were given: one place for all, or one an action.
Source = str | Mapping[str, str]
_SOURCE: Final = "[keys]"
#: Without these nobody gets out or in again.
_NEEDED: Final = ("command", "escape", "open")


class KeymapError(GridwallError):
    """Keys that cannot be used; the message names the file, the key and the actions."""

    exit_code = 2


class Keymap:
    """One set of keys. `source` is what an error names: a file, or one an action.

    Raises `KeymapError` for an unknown preset or action, for a key that may not be
    used, and for one that two actions of the same pane want.
    """

    def __init__(
        self,
        preset: str = DEFAULT_PRESET,
        rebinding: Rebinding | None = None,
        source: Source = _SOURCE,
    ) -> None:
        if preset not in PRESETS:
            there = ", ".join(PRESETS)
            where = _told(source, "keymap")
            raise KeymapError(f"{where}: no keymap {preset!r}; there are {there}")
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
        self, source: Source, changed: frozenset[str]
    ) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for action in ACTIONS:
            for place in _places(action, self._keys[action.id]):
                other = found.setdefault(place, action.id)
                if other != action.id:
                    raise _clash(source, place[1], (other, action.id), changed)
        for needed in _NEEDED:
            if not self._keys[needed]:
                raise KeymapError(f"{_told(source, needed)}: {needed} must have a key")
        return found


def _places(action: Action, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for context in action.contexts or ("",):
        for key in keys:
            yield context, key


def _told(source: Source, action: str) -> str:
    """Where the keys of an action were given."""
    return source if isinstance(source, str) else source.get(action, _SOURCE)


def _clash(
    source: Source, key: str, two: tuple[str, str], changed: frozenset[str]
) -> KeymapError:
    one, other = two
    mine, kept = (one, other) if one in changed else (other, one)
    cure = (
        "give one of them another key"
        if kept in changed
        else f"give {kept} another key as well, or none: {kept} = []"
    )
    return KeymapError(
        f"{_told(source, mine)}: {key!r} is the key of {one} and of {other}; {cure}"
    )


def _checked(rebinding: Rebinding, source: Source) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, given in rebinding.items():
        where = _told(source, name)
        if name not in BY_ID:
            near = ", ".join(get_close_matches(name, BY_ID, 3) or sorted(BY_ID))
            raise KeymapError(f"{where}: no action {name!r}; did you mean {near}?")
        keys = (given,) if isinstance(given, str) else tuple(given)
        found[name] = tuple(_usable(key, name, where) for key in keys if key)
    return found


def _usable(key: str, name: str, where: str) -> str:
    """The key as the table writes it."""
    key = "space" if key == " " else key
    own = key in BY_ID[name].keys  # what the table itself gives is never refused
    if not own and (reason := forbidden(key)):
        raise KeymapError(f"{where}: {name} = {key!r}: {reason}")
    return key


def signs(action: Action) -> str:
    """All keys of an action in the table, for people."""
    return " ".join(map(sign, action.keys))
