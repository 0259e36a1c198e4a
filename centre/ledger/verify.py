"""Is the ledger what was written? Every byte of every record against the chain.

Reads only, with a connection of its own, beside a running centre or without one; a
large ledger with every core (`stretches.py`) as far as it is sound, from there on in
order, to name what is not. A head that was kept elsewhere (a wall's, a handover's) also
shows records that were cut off and a chain that was forged anew. The thorough way looks
at all that follows from the records too: keys, closed cases, snapshots, indexes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import msgspec

from centre.errors import CentreError, DataFolderError, LedgerCorrupt
from centre.ledger import chain, schema
from centre.ledger.protocol import Head, Kept
from centre.ledger.reading import READ, key_sum
from centre.ledger.stretches import ROWS, Hands, Sound, hands, joined, look, looking
from domain.events import GENESIS

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
    path: Path,
    outside: Head | None = None,
    *,
    thorough: bool = False,
    by: Callable[[int], Hands | None] = hands,
) -> Iterator[Progress | Verdict]:
    """Progress every few thousand records, at the end the verdict.

    `by` tells how many processes look at so many records.
    """
    walk = _Walk(path, outside, by)
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
    def __init__(
        self, path: Path, outside: Head | None, by: Callable[[int], Hands | None]
    ) -> None:
        self._path, self._outside, self._by = path, outside, by
        self.head = Head(0, GENESIS)
        self.of = 0

    def steps(self, *, thorough: bool) -> Iterator[Progress]:
        with schema.faults(self._path), ExitStack() as stack:
            found = self._helped(stack)
            connection = self._opened(stack)
            connection.execute("BEGIN")  # one moment of a ledger that grows
            ((self.of,),) = connection.execute(_LAST)
            yield from self._ahead(connection, found)
            yield from self._records(connection)
            schema.check_shape(connection, self._path)
            self._end(connection)
            if thorough:
                self._rest(connection)

    def _opened(self, stack: ExitStack) -> sqlite3.Connection:
        connection = stack.enter_context(closing(schema.reader(self._path)))
        schema.check_format(connection, self._path)
        return connection

    def _helped(self, stack: ExitStack) -> Iterator[Sound | None]:
        """What other processes find; they begin before a connection is open here."""
        with ExitStack() as once:
            ((of,),) = self._opened(once).execute(_LAST)
        by = self._by(of)
        if by is None:
            return iter(())
        return stack.enter_context(looking(self._path, of, by))

    def _ahead(
        self, connection: sqlite3.Connection, found: Iterator[Sound | None]
    ) -> Iterator[Progress]:
        """As far as one sound stretch follows the other."""
        for sound in joined(found, chain.ROOT):
            if not self._confirmed(connection, sound):
                return
            self.head = Head(sound.upto, sound.end.hex())
            yield Progress(sound.upto, self.of)

    def _confirmed(self, connection: sqlite3.Connection, sound: Sound) -> bool:
        """Whether the head kept elsewhere, if it lies within, is what stands there."""
        outside = self._outside
        if outside is None or not sound.after < outside.seq <= sound.upto:
            return True
        within = look(connection, sound.after, outside.seq)
        return within is not None and within.end.hex() == outside.hash

    def _records(self, connection: sqlite3.Connection) -> Iterator[Progress]:
        seq, prev = self.head.seq, bytes.fromhex(self.head.hash)
        rows = connection.execute(READ, (seq, -1))
        while some := rows.fetchmany(ROWS):
            there = self._outside is not None and seq < self._outside.seq <= seq + ROWS
            end = None if there else chain.end_of(some, seq, prev)
            seq, prev = end or self._one_by_one(some, seq, prev)
            self.head = Head(seq, prev.hex())
            yield Progress(seq, self.of)

    def _one_by_one(
        self, rows: list[tuple[int, bytes, bytes, bytes]], seq: int, prev: bytes
    ) -> tuple[int, bytes]:
        """Number and value of the last one, unless one is not what was written."""
        for number, case, body, value in rows:
            wrong = chain.fault(number, case, body, value, seq, prev)
            if wrong:
                raise _Bad(wrong, seq + 1)
            seq, prev = number, value
            if self._outside is not None and seq == self._outside.seq:
                self._compare(self._outside, prev)
        return seq, prev

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
