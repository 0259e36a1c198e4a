"""What a wall may be told by files, environment and flags, in that order of weight.

`/etc/gridwall/config.toml` < `$XDG_CONFIG_HOME/gridwall/config.toml` < `GRIDWALL_*` <
flags. The caller names the files and hands over the environment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from client.settings.fields import TABLES, Settings
from client.settings.lines import Keys
from client.settings.sources import (
    Fault,
    Found,
    Known,
    Value,
    of_environment,
    of_file,
    of_flags,
)
from domain.errors import GridwallError

__all__ = [
    "Fault",
    "Known",
    "Settings",
    "SettingsError",
    "Traced",
    "check",
    "load",
    "trace",
]
DEFAULT: Final = "default"
_NOTHING: Final = Known()


class SettingsError(GridwallError):
    """A file, variable or flag that cannot be used; the message names it."""

    exit_code = 2

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class Traced(msgspec.Struct, frozen=True):
    """Settings with their origins: `("keys", "dispatch")` -> `/etc/…/config.toml:7`."""

    settings: Settings
    origins: dict[Keys, str]

    def origin(self, *keys: str) -> str:
        """Where a setting came from: file and line, variable, flag, or `default`."""
        return self.origins.get(keys, DEFAULT)


def load(
    files: Iterable[Path],
    environment: Mapping[str, str],
    flags: Mapping[str, object],
    known: Known = _NOTHING,
) -> Settings:
    """The settings; raises `SettingsError` naming every fault and what may be there."""
    return trace(files, environment, flags, known).settings


def trace(
    files: Iterable[Path],
    environment: Mapping[str, str],
    flags: Mapping[str, object],
    known: Known = _NOTHING,
) -> Traced:
    """The settings and where each came from; raises `SettingsError`.

    Entries of tables add up: a later file changes a key, it does not drop the others.
    """
    ours = {n: v for n, v in flags.items() if n in Settings.__struct_fields__}
    found: list[Found] = [of_file(file, known) for file in files]
    found += [of_environment(environment, known), of_flags(ours, known)]
    faults = [fault for _, some in found for fault in some]
    if faults:
        raise SettingsError(faults)
    origins: dict[Keys, str] = {}
    held: dict[str, object] = {}
    tables: dict[str, dict[str, object]] = {name: {} for name in TABLES}
    for value in (value for some, _ in found for value in some):
        _put(value, held, tables)
        origins[value.keys] = value.origin
    return Traced(msgspec.convert({**held, **tables}, Settings), origins)


def _put(
    value: Value, held: dict[str, object], tables: dict[str, dict[str, object]]
) -> None:
    name, *entry = value.keys
    if entry:
        tables[name][entry[0]] = value.value
    else:
        held[name] = value.value


def check(file: Path, known: Known = _NOTHING) -> tuple[Fault, ...]:
    """What is wrong in a file that must be there; empty: nothing."""
    return tuple(of_file(file, known, needed=True)[1])
