"""Glyph sets: the same drawing with what a terminal can show, cell for cell.

Drawings use the glyphs of the full set. `narrow` has none whose width is ambiguous (two
cells on some Chinese terminals), `ascii` nothing but ASCII for every single cell; wide
characters stay what they are, unless the terminal has no UTF-8 at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.text import width

#: What a drawing may use -> its stand-ins (narrow, ascii). A narrow one that is no
#: ambiguous glyph may stand for itself.
TABLE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "─": ("╌", "-"),
        "━": ("╍", "="),
        "│": ("╎", "|"),
        "┃": ("╏", "|"),
        "╌": ("╌", "-"),
        "╍": ("╍", "="),
        "╎": ("╎", "|"),
        "╏": ("╏", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛", ("+", "+")),
        "●": ("⏺", "*"),
        "○": ("⚬", "o"),
        "◐": ("⚭", "o"),
        "◆": ("⬩", "!"),
        "◇": ("⬦", "?"),
        "■": ("⣿", "#"),
        "□": ("⠶", "."),
        "▲": ("⏶", "^"),
        "△": ("⏶", "^"),
        "▼": ("⏷", "v"),
        "▽": ("⏷", "v"),
        "▸": ("▸", ">"),
        "◂": ("◂", "<"),
        "▶": ("▸", ">"),
        "◀": ("◂", "<"),
        "★": ("⋆", "*"),
        "☆": ("⋆", "*"),
        "→": ("⇾", ">"),
        "←": ("⇽", "<"),
        "↑": ("⭡", "^"),
        "↓": ("⭣", "v"),
        "↗": ("⭧", "/"),
        "↘": ("⭨", "\\"),
        "·": ("⋅", "."),
        "•": ("⋅", "."),
        "…": ("~", "~"),
        "×": ("x", "x"),
        "≈": ("~", "~"),
        "±": ("+", "+"),
        "≤": ("<", "<"),
        "≥": (">", ">"),
        "°": ("'", "'"),
        "—": ("-", "-"),
        "–": ("-", "-"),
        "“": ('"', '"'),
        "”": ('"', '"'),
        "‘": ("'", "'"),
        "’": ("'", "'"),
        "✓": ("✓", "+"),
        "✔": ("✓", "+"),
        "✕": ("✕", "x"),
        "✗": ("✕", "x"),
        **dict(zip("▁▂▃▄▅▆▇█", zip("⠤⠤⠤⠶⠶⠶⠿⠿", "_.-=+*%#", strict=True), strict=True)),
        **dict(zip("▏▎▍▌▋▊▉", zip("⡀⡀⡄⡆⡇⡇⡷", "....::#", strict=True), strict=True)),
        "▀": ("⠛", "^"),
        "▐": ("⢸", "|"),
        "▔": ("⠉", "-"),
        "▕": ("⢸", "|"),
        "░": ("⠂", "."),
        "▒": ("⠕", ":"),
        "▓": ("⡷", "#"),
        "▖": ("⡀", "|"),
        "▘": ("⠁", "/"),
        "▝": ("⠈", "-"),
        "▗": ("⢀", "\\"),
        **dict.fromkeys("▚▞▙▟▛▜", ("⠿", "#")),
        "›": (">", ">"),
        "‹": ("<", "<"),
        "\ufffd": ("?", "?"),
    }
)
_BRAILLE: Final = range(0x2800, 0x2900)
#: By the number of dots of a braille cell.
_DENSITY: Final = " ...::::#"


class GlyphSet(dict[int, str]):
    """A table for `str.translate`, filled as glyphs are met.

    `column` of `TABLE`: 0 narrow, 1 ascii, None full. Without `utf8` wide characters
    become question marks as well.
    """

    def __init__(self, name: str, column: int | None, *, utf8: bool = True) -> None:
        super().__init__()
        self.name, self._column, self._utf8 = name, column, utf8

    # Two sets are never the same, however much was met.
    __hash__ = object.__hash__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __bool__(self) -> bool:
        return True

    def __call__(self, text: str) -> str:
        """The text with the glyphs of this set; its width does not change."""
        if self._column is None or text.isascii():
            return text
        return text.translate(self)

    def __missing__(self, code: int) -> str:
        found = self[code] = self._stand_in(chr(code))
        return found

    def _stand_in(self, glyph: str) -> str:
        if glyph.isascii() or self._column is None:
            return glyph
        cells = width(glyph)
        if cells != 1:
            return glyph if self._utf8 or not cells else "?" * cells
        if glyph in TABLE:
            return TABLE[glyph][self._column]
        if self._column:
            return _plain(glyph)
        return _plain(glyph) if unicodedata.east_asian_width(glyph) == "A" else glyph


def _plain(glyph: str) -> str:
    """An ASCII stand-in of one cell for any other glyph."""
    if ord(glyph) in _BRAILLE:
        return _DENSITY[(ord(glyph) - _BRAILLE.start).bit_count()]
    like = unicodedata.normalize("NFKD", glyph)[:1]
    return like if like.isascii() and like.isprintable() else "?"


FULL: Final = GlyphSet("full", None)
NARROW: Final = GlyphSet("narrow", 0)
ASCII: Final = GlyphSet("ascii", 1)
#: For terminals without UTF-8.
SEVEN_BIT: Final = GlyphSet("ascii", 1, utf8=False)
#: By the name that `:glyphs` takes.
SETS: Final[Mapping[str, GlyphSet]] = MappingProxyType(
    {"full": FULL, "narrow": NARROW, "ascii": ASCII}
)
