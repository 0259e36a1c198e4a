"""The command line: parses arguments and starts one part."""

from __future__ import annotations

__version__ = "0.1.0"


def main() -> None:
    """Start the wall."""
    raise SystemExit("gridwall: nothing to start yet")
