"""`gridwall config`: settings shown, and files checked with what the wall knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from client.settings import Known, SettingsError, Traced, check, trace
from client.settings.show import text
from client.settings.sources import strangers
from tui import theme_files
from tui.keymaps.table import BY_ID
from tui.themes import THEMES


def known(own: Path) -> Known:
    """The names that config files may hold and that only the wall knows.

    `own` is the person's config file: own themes lie beside it. Raises `ThemeError`.
    """
    themes = theme_files.load(own.parent / "themes")
    return Known(frozenset(BY_ID), frozenset((*THEMES, *themes)))


def read(
    files: Sequence[Path], environment: Mapping[str, str], flags: Mapping[str, object]
) -> Traced:
    """The settings with all that can be wrong in them looked at.

    The last of `files` is the person's own. Raises `SettingsError`, `ThemeError` or
    `KeymapError`.
    """
    from tui.keymap import Keymap

    traced = trace(files, environment, flags, known(files[-1]))
    Keymap(traced.settings.keymap, traced.settings.keys, "[keys]")
    return traced


def show(
    files: Sequence[Path],
    environment: Mapping[str, str],
    flags: Mapping[str, object],
    out: TextIO,
    err: TextIO,
    *,
    origins: bool,
) -> int:
    """Every setting as a config file; variables that do nothing are told on `err`.

    The last of `files` is the person's own. Raises `SettingsError` or `ThemeError`.
    """
    traced = trace(files, environment, flags, known(files[-1]))
    out.write(text(traced, origins=origins))
    err.writelines(f"gridwall config: {each}\n" for each in strangers(environment))
    return 0


def verify(
    named: Sequence[Path], usual: Sequence[Path], out: TextIO, err: TextIO
) -> int:
    """Check the files that are named, or those of the usual ones that are there.

    The last of the usual ones is the person's own. Raises `SettingsError` with every
    fault of every file, `KeymapError` for keys that clash, `ThemeError`.
    """
    from tui.keymap import Keymap

    files = named or [file for file in usual if file.exists()]
    names = known(usual[-1])
    faults = [fault for file in files for fault in check(file, names)]
    if faults:
        raise SettingsError(faults)
    for file in files:
        found = trace([file], {}, {}).settings
        Keymap(found.keymap, found.keys, f"{file}: [keys]")
        out.write(f"{file}: well\n")
    if not files:
        err.write(f"gridwall config: there is no {' or '.join(map(str, usual))}\n")
    return 0
