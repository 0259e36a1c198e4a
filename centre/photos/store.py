"""Photos on disk, by the SHA-256 of their bytes: `photos/ab/cdef….jpg`. Kept for ever.

A photo is there whole or not at all: written aside, made durable, then renamed. Its
bytes are never changed; reading compares them with the name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import tzinfo
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Final

from centre.errors import CentreError
from centre.photos import probe
from centre.photos.probe import Look
from domain.photos import Photo

FOLDER: Final = "photos"
#: Of what is being written; left there by a centre that was killed, swept at the start.
_ASIDE: Final = "arriving"
NAME: Final = r"[0-9a-f]{64}"
_named: Final = re.compile(NAME).fullmatch
#: What photos say of themselves, kept in memory; else it costs a read and a hash.
_LOOKS: Final = 1024


class PhotoFailed(CentreError):
    """The medium failed: nothing was kept, or nothing can be read."""

    exit_code = 3


class PhotoDamaged(CentreError):
    """The bytes on disk are no longer those that were kept under this name."""

    exit_code = 6


class Store:
    """May be used from any thread, by one process at a time (it has the data folder).

    `zone` is that of the place: cameras write its wall clock.
    """

    def __init__(self, data: Path, zone: tzinfo) -> None:
        self.folder: Final = data / FOLDER
        self.zone: Final = zone
        self._aside = self.folder / _ASIDE
        self._serials = count()
        self._looks: dict[str, Photo] = {}
        self._lock = Lock()
        with suppress(OSError):
            for left in self._aside.iterdir():
                left.unlink()

    def keep(self, content: bytes, look: Look) -> str:
        """Its name, once it is durable; `PhotoFailed` when it cannot be."""
        name = sha256(content).hexdigest()
        path = self._path(name, look.kind)
        try:
            if not _holds(path, content):
                self._write(path, content)
            _sync(path.parent)
        except OSError as error:
            raise PhotoFailed(f"{path.name}: {error.strerror}") from error
        self._remember(look.photo(name))
        return name

    def read(self, name: str) -> tuple[bytes, str] | None:
        """The bytes and their media type; None for a name that is not here.

        Raises `PhotoDamaged` and `PhotoFailed`.
        """
        if not _named(name):
            return None
        for kind, media in probe.MEDIA.items():
            path = self._path(name, kind)
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise PhotoFailed(f"{path.name}: {error.strerror}") from error
            if sha256(content).hexdigest() != name:
                raise PhotoDamaged(f"photo {name} is not what was kept")
            return content, media
        return None

    def photos(self, names: Sequence[str]) -> list[Photo | None]:
        """What each says of itself; None where there is none, or no whole one."""
        return [self._looks.get(name) or self._look(name) for name in names]

    def _look(self, name: str) -> Photo | None:
        try:
            found = self.read(name)
        except PhotoDamaged:
            return None  # sent again it is whole again
        if found is None:
            return None
        return self._remember(probe.glance(found[0], self.zone).photo(name))

    def _remember(self, photo: Photo) -> Photo:
        with self._lock:
            while len(self._looks) >= _LOOKS:
                del self._looks[next(iter(self._looks))]
            self._looks[photo.photo] = photo
        return photo

    def _path(self, name: str, kind: str) -> Path:
        return self.folder / name[:2] / f"{name[2:]}.{kind}"

    def _write(self, path: Path, content: bytes) -> None:
        for folder in (self.folder, self._aside, path.parent):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _sync(folder.parent)
        half = self._aside / f"{next(self._serials)}"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with os.fdopen(os.open(half, flags, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        except OSError:
            half.unlink(missing_ok=True)
            raise


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """Make the folder's names durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_name(text: str) -> bool:
    """Whether a photo of the store can be called so."""
    return bool(_named(text))
