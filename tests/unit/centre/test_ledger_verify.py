"""Tampering is noticed: verify names the first bad record, whatever is done."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.errors import CentreError, DataFolderError, LedgerCorrupt
from centre.ledger import chain
from centre.ledger.protocol import Head
from centre.ledger.recovery import restore
from centre.ledger.stretches import Hands
from centre.ledger.verify import Progress, Verdict, outside_head, verify
from domain.wire import decode_record, encode
from tests.unit.centre.desk_room import COURSE, Room, evil, open_ledger, read_back

RECORDS = 60


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger at rest, of sixty records."""
    folder = tmp_path_factory.mktemp("good")
    with Room(folder, snapshot_every=25) as room:
        while (head := room.ledger.head().seq) < RECORDS:
            room.course(room.open(), min(len(COURSE), RECORDS - head - 1) or 1)
    return folder / "ledger.db"


@pytest.fixture
def path(good: Path, tmp_path: Path) -> Path:
    """A copy of it to do evil to."""
    return Path(shutil.copy(good, tmp_path))


def verdict(
    path: Path, outside: Head | None = None, *, thorough: bool = False
) -> Verdict:
    """What one process says; two of them must come to the same."""
    last = alone(path, outside, thorough=thorough)
    *_, again = verify(path, outside, thorough=thorough, by=two)
    assert isinstance(again, Verdict)
    assert again.head == last.head or again.exit_code
    if last.reason.startswith(str(path)):  # unreadable: named by what was read before
        assert again.exit_code
    else:
        assert (again.exit_code, again.reason, again.seq) == (
            last.exit_code,
            last.reason,
            last.seq,
        )
    return last


def alone(
    path: Path, outside: Head | None = None, *, thorough: bool = False
) -> Verdict:
    *steps, last = verify(path, outside, thorough=thorough)
    assert all(isinstance(step, Progress) for step in steps)
    assert isinstance(last, Verdict)
    return last


def two(_records: int) -> Hands:
    """Two processes, eight records at a time."""
    return Hands(2, 8)


def test_an_untouched_ledger_is_well(good: Path) -> None:
    said = verdict(good)
    assert (said.exit_code, said.reason, said.head.seq) == (0, "", RECORDS)
    assert verdict(good, said.head) == said
    assert verdict(good, thorough=True) == said


def test_verifying_leaves_the_file_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    verdict(path, thorough=True)
    assert path.read_bytes() == before


