"""What the outbox keeps: letters, alarms, and how far it has read the ledger.

A file beside the ledger with one connection, the outbox's own. Letters, alarms and the
cursor go forward in one transaction, so a record is told of exactly once however often
the centre dies; what it costs the ledger is nothing. `outbox.py` asks.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from centre.outbox.letters import Letter

FILE: Final = "outbox.db"
_FORMAT: Final = 1
_DDL: Final = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE letters(
    id INTEGER PRIMARY KEY,
    cause TEXT NOT NULL,
    target TEXT NOT NULL,
    occasion TEXT NOT NULL,
    case_id TEXT NOT NULL,
    number TEXT NOT NULL,
    body BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
    made INTEGER NOT NULL,
    since INTEGER NOT NULL,
    next INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    done INTEGER,
    why TEXT NOT NULL DEFAULT '',
    UNIQUE (cause, target)
);
CREATE INDEX letters_waiting ON letters(next) WHERE state = 'waiting';
CREATE INDEX letters_done ON letters(state, done);
CREATE TABLE alarms(
    case_id TEXT NOT NULL,
    occasion TEXT NOT NULL,
    cause TEXT NOT NULL,
    at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (case_id, occasion, cause)
) WITHOUT ROWID;
CREATE INDEX alarms_at ON alarms(at);
"""
_COLUMNS: Final = "id, cause, target, occasion, number, made, tries, why"


class Owed(NamedTuple):
    """A letter to be kept: what it is because of, for whom, and its text."""

    cause: str
    target: str
    occasion: str
    case: str
    number: str
    letter: Letter


class Kept(NamedTuple):
    """A letter as it is kept, without its text. Times in ms."""

    id: int
    cause: str
    target: str
    occasion: str
    number: str
    made: int
    tries: int
    why: str


class Alarm(NamedTuple):
    """Something to be told at a time, unless the case goes on before."""

    case: str
    occasion: str
    cause: str
    at: int
    seq: int


class Step(msgspec.Struct):
    """What reading some records leads to; kept all together or not at all."""

    cursor: int
    owed: list[Owed] = []
    alarms: list[Alarm] = []
    #: Cases whose clock alarms are void.
    quiet: list[str] = []
    skipped: int = 0


class Counts(NamedTuple):
    """How many letters there are in each state, and when the oldest waiting was made.

    `sent` goes back a week.
    """

    waiting: int
    sent: int
    dead: int
    oldest: int | None


