"""What a wall may be told by files, environment and flags, in that order of weight.

`/etc/gridwall/config.toml` < `$XDG_CONFIG_HOME/gridwall/config.toml` < `GRIDWALL_*` <
flags. The caller names the files and hands over the environment.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from domain.codes import Role
from domain.errors import GridwallError


class SettingsError(GridwallError):
    """A file, variable or flag that cannot be used; the message names it."""

    exit_code = 2


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value a setting, whatever it came from."""

    place: str = "changning"
    centre: str = ""  # URL of a centre that runs already; empty: embedded
    token_file: str = ""
    data: str = ""  # folder of the embedded centre's ledgers
    role: Role = Role.WATCH
    unit: str = ""
    actor: str = ""
    lang: Literal["", "zh", "en"] = ""
    theme: str = ""


PREFIX = "GRIDWALL_"


def load(
    files: Iterable[Path], environment: Mapping[str, str], flags: Mapping[str, Any]
) -> Settings:
    """The settings; raises `SettingsError` naming the source and what it may hold."""
    values: dict[str, Any] = {}
    for file in files:
        values |= _file(file)
    for name in Settings.__struct_fields__:
        value = environment.get(PREFIX + name.upper())
        if value:
            _checked({name: value}, f"{PREFIX}{name.upper()}={value}")
            values[name] = value
    values |= {name: value for name, value in flags.items() if value not in (None, "")}
    return _checked(values, "the settings")


def _file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    _checked(values, str(path))
    return values


def _checked(values: Mapping[str, Any], source: str) -> Settings:
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        known = ", ".join(Settings.__struct_fields__)
        raise SettingsError(f"{source}: {error}; settings are {known}") from error
