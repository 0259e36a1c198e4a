"""A process that dies, a disk that is full: what was acknowledged is there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from centre.ledger.recovery import restore
from centre.ledger.sqlite import SqliteLedger
from centre.ledger.verify import Verdict, verify
from domain.reduce import fold
from domain.state import CityState
from domain.wire import decode_record
from tests.town import MONDAY

ROOT = Path(__file__).parents[2]


@contextmanager
def child(folder: Path, limit: int = 0) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.e2e.ledger_child", str(folder), str(limit)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def check(folder: Path, acked: dict[str, int], failed: Sequence[str] = ()) -> None:
    """Acknowledged is a part of what is there; the chain holds; replay = restart."""
    *_, verdict = verify(folder / "ledger.db", thorough=True)
    assert isinstance(verdict, Verdict)
    assert verdict.exit_code == 0, verdict
    ledger = SqliteLedger(folder / "ledger.db", "town", "e1", MONDAY)
    kept = ledger.answers([*acked, *failed])
    assert {key: kept[key].seq for key in acked} == acked
    restored = restore(ledger).state
    records = [decode_record(stored.body) for stored in ledger.read(0, 1_000_000)]
    whole = fold(CityState(ledger.epoch), records)
    assert (whole.seq, whole.digest) == (restored.seq, restored.digest)
    assert whole.cases == restored.cases
    effects = [(record.case, record.version) for record in records]
    assert len(set(effects)) == len(effects)
    ledger.close()


@pytest.mark.parametrize("rounds", [10])
def test_killed_again_and_again_it_never_loses_what_it_acknowledged(
    tmp_path: Path, rounds: int
) -> None:
    acked: dict[str, int] = {}
    for turn in range(rounds):
        with child(tmp_path) as process:
            assert process.stdout is not None
            for count, line in enumerate(process.stdout):
                word, key, seq = line.split()
                assert word == "ack"
                acked[key] = int(seq)
                if count == 20 + 53 * turn:
                    process.kill()
        check(tmp_path, acked)
    assert len(set(acked.values())) == len(acked) > 500


@pytest.mark.parametrize("limit", [200_000, 1_000_000])
def test_a_full_disk_makes_it_read_only_and_loses_nothing(
    tmp_path: Path, limit: int
) -> None:
    acked: dict[str, int] = {}
    failed: list[str] = []
    told: list[str] = []
    with child(tmp_path, limit) as process:
        assert process.stdout is not None
        for line in process.stdout:
            word, key, *rest = line.split(maxsplit=2)
            if word == "ack":
                assert not told, "acknowledged after the failure was told"
                acked[key] = int(rest[0])
            elif word == "fail":
                failed.append(key)
            else:
                told.append(line)
        assert process.wait() == 0
    assert acked
    assert len(failed) >= 16
    assert len(told) == 1
    check(tmp_path, acked, failed)