class Store:
    """The file `path`, made when it is not there. All raise `sqlite3.Error`.

    A ledger of another `epoch` (a restored backup) is told of from its `head` on:
    letters of the old one that still wait are dead, alarms gone.
    """

    def __init__(self, path: Path, epoch: str, head: int, now: int) -> None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        with ExitStack() as unless_ready:
            unless_ready.callback(self._db.close)
            self._prepare(epoch, head, now)
            unless_ready.pop_all()

    def _prepare(self, epoch: str, head: int, now: int) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "trusted_schema=OFF"):
            self._db.execute(f"PRAGMA {pragma}")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._db.executescript(
                f"BEGIN IMMEDIATE;{_DDL}PRAGMA user_version={_FORMAT};COMMIT;"
            )
        elif version != _FORMAT:
            raise sqlite3.DatabaseError(f"{FILE} has format {version}, not {_FORMAT}")
        #: Whether this ledger is told of for the first time.
        self.fresh = self._meta("epoch") != epoch
        if self.fresh:
            with self._transaction():
                self._db.execute("DELETE FROM alarms")
                self._db.execute(
                    "UPDATE letters SET state = 'dead', why = 'other-epoch', done = ? "
                    "WHERE state = 'waiting'",
                    (now,),
                )
                self._set(epoch=epoch, cursor=head, skipped=0)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _meta(self, key: str) -> str:
        found = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,))
        row = found.fetchone()
        return "" if row is None else str(row[0])

    def _set(self, **values: object) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [(key, str(value)) for key, value in values.items()],
        )

    @property
    def cursor(self) -> int:
        """The last record that was read."""
        return int(self._meta("cursor"))

    @property
    def skipped(self) -> int:
        """Records of which nobody was told because they were found too late."""
        return int(self._meta("skipped"))

    def keep(self, step: Step, now: int) -> None:
        """One step forward, whole or not at all."""
        with self._transaction():
            self._db.executemany(
                "DELETE FROM alarms WHERE case_id = ? AND occasion != 'unanswered'",
                [(case,) for case in step.quiet],
            )
            self._add(step.alarms, step.owed, now)
            self._set(cursor=step.cursor, skipped=self.skipped + step.skipped)

    def _add(self, alarms: Iterable[Alarm], owed: Iterable[Owed], now: int) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO alarms VALUES (?, ?, ?, ?, ?)", alarms
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO letters"
            "(cause, target, occasion, case_id, number, body, made, since, next) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (*row[:5], msgspec.json.encode(row.letter), now, now, now)
                for row in owed
            ],
        )

    def ringing(self, at: int) -> Alarm | None:
        """The earliest alarm whose time has come, by the centre's clock."""
        row = self._db.execute(
            "SELECT case_id, occasion, cause, at, seq FROM alarms "
            "WHERE at <= ? ORDER BY at LIMIT 1",
            (at,),
        ).fetchone()
        return None if row is None else Alarm(*row)

    def rang(
        self, alarm: Alarm, alarms: Iterable[Alarm], owed: Iterable[Owed], now: int
    ) -> None:
        """An alarm is over; what it leads to is kept with that."""
        with self._transaction():
            self._db.execute(
                "DELETE FROM alarms WHERE case_id = ? AND occasion = ? AND cause = ?",
                alarm[:3],
            )
            self._add(alarms, owed, now)

    def next(self, now: int, busy: Collection[str]) -> tuple[Kept, Letter] | None:
        """The letter to be tried now, of a target that is not busy; oldest first."""
        marks = ",".join("?" * len(busy))
        row = self._db.execute(
            f"SELECT {_COLUMNS}, body FROM letters "  # noqa: S608 (marks only)
            f"WHERE state = 'waiting' AND next <= ? AND target NOT IN ({marks}) "
            "ORDER BY next, id LIMIT 1",
            (now, *busy),
        ).fetchone()
        if row is None:
            return None
        return Kept(*row[:-1]), msgspec.json.decode(row[-1], type=Letter)

    def sent(self, letter: int, now: int) -> None:
        """It was delivered."""
        self._end(letter, "sent", "", now)

    def died(self, letter: int, why: str, now: int) -> None:
        """It is not tried any more."""
        self._end(letter, "dead", why, now)

    def _end(self, letter: int, state: str, why: str, now: int) -> None:
        self._db.execute(
            "UPDATE letters SET state = ?, why = ?, done = ?, tries = tries + 1 "
            "WHERE id = ?",
            (state, why, now, letter),
        )

    def again(self, letter: int, why: str, at: int) -> None:
        """It is tried again, not before `at`."""
        self._db.execute(
            "UPDATE letters SET why = ?, next = ?, tries = tries + 1 WHERE id = ?",
            (why, at, letter),
        )

    def expire(self, before: int, now: int) -> None:
        """Letters that have waited since before then are of no use any more."""
        self._db.execute(
            "UPDATE letters SET state = 'dead', done = ?, "
            "why = CASE why WHEN '' THEN 'too-old' ELSE why END "
            "WHERE state = 'waiting' AND since < ?",
            (now, before),
        )

    def revive(self, letter: int, now: int) -> bool | None:
        """Try a dead letter anew; False when it is not dead, None when not there."""
        done = self._db.execute(
            "UPDATE letters SET state = 'waiting', tries = 0, next = ?, since = ?, "
            "done = NULL WHERE id = ? AND state = 'dead'",
            (now, now, letter),
        )
        if done.rowcount:
            return True
        found = self._db.execute("SELECT 1 FROM letters WHERE id = ?", (letter,))
        return None if found.fetchone() is None else False

    def forget(self, sent_before: int, dead_before: int) -> None:
        """Drop letters that were done with before then."""
        self._db.execute(
            "DELETE FROM letters WHERE state = 'sent' AND done < ? "
            "OR state = 'dead' AND done < ?",
            (sent_before, dead_before),
        )

    def counts(self) -> Counts:
        """How many letters are in each state."""
        found = dict(
            self._db.execute("SELECT state, count(*) FROM letters GROUP BY state")
        )
        oldest = self._db.execute(
            "SELECT min(made) FROM letters WHERE state = 'waiting'"
        ).fetchone()[0]
        waiting, sent, dead = (found.get(s, 0) for s in ("waiting", "sent", "dead"))
        return Counts(waiting, sent, dead, oldest)

    def dead(self, limit: int) -> list[Kept]:
        """Dead letters, the newest first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE state = 'dead' "  # noqa: S608
            "ORDER BY done DESC, id DESC LIMIT ?",
            (limit,),
        )
        return [Kept(*row) for row in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
