"""The token file while a centre runs: read again when it changes, once a second.

And before a token is refused that nobody knows: it may have been given just now.

A file that will not do leaves everybody as they were, and is complained about once: a
slip of an editor must not lock a district out. When tokens were last used is kept in
`used.json`, which only the centre writes.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from centre.errors import TokensWrong
from centre.tokens import Tokens
from centre.users.file import load, put
from centre.users.grants import FILE

USED: Final = "used.json"
#: Seconds between two notes of what was used when.
_NOTE_EVERY: Final = 60
_log: Final = logging.getLogger("gridwall.centre")
Mark = tuple[int, int, int]


class Watch:
    """Of one data folder, for the tokens that its centre goes by."""

    def __init__(self, folder: Path, tokens: Tokens) -> None:
        self._folder, self._tokens = folder, tokens
        self._mark = self._marked()
        self._noted: dict[str, int] = {}
        self._unseen = False  # a change that `look` has not told of
        tokens.used.update(used(folder))
        tokens.doubt = self._doubt

    def look(self, second: int) -> bool:
        """Once a second; whether other tokens hold now."""
        if second % _NOTE_EVERY == _NOTE_EVERY - 1:
            self.note()
        changed = self._read_again() or self._unseen
        self._unseen = False
        return changed

    def _doubt(self) -> bool:
        """A token is not known; who looks once a second still hears of the change."""
        changed = self._read_again()
        self._unseen = self._unseen or changed
        return changed

    def _read_again(self) -> bool:
        mark = self._marked()
        if mark == self._mark:
            return False
        self._mark = mark
        try:
            book = load(self._folder)
        except TokensWrong as error:
            _log.error("tokens stay as they were: %s", error)
            return False
        self._tokens.take(book)
        return True

    def note(self) -> None:
        """Write down when which token was last used."""
        found = self._tokens.used
        if found == self._noted:
            return
        try:
            put(self._folder / USED, msgspec.json.encode(found))
        except TokensWrong as error:
            _log.warning("not noted when tokens were used: %s", error)
            return
        self._noted = dict(found)

    def _marked(self) -> Mark | None:
        with suppress(OSError):
            told = (self._folder / FILE).stat()
            return told.st_mtime_ns, told.st_ino, told.st_mode
        return None


def used(folder: Path) -> dict[str, int]:
    """When tokens were last used (ms), by their ids; what cannot be read is nothing."""
    with suppress(OSError, msgspec.MsgspecError):
        raw = (folder / USED).read_bytes()
        return msgspec.json.decode(raw, type=dict[str, int])
    return {}
