"""The data folder: one centre at a time, its ledger, and where walls find it.

`centre.lock` is held while a centre runs, `desk.lock` while its desk does: that may be
a process of its own, which outlives a centre that is killed until all it was given is
on the disk. `centre.json` tells walls on the same machine where the centre listens, and
the token to use. Only their owner can read them.
"""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from centre.errors import DataFolderError, DataFolderInUse

LEDGER: Final = "ledger.db"
LOCK: Final = "centre.lock"
DESK: Final = "desk.lock"
FOUND: Final = "centre.json"


class Found(msgspec.Struct, frozen=True):
    """What a wall needs to attach; `token` is empty where none is asked for."""

    url: str
    pid: int
    epoch: str
    protocol: int
    place: str
    token: str


class DataFolder:
    """Made with mode 0700 when it is not there; locked from entering to leaving.

    Raises `DataFolderError`, and `DataFolderInUse` while another centre has it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ledger = path / LEDGER
        self._lock = -1
        #: The descriptor that a process of the desk must keep open.
        self.desk = -1

    def __enter__(self) -> Self:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._lock = os.open(self.path / LOCK, flags, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # What one that was killed has told is true no more.
            (self.path / FOUND).unlink(missing_ok=True)
            self.desk = os.open(self.path / DESK, flags, 0o600)
            self._outwait()
        except BlockingIOError:
            os.close(self._lock)
            raise DataFolderInUse(
                f"another centre{self._holder()} has {self.path}: attach to that one, "
                "stop it, or name another data folder"
            ) from None
        except OSError as error:
            raise DataFolderError(
                f"{self.path}: {error.strerror}; name a data folder that can be written"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            (self.path / FOUND).unlink(missing_ok=True)
        os.close(self.desk)
        os.close(self._lock)

    def _outwait(self) -> None:
        """No centre is here but ours: a desk that still is will end by itself."""
        try:
            fcntl.flock(self.desk, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(f"gridwall centre: waiting for {self.path / DESK}\n")
            fcntl.flock(self.desk, fcntl.LOCK_EX)

    def tell(self, found: Found) -> None:
        """Write `centre.json`, whole or not at all."""
        half = self.path / f"{FOUND}.new"
        try:
            half.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with os.fdopen(os.open(half, flags, 0o600), "wb") as file:
                file.write(msgspec.json.encode(found))
            half.replace(self.path / FOUND)
        except OSError as error:
            raise DataFolderError(f"{half}: {error.strerror}") from error

    def _holder(self) -> str:
        found = found_in(self.path)
        return f" (process {found.pid}, {found.url})" if found else ""


def found_in(folder: Path) -> Found | None:
    """What a centre that runs there has told, or one that was killed."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((folder / FOUND).read_bytes(), type=Found)
    return None
