"""Which arrangement of the panes fits; `wall.tcss` has one set of sizes each."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tui.options import LEAST, SLIM


class Arrangement(StrEnum):
    """From the largest to the smallest; the values are classes of the screen."""

    GRID = "-grid"  # cells as boxes, everything beside and below
    SPLIT = "-split"  # cells as a table, everything beside and below
    SLIM = "-slim"  # cells as a table, one pane below
    FIGURES = "-figures"  # the figures only
    SMALL = "-small"  # a word about it


_GRID: Final = (180, 52)
_SPLIT: Final = (110, 36)


def arrangement(columns: int, rows: int) -> Arrangement:
    """The largest one that fits."""
    for kind, (least_columns, least_rows) in (
        (Arrangement.GRID, _GRID),
        (Arrangement.SPLIT, _SPLIT),
        (Arrangement.SLIM, SLIM),
        (Arrangement.FIGURES, LEAST),
    ):
        if columns >= least_columns and rows >= least_rows:
            return kind
    return Arrangement.SMALL
