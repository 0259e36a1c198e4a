"""Which centre a client goes to, and with whose token."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from client.door import Door
from client.errors import FolderUnsafe
from client.settings import Settings

_OTHERS: Final = 0o077


def door_of(settings: Settings, folder: Path) -> Door:
    """The centre that the settings name, else the one that runs on `folder`.

    Raises `NoCentre`, `AddressWrong` or `FolderUnsafe`.
    """
    if settings.centre:
        return Door(settings.centre, token_in(settings.token_file))
    from client.embedded import attach

    return attach(folder)


def token_in(file: str) -> str:
    """The token in a file that only its owner can read; empty for no file.

    Raises `FolderUnsafe`.
    """
    if not file:
        return ""
    path = Path(file)
    try:
        if path.stat().st_mode & _OTHERS:
            raise FolderUnsafe(f"others can read {path}: chmod 600 it")
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FolderUnsafe(f"cannot read the token in {path}: {error}") from error
