"""Files that are the same bytes for the same content."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_gzip(
    path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """A CSV table, compressed without name and time of making."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def write_csv(
    path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """A CSV table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)
