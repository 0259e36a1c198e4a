"""A picture of character cells: two dots a cell, for terminals that know no other.

Where half blocks are of unsure width a cell is one dot, by its background alone.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from widgets.draw.spans import Line, Rgb, Span

if TYPE_CHECKING:
    from PIL import Image


def half_blocks(picture: Image.Image) -> tuple[Line, ...]:
    """A line for every two rows of an RGB picture, a cell a column."""
    height, rows = picture.height, _rows(picture)
    return tuple(
        _line("▀", zip(rows[y], rows[min(y + 1, height - 1)], strict=True))
        for y in range(0, height, 2)
    )


def whole_cells(picture: Image.Image) -> tuple[Line, ...]:
    """A line a row of an RGB picture, a cell a column."""
    return tuple(_line(" ", zip(row, row, strict=True)) for row in _rows(picture))


def _rows(picture: Image.Image) -> list[list[Rgb]]:
    width, data = picture.width, picture.tobytes()
    dots = [Rgb(*data[at : at + 3]) for at in range(0, len(data), 3)]
    return [dots[at : at + width] for at in range(0, len(dots), width)]


def _line(sign: str, cells: zip[tuple[Rgb, Rgb]]) -> Line:
    runs = ((pair, len(list(run))) for pair, run in groupby(cells))
    return Line(tuple(Span(sign * size, *pair) for pair, size in runs))
