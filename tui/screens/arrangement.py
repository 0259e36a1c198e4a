"""Where every pane stands: a plan for each view and size, and its geometry in cells.

Panes are made once and only moved: a plan is looked up when the terminal changes its
size or the person goes to another view, and no widget is ever made anew. No Textual
here.
"""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum
from typing import Final, NamedTuple

from tui.options import LEAST, SLIM


class Arrangement(StrEnum):
    """From the largest to the smallest."""

    BIG = "big"  # a wall seen from across a room
    GRID = "grid"  # cells as boxes, everything beside and below
    SPLIT = "split"  # cells as a table, everything beside and below
    SLIM = "slim"  # cells as a table, one pane below
    FIGURES = "figures"  # the figures only
    SMALL = "small"  # a word about it

    @property
    def whole(self) -> bool:
        """Whether there are panes at all."""
        return self not in (Arrangement.FIGURES, Arrangement.SMALL)


_BIG: Final = (340, 100)
_GRID: Final = (180, 52)
_SPLIT: Final = (110, 36)
#: From here on a column is kept free at both sides.
_MARGIN: Final = 120


def arrangement(columns: int, rows: int) -> Arrangement:
    """The largest one that fits."""
    for kind, (least_columns, least_rows) in (
        (Arrangement.BIG, _BIG),
        (Arrangement.GRID, _GRID),
        (Arrangement.SPLIT, _SPLIT),
        (Arrangement.SLIM, SLIM),
        (Arrangement.FIGURES, LEAST),
    ):
        if columns >= least_columns and rows >= least_rows:
            return kind
    return Arrangement.SMALL


class Rect(NamedTuple):
    """A place on the screen, in cells."""

    x: int
    y: int
    width: int
    height: int


#: Rows of the figures where there are panes below them.
FIGURE_ROWS: Final = {
    Arrangement.BIG: 8,
    Arrangement.GRID: 2,
    Arrangement.SPLIT: 1,
    Arrangement.SLIM: 1,
}
#: Arrangements with an empty line below the figures.
_AIRY: Final = frozenset({Arrangement.BIG, Arrangement.GRID})


def body(kind: Arrangement, columns: int, rows: int) -> Rect:
    """The room of the panes: below head and figures, above the foot."""
    top = 1 + FIGURE_ROWS[kind] + (kind in _AIRY)
    side = margin(columns)
    return Rect(side, top, columns - 2 * side, rows - top - 1)


class Slot(NamedTuple):
    """One pane: `size` cells of its split, or a `share` of what is left."""

    pane: str
    size: int = 0
    share: int = 1


class Split(NamedTuple):
    """Parts beside each other (`across`) or below each other, `gap` cells apart."""

    parts: tuple[Slot | Split, ...]
    across: bool = False
    size: int = 0
    share: int = 1
    gap: int = 1


class Plan(NamedTuple):
    """A view at one size. Panes of `shared` take turns in the place of that name."""

    body: Split
    shared: tuple[str, ...] = ()

    @property
    def panes(self) -> tuple[str, ...]:
        """Every pane of the plan, in the order of their numbers."""
        found: list[str] = []
        for pane in _names(self.body):
            found += self.shared if pane == SHARED else (pane,)
        return tuple(found)


#: The slot where the panes of `Plan.shared` take turns.
SHARED: Final = "shared"


def _names(part: Slot | Split) -> tuple[str, ...]:
    if isinstance(part, Slot):
        return (part.pane,)
    return tuple(name for one in part.parts for name in _names(one))


def down(*parts: Slot | Split, size: int = 0, share: int = 1, gap: int = 1) -> Split:
    """Parts below each other."""
    return Split(parts, size=size, share=share, gap=gap)


def across(*parts: Slot | Split, size: int = 0, share: int = 1, gap: int = 2) -> Split:
    """Parts beside each other."""
    return Split(parts, across=True, size=size, share=share, gap=gap)


def placed(
    plan: Plan, room: Rect, focused: str, known: Container[str]
) -> dict[str, Rect]:
    """Where the panes of the plan stand; panes that are not `known` take no room.

    Of the shared ones only the focused one is there, or the first.
    """
    turn = focused if focused in plan.shared else (*plan.shared, "")[0]
    found: dict[str, Rect] = {}
    _place(plan.body, room, turn, known, found)
    return found


def _place(
    part: Slot | Split,
    room: Rect,
    turn: str,
    known: Container[str],
    found: dict[str, Rect],
) -> None:
    if isinstance(part, Slot):
        found[turn if part.pane == SHARED else part.pane] = room
        return
    parts = [one for one in part.parts if _there(one, turn, known)]
    whole = room.width if part.across else room.height
    at = 0
    for one, size in zip(parts, _sizes(parts, whole, part.gap), strict=True):
        if size > 0:
            inner = (
                Rect(room.x + at, room.y, size, room.height)
                if part.across
                else Rect(room.x, room.y + at, room.width, size)
            )
            _place(one, inner, turn, known, found)
        at += size + part.gap


def _there(part: Slot | Split, turn: str, known: Container[str]) -> bool:
    names = (turn if name == SHARED else name for name in _names(part))
    return any(name in known for name in names)


def _sizes(parts: list[Slot | Split], whole: int, gap: int) -> list[int]:
    """Fixed sizes first, the rest by shares; what does not fit gets nothing."""
    left = whole - gap * (len(parts) - 1) - sum(one.size for one in parts)
    shares = sum(one.share for one in parts if not one.size)
    sizes: list[int] = []
    for one in parts:
        if one.size:
            sizes.append(min(one.size, max(0, whole)))
            continue
        size = max(0, left) * one.share // max(1, shares)
        left, shares = left - size, shares - one.share
        sizes.append(size)
    return _cut(sizes, whole, gap)


def _cut(sizes: list[int], whole: int, gap: int) -> list[int]:
    at, kept = 0, []
    for size in sizes:
        fits = max(0, min(size, whole - at))
        kept.append(fits)
        at += fits + gap
    return kept


def margin(columns: int) -> int:
    """Cells kept free at either side."""
    return 1 if columns >= _MARGIN else 0
