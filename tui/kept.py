"""What a wall keeps between sessions: `$XDG_STATE_HOME/gridwall/wall.json`, mode 0600.

Which of several choices counts: defaults < config files < what is kept here <
`GRIDWALL_` variables < flags. What a person chose at the wall is newer than what a file
says; variables and flags are about this very start. Only people change config files.

A file that cannot be read is set aside and told, it never stops a wall. Two walls of
one person write the same file: the last one counts. No Textual here.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tui.visits import Visit

VERSION: Final = 1
NAME: Final = "wall.json"
#: Nothing of ours is that large; marks are ids of cases.
_MOST_BYTES: Final = 4 << 20
#: Seconds of rest before a change is written, and seconds that it waits at most.
_REST_S: Final = 5.0
_LATEST_S: Final = 30.0


class PlaceKept(msgspec.Struct, frozen=True):
    """Of one place: where the person was, saved filters, what each pane remembers."""

    visit: Visit = Visit()
    focused: str = ""
    zoomed: bool = False
    filters: dict[str, str] = {}
    panes: dict[str, dict[str, str]] = {}


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Everything; an empty text is a choice that was never made."""

    version: int = VERSION
    lang: str = ""
    theme: str = ""
    glyphs: str = ""
    link: str = ""
    keymap: str = ""
    history: tuple[str, ...] = ()
    places: dict[str, PlaceKept] = {}

    def of(self, place: str) -> PlaceKept:
        """What is kept of a place; nothing to begin with."""
        return self.places.get(place, PlaceKept())

    def with_place(self, place: str, kept: PlaceKept) -> Kept:
        """The same with another word about one place."""
        return msgspec.structs.replace(self, places={**self.places, place: kept})


class Loaded(NamedTuple):
    """What was kept; `aside` is where a file lies that could not be used."""

    kept: Kept
    aside: Path | None = None


def choice(name: str, kept: str, configured: str, pinned: Collection[str]) -> str:
    """What counts: what is kept, unless a flag or a variable says otherwise.

    `pinned` are the names of settings that come from flags and variables; `configured`
    is what settings say with them.
    """
    return configured if name in pinned or not kept else kept


def load(path: Path) -> Loaded:
    """What is kept there; a broken or newer file is moved aside."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return Loaded(Kept())
    except OSError:
        return Loaded(Kept(), _aside(path))
    try:
        if len(data) > _MOST_BYTES:
            return Loaded(Kept(), _aside(path))
        kept = msgspec.json.decode(data, type=Kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Loaded(Kept(), _aside(path))
    if kept.version != VERSION:
        return Loaded(Kept(), _aside(path))
    return Loaded(kept)


def _aside(path: Path) -> Path:
    """Out of the way, so that it can be looked at and nothing overwrites it."""
    target = path.with_name(path.name + ".broken")
    with suppress(OSError):
        path.replace(target)
    return target


def save(path: Path, kept: Kept) -> None:
    """Write it whole or not at all, for its owner only; raises `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(kept), indent=1))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


class Keeper:
    """Writes what is to be kept: after a while of rest, and at the end.

    Without a path it only remembers. `monotonic` gives seconds.
    """

    def __init__(self, path: Path | None, monotonic: Callable[[], float]) -> None:
        self._path = path
        self._now = monotonic
        found = load(path) if path else Loaded(Kept())
        self.kept, self.aside = found
        self._written = self.kept
        self._first = self._last = 0.0
        self._writing = threading.Lock()
        self.failed = ""  # why the last writing failed

    def see(self, kept: Kept) -> bool:
        """What there is to keep now; whether it is time to write."""
        now = self._now()
        if kept != self.kept:
            if self.kept == self._written:
                self._first = now
            self.kept, self._last = kept, now
        if self.kept == self._written or self._path is None:
            return False
        return now - self._last >= _REST_S or now - self._first >= _LATEST_S

    def write(self) -> bool:
        """Write what changed; False when it could not be (`failed` says why).

        Takes as long as the disk: not for the loop of the wall.
        """
        with self._writing:
            return self._path is None or self._write(self._path, self.kept)

    def _write(self, path: Path, kept: Kept) -> bool:
        if kept == self._written:
            return True
        # Not tried again before something else changes: a full disk stays full.
        self._written = kept
        try:
            save(path, kept)
        except OSError as error:
            self.failed = error.strerror or str(error)
            return False
        self.failed = ""
        return True
