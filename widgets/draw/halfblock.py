"""A raster of counts as lines: two cells a character, or several characters a cell.

`Layout` says which unit grids are drawn as one block, and where; it is made once for an
area and a size. Rows that did not change are not drawn again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from domain.text import width
from domain.views.map import STEPS, Measure, scale
from domain.views.sheet import SHADES, VOID, Area, Box, Sheet
from widgets.draw.spans import Hue, Line, Span, Tone

#: What a block is: nothing, a shade, outside the area, a step of the scale, the cursor.
EMPTY: Final = 0
OUTSIDE: Final = SHADES + 1
FIRST: Final = OUTSIDE + 1
MARK: Final = FIRST + STEPS
#: Steps from here on are so strong that text on them is dark.
_STRONG_STEP: Final = FIRST + 2
#: Columns a block may have when there is room; half as many rows.
_SPREADS: Final = (8, 6, 4, 2)
_COARSEST: Final = 40
#: Without colours: what an empty block of each shade is drawn as.
MARKS: Final = ".:,-"
_TENS: Final = 10


class Scale(NamedTuple):
    """`gather`: unit grids a block, across and down; `spread`: columns a block.

    With a spread of 1 two blocks share a character, one above the other.
    """

    gather: int = 1
    spread: int = 1


class Label(NamedTuple):
    """A name on the map: its character row and column, and its cells."""

    row: int
    column: int
    text: str
    cells: int


def hues(measure: Measure) -> tuple[Hue | None, ...]:
    """The colours of blocks, by what they are."""
    first = list(Hue).index(Hue(f"{measure.value}-1"))
    shades = (Hue.SHADE_1, Hue.SHADE_2, Hue.SHADE_3, Hue.SHADE_4)
    steps = list(Hue)[first : first + STEPS]
    return (None, *shades, Hue.OUTSIDE, *steps, Hue.MARK)


def fitting(box: Box, columns: int, rows: int) -> Scale:
    """The largest scale at which a box fits into so many characters."""
    for spread in _SPREADS:
        if box.columns * spread <= columns and box.rows * (spread // 2) <= rows:
            return Scale(1, spread)
    for gather in range(1, _COARSEST):
        wide, high = extent(box, Scale(gather))
        if wide <= columns and high <= rows:
            return Scale(gather)
    return Scale(_COARSEST)


def extent(box: Box, at: Scale) -> tuple[int, int]:
    """How many columns and rows of characters a box takes at a scale."""
    if at.spread > 1:
        return box.columns * at.spread, box.rows * (at.spread // 2)
    return -(-box.columns // at.gather), -(-box.rows // (2 * at.gather))


class Layout:
    """Where every unit grid of an area is drawn. Compared by identity."""

    def __init__(self, sheet: Sheet, area: Area, at: Scale, *, plain: bool) -> None:
        self.sheet, self.area, self.scale, self.plain = sheet, area, at, plain
        self.box: Final = sheet.box(area)
        self.halves: Final = at.spread == 1 and not plain
        self.across: Final = at.gather
        self.down: Final = at.gather * (2 if plain and at.spread == 1 else 1)
        self.columns: Final = -(-self.box.columns // self.across)
        self.rows: Final = -(-self.box.rows // self.down)
        self.blocks = [VOID] * len(sheet.grids)
        self._grids: dict[int, list[int]] = {}
        ground = bytearray(self.columns * self.rows)
        shades = sheet.shades(area)
        for number in range(len(sheet.grids)):
            block = self.block(sheet.ys[number], sheet.xs[number])
            if block == VOID:
                continue
            if shades[number] == VOID:
                ground[block] = ground[block] or OUTSIDE
                continue
            if ground[block] in (EMPTY, OUTSIDE):
                ground[block] = shades[number] + 1
            self.blocks[number] = block
            self._grids.setdefault(block, []).append(number)
        self.ground: Final = bytes(ground)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of characters."""
        return extent(self.box, self.scale)

    def block(self, y: int, x: int) -> int:
        """Of a place of the sheet; `VOID` outside the box."""
        row, column = (
            (y - self.box.top) // self.down,
            (x - self.box.left) // self.across,
        )
        if 0 <= row < self.rows and 0 <= column < self.columns:
            return row * self.columns + column
        return VOID

    def grids(self, y: int, x: int) -> tuple[int, ...]:
        """The unit grids that are drawn as one block with that place."""
        return tuple(self._grids.get(self.block(y, x), ()))

    def place(self, block: int) -> tuple[int, int] | None:
        """The place of the sheet that stands for a block; None where nothing is."""
        grids = self._grids.get(block)
        return (self.sheet.ys[grids[0]], self.sheet.xs[grids[0]]) if grids else None

    def first(self) -> tuple[int, int] | None:
        """The place of the northernmost block."""
        return self.place(min(self._grids)) if self._grids else None

    def step(self, at: tuple[int, int], down: int, right: int) -> tuple[int, int]:
        """The place so many blocks on, along those of the area; the last at most."""
        row, column = divmod(max(0, self.block(*at)), self.columns)
        dy, dx = (down > 0) - (down < 0), (right > 0) - (right < 0)
        left, found = max(abs(down), abs(right)), at
        while left:
            row, column = row + dy, column + dx
            if not (0 <= row < self.rows and 0 <= column < self.columns):
                break
            place = self.place(row * self.columns + column)
            if place is not None:
                left, found = left - 1, place
        return found

    def sums(self, counts: Sequence[int]) -> list[int]:
        """One number a block of one number a grid."""
        found = [0] * len(self.ground)
        blocks = self.blocks
        for number, count in enumerate(counts):
            if count and blocks[number] != VOID:
                found[blocks[number]] += count
        return found

    def pixel(self, column: int, row: int) -> tuple[int, int] | None:
        """The place of the sheet at a character of the picture; None beside it."""
        if self.scale.spread > 1:
            at = row // (self.scale.spread // 2), column // self.scale.spread
        else:
            at = row * (2 if self.halves else 1), column
        for down in (0, 1) if self.halves else (0,):
            if at[1] < self.columns:
                found = self.place((at[0] + down) * self.columns + at[1])
                if found is not None:
                    return found
        return None

    def runs(self) -> Iterable[tuple[str, int, int, int]]:
        """(part, character row, first block column, blocks) where one part is alone."""
        sheet, area = self.sheet, self.area
        parts = [""] * len(self.ground)
        for block, numbers in self._grids.items():
            parts[block] = sheet.part(area, numbers[0])
        step = 2 if self.halves else 1
        for row in range(0, self.rows - step + 1, step):
            lines = [
                parts[at * self.columns : (at + 1) * self.columns]
                for at in range(row, row + step)
            ]
            column = 0
            for key, run in groupby(zip(*lines, strict=True)):
                size = len(list(run))
                if key[0] and len(set(key)) == 1:
                    yield key[0], row // step, column, size
                column += size


