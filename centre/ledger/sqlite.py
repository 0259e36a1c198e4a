"""The embedded ledger: one SQLite file on a local disk.

One connection writes and checkpoints; `append` is one transaction with one fsync, so a
batch costs little more than a record. Reading goes through `reading.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

from centre.errors import CentreError, DataFolderError, LedgerFailed
from centre.ledger import closed, schema
from centre.ledger.protocol import Entry, Head, Kept, Page, Query, Saved, Stored
from centre.ledger.reading import Reader, answers_in, key_sum
from domain.state import DRILL_EPOCH

#: Snapshots that are kept: the newest and one to fall back on.
_SNAPSHOTS = 2
_DROP = """
DELETE FROM snapshots WHERE seq NOT IN (
    SELECT seq FROM snapshots
    GROUP BY seq HAVING count(*) = max(parts) ORDER BY seq DESC LIMIT ?
)
"""
#: Most rows of one statement; SQLite takes 32,766 variables.
_ROWS = 64


class SqliteLedger:
    """A `Ledger` in the file `path`; one process may have it open to write.

    `place`, `epoch`, `created` (ms) and whether it is one whole `drill` are written
    into a new ledger; an old one keeps what it has and must be of the same place.
    Raises `DataFolderError` and `LedgerCorrupt`.
    """

    def __init__(
        self, path: Path, place: str, epoch: str, created: int, *, drill: bool = False
    ) -> None:
        epoch = DRILL_EPOCH + epoch if drill else epoch
        meta = {"place": place, "epoch": epoch, "created": str(created)}
        self._path = path
        self._writer = schema.writer(path, meta)
        self._reader = Reader(path)
        self._failure = ""
        self.epoch, self.place = self._reader.epoch, self._reader.place
        if self.place != place:
            self.close()
            raise DataFolderError(
                f"{path} is the ledger of {self.place!r}, not of {place!r}: "
                "name another place or another data folder"
            )

    def head(self) -> Head:
        """The last durable record."""
        return self._reader.head()

    def append(self, batch: Sequence[Entry]) -> None:
        """One transaction; after a failure nothing is written any more."""
        keys = [
            (
                kept.seq,
                entry.key,
                kept.digest,
                kept.answer,
                key_sum(entry.key.encode(), kept),
            )
            for entry in batch
            for kept in [Kept(entry.digest, entry.answer, entry.records[-1].seq)]
        ]
        records = [record for entry in batch for record in entry.records]
        numbers = [pair for entry in batch for pair in entry.opened]
        ended = [closed.row(case) for entry in batch for case in entry.closed]
        with self._transaction():
            self._insert("INSERT INTO records", records)
            self._insert("INSERT INTO keys", keys)
            self._insert("INSERT INTO numbers", numbers)
            self._insert("INSERT OR REPLACE INTO closed", ended)

    def _insert(self, into: str, rows: Sequence[Sequence[object]]) -> None:
        """Few statements of many rows: each gives the other threads their turn once."""
        for start in range(0, len(rows), _ROWS):
            some = rows[start : start + _ROWS]
            marks = f"({','.join('?' * len(some[0]))})"
            sql = f"{into} VALUES {','.join([marks] * len(some))}"
            self._writer.execute(sql, tuple(chain.from_iterable(some)))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._failure:
            raise LedgerFailed(self._failure)
        try:
            with schema.faults(self._path):
                self._writer.execute("BEGIN IMMEDIATE")
                yield
                self._writer.execute("COMMIT")
        except CentreError as error:
            # What a failed fsync has left on the disk nobody knows: no second try.
            self._failure = str(error)
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            raise

    def answers(self, keys: Sequence[str]) -> dict[str, Kept]:
        """What is known of those of the keys that were used."""
        if self._failure:
            return self._reader.answers(keys)
        with schema.faults(self._path):  # its pages are at hand, a reader's are not
            return answers_in(self._writer, keys)

    def read(self, after: int, limit: int) -> list[Stored]:
        """At most `limit` records with numbers above `after`, in order."""
        return self._reader.read(after, limit)

    def history(self, case: str) -> list[Stored]:
        """Every record of a case, in order."""
        return self._reader.history(case)

    def case_of(self, number: str) -> str | None:
        """The id behind a case number."""
        return self._reader.case_of(number)

    def find(self, query: Query) -> Page:
        """Closed cases."""
        return self._reader.find(query)

    def find_writing(self, query: Query) -> Page:
        """The same, asked by the thread that writes."""
        return self.find(query) if self._failure else closed.find(self._rows, query)

    def _rows(self, sql: str, parameters: Sequence[object]) -> list[Any]:
        """As a reader's, whose pages are out of date after every commit."""
        with schema.faults(self._path):
            return self._writer.execute(sql, parameters).fetchall()

    def save(self, seq: int, part: int, of: int, body: bytes) -> None:
        """Keep a part of a snapshot; with the last one older snapshots go."""
        with self._transaction():
            self._writer.execute(
                "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?)",
                (seq, part, of, body, crc32(body)),
            )
            if part == of:
                self._writer.execute(_DROP, (_SNAPSHOTS,))

    def load(self, below: int | None = None) -> Saved | None:
        """The newest intact snapshot (below a number)."""
        return self._reader.load(below)

    def close(self) -> None:
        """Close all connections; the last one writes the log back into the file."""
        self._reader.close()
        with suppress(sqlite3.Error):
            self._writer.close()
