"""What the centre asks of a ledger, whichever engine keeps it.

Records are appended in batches that are durable when `append` returns, read back by
number or by case, never changed. `sqlite.py` is the embedded engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple, Protocol

import msgspec

from domain.codes import State
from domain.state import Case


class Stored(NamedTuple):
    """One record as it is kept: its number, its case, its bytes, its chain value."""

    seq: int
    case: str
    body: bytes
    hash: bytes


class Entry(NamedTuple):
    """What one order adds: its records, its key and answer, the cases it opens or ends.

    There is at least one record. `opened` are (number, id) pairs; `closed` are closed
    cases as they stand after it.
    """

    records: Sequence[Stored]
    key: str
    digest: bytes
    answer: bytes
    opened: Sequence[tuple[str, str]] = ()
    closed: Sequence[Case] = ()


class Kept(NamedTuple):
    """What is known of a key: the digest of its order, its answer, its last record."""

    digest: bytes
    answer: bytes
    seq: int


class Head(NamedTuple):
    """The last record's number and chain value (hex); (0, GENESIS) when empty."""

    seq: int
    hash: str


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which closed cases; every field that is not None narrows. Newest first.

    `late`: whether the disposal ever missed its deadline. `text` is looked for in
    number, title and address. `by_opening`: in the order of opening, not of closing.
    """

    state: State | None = None
    street: str | None = None
    department: str | None = None
    subclass: str | None = None
    grid: str | None = None
    late: bool | None = None
    text: str | None = None
    closed_from: int | None = None
    closed_before: int | None = None
    by_opening: bool = False
    cursor: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class Page(NamedTuple):
    """Closed cases and the cursor of the next page, None at the end."""

    cases: list[Case]
    cursor: str | None


class Saved(NamedTuple):
    """A snapshot: the state at `seq`, in the messages of `domain/snapshot.py`."""

    seq: int
    parts: list[bytes]


class Reading(Protocol):
    """A ledger to be read, from any thread and any process.

    All raise `LedgerFailed` when the medium fails, `LedgerCorrupt` when what comes back
    cannot have been written by `append`.
    """

    @property
    def epoch(self) -> str:
        """Another one after a restore from a backup."""

    @property
    def place(self) -> str:
        """Name of the place that it belongs to."""

    def head(self) -> Head:
        """The last durable record."""

    def read(self, after: int, limit: int) -> list[Stored]:
        """At most `limit` records with numbers above `after`, in order."""

    def history(self, case: str) -> list[Stored]:
        """Every record of a case, in order; empty for an unknown one."""

    def case_of(self, number: str) -> str | None:
        """The id behind a case number."""

    def find(self, query: Query) -> Page:
        """Closed cases. `ValueError` for a cursor that is not ours."""

    def load(self, below: int | None = None) -> Saved | None:
        """The newest whole snapshot, or the newest with a number below `below`."""

    def close(self) -> None:
        """Release what is held. Nothing may be called after it."""


class Ledger(Reading, Protocol):
    """The same for the one who writes; append-only."""

    def append(self, batch: Sequence[Entry]) -> None:
        """Durable when it returns; when it raises, nothing of it counts.

        After a failure every later call raises too: an fsync is never tried again.
        """

    def answers(self, keys: Sequence[str]) -> dict[str, Kept]:
        """What is known of those of the keys that were used."""

    def find_writing(self, query: Query) -> Page:
        """The same, asked by the thread that writes: for less."""

    def save(self, seq: int, part: int, of: int, body: bytes) -> None:
        """Keep a part of the snapshot at `seq`, in order from 1.

        The snapshot counts with its last part; then all but the newest few are dropped.
        """