@lru_cache(16)
def layout(sheet: Sheet, area: Area, at: Scale, *, plain: bool) -> Layout:
    """The layout of an area at a scale; kept."""
    return Layout(sheet, area, at, plain=plain)


@lru_cache(16)
def labels(of: Layout, names: tuple[tuple[str, str], ...]) -> tuple[Label, ...]:
    """Where the names of the parts go: nearest to their middle, where they fit."""
    spread = of.scale.spread
    high = max(1, spread // 2)
    words = dict(names)
    runs: dict[str, list[tuple[int, int, int]]] = {}
    for part, row, column, size in of.runs():
        runs.setdefault(part, []).append((row, column, size))
    found = []
    for part, places in runs.items():
        text = words.get(part, "")
        cells = width(text)
        total = sum(size for _, _, size in places)
        y = sum(row * size for row, _, size in places) / total
        x = sum((column + size / 2) * size for _, column, size in places) / total
        room = [one for one in places if one[2] * spread >= cells + 2]
        if not cells or not room:
            continue
        row, column, size = min(
            room, key=lambda one: abs(one[0] - y) * 3 + _off(x, one[1], one[2])
        )
        first, last = column * spread + 1, (column + size) * spread - cells - 1
        at = max(first, min(round(x * spread - cells / 2), last))
        found.append(Label(row * high + high // 2, at, text, cells))
    return tuple(found)


def _off(x: float, column: int, size: int) -> float:
    return max(0.0, column + 2 - x, x - (column + size - 2))


class Drawing(NamedTuple):
    """The lines, and where the steps of the scale begin."""

    lines: list[Line]
    bounds: tuple[int, int, int, int]


def draw(
    of: Layout,
    counts: Sequence[int],
    measure: Measure,
    cursor: tuple[int, int] | None,
    names: tuple[Label, ...],
) -> Drawing:
    """The picture of some counts, one a grid."""
    sums = of.sums(counts)
    bounds = scale(filter(None, sums))
    codes = bytearray(of.ground)
    for block, count in enumerate(sums):
        if count:
            codes[block] = FIRST + bisect_right(bounds, count) - 1
    mark = of.block(*cursor) if cursor else VOID
    if mark != VOID:
        codes[mark] = MARK
    whole = bytes(codes)
    if not of.halves:
        return Drawing(_spread(of, whole, sums, measure, names), bounds)
    lines = []
    size = of.columns
    for row in range(0, of.rows, 2):
        top = whole[row * size : (row + 1) * size]
        bottom = whole[(row + 1) * size : (row + 2) * size] or bytes(size)
        own = tuple(name for name in names if name.row == row // 2)
        own = tuple(n for n in own if not _marked(top + bottom, n, size))
        lines.append(_halves(top, bottom, measure, own))
    return Drawing(lines, bounds)


def _marked(codes: bytes, name: Label, size: int) -> bool:
    """Whether the cursor is under a name: then it is the name that gives way."""
    first, last = name.column, name.column + name.cells
    return MARK in codes[first:last] or MARK in codes[size + first : size + last]


@lru_cache(512)
def _halves(
    top: bytes, bottom: bytes, measure: Measure, names: tuple[Label, ...]
) -> Line:
    colours = hues(measure)
    spans: list[Span] = []
    at = 0
    for name in sorted(names, key=lambda one: one.column):
        spans += _pairs(top[at : name.column], bottom[at : name.column], colours)
        at = name.column
        for char in name.text:
            end = at + width(char)
            code = max(top[at:end] + bottom[at:end], default=EMPTY)
            spans.append(_letter(char, code, colours))
            at = end
    return Line((*spans, *_pairs(top[at:], bottom[at:], colours)))


def _pairs(
    top: bytes, bottom: bytes, colours: tuple[Hue | None, ...]
) -> Iterable[Span]:
    for (above, below), run in groupby(zip(top, bottom, strict=True)):
        size = len(list(run))
        front, back = colours[above], colours[below]
        if above == below:
            yield Span(" " * size, Tone.DIM, back)
        elif front is None:
            yield Span("▄" * size, back or Tone.DIM)
        else:
            yield Span("▀" * size, front, back)


def _letter(char: str, code: int, colours: tuple[Hue | None, ...]) -> Span:
    tone: Tone | Hue = Hue.INK if code >= _STRONG_STEP else Tone.TEXT
    return Span(char, tone, colours[code])


def _spread(
    of: Layout,
    codes: bytes,
    sums: list[int],
    measure: Measure,
    names: tuple[Label, ...],
) -> list[Line]:
    """A block as some characters with its number in their middle."""
    colours = hues(measure)
    high = max(1, of.scale.spread // 2)
    lines = []
    for row in range(of.rows):
        part = slice(row * of.columns, (row + 1) * of.columns)
        for sub in range(high):
            shown = sub == (high - 1) // 2
            numbers = tuple(sums[part]) if shown else ()
            line = row * high + sub
            own = tuple(name for name in names if name.row == line)
            of_row = _cells(of, codes[part], numbers, own)
            lines.append(_line(of_row, colours, plain=of.plain))
    return lines


_Cell = tuple[str, int]


def _cells(
    of: Layout, codes: bytes, numbers: tuple[int, ...], names: tuple[Label, ...]
) -> list[_Cell]:
    """What stands in every character of a line, and of which code its block is."""
    spread = of.scale.spread
    found: list[_Cell] = []
    for at, code in enumerate(codes):
        count = numbers[at] if numbers else 0
        text = _number(count, spread) if count else _empty(of, code)
        found += [(char, code) for char in text]
    for name in names:
        under = found[name.column : name.column + name.cells]
        if all(OUTSIDE > code > EMPTY for _, code in under):
            fill = [char + "\0" * (width(char) - 1) for char in name.text]
            chars = "".join(fill)
            for at, char in enumerate(chars):
                code = found[name.column + at][1]
                found[name.column + at] = ("" if char == "\0" else char, code)
    return found


def _number(count: int, spread: int) -> str:
    if spread == 1:
        return str(count) if count < _TENS else "+"
    most: int = 10 ** (spread - 1) - 1
    text = str(count) if count <= most else f"{most}+"
    return text.rjust(spread) if spread == 2 else text.center(spread)  # noqa: PLR2004


def _empty(of: Layout, code: int) -> str:
    spread = of.scale.spread
    if not of.plain or code in (EMPTY, OUTSIDE) or code > SHADES:
        return " " * spread
    return MARKS[code - 1].rjust(spread)


def _line(cells: list[_Cell], colours: tuple[Hue | None, ...], *, plain: bool) -> Line:
    spans = []
    for code, run in groupby(cells, key=lambda one: one[1]):
        text = "".join(char for char, _ in run)
        back = colours[code]
        tone: Tone | Hue = Hue.INK if code >= _STRONG_STEP else Tone.TEXT
        if plain and code < _STRONG_STEP:
            tone = Tone.STRONG if code >= FIRST else Tone.DIM
        spans.append(Span(text, tone, back))
    return Line(tuple(spans))
