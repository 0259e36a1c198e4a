"""Saved results as a table for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def flatten(data: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested dictionaries as one level with dotted names."""
    out: dict[str, Any] = {}
    for key, value in data.items():
        out |= (
            flatten(value, f"{prefix}{key}.")
            if isinstance(value, dict)
            else {prefix + key: value}
        )
    return out


def print_table(paths: Sequence[str], columns: Sequence[str]) -> None:
    """Print saved results, one line each; `columns` are dotted names in `metrics`."""
    records = [json.loads(Path(p).read_text()) for p in paths]
    rows = [["name", "size", "load", *(c.removeprefix("window.") for c in columns)]]
    for rec in records:
        flat = flatten(rec["metrics"])
        cells = [str(flat.get(c, "-")) for c in columns]
        rows.append(
            [
                rec["name"],
                "x".join(map(str, rec["size"])),
                f"{rec['load'][0]:.1f}",
                *cells,
            ]
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print(
            "  ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
        )
