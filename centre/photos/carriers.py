"""Which cases carry a photo: a table beside the photos, caught up from the ledger.

It holds nothing of its own: thrown away or torn, it is made anew by reading the ledger.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import Final

from centre.ledger.protocol import Reading, Stored
from centre.photos.store import PhotoFailed
from domain import wire

FILE: Final = "carriers.db"
_CHUNK: Final = 2_000
#: No text of a record holds this: there a quotation mark has a backslash before it.
_SIGN: Final = b'"photos":["'
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS carried (
    photo TEXT NOT NULL, "case" TEXT NOT NULL, PRIMARY KEY (photo, "case")
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS read (epoch TEXT NOT NULL, seq INTEGER NOT NULL);
"""


class Carriers:
    """May be used from any thread. Answers by what is durable when it is asked."""

    def __init__(self, folder: Path, ledger: Reading) -> None:
        self._path = folder / FILE
        self._ledger = ledger
        self._lock = Lock()

    def cases(self, photo: str) -> list[str]:
        """The ids of the cases, oldest first. Raises `CentreError`."""
        with self._lock:
            try:
                return self._cases(photo)
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)
            try:
                return self._cases(photo)
            except sqlite3.DatabaseError as error:
                raise PhotoFailed(f"{self._path}: {error}") from error

    def _cases(self, photo: str) -> list[str]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        with closing(sqlite3.connect(self._path)) as base:
            base.executescript(_TABLES)
            self._catch_up(base)
            asked = 'SELECT "case" FROM carried WHERE photo = ? ORDER BY "case"'
            return [case for (case,) in base.execute(asked, (photo,))]

    def _catch_up(self, base: sqlite3.Connection) -> None:
        epoch, after = self._ledger.epoch, 0
        for known, seq in base.execute("SELECT epoch, seq FROM read"):
            after = seq if known == epoch else 0
        head = self._ledger.head().seq
        if not 0 < after <= head:  # new, or another ledger's
            after = 0
            with base:
                base.execute("DELETE FROM carried")
        while after < head and (chunk := self._ledger.read(after, _CHUNK)):
            after = chunk[-1].seq
            with base:  # a chunk and its mark together
                base.executemany(
                    "INSERT OR IGNORE INTO carried VALUES (?, ?)", _carried(chunk)
                )
                base.execute("DELETE FROM read")
                base.execute("INSERT INTO read VALUES (?, ?)", (epoch, after))


def _carried(chunk: Iterable[Stored]) -> Iterator[tuple[str, str]]:
    for stored in chunk:
        if _SIGN in stored.body:
            event = wire.decode_record(stored.body).event
            for photo in getattr(event, "photos", ()):
                yield photo, stored.case