def test_a_running_ledger_can_be_verified_beside_the_centre(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        room.course(room.open())
        said = verdict(tmp_path / "ledger.db", thorough=True)
        assert (said.exit_code, said.head) == (0, room.ledger.head())


def test_progress_goes_up_to_the_end(good: Path) -> None:
    *steps, _ = verify(good)
    assert steps == [Progress(RECORDS, RECORDS)]


def test_an_empty_ledger_is_well(tmp_path: Path) -> None:
    open_ledger(tmp_path).close()
    said = verdict(tmp_path / "ledger.db")
    assert (said.exit_code, said.head.seq) == (0, 0)


FLIP = (
    "UPDATE records SET body = CAST(replace(CAST(body AS TEXT), '暴', '风') AS BLOB)"
    " WHERE seq = 1"
)
MORE = "INSERT INTO records SELECT 61, case_id, body, hash FROM records WHERE seq = 60"
SWAP = (
    "UPDATE records SET body = (SELECT body FROM records r WHERE r.seq ="
    " 20 + 21 - records.seq) WHERE seq IN (20, 21)"
)
REORDER = (
    "UPDATE records SET seq = -20 WHERE seq = 20",
    "UPDATE records SET seq = 20 WHERE seq = 21",
    "UPDATE records SET seq = 21 WHERE seq = -20",
)


@pytest.mark.parametrize(
    ("statements", "seq"),
    [
        ((FLIP,), 1),
        (("UPDATE records SET body = zeroblob(length(body)) WHERE seq = 30",), 30),
        (("UPDATE records SET body = substr(body, 1, 9) WHERE seq = 30",), 30),
        (("UPDATE records SET body = x'' WHERE seq = 60",), 60),
        (("UPDATE records SET body = 'text' WHERE seq = 30",), 30),
        (("UPDATE records SET hash = zeroblob(32) WHERE seq = 30",), 30),
        (("UPDATE records SET hash = '01234567890123456789012345678901'",), 1),
        (("UPDATE records SET case_id = 'other' WHERE seq = 30",), 30),
        (("UPDATE records SET case_id = x'ff' WHERE seq = 30",), 30),
        ((SWAP,), 20),
        (REORDER, 20),
        (("DELETE FROM records WHERE seq = 30",), 30),
        (("DELETE FROM records WHERE seq <= 9",), 1),
        (("DELETE FROM records WHERE seq > 50",), 51),
        (("DELETE FROM keys WHERE seq > 50",), 51),
        (("DELETE FROM records",), 1),
        ((MORE,), 61),
        (("UPDATE records SET seq = seq + 1 WHERE seq >= 60",), 60),
    ],
)  # fmt: skip
def test_a_change_is_named_by_its_first_bad_record(
    path: Path, statements: tuple[str, ...], seq: int
) -> None:
    evil(path, *statements)
    said = verdict(path)
    assert (said.exit_code, said.seq) == (1, seq), said
    assert str(seq) in said.reason


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE keys SET answer = x'5b' WHERE seq = 30",
        "UPDATE keys SET digest = zeroblob(32) WHERE seq = 30",
        "UPDATE keys SET key = 'other' WHERE seq = 30",
        "UPDATE closed SET body = x'5b5d'",
        "UPDATE snapshots SET body = x'5b5d' WHERE part = 2",
    ],
)
def test_a_thorough_look_finds_damage_beside_the_records(
    path: Path, statement: str
) -> None:
    evil(path, statement)
    assert verdict(path).exit_code == 0
    said = verdict(path, thorough=True)
    assert (said.exit_code, bool(said.reason)) == (1, True)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER records_stay",
        "DROP INDEX records_of_case",
        "CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM closed; END",
        "CREATE TABLE more(x)",
    ],
)
def test_a_ledger_whose_guards_were_changed_is_not_well_and_not_opened(
    path: Path, statement: str
) -> None:
    with sqlite3.connect(path) as other:
        other.execute(statement)
    other.close()
    said = verdict(path)
    assert (said.exit_code, said.seq, said.head.seq) == (1, 0, RECORDS)
    with pytest.raises(LedgerCorrupt, match="guards"):
        open_ledger(path.parent)


def link_anew(path: Path, seq: int, *, bodies: bool) -> None:
    """Alter record `seq` and forge the chain from there, as its author could."""
    statements = []
    prev = chain.ROOT
    for number, _, stored, value in _rows(path):
        body = stored
        if number == seq:
            body = body.replace("暴露".encode(), "暴雨".encode())
            assert body != stored
        elif bodies and number > seq:
            record = decode_record(body)
            body = encode(msgspec.structs.replace(record, prev=prev.hex()))
        prev = chain.link(number, prev, body) if number >= seq else value
        statements.append(
            f"UPDATE records SET body = x'{body.hex()}', hash = x'{prev.hex()}'"
            f" WHERE seq = {number}"
        )
    evil(path, *statements)


def test_a_forged_chain_is_betrayed_by_the_records_themselves(path: Path) -> None:
    link_anew(path, 10, bodies=False)
    said = verdict(path)
    assert (said.exit_code, said.seq) == (1, 11)


def test_a_forgery_of_everything_is_betrayed_by_a_head_kept_elsewhere(
    path: Path, good: Path
) -> None:
    outside = [Head(seq, value.hex()) for seq, _, _, value in _rows(good)]
    link_anew(path, 10, bodies=True)
    assert verdict(path).exit_code == 0
    assert verdict(path, outside[8]).exit_code == 0
    for head in outside[9:]:
        said = verdict(path, head)
        assert (said.exit_code, said.seq) == (1, head.seq)


def test_an_old_copy_is_betrayed_by_a_head_kept_elsewhere(
    path: Path, good: Path
) -> None:
    evil(path, "DELETE FROM records WHERE seq > 40", "DELETE FROM keys WHERE seq > 40")
    assert verdict(path).exit_code == 0
    said = verdict(path, verdict(good).head)
    assert (said.exit_code, said.seq) == (1, 41)


@pytest.mark.parametrize("size", [0, 1, 100, 4096, 8192])
def test_what_is_left_of_a_file_is_unreadable_or_not_well(
    path: Path, size: int
) -> None:
    with path.open("r+b") as file:
        file.truncate(size)
    assert verdict(path).exit_code in (1, 2)


