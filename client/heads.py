"""The highest head that this wall ever saw, kept outside the centre: one file an epoch.

A ledger that is put back to an older copy, or rewritten, cannot change them.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from client.errors import FolderUnsafe
from client.feed import Head

#: Epochs that are remembered; every drill has its own.
MOST_EPOCHS: Final = 64
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Heads:
    """Files below `folder`, readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self, epoch: str) -> Head | None:
        """The head of that epoch; None when none was kept or the file is broken."""
        try:
            return msgspec.json.decode(self._path(epoch).read_bytes(), type=Head)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep(self, epoch: str, head: Head) -> None:
        """Keep it unless a higher one is there; `FolderUnsafe` when it cannot be."""
        before = self.kept(epoch)
        if before is not None and before.seq > head.seq:
            return
        path = self._path(epoch)
        fresh = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(msgspec.json.encode(head))
            fresh.replace(path)
            self._forget_old()
        except OSError as error:
            raise FolderUnsafe(
                f"cannot keep the ledger's head in {self._folder}: {error.strerror}; "
                "make the folder writable or choose another state folder"
            ) from error

    def _forget_old(self) -> None:
        kept = [(p.stat().st_mtime_ns, p) for p in self._folder.glob("*.head")]
        for _, path in sorted(kept)[:-MOST_EPOCHS]:
            path.unlink(missing_ok=True)

    def _path(self, epoch: str) -> Path:
        plain = _PLAIN.fullmatch(epoch)
        name = epoch if plain else sha256(epoch.encode()).hexdigest()
        return self._folder / f"{name}.head"
