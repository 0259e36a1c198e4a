"""What the centre asks of a ledger, whichever engine keeps it.

Records are appended in batches that are durable when `append` returns, read back by
number or by case, never changed. `sqlite.py` is the embedded engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

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

    `opened` are (id, number) pairs; `closed` are closed cases as they stand after it.
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
    """The last record's number and chain value (64 hex digits); (0, GENESIS) if empty."""

    seq: int
    hash: str


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which closed cases; every field that is not None narrows.

    `late`: whether its disposal missed the deadline, ever. `text` is looked for in number,
    title and address. `newest`: last closed first, else last opened first.
    """

    state: State | None = None
    street: str | None = None
    department: str | None = None
    subclass: str | None = None
    grid: str | None = None
    late: bool | None = None
    text: str | None = None
    closed_after: int | None = None
    closed_before: int | None = None
    by_opening: bool = False
    cursor: str | None = None
    limit: int = 50


class Page(NamedTuple):
    """Closed cases and the cursor of the next page, None at the end."""

    cases: list[Case]
    next: str | None


class Ledger(Protocol):
    """Append-only. Everything but `append`, `save` and `close` may be called by any thread.

    All raise `LedgerFailed` when the medium fails and `LedgerCorrupt` when what comes
    back cannot have been written by `append`.
    """

    @property
    def epoch(self) -> str:
        """Changes when the ledger is restored from a backup."""

    @property
    def place(self) -> str:
        """Name of the place it belongs to."""

    def head(self) -> Head:
        """The last durable record."""

    def append(self, batch: Sequence[Entry]) -> None:
        """All of it or, when it raises, nothing; durable when it returns."""

    def answers(self, keys: Sequence[str]) -> dict[str, Kept]:
        """What is known of those keys that were used."""

    def read(self, after: int, limit: int) -> list[Stored]:
        """At most `limit` records with numbers above `after`, in order."""

    def history(self, case: str) -> list[Stored]:
        """Every record of a case, in order; empty for an unknown one."""

    def case_of(self, number: str) -> str | None:
        """The id behind a case number."""

    def find(self, query: Query) -> Page:
        """Closed cases. `ValueError` for a cursor that is not ours."""

    def save(self, seq: int, parts: Sequence[bytes]) -> None:
        """Keep a snapshot of the state at `seq`."""

    def load(self, newest: int = 0) -> tuple[int, list[bytes]] | None:
        """The newest snapshot, or the one `newest` places before it; None: there is none."""

    def close(self) -> None:
        """Release the files."""
