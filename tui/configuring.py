"""`gridwall config`: settings shown, and files checked with what the wall knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from client.settings import Known, SettingsError, check, trace
from client.settings.show import text
from client.settings.sources import strangers
from tui.keymaps.table import BY_ID
from tui.themes import THEMES


def known() -> Known:
    """The names that config files may hold and that only the wall knows."""
    return Known(frozenset(BY_ID), frozenset(THEMES))


def show(
    files: Sequence[Path],
    environment: Mapping[str, str],
    flags: Mapping[str, object],
    out: TextIO,
    err: TextIO,
    *,
    origins: bool,
) -> int:
    """Every setting as a config file; variables that do nothing are told on `err`."""
    out.write(text(trace(files, environment, flags, known()), origins=origins))
    err.writelines(f"gridwall config: {each}\n" for each in strangers(environment))
    return 0


def verify(
    named: Sequence[Path], usual: Sequence[Path], out: TextIO, err: TextIO
) -> int:
    """Check the files that are named, or those of the usual ones that are there.

    Raises `SettingsError` with every fault of every file, `KeymapError` for keys that
    clash.
    """
    from tui.keymap import Keymap

    files = named or [file for file in usual if file.exists()]
    faults = [fault for file in files for fault in check(file, known())]
    if faults:
        raise SettingsError(faults)
    for file in files:
        found = trace([file], {}, {}).settings
        Keymap(found.keymap, found.keys, f"{file}: [keys]")
        out.write(f"{file}: well\n")
    if not files:
        err.write(f"gridwall config: there is no {' or '.join(map(str, usual))}\n")
    return 0
