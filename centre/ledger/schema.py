"""The SQLite file: its tables, its guards, and how it is opened to write and to read.

Append-only in layers: triggers refuse updates, deletes and gaps for every connection;
on the writer's own an authorizer allows nothing but what `sqlite.py` does.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from centre.errors import DataFolderError, LedgerCorrupt, LedgerFailed

#: "grwl"; tells a ledger from any other SQLite file.
APPLICATION: Final = 0x6772776C
FORMAT: Final = 2
#: What a format has that the one before it had not; follows from the rest.
_GROWN: Final = {
    2: "CREATE INDEX closed_of_place ON closed(grid, subclass, closed_at);",
}

_TABLES: Final = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE records(
    seq INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    body BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX records_of_case ON records(case_id);
CREATE TABLE keys(
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE CHECK (length(key) > 0),
    digest BLOB NOT NULL,
    answer BLOB NOT NULL,
    crc INTEGER NOT NULL
);
CREATE TABLE numbers(number TEXT PRIMARY KEY, case_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE closed(
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    state TEXT NOT NULL,
    street TEXT NOT NULL,
    department TEXT NOT NULL,
    subclass TEXT NOT NULL,
    grid TEXT NOT NULL,
    late INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    words TEXT NOT NULL,
    body BLOB NOT NULL,
    crc INTEGER NOT NULL
);
CREATE INDEX closed_by_time ON closed(closed_at);
CREATE INDEX closed_by_opening ON closed(opened_at);
CREATE INDEX closed_of_street ON closed(street, closed_at);
CREATE INDEX closed_of_department ON closed(department, closed_at);
CREATE TABLE snapshots(
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    body BLOB NOT NULL,
    crc INTEGER NOT NULL,
    UNIQUE (seq, part)
);
"""

_GUARDS: Final = """
CREATE TRIGGER {t}_stand BEFORE UPDATE ON {t}
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER {t}_stay BEFORE DELETE ON {t}
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""
_FOLLOW: Final = """
CREATE TRIGGER records_follow BEFORE INSERT ON records
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM records)
    BEGIN SELECT RAISE(ABORT, 'the numbers have no gap'); END;
"""
#: `INSERT OR REPLACE` passes the delete triggers and the authorizer, not these two.
_ONCE: Final = """
CREATE TRIGGER {t}_once BEFORE INSERT ON {t}
    WHEN EXISTS (SELECT 1 FROM {t} WHERE {same})
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""
_DDL: Final = "".join(
    (
        _TABLES,
        *(_GUARDS.format(t=t) for t in ("records", "keys", "numbers", "meta")),
        _FOLLOW,
        _ONCE.format(t="keys", same="key = NEW.key OR seq = NEW.seq"),
        _ONCE.format(t="numbers", same="number = NEW.number"),
        _ONCE.format(t="meta", same="key = NEW.key"),
    )
)


def _ddl(version: int) -> str:
    """The statements that make a ledger of that format."""
    return _DDL + "".join(sql for since, sql in _GROWN.items() if since <= version)


#: `sqlite_` names are SQLite's own, made of the rest (and by ANALYZE).
_SHAPE: Final = """
SELECT type, name, tbl_name, sql FROM sqlite_master
WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY type, name
"""

_ALWAYS: Final = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_TRANSACTION,
    }
)
_ALLOWED: Final = frozenset(
    {(sqlite3.SQLITE_INSERT, t) for t in ("records", "keys", "numbers", "closed")}
    | {(sqlite3.SQLITE_INSERT, "snapshots"), (sqlite3.SQLITE_DELETE, "snapshots")}
)
_ADVICE: Final = "keep the file, see what `gridwall verify` says, restore a backup"
_BROKEN: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into the centre's own errors."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
            raise LedgerCorrupt(f"{path}: {error}; {_ADVICE}") from error
        raise LedgerFailed(f"{path}: {error}") from error
    except (OverflowError, UnicodeEncodeError) as error:
        raise LedgerFailed(f"{path}: this cannot be stored: {error}") from error
    except UnicodeDecodeError as error:  # sqlite3 telling of a damaged schema
        raise LedgerCorrupt(f"{path}: its schema is damaged; {_ADVICE}") from error


