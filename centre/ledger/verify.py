"""Is the ledger what was written? Every byte of every record against the chain.

Reads only, with a connection of its own, beside a running centre or without one. A head
that was kept elsewhere (a wall's, a handover's) also shows records that were cut off
and a chain that was forged anew. The thorough way looks at all that follows from the
records too: keys, closed cases, snapshots, indexes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import msgspec

from centre.errors import CentreError, DataFolderError, LedgerCorrupt
from centre.ledger import chain, schema
from centre.ledger.protocol import Head, Kept
from centre.ledger.reading import READ, key_sum
from domain.events import GENESIS

_ROWS: Final = 2_000
#: Tables whose rows carry a checksum of their own.
_SUMMED: Final = {
    "closed": "SELECT CAST(id AS BLOB), CAST(body AS BLOB), crc FROM closed",
    "snapshots": "SELECT seq, CAST(body AS BLOB), crc FROM snapshots",
}
#: Cast, because who alters a row may alter its type.
_LAST: Final = "SELECT CAST(coalesce(max(seq), 0) AS INTEGER) FROM records"
_KEYS: Final = """
SELECT CAST(key AS BLOB), CAST(digest AS BLOB), CAST(answer AS BLOB), seq, crc
FROM keys ORDER BY seq
"""


class Progress(NamedTuple):
    """Records looked at so far, and about how many there are."""

    seq: int
    of: int


class Verdict(msgspec.Struct, frozen=True):
    """What came out: `head` is the last good record, `reason` empty when all is well.

    `seq` is the first bad record, 0 when the fault is not in a record. `exit_code`: 0
    all is well, 1 something is not what was written, 2 it cannot be read at all.
    """

    head: Head
    reason: str = ""
    seq: int = 0
    exit_code: int = 0


class _Bad(Exception):
    """Not what was written: the sentence and the record."""

    def __init__(self, reason: str, seq: int = 0) -> None:
        super().__init__(reason)
        self.seq = seq


def outside_head(path: Path) -> Head:
    """A head kept in a JSON file: `{"seq": 417, "hash": "64 hex digits"}`.

    Raises `DataFolderError` when there is none in it.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=_HeadFile).head()
    except (OSError, msgspec.MsgspecError) as error:
        raise DataFolderError(
            f'{path} holds no head: {error}; it looks like {{"seq": 1, "hash": "…"}}'
        ) from error


class _HeadFile(msgspec.Struct):
    seq: int
    hash: str

    def head(self) -> Head:
        return Head(self.seq, self.hash.lower())


def verify(
    path: Path, outside: Head | None = None, *, thorough: bool = False
) -> Iterator[Progress | Verdict]:
    """Progress every few thousand records, at the end the verdict."""
    walk = _Walk(path, outside)
    try:
        yield from walk.steps(thorough=thorough)
    except _Bad as bad:
        yield Verdict(walk.head, str(bad), bad.seq, 1)
    except LedgerCorrupt as error:
        # Without one record read it may be no ledger at all.
        code = 1 if walk.head.seq else 2
        seq = walk.head.seq + 1 if walk.head.seq < walk.of else 0
        yield Verdict(walk.head, str(error), seq, code)
    except CentreError as error:
        yield Verdict(walk.head, str(error), 0, 2)
    else:
        yield Verdict(walk.head)


class _Walk:
    def __init__(self, path: Path, outside: Head | None) -> None:
        self._path, self._outside = path, outside
        self.head = Head(0, GENESIS)
        self.of = 0

    def steps(self, *, thorough: bool) -> Iterator[Progress]:
        with schema.faults(self._path):
            connection = schema.reader(self._path)
            try:
                schema.check_format(connection, self._path)
                connection.execute("BEGIN")  # one moment of a ledger that grows
                ((self.of,),) = connection.execute(_LAST)
                yield from self._records(connection)
                schema.check_shape(connection, self._path)
                self._end(connection)
                if thorough:
                    self._rest(connection)
            finally:
                connection.close()

    def _records(self, connection: sqlite3.Connection) -> Iterator[Progress]:
        seq, prev = 0, chain.ROOT
        rows = connection.execute(READ, (0, -1))
        while some := rows.fetchmany(_ROWS):
            for number, case, body, value in some:
                wrong = chain.fault(number, case, body, value, seq, prev)
                if wrong:
                    raise _Bad(wrong, seq + 1)
                seq, prev = number, value
                if self._outside is not None and seq == self._outside.seq:
                    self._compare(self._outside, prev)
            self.head = Head(seq, prev.hex())
            yield Progress(seq, self.of)

    def _compare(self, outside: Head, value: bytes) -> None:
        if value.hex() != outside.hash:
            raise _Bad(
                f"record {outside.seq} is not the one whose value was kept elsewhere",
                outside.seq,
            )

    def _end(self, connection: sqlite3.Connection) -> None:
        last = self.head.seq
        if self._outside is not None and self._outside.seq > last:
            raise _Bad(f"record {last + 1} is missing: cut off", last + 1)
        ((answered,),) = connection.execute("SELECT coalesce(max(seq), 0) FROM keys")
        if answered != last:
            bad = min(last, answered) + 1
            raise _Bad(
                f"record {bad}: records end at {last}, answers to orders at {answered}",
                bad,
            )

    def _rest(self, connection: sqlite3.Connection) -> None:
        for key, digest, answer, seq, crc in connection.execute(_KEYS):
            if key_sum(key, Kept(digest, answer, seq)) != crc:
                raise _Bad(f"the key of record {seq} is damaged", seq)
        for table, sql in _SUMMED.items():
            for name, body, crc in connection.execute(sql):
                if crc32(body) != crc:
                    raise _Bad(f"{table}: row {name!r} is damaged")
        ((found,), *_) = connection.execute("PRAGMA integrity_check")
        if found != "ok":
            raise _Bad(found)
