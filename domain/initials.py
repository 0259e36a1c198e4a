"""Pinyin initials of Chinese words: what a person types where no input method is.

GB 2312 has its common characters in the order of their pinyin, so the beginning of a
reading follows from where a character stands.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

#: First characters of the letters, as GB 2312 encodes them; no reading begins with
#: i, u or v.
_FIRST: Final = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6,
    0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA,
    0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LETTERS: Final = "abcdefghjklmnopqrstwxyz"
_LAST: Final = 0xD7F9
#: Characters of the trade that stand elsewhere or are read otherwise there.
_OTHERWISE: Final = {"箅": "b", "泾": "j", "调": "t"}


def initials(text: str) -> str:
    """`bllj` for 暴露垃圾; signs and what has no known reading are left out."""
    return "".join(map(_initial, text))


def _initial(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    if char in _OTHERWISE:
        return _OTHERWISE[char]
    code = int.from_bytes(char.encode("gb2312", "ignore"), "big")
    if not _FIRST[0] <= code <= _LAST:
        return ""
    return _LETTERS[bisect_right(_FIRST, code) - 1]