def _uri(path: Path, options: str) -> str:
    return f"{path.absolute().as_uri()}?{options}"


def writer(path: Path, meta: dict[str, str]) -> sqlite3.Connection:
    """The one connection that writes; makes the ledger when there is none.

    `meta` is what a new ledger says of itself for ever. Raises `DataFolderError`, or
    `LedgerCorrupt` for a file that is no ledger.
    """
    try:
        _make_file(path)
        with faults(path), ExitStack() as unless_ready:
            connection = sqlite3.connect(
                _uri(path, "mode=rw"),
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=512,
            )
            unless_ready.callback(connection.close)
            _prepare(connection, path, meta)
            unless_ready.pop_all()
    except (OSError, LedgerFailed) as error:
        raise DataFolderError(
            f"the ledger cannot be opened to write: {error}; it needs a local folder "
            "that you may write to, with room on its disk"
        ) from error
    return connection


def _make_file(path: Path) -> None:
    """An empty file for its owner alone, on the disk before anything is in it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _prepare(connection: sqlite3.Connection, path: Path, meta: dict[str, str]) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "cell_size_check=ON",
        "trusted_schema=OFF",
        "recursive_triggers=ON",
        "cache_size=-65536",
        "wal_autocheckpoint=4000",
        "journal_size_limit=67108864",
        "temp_store=MEMORY",  # else every transaction makes and drops a file
    ):
        connection.execute(f"PRAGMA {pragma}")
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        _create(connection, meta)
    check_format(connection, path)
    check_shape(connection, path)
    _grow(connection)
    connection.set_authorizer(_authorize)


def _create(connection: sqlite3.Connection, meta: dict[str, str]) -> None:
    connection.executescript(f"BEGIN IMMEDIATE;{_ddl(FORMAT)}")
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
    connection.execute(f"PRAGMA application_id={APPLICATION}")
    connection.execute(f"PRAGMA user_version={FORMAT}")
    connection.execute("COMMIT")


def _grow(connection: sqlite3.Connection) -> None:
    """Give a ledger of an older format what is new; all or nothing of it."""
    was = _format(connection)
    if was < FORMAT:
        new = "".join(sql for since, sql in _GROWN.items() if since > was)
        connection.executescript(
            f"BEGIN IMMEDIATE;{new}PRAGMA user_version={FORMAT};COMMIT"
        )


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_format(connection: sqlite3.Connection, path: Path) -> None:
    """Raise unless it is a ledger of this format or an older one."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise LedgerCorrupt(
            f"{path} is not a gridwall ledger; name another data folder"
        )
    version = _format(connection)
    if not 1 <= version <= FORMAT:
        raise DataFolderError(
            f"{path} has ledger format {version}, this program reads {FORMAT}: "
            "use the gridwall that wrote it"
        )


def check_shape(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `LedgerCorrupt` unless tables and guards are those that were made."""
    with closing(sqlite3.connect(":memory:")) as model:
        model.executescript(_ddl(_format(connection)))
        if model.execute(_SHAPE).fetchall() != connection.execute(_SHAPE).fetchall():
            raise LedgerCorrupt(f"{path}: its tables or guards were changed; {_ADVICE}")


def _authorize(action: int, subject: str | None, *_rest: str | None) -> int:
    if action in _ALWAYS or (action, subject) in _ALLOWED:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def reader(path: Path) -> sqlite3.Connection:
    """A connection that can only read. Raises `sqlite3.Error`.

    A ledger at rest in a folder that may not be written is read as it lies.
    """
    resting = not path.with_name(path.name + "-wal").exists()
    locked = resting and not os.access(path.parent, os.W_OK)
    connection = sqlite3.connect(
        _uri(path, "immutable=1" if locked else "mode=ro"),
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in ("query_only=ON", "cell_size_check=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
