"""`tokens.json` in the data folder: read with suspicion, written whole or not at all.

The file is for its owner alone, in a folder that is; looser ones are refused. A writer
holds `tokens.lock`, and the centre may run meanwhile: it looks once a second.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from centre.errors import TokensWrong
from centre.users.grants import FILE, Book

_LOCK: Final = "tokens.lock"


def load(folder: Path) -> Book:
    """What the file says; `TokensWrong` says what to put right."""
    path = folder / FILE
    try:
        _check(folder, folder.stat(), 0o700)
        with path.open("rb") as file:
            _check(path, os.fstat(file.fileno()), 0o600)
            raw = file.read()
    except OSError as error:
        raise TokensWrong(
            f"{path}: {error.strerror}; a centre without --dev needs this file: "
            "gridwall user add"
        ) from error
    try:
        book = msgspec.json.decode(raw, type=Book)
    except msgspec.MsgspecError as error:
        raise TokensWrong(f"{path}: {error}") from error
    if not all(grant.roles for grant in book.tokens):
        raise TokensWrong(f"{path}: every token needs a role")
    return book


def _check(path: Path, told: os.stat_result, wanted: int) -> None:
    mode = stat.S_IMODE(told.st_mode)
    if mode & 0o077 or told.st_uid != os.getuid():
        raise TokensWrong(
            f"{path} may be used by others (mode {mode:04o}, owner {told.st_uid}): "
            f"chmod {wanted:o} {path}"
        )


class Edit:
    """The file while it is locked: `book` as it stands, `write` to replace it."""

    def __init__(self, folder: Path, book: Book) -> None:
        self.book = book
        self._folder = folder

    def write(self, book: Book) -> None:
        """Durable when this returns."""
        path = self._folder / FILE
        put(path, msgspec.json.format(msgspec.json.encode(book), indent=1))
        self.book = book


@contextmanager
def edit(folder: Path) -> Iterator[Edit]:
    """Alone with the file, which need not be there; folder and lock are made.

    Waits for others, who are done in no time. Raises `TokensWrong`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        lock = os.open(folder / _LOCK, flags, 0o600)
    except OSError as error:
        raise TokensWrong(f"{folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _check(folder, folder.stat(), 0o700)
        there = (folder / FILE).exists()
        yield Edit(folder, load(folder) if there else Book())
    finally:
        os.close(lock)


def put(path: Path, content: bytes) -> None:
    """The file of a private folder, mode 0600, atomically and durably."""
    half = path.with_name(f"{path.name}.new")
    try:
        half.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with os.fdopen(os.open(half, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise TokensWrong(f"{half}: {error.strerror}; nothing is changed") from error
