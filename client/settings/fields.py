"""The settings there are: name, type, usual value, and what each is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

import msgspec

from domain.codes import Role

Lang = Literal["", "zh", "en"]
Glyphs = Literal["auto", "ascii", "narrow", "full"]
Link = Literal["auto", "local", "ssh", "slow"]
Preset = Literal["vim", "arrows"]
Binding = str | tuple[str, ...]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value a setting, whatever it came from."""

    place: str = "changning"
    centre: str = ""  # URL of a centre that runs already; empty: embedded
    token_file: str = ""
    data: str = ""  # folder of the embedded centre's ledgers
    role: Role = Role.WATCH
    unit: str = ""
    actor: str = ""
    lang: Lang = ""
    theme: str = ""
    glyphs: Glyphs = "auto"
    link: Link = "auto"
    carousel: Annotated[int, msgspec.Meta(ge=3, le=60)] = 5  # seconds a street
    keymap: Preset = "vim"  # the preset that `[keys]` changes
    keys: dict[str, Binding] = {}  # action -> its keys, in place of the preset's
    filters: dict[str, str] = {}  # name of a saved filter -> its text


#: Tables of a file; no variable and no flag can hold them.
TABLES: Final = frozenset({"keys", "filters"})
#: A line about each, for `gridwall config show` and `docs/COMMANDS.md`.
ABOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "place": "the place that an embedded centre serves",
        "centre": "address of a centre that runs already; empty: start one",
        "token_file": "file with the token of that centre, mode 0600",
        "data": "data folder of the embedded centre",
        "role": "the role that may write; watch only looks",
        "unit": "department or street that you act for",
        "actor": "your account",
        "lang": "language of the wall; empty: by the locale",
        "theme": "colours of the wall; empty: dark",
        "glyphs": "signs that the terminal draws in one cell; auto: measured",
        "link": "how much the line to the terminal carries; auto: measured",
        "carousel": "seconds that the carousel stays on a street",
        "keymap": "set of keys that [keys] changes",
        "keys": 'keys of an action: dispatch = "D", mark = ["m", "space"], dump = []',
        "filters": 'saved filters of the queue: late = "left<0"',
    }
)


def allowed(name: str) -> str:
    """What a setting may hold, in words."""
    if name == "keys":
        return "a key or a list of keys"
    if name == "filters":
        return "the text of a filter"
    return _words(msgspec.inspect.type_info(_TYPES[name]))


def convert(name: str, value: object, *, strict: bool = True) -> object:
    """The value as the setting's type; `msgspec.ValidationError` when it is none."""
    return msgspec.convert(value, _TYPES[name], strict=strict)


def _words(info: msgspec.inspect.Type) -> str:
    match info:
        case msgspec.inspect.LiteralType(values=values):
            return _one_of(map(str, values))
        case msgspec.inspect.EnumType(cls=cls):
            return _one_of(member.value for member in cls)
        case msgspec.inspect.IntType(ge=int(least), le=int(most)):
            return f"a whole number from {least} to {most}"
        case _:
            return "text in quotes"


def _one_of(values: Iterable[str]) -> str:
    return "one of " + ", ".join(sorted(v or '""' for v in values))


_TYPES: Final = {f.name: f.type for f in msgspec.structs.fields(Settings)}
