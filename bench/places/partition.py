"""Cuts a set of map cells into connected parts of about equal size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Cell = tuple[int, int]
_AROUND = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]


def partition(cells: Iterable[Cell], shares: Sequence[float]) -> list[list[Cell]]:
    """One part a share, each sorted; sizes follow the shares as connection allows.

    Parts are peeled off one after the other, each from the cell that lies furthest out,
    nearest cells first, so that what remains does not fall apart (scraps go along).
    """
    rest, parts = set(cells), []
    for number, share in enumerate(shares[:-1]):
        size = round(len(rest) * share / sum(shares[number:]))
        part = _peel(rest, size)
        rest -= part
        parts.append(sorted(part))
    parts.append(sorted(rest))
    return parts


def pieces(cells: Iterable[Cell]) -> list[set[Cell]]:
    """The connected pieces (corners connect), the largest first."""
    rest, found = set(cells), []
    while rest:
        piece, edge = set(), {min(rest)}
        while edge:
            piece |= edge
            edge = {cell for one in edge for cell in _near(one) if cell in rest} - piece
        rest -= piece
        found.append(piece)
    return sorted(found, key=lambda piece: (-len(piece), min(piece)))


def _near(cell: Cell) -> list[Cell]:
    return [(cell[0] + i, cell[1] + j) for i, j in _AROUND]


def _square(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _peel(rest: set[Cell], size: int) -> set[Cell]:
    middle = (
        sum(row for row, _ in rest) / len(rest),
        sum(col for _, col in rest) / len(rest),
    )
    start = max(rest, key=lambda cell: (_square(cell, middle), cell))
    loose = len(pieces(rest))
    part = {start}
    while len(part) < size:
        edge = {cell for one in part for cell in _near(one)} & rest - part
        edge = edge or (rest - part)  # the last of a piece: go on in the next one
        ranked = sorted(edge, key=lambda cell: (_square(cell, start), cell))
        for cell in ranked:
            if len(pieces(rest - part - {cell})) <= loose:
                part.add(cell)
                break
        else:
            part |= {ranked[0]}.union(*pieces(rest - part - {ranked[0]})[loose:])
    return part
