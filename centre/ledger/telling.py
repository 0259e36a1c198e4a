"""`gridwall verify`: the ledger's head and whether every record is what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from centre.ledger.verify import Verdict, outside_head, verify


def run(
    ledger: Path, head: Path | None, out: TextIO, err: TextIO, *, thorough: bool
) -> int:
    """Of a ledger or the data folder it is in; the exit code."""
    path = ledger / "ledger.db" if ledger.is_dir() else ledger
    outside = outside_head(head) if head else None
    for step in verify(path, outside, thorough=thorough):
        if isinstance(step, Verdict):
            seq, value = step.head.seq, step.head.hash
            said = step.reason or "every record is what was written"
            out.write(f"head {seq} {value}\n{said}\n")
            return step.exit_code
        if err.isatty():
            err.write(f"\r{step.seq:,} of {step.of:,}")
    return 0
