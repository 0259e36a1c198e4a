"""Stretches of a ledger, looked at by one process a core.

A stretch is taken to follow the value that stands before it in the file; who puts
stretches together compares that with the end of the one before. A stretch is only ever
found sound here: what is wrong with another one, `verify.py` finds out and names.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from struct import Struct
from typing import Final, NamedTuple, NoReturn

from centre.ledger import chain, schema

#: Records of a stretch at least: a tenth of a second's work.
_STRETCH: Final = 40_000
#: So few stretches are not worth a second process.
_FEW: Final = 4
#: All tickets and all answers fit into their pipes: nobody waits for anybody.
_MOST_STRETCHES: Final = 500
_MOST_HANDS: Final = 8
ROWS: Final = 2_000
#: What is no blob comes as it is: `chain.end_of` has nothing to do with it.
_QUICK: Final = """
SELECT seq, iif(typeof(case_id) = 'text', CAST(case_id AS BLOB), x''), body, hash
FROM records WHERE seq > ? AND seq <= ? ORDER BY seq
"""
_ticket: Final = Struct("QQ")
#: Shorter than what a pipe takes in one piece, so that answers never mix.
_answer: Final = Struct("QQ?32s32s")


class Hands(NamedTuple):
    """How many processes, and how many records a stretch has that one takes."""

    processes: int
    stretch: int


class Sound(NamedTuple):
    """Records `after + 1` to `upto`: the chain's value before them and at their end."""

    after: int
    upto: int
    before: bytes
    end: bytes


def hands(records: int) -> Hands | None:
    """What is worth while for so many records; None: no second process.

    Processes are forked, which is safe where there is one thread.
    """
    many = records >= _FEW * _STRETCH
    if not many or sys.platform != "linux" or threading.active_count() > 1:
        return None
    count = min(len(os.sched_getaffinity(0)), _MOST_HANDS)
    turns = -(-records // (_MOST_STRETCHES * _STRETCH))
    return Hands(count, turns * _STRETCH) if count > 1 else None


def look(connection: sqlite3.Connection, after: int, upto: int) -> Sound | None:
    """The records after number `after`, up to `upto`; None when not all are sound."""
    before = _value(connection, after)
    seq, prev = after, before
    rows = connection.execute(_QUICK, (after, upto))
    while some := rows.fetchmany(ROWS):
        end = chain.end_of(some, seq, prev)
        if end is None:
            return None
        seq, prev = end
    return Sound(after, upto, before, prev) if seq == upto else None


def _value(connection: sqlite3.Connection, seq: int) -> bytes:
    """An empty one, which nothing follows, when there is no such record."""
    if not seq:
        return chain.ROOT
    row = connection.execute("SELECT hash FROM records WHERE seq = ?", (seq,))
    ((value,),) = row.fetchall() or ((b"",),)
    return value if isinstance(value, bytes) and len(value) == len(chain.ROOT) else b""


def joined(found: Iterator[Sound | None], end: bytes) -> Iterator[Sound]:
    """Stretches for so long as each is sound and follows the `end` before it."""
    for sound in found:
        if sound is None or sound.before != end:
            return
        end = sound.end
        yield sound


@contextmanager
def looking(path: Path, of: int, by: Hands) -> Iterator[Iterator[Sound | None]]:
    """What `by` finds of the stretches of records 1 to `of`, in order.

    None for one that is not sound, or that its process did not live to tell of. No
    connection to the ledger may be open yet: its locks would be taken for shared ones.
    """
    places = [
        (after, min(after + by.stretch, of)) for after in range(0, of, by.stretch)
    ]
    tickets, told = _tickets(places), os.pipe()
    helpers = [_forked(path, tickets, told[1]) for _ in range(by.processes)]
    os.close(tickets)
    os.close(told[1])
    try:
        with os.fdopen(told[0], "rb") as answers:
            yield _heard(places, iter(lambda: answers.read(_answer.size), b""))
    finally:
        for helper in helpers:
            os.kill(helper, signal.SIGKILL)  # it only reads
            os.waitpid(helper, 0)


def _tickets(places: list[tuple[int, int]]) -> int:
    """The end of a pipe from which whoever is free takes the next stretch."""
    taken, given = os.pipe()
    os.write(given, b"".join(_ticket.pack(*place) for place in places))
    os.close(given)
    return taken


def _heard(
    places: list[tuple[int, int]], answers: Iterator[bytes]
) -> Iterator[Sound | None]:
    found: dict[int, Sound | None] = {}
    for place, _ in places:
        while place not in found and (answer := next(answers, b"")):
            after, upto, sound, before, end = _answer.unpack(answer)
            found[after] = Sound(after, upto, before, end) if sound else None
        yield found.pop(place, None)


def _forked(path: Path, tickets: int, tell: int) -> int:
    """The number of a new process that is at work."""
    parent = os.getpid()
    child = os.fork()
    if not child:
        _help(path, tickets, tell, parent)
    return child


def _help(path: Path, tickets: int, tell: int, parent: int) -> NoReturn:
    """One stretch after the other, no longer than the process that wants to know."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with closing(schema.reader(path)) as connection:
            while os.getppid() == parent and (ticket := os.read(tickets, _ticket.size)):
                after, upto = _ticket.unpack(ticket)
                found = look(connection, after, upto)
                ends = (found.before, found.end) if found else (b"", b"")
                os.write(tell, _answer.pack(after, upto, found is not None, *ends))
    finally:
        os._exit(0)  # nothing of the process it was cut from is its to tidy up
