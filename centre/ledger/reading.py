"""Reading the SQLite ledger, from any thread.

Every thread has its own connection, none of them the writer's.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from centre.errors import LedgerCorrupt
from centre.ledger import closed, schema
from centre.ledger.protocol import Head, Kept, Page, Query, Saved, Stored
from domain.events import GENESIS

#: A damaged row may have damaged types: what has another one is read as nothing.
READ: Final = """
SELECT
    seq,
    iif(typeof(case_id) = 'text', CAST(case_id AS BLOB), x''),
    iif(typeof(body) = 'blob', body, x''),
    iif(typeof(hash) = 'blob', hash, x'')
FROM records WHERE seq > ? ORDER BY seq LIMIT ?
"""
_HISTORY: Final = """
SELECT seq, CAST(case_id AS BLOB), CAST(body AS BLOB), CAST(hash AS BLOB)
FROM records WHERE case_id = ? ORDER BY seq
"""
_ANSWERS: Final = """
SELECT CAST(key AS BLOB), CAST(digest AS BLOB), CAST(answer AS BLOB), seq, crc FROM keys
WHERE key IN (%s)
"""
_SNAPSHOTS: Final = """
SELECT seq FROM snapshots WHERE seq < ?
GROUP BY seq HAVING count(*) = max(parts) ORDER BY seq DESC
"""
_PARTS: Final = """
SELECT CAST(body AS BLOB), crc FROM snapshots WHERE seq = ? ORDER BY part
"""
#: One statement, so that no commit comes between its parts.
_HEAD: Final = """
SELECT coalesce(max(seq), 0), hash, (SELECT coalesce(max(seq), 0) FROM keys)
FROM records
"""


class Reader:
    """A `Reading` of the file at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """Every row of one question."""
        with schema.faults(self._path):
            return self._connection().execute(sql, parameters).fetchall()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = schema.reader(self._path)
            with self._lock:
                self._open.append(connection)
        return connection

    def meta(self) -> dict[str, str]:
        """What the ledger says of itself."""
        return dict(self.rows("SELECT key, value FROM meta"))

    @cached_property
    def epoch(self) -> str:
        """Another one after a restore from a backup."""
        return self.meta().get("epoch", "")

    @cached_property
    def place(self) -> str:
        """Name of the place that it belongs to."""
        return self.meta().get("place", "")

    def head(self) -> Head:
        """The last record; a key beyond it shows that records were cut off."""
        ((seq, value, answered),) = self.rows(_HEAD)
        head = Head(seq, value.hex()) if seq else Head(0, GENESIS)
        if answered != head.seq:
            raise LedgerCorrupt(
                f"{self._path} ends at record {head.seq}, but was answered for up to "
                f"{answered}: restore a backup",
                min(head.seq, answered) + 1,
            )
        return head

    def read(self, after: int, limit: int) -> list[Stored]:
        """At most `limit` records with numbers above `after`."""
        return _stored(self.rows(READ, (after, limit)))

    def history(self, case: str) -> list[Stored]:
        """Every record of a case."""
        return _stored(self.rows(_HISTORY, (case,)))

    def case_of(self, number: str) -> str | None:
        """The id behind a case number."""
        found = self.rows("SELECT case_id FROM numbers WHERE number = ?", (number,))
        return found[0][0] if found else None

    def find(self, query: Query) -> Page:
        """Closed cases."""
        return closed.find(self.rows, query)

    def answers(self, keys: Sequence[str]) -> dict[str, Kept]:
        """What is known of the keys."""
        with schema.faults(self._path):
            return answers_in(self._connection(), keys)

    def load(self, below: int | None = None) -> Saved | None:
        """The newest whole and intact snapshot (below a number)."""
        for (seq,) in self.rows(_SNAPSHOTS, (2**62 if below is None else below,)):
            parts = self.rows(_PARTS, (seq,))
            if all(crc32(body) == crc for body, crc in parts):
                return Saved(seq, [body for body, _ in parts])
        return None

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()


def answers_in(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, Kept]:
    """What a connection knows of the keys."""
    known: dict[str, Kept] = {}
    marks = ",".join("?" * len(keys))
    for key, digest, answer, seq, crc in connection.execute(_ANSWERS % marks, keys):
        kept = known[key.decode()] = Kept(digest, answer, seq)
        if crc != key_sum(key, kept):
            raise LedgerCorrupt(f"the ledger: the key of {seq} is damaged", seq)
    return known


def _stored(rows: list[Any]) -> list[Stored]:
    return [
        Stored(seq, case.decode(errors="replace"), body, value)
        for seq, case, body, value in rows
    ]


def key_sum(key: bytes, kept: Kept) -> int:
    """The checksum that a row of `keys` carries."""
    told = b"%d\0%b\0%b" % (kept.seq, key, kept.digest)
    return crc32(kept.answer, crc32(told))
