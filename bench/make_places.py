"""Builds the derived files of `centre/profiles` from their raw sources.

    python -m bench.make_places RAW

RAW is a folder with `shanghai_admin`, `shanghai_boundaries` and `cases311_dev`; NOTICE
says where they come from. The same sources give the same bytes; the product never asks.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.places import boston, changning, components, rhythm

PROFILES = Path(__file__).parent.parent / "centre" / "profiles"


def main() -> None:
    """Write every derived file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("raw", type=Path, metavar="RAW")
    raw: Path = parser.parse_args().raw
    changning.make(raw, PROFILES / "changning")
    components.make(PROFILES / "changning")
    boston.make(raw, PROFILES / "boston")
    rhythm.make(raw, PROFILES)


if __name__ == "__main__":
    main()