def test_a_file_that_lost_its_end_is_not_well(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3)
    assert verdict(path, thorough=True).exit_code in (1, 2)


def test_what_is_not_there_or_no_ledger_is_unreadable(tmp_path: Path) -> None:
    assert verdict(tmp_path / "nothing.db").exit_code == 2
    (tmp_path / "diary").write_text("dear diary " * 500)
    assert verdict(tmp_path / "diary").exit_code == 2
    assert verdict(tmp_path).exit_code == 2


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_is_found_or_changes_no_record(
    good: Path, tmp_path: Path, data: st.DataObject
) -> None:
    raw = bytearray(good.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "flipped.db"
    path.write_bytes(raw)
    if alone(path).exit_code == 0:
        assert _rows(path) == _rows(good)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_centre_on_a_damaged_file_starts_or_says_why_not(
    good: Path, tmp_path: Path, data: st.DataObject
) -> None:
    raw = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] ^= data.draw(st.integers(1, 255))
    (tmp_path / "ledger.db").write_bytes(raw)
    with suppress(CentreError):
        assert read_back(tmp_path).seq == RECORDS


def _rows(path: Path) -> list[tuple[int, str, bytes, bytes]]:
    other = sqlite3.connect(path)
    rows = other.execute("SELECT * FROM records ORDER BY seq").fetchall()
    other.close()
    return rows


def test_every_flipped_bit_of_a_record_is_found_at_that_record(
    good: Path, tmp_path: Path
) -> None:
    raw = good.read_bytes()
    path = tmp_path / "flipped.db"
    for seq, _, body, value in _rows(good)[::7]:
        for part in (body, value):
            at = raw.index(part) + len(part) // 2
            path.write_bytes(raw[:at] + bytes([raw[at] ^ 16]) + raw[at + 1 :])
            said = verdict(path)
            assert (said.exit_code, said.seq) == (1, seq)


@pytest.mark.parametrize(
    ("statements", "seq"),
    [
        (("UPDATE records SET body = zeroblob(9) WHERE seq = 58",), 58),
        (("DELETE FROM records WHERE seq = 58",), 58),
        (("DELETE FROM records WHERE seq > 57",), 58),
        ((FLIP, "DELETE FROM snapshots"), 1),
    ],
)
def test_a_centre_does_not_start_on_a_tail_that_was_altered(
    path: Path, statements: tuple[str, ...], seq: int
) -> None:
    evil(path, *statements)
    with pytest.raises(LedgerCorrupt) as raised:
        read_back(path.parent)
    assert raised.value.seq == seq
    assert raised.value.exit_code == 6


def test_a_centre_does_not_start_on_records_that_make_no_sense(path: Path) -> None:
    with sqlite3.connect(path) as other:
        ((seq, prev),) = other.execute("SELECT max(seq), hash FROM records")
        body = b'{"seq":61,"at":1,"case":"x","nonsense":1,"prev":"%b"}' % (
            prev.hex().encode()
        )
        value = chain.link(seq + 1, prev, body)
        other.execute("INSERT INTO records VALUES (61, 'x', ?, ?)", (body, value))
        other.execute("INSERT INTO keys VALUES (61, 'x', x'', x'', 0)")
    other.close()
    with pytest.raises(LedgerCorrupt, match="not a record"):
        read_back(path.parent)


def test_an_altered_record_before_the_snapshot_is_left_to_verify(path: Path) -> None:
    evil(path, FLIP)
    assert read_back(path.parent).seq == RECORDS
    assert verdict(path).seq == 1


def test_a_head_is_read_from_a_file(tmp_path: Path, good: Path) -> None:
    file = tmp_path / "head.json"
    head = verdict(good).head
    file.write_bytes(msgspec.json.encode({"epoch": "e1", **head._asdict()}))
    assert outside_head(file) == head
    for wrong in (b"", b"[]", b'{"seq": 1}', b'{"seq": "1", "hash": ""}'):
        file.write_bytes(wrong)
        with pytest.raises(DataFolderError):
            outside_head(file)
    with pytest.raises(DataFolderError):
        outside_head(tmp_path / "nothing")


def test_a_ledger_at_rest_may_lie_where_nobody_can_write(path: Path) -> None:
    ledger = open_ledger(path.parent)
    assert restore(ledger).state.seq == RECORDS
    ledger.close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        assert verdict(path).exit_code == 0
    finally:
        path.parent.chmod(0o700)
