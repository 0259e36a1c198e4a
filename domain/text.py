"""Text that people outside typed: what may come in, and how it is made safe to show.

`check` stands at the centre's door and refuses, it never repairs; what it lets in is
stored unchanged. `clean` stands before every screen and every line of plain output.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from domain.errors import TextError

ELLIPSIS: Final = "…"
_MAX_MARKS: Final = 2
_DROPPED: Final = frozenset(
    {0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0x200B, 0x2010))
    | set(range(0x202A, 0x202F))
    | set(range(0x2060, 0x2070))
    | set(range(0xFE00, 0xFE10))
    | {0xFEFF}
    | set(range(0xFFF0, 0xFFFC))
    | set(range(0xE0000, 0xE1000))
)
#: Characters whose width terminals and libraries do not agree on: lone Hangul vowels
#: and finals, trigrams and hexagrams, counting rods, emoji skin tones.
_DISPUTED: Final = frozenset(
    set(range(0x1160, 0x1200))
    | set(range(0xD7B0, 0xD800))
    | set(range(0x2630, 0x2638))
    | set(range(0x268A, 0x2690))
    | set(range(0x4DC0, 0x4E00))
    | set(range(0x1D300, 0x1D380))
    | set(range(0x1F3FB, 0x1F400))
)


def _noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004


def _allowed(code: int) -> bool:
    """RFC 9839 "Unicode Assignables": no surrogates, noncharacters or controls."""
    if code < 0x20:  # noqa: PLR2004
        return code in (0x09, 0x0A)
    return not (
        0x7F <= code <= 0x9F  # noqa: PLR2004
        or 0xD800 <= code <= 0xDFFF  # noqa: PLR2004
        or _noncharacter(code)
    )


def check(text: str, field: str = "text") -> None:
    """Raise `TextError` naming the first character that may not come in."""
    if text.isascii() and text.isprintable():
        return
    for index, char in enumerate(text):
        if not _allowed(ord(char)):
            raise TextError(
                f"{field}: U+{ord(char):04X} at position {index} is not allowed; "
                "remove control and unassigned characters"
            )


def _control(code: int) -> str:
    if code in (0x09, 0x0A, 0x0D):
        return " "
    return "\u2421" if code == 0x7F else chr(0x2400 + code)  # noqa: PLR2004


@lru_cache(4096)
def _shown(char: str) -> str:
    """What stands for one character in a one-line field; empty: nothing."""
    code = ord(char)
    if code < 0x20 or code == 0x7F:  # noqa: PLR2004
        return _control(code)
    if code in _DROPPED:
        return ""
    category = unicodedata.category(char)
    if code in _DISPUTED or category in ("Cc", "Co", "Cn", "Cs"):
        return "\ufffd"
    if category in ("Zl", "Zp", "Zs"):
        return char if code == 0x3000 else " "  # noqa: PLR2004
    return "" if category == "Cf" else char


def clean(text: str) -> str:
    """One safe line: NFC, controls as pictures, no bidi or zero-width characters."""
    if text.isascii() and text.isprintable():
        return text
    return _clean(text)


@lru_cache(8192)
def _clean(text: str) -> str:
    shown: list[str] = []
    marks = 0
    safe = "".join(map(_shown, unicodedata.normalize("NFC", text)))
    for char in unicodedata.normalize("NFC", safe):
        if unicodedata.category(char) in ("Mn", "Me", "Mc"):
            marks += 1
            if marks > _MAX_MARKS or not shown:
                continue
        else:
            marks = 0
        shown.append(char)
    return "".join(shown)


@lru_cache(8192)
def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Cells that cleaned text takes on a terminal (ambiguous width counts one)."""
    return len(text) if text.isascii() else _width(text)


@lru_cache(8192)
def _width(text: str) -> int:
    return sum(map(_cell, text))


def cut(text: str, cells: int) -> str:
    """Cleaned text in at most `cells` cells, ending in an ellipsis when it was cut."""
    text = clean(text)
    if width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    room, kept = cells - 1, []
    for char in text:
        room -= _cell(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept) + ELLIPSIS


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """Cleaned text in exactly `cells` cells: cut or padded (on the left if `right`)."""
    text = cut(text, cells)
    pad = " " * (cells - width(text))
    return pad + text if right else text + pad
