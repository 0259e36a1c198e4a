"""The SQLite ledger: what is appended is there for ever, whatever is tried on it."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from centre.errors import DataFolderError, LedgerCorrupt, LedgerFailed
from centre.ledger import chain
from centre.ledger.protocol import Entry, Head, Query, Stored
from centre.ledger.sqlite import SqliteLedger
from domain.events import GENESIS
from tests.town import MONDAY
from tests.unit.centre.desk_room import COURSE, Room, evil, open_ledger


def entry(seq: int, key: str) -> Entry:
    body = b"{%d}" % seq
    record = Stored(seq, "case", body, chain.link(seq, chain.ROOT, body))
    return Entry([record], key, sha256(key.encode()).digest(), b"answer")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    with Room(folder) as room:
        for _ in range(3):
            room.course(room.open())
        room.open()
    return folder / "ledger.db"


@pytest.fixture
def filled(original: Path, tmp_path: Path) -> Path:
    """A ledger of three closed cases and one open."""
    return Path(shutil.copy(original, tmp_path))


def test_a_new_ledger_is_empty_and_knows_where_it_belongs(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    assert ledger.head() == Head(0, GENESIS)
    assert (ledger.place, ledger.epoch) == ("town", "e1")
    assert ledger.read(0, 10) == []
    assert ledger.history("x") == []
    assert ledger.case_of("TT-1") is None
    assert ledger.find(Query()).cases == []
    assert ledger.load() is None
    ledger.close()


def test_a_ledger_keeps_its_epoch_and_its_drill_when_it_is_opened_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    SqliteLedger(path, "town", "e1", MONDAY, drill=True).close()
    again = SqliteLedger(path, "town", "e2", MONDAY)
    assert again.epoch == "drill-e1"
    again.close()


def test_a_ledger_of_another_place_is_not_opened(tmp_path: Path) -> None:
    open_ledger(tmp_path).close()
    with pytest.raises(DataFolderError, match="'town', not of 'boston'"):
        SqliteLedger(tmp_path / "ledger.db", "boston", "e1", MONDAY)


def test_only_its_owner_may_read_the_file(filled: Path) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="nowhere"):
        open_ledger(tmp_path / "nowhere")


def test_a_folder_in_the_place_of_the_file_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(DataFolderError):
        open_ledger(tmp_path)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"dear diary " * 500)
    with pytest.raises(LedgerCorrupt):
        open_ledger(tmp_path)
    assert path.read_bytes() == b"dear diary " * 500


def test_a_database_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        other.execute("CREATE TABLE songs(title)")
    other.close()
    with pytest.raises(LedgerCorrupt, match="not a gridwall ledger"):
        open_ledger(tmp_path)


def test_a_later_format_asks_for_a_later_program(filled: Path) -> None:
    with sqlite3.connect(filled) as other:
        other.execute("PRAGMA user_version=3")
    other.close()
    with pytest.raises(DataFolderError, match="format 3"):
        open_ledger(filled.parent)


FORBIDDEN = [
    "UPDATE records SET body = x'00' WHERE seq = 2",
    "UPDATE records SET seq = 99 WHERE seq = 2",
    "UPDATE OR REPLACE records SET hash = zeroblob(32)",
    "DELETE FROM records WHERE seq = 2",
    "DELETE FROM records",
    "INSERT OR REPLACE INTO records VALUES (2, 'x', x'00', zeroblob(32))",
    "REPLACE INTO records SELECT * FROM records WHERE seq = 3",
    "INSERT INTO records VALUES (2, 'x', 'x', 'x') ON CONFLICT DO UPDATE SET body = 1",
    "INSERT OR IGNORE INTO records VALUES (99, 'x', x'00', zeroblob(32))",
    "INSERT INTO records VALUES (NULL, 'x', x'00', zeroblob(32))",
    "UPDATE keys SET answer = x'00'",
    "DELETE FROM keys",
    "INSERT OR REPLACE INTO keys SELECT 99, key, x'', x'', 0 FROM keys WHERE seq = 2",
    "INSERT OR REPLACE INTO keys VALUES (2, 'new', x'', x'', 0)",
    "UPDATE numbers SET case_id = 'x'",
    "DELETE FROM numbers",
    "INSERT OR REPLACE INTO numbers SELECT number, 'x' FROM numbers",
    "UPDATE meta SET value = 'x'",
    "DELETE FROM meta",
    "INSERT OR REPLACE INTO meta VALUES ('epoch', 'x')",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_no_connection_may_change_what_stands(filled: Path, sql: str) -> None:
    before = _content(filled)
    other = sqlite3.connect(filled)
    with pytest.raises(sqlite3.IntegrityError):
        other.execute(sql)
    other.rollback()
    other.close()
    assert _content(filled) == before


@pytest.mark.parametrize(
    "sql",
    [
        *FORBIDDEN,
        "DROP TRIGGER records_stay",
        "DROP TABLE records",
        "DROP INDEX records_of_case",
        "ALTER TABLE records RENAME TO r",
        "ALTER TABLE records DROP COLUMN body",
        "CREATE TABLE t(x)",
        "CREATE TEMP TRIGGER t BEFORE INSERT ON records BEGIN SELECT 1; END",
        "PRAGMA writable_schema=ON",
        "PRAGMA recursive_triggers=OFF",
        "PRAGMA synchronous=OFF",
        "PRAGMA journal_mode=DELETE",
        "UPDATE sqlite_master SET sql = ''",
        "DELETE FROM sqlite_master",
        "ATTACH ':memory:' AS other",
        "INSERT INTO meta VALUES ('new', 'x')",
        "UPDATE closed SET street = 'x'",
        "DELETE FROM closed",
        "VACUUM",
        "REINDEX",
    ],
)
def test_the_writer_itself_may_do_nothing_else(filled: Path, sql: str) -> None:
    before = _content(filled)
    ledger = open_ledger(filled.parent)
    with pytest.raises(sqlite3.DatabaseError):
        ledger._writer.execute(sql)
    ledger.close()
    assert _content(filled) == before


def test_the_writer_syncs_every_commit_and_keeps_a_log(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger._writer.set_authorizer(None)
    asked = ("journal_mode", "synchronous", "cell_size_check", "trusted_schema")
    said = [ledger._writer.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert said == ["wal", 2, 1, 0]
    ledger.close()


def test_readers_cannot_write(filled: Path) -> None:
    ledger = open_ledger(filled.parent)
    for sql in ("DELETE FROM closed", "CREATE TABLE t(x)", "PRAGMA user_version=9"):
        with pytest.raises(LedgerFailed, match="readonly"):
            ledger._reader.rows(sql)
    ledger.close()


def test_a_gap_in_the_numbers_is_refused_and_ends_the_writing(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger.append([entry(1, "a"), entry(2, "b")])
    with pytest.raises(LedgerFailed, match="no gap"):
        ledger.append([entry(3, "c"), entry(5, "d")])
    assert ledger.head().seq == 2
    assert list(ledger.answers(["a", "b", "c", "d"])) == ["a", "b"]
    with pytest.raises(LedgerFailed, match="no gap"):
        ledger.append([entry(3, "c")])
    with pytest.raises(LedgerFailed, match="no gap"):
        ledger.save(2, 1, 1, b"")
    other = sqlite3.connect(tmp_path / "ledger.db", timeout=0)
    other.execute("BEGIN IMMEDIATE")  # nothing is left half done
    other.close()
    assert ledger.head().seq == 2
    ledger.close()


def test_a_key_is_taken_once_even_by_another_program(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger.append([entry(1, "a")])
    with pytest.raises(LedgerFailed, match="append-only"):
        ledger.append([entry(2, "b"), entry(3, "a")])
    assert ledger.head().seq == 1
    ledger.close()


def test_what_cannot_be_stored_ends_the_writing_cleanly(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    ledger.append([entry(1, "a")])
    (record,) = entry(2, "b").records
    strange = Entry([record, record._replace(seq=2**80)], "b", b"", b"")
    with pytest.raises(LedgerFailed, match="cannot be stored"):
        ledger.append([strange])
    assert ledger.head().seq == 1
    ledger.close()


def test_reading_goes_on_while_it_is_written(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        room.open()
        seen: list[int] = []
        stop = threading.Event()

        def look() -> None:
            while not stop.is_set():
                head = room.ledger.head()
                tail = room.ledger.read(head.seq - 1, 1)
                assert tail[0].hash.hex() == head.hash
                seen.append(head.seq)

        readers = [threading.Thread(target=look) for _ in range(2)]
        for reader in readers:
            reader.start()
        for _ in range(300):
            room.open()
        stop.set()
        for reader in readers:
            reader.join()
        assert seen
        assert seen[-1] >= seen[0]


def test_records_are_read_in_order_and_in_pieces(filled: Path) -> None:
    ledger = open_ledger(filled.parent)
    head = ledger.head().seq
    assert [stored.seq for stored in ledger.read(0, 1000)] == [*range(1, head + 1)]
    assert [stored.seq for stored in ledger.read(5, 3)] == [6, 7, 8]
    assert ledger.read(head, 3) == []
    first = ledger.read(0, 1)[0]
    assert [s.seq for s in ledger.history(first.case)] == [*range(1, len(COURSE) + 2)]
    ledger.close()


def test_a_damaged_answer_is_not_given(filled: Path) -> None:
    with sqlite3.connect(filled) as other:
        (key,) = other.execute("SELECT key FROM keys WHERE seq = 3").fetchone()
    other.close()
    evil(filled, "UPDATE keys SET answer = x'5b5d' WHERE seq = 3")
    ledger = open_ledger(filled.parent)
    with pytest.raises(LedgerCorrupt) as raised:
        ledger.answers([key])
    assert raised.value.seq == 3
    ledger.close()


def _content(path: Path) -> list[object]:
    tables = ("records", "keys", "numbers", "closed", "meta", "sqlite_master")
    connection = sqlite3.connect(path)
    rows = [connection.execute(f"SELECT * FROM {t}").fetchall() for t in tables]
    connection.close()
    return rows
