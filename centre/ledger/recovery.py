"""From the ledger back to what is true now: a snapshot, then the records after it.

Every record that is read is checked against the chain, so a centre never starts on a
tail that was altered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from centre.errors import LedgerCorrupt
from centre.ledger import chain
from centre.ledger.protocol import Reading, Saved, Stored
from domain import wire
from domain.course import evolve
from domain.errors import WireError
from domain.events import Record
from domain.reduce import advance
from domain.snapshot import restore as whole
from domain.state import Case, CityState

_CHUNK: Final = 2_000


class Restored(NamedTuple):
    """The state at the head (`prev` is the head's chain value), and where it began."""

    state: CityState
    snapshot: int


def restore(ledger: Reading) -> Restored:
    """The state at the ledger's head, from the newest snapshot that is good.

    Raises `LedgerCorrupt` naming the first bad record that was met, and `LedgerFailed`.
    """
    head = ledger.head()
    state = _newest(ledger, head.seq) or CityState(ledger.epoch)
    snapshot = state.seq
    while tail := ledger.read(state.seq, _CHUNK):
        _follow(state, tail)
    if state.seq < head.seq:
        raise LedgerCorrupt(f"record {state.seq + 1} is missing", state.seq + 1)
    return Restored(state, snapshot)


def refold(history: Iterable[Stored]) -> Case | None:
    """A case as its records leave it; None without records."""
    case = None
    for stored in history:
        case = evolve(case, decoded(stored))
    return case


def decoded(stored: Stored) -> Record:
    """A stored record; `LedgerCorrupt` when its bytes are none."""
    try:
        return wire.decode_record(stored.body)
    except WireError as error:
        raise LedgerCorrupt(f"record {stored.seq}: {error}", stored.seq) from error


def _newest(ledger: Reading, head: int) -> CityState | None:
    saved = ledger.load()
    if saved is not None and saved.seq > head:
        raise LedgerCorrupt(
            f"the ledger ends at record {head} but once reached {saved.seq}: "
            "restore a backup",
            head + 1,
        )
    while saved is not None:
        state = _opened(saved)
        if state is not None and _anchored(ledger, state):
            state.epoch = ledger.epoch
            return state
        saved = ledger.load(saved.seq)
    return None


def _opened(saved: Saved) -> CityState | None:
    try:
        state = whole(saved.parts)
    except WireError:  # of another version: an older one may do, or the first record
        return None
    return state if state.seq == saved.seq else None


def _anchored(ledger: Reading, state: CityState) -> bool:
    """Whether the snapshot was cut from this chain."""
    last = ledger.read(state.seq - 1, 1)
    return bool(last) and last[0].seq == state.seq and last[0].hash.hex() == state.prev


def _follow(state: CityState, tail: list[Stored]) -> None:
    _, prev = _checked(tail, state.seq, bytes.fromhex(state.prev))
    try:
        advance(state, map(decoded, tail))
    except ValueError as error:
        raise LedgerCorrupt(f"record {state.seq}: {error}", state.seq) from error
    state.prev = prev.hex()


def _checked(tail: list[Stored], seq: int, prev: bytes) -> tuple[int, bytes]:
    """Number and chain value of the last record, if all are what was written."""
    rows = [(seq, case.encode(), body, value) for seq, case, body, value in tail]
    end = chain.end_of(rows, seq, prev)
    if end is not None:
        return end
    for number, case, body, value in rows:
        wrong = chain.fault(number, case, body, value, seq, prev)
        if wrong:
            raise LedgerCorrupt(
                f"the ledger is damaged: {wrong}; keep the file, restore a backup",
                seq + 1,
            )
        seq, prev = number, value
    return seq, prev
