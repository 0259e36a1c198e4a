"""Big digits: five rows high, to be read from across a room.

Made of whole blocks only, so that any glyph set has a sign for them (`#` in ascii).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HEIGHT: Final = 5
INK: Final = "█"
#: A dot of the pattern is two cells wide: about as wide as a row is high.
_DOT: Final = 2
_PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "0": "### #.# #.# #.# ###",
        "1": ".#. ##. .#. .#. ###",
        "2": "### ..# ### #.. ###",
        "3": "### ..# ### ..# ###",
        "4": "#.# #.# ### ..# ..#",
        "5": "### #.. ### ..# ###",
        "6": "### #.. ### #.# ###",
        "7": "### ..# ..# ..# ..#",
        "8": "### #.# ### #.# ###",
        "9": "### #.# ### ..# ###",
        ".": ". . . . #",
        "-": "... ... ### ... ...",
        "—": "... ... ### ... ...",
        "%": "#.# ..# .#. #.. #.#",
    }
)
#: Half as wide: what stands beside digits must not look like one.
_THIN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        ",": (" ", " ", " ", INK, INK),
        "[": (INK * 2, f"{INK} ", f"{INK} ", f"{INK} ", INK * 2),
        "]": (INK * 2, f" {INK}", f" {INK}", f" {INK}", INK * 2),
    }
)


def big(text: str, ink: str = INK, between: int = 2) -> list[str]:
    """The text in five rows of equal width."""
    rows = [""] * HEIGHT
    for index, char in enumerate(text):
        drawn = _drawn(char, ink)
        space = " " * (between if index else 0)
        rows = [row + space + part for row, part in zip(rows, drawn, strict=True)]
    return rows


def _drawn(char: str, ink: str) -> list[str]:
    if char in _THIN:
        return [part.replace(INK, ink) for part in _THIN[char]]
    return [
        "".join((ink if dot == "#" else " ") * _DOT for dot in row)
        for row in _PATTERNS[char].split()
    ]


def set_in(text: str, room: int, ink: str = INK) -> list[str] | None:
    """As wide as fits into `room` cells, without commas at last; None if nothing does.

    Raises `KeyError` for a sign that has no picture.
    """
    for tried, between in ((text, 2), (text, 1), (text.replace(",", ""), 1)):
        rows = big(tried, ink, between)
        if len(rows[0]) <= room:
            return rows
    return None
