"""Ways to look for a text in a text, none of which can take long.

A regular expression is a person's, the texts are anybody's: what could backtrack for
seconds is refused before it is tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final

#: `*` and `+` stand for at most so many.
_RUN: Final = 64
#: Ways in which a pattern may be tried at one place of a text.
_MOST_WAYS: Final = 1 << 16
_LONGEST: Final = 80
#: Characters of a case's text that a pattern sees.
_SEEN: Final = 400
_CLASSES: Final = "dDwWsSbB"
_BOUNDS: Final = re.compile(r"\{(\d{1,3})(,?)(\d{0,3})\}")


class How(StrEnum):
    """How a text is looked for."""

    CONTAINS = "contains"
    EXACT = "exact"
    FUZZY = "fuzzy"
    REGEX = "regex"


class PatternError(ValueError):
    """A pattern that is not one, or that could take long; the text is a key."""


@lru_cache(64)
def in_order(needle: str) -> re.Pattern[str]:
    """The characters in this order in one line; never goes back, so it is quick."""
    first, *rest = (re.escape(char) for char in needle)
    return re.compile(first + "".join(rf"[^\n{char}]*+{char}" for char in rest))


def follows(needle: str, text: str) -> bool:
    """Whether the characters of the needle come in this order in one line of it."""
    return in_order(needle).search(text) is not None


@lru_cache(64)
def compiled(pattern: str) -> re.Pattern[str]:
    """The expression; raises `PatternError`."""
    if not pattern or len(pattern) > _LONGEST:
        raise PatternError("filter.regex_long" if pattern else "filter.regex_empty")
    try:
        bounded = _Reading(pattern).bounded()
        return re.compile(bounded, re.IGNORECASE | re.MULTILINE)
    except (re.error, OverflowError):
        raise PatternError("filter.regex_bad") from None


def looker(needle: str, how: How) -> Callable[[str], object]:
    """What says of a folded text whether it holds the needle, as truth."""
    match how:
        case How.CONTAINS:
            return lambda text: needle in text
        case How.EXACT:
            return needle.__eq__
        case How.FUZZY:
            return in_order(needle).search
        case How.REGEX:
            search = compiled(needle).search
            return lambda text: search(text, 0, _SEEN)


class _Reading:
    """A pattern read from left to right; `ways` multiply."""

    def __init__(self, pattern: str) -> None:
        self._left = pattern
        self._done: list[str] = []
        self._ways = 1
        self._before = ""  # what a quantifier would belong to: "", "a" or ")"

    def bounded(self) -> str:
        """The same pattern with runs of limited length."""
        while self._left:
            self._step(self._left[0])
            if self._ways > _MOST_WAYS:
                raise PatternError("filter.regex_slow")
        return "".join(self._done)

    def _take(self, size: int, before: str = "a") -> None:
        self._done.append(self._left[:size])
        self._left, self._before = self._left[size:], before

    def _step(self, char: str) -> None:
        match char:
            case "\\":
                self._escape()
            case "[":
                self._class()
            case "(":
                self._group()
            case "*" | "+" | "?" | "{":
                self._quantifier(char)
            case "|":
                self._ways *= 2
                self._take(1, "")
            case "^" | "$":
                self._take(1, "")
            case ")":
                self._take(1, ")")
            case _:
                self._take(1)

    def _escape(self) -> None:
        named = self._left[1:2]
        if named.isascii() and named.isalnum() and named not in _CLASSES:
            raise PatternError("filter.regex_slow")  # back references and their like
        self._take(2, "" if named in "bB" else "a")

    def _class(self) -> None:
        end, at = -1, 2 if self._left[1:2] == "^" else 1
        while end < 0:
            if at >= len(self._left):
                raise PatternError("filter.regex_bad")
            if self._left[at] == "\\":
                at += 1
            elif self._left[at] == "]":
                end = at
            at += 1
        self._take(end + 1)

    def _group(self) -> None:
        if self._left.startswith("(?:"):
            self._take(3, "")
        elif self._left.startswith("(?"):
            raise PatternError("filter.regex_slow")
        else:
            self._take(1, "")

    def _quantifier(self, char: str) -> None:
        least, most, size = self._bounds(char)
        if not self._before:
            raise PatternError("filter.regex_bad")
        if self._before == ")" and most > 1:
            raise PatternError("filter.regex_slow")
        self._ways *= max(1, most - least + 1)
        self._done.append(f"{{{least},{most}}}")
        self._left, self._before = self._left[size:], ""
        if self._left.startswith("?"):  # as few as possible
            self._take(1, "")

    def _bounds(self, char: str) -> tuple[int, int, int]:
        """(at least, at most, characters it is written with)."""
        simple = {"*": (0, _RUN, 1), "+": (1, _RUN, 1), "?": (0, 1, 1)}
        if char in simple:
            return simple[char]
        read = _BOUNDS.match(self._left)
        if read is None:
            raise PatternError("filter.regex_bad")
        least = int(read[1])
        most = (int(read[3]) if read[3] else _RUN) if read[2] else least
        if not least <= most <= _RUN:
            raise PatternError("filter.regex_slow")
        return least, most, read.end()
