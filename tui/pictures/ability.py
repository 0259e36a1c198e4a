"""What the terminal can show of a picture: by its environment, and by asking it.

It is asked once, when the first photo is opened, and has a time limit; the answers come
past the keys (`tui/terminal/input.py`). Every terminal answers the last question, so
what has not been answered before it will not be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from tui.pictures import kitty

#: How large is a cell, and what are you?
_SIZE: Final = "\x1b[16t"
_ATTRIBUTES: Final = "\x1b[c"
_sized: Final = re.compile(r"\x1b\[6;(\d{1,4});(\d{1,4})t").fullmatch
_attributed: Final = re.compile(r"\x1b\[\?([0-9;]*)c").fullmatch
#: The attribute of terminals that show sixels.
_SIXEL: Final = "4"
#: Seconds that the answers may take; longer where pictures are to be expected.
PATIENCE_S: Final = 0.6
PATIENT_S: Final = 2.0
#: Terminals that may print a question that they do not know, or are known to have none.
_MUTE: Final = ("dumb", "linux", "vt", "cons", "sun")
#: Those that take the kitty question for a title.
_INSIDE: Final = ("screen", "tmux")
_HINTED: Final = ("kitty", "ghostty", "wezterm", "konsole", "iterm", "foot")
#: Until the terminal says: a cell is twice as high as it is wide.
USUAL: Final = (8, 16)


class Way(StrEnum):
    """How a photo is shown."""

    KITTY = "kitty"
    SIXEL = "sixel"
    HALVES = "halves"  # two dots a cell
    CELLS = "cells"  # one dot a cell
    NONE = "none"  # its address alone


class Choice(NamedTuple):
    """The way, and for `NONE` why: a key of the catalogue."""

    way: Way
    why: str = ""


class Ability:
    """Of one terminal. `answered` may be called from the thread that reads it."""

    def __init__(
        self, monotonic: Callable[[], float], environment: Mapping[str, str]
    ) -> None:
        self._monotonic = monotonic
        term = environment.get("TERM", "")
        inside = bool(environment.get("TMUX")) or term.startswith(_INSIDE)
        self._mute = term.startswith(_MUTE)
        self._kitty = not inside
        self._patience = PATIENT_S if _hinted(environment) else PATIENCE_S
        self._asked_at: float | None = None
        self._done = False
        self.kitty = self.sixel = False
        #: Pixels of a cell, width and height; None: it has not said.
        self.cell: tuple[int, int] | None = None

    def question(self) -> str:
        """What to write, once; empty when there is nothing to be asked."""
        if self._asked_at is not None:
            return ""
        self._asked_at = self._monotonic()
        if self._mute:
            self._done = True
            return ""
        return (kitty.QUESTION if self._kitty else "") + _SIZE + _ATTRIBUTES

    def unheard(self) -> None:
        """There is nobody to ask."""
        self._done = True

    def answered(self, reply: str) -> bool:
        """A reply of the terminal, whole; whether it was the last that was wanted."""
        if self._asked_at is None:
            return False
        if reply == kitty.ANSWER:
            self.kitty = True
        elif sized := _sized(reply):
            high, wide = int(sized[1]), int(sized[2])
            if high and wide:
                self.cell = wide, high
        elif attributed := _attributed(reply):
            self.sixel |= _SIXEL in attributed[1].split(";")[1:]
            self._done = True
        return self._done

    @property
    def settled(self) -> bool:
        """Whether what can be known is known; late answers count all the same."""
        if self._done or self._asked_at is None:
            return self._done
        return self._monotonic() - self._asked_at >= self._patience

    def choose(self, *, colours: str, glyphs: str, mono: bool, slow: bool) -> Choice:
        """The best way on a screen with so many colours (Rich's word), such glyphs."""
        if slow:
            return Choice(Way.NONE, "photo.why_slow")
        if mono or colours not in ("truecolor", "256"):
            return Choice(Way.NONE, "photo.why_colour")
        if glyphs == "ascii":
            return Choice(Way.NONE, "photo.why_ascii")
        if self.kitty:
            return Choice(Way.KITTY)
        if self.sixel and self.cell is not None:
            return Choice(Way.SIXEL)
        return Choice(Way.CELLS if glyphs == "narrow" else Way.HALVES)


def _hinted(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a terminal that shows pictures."""
    if environment.get("KITTY_WINDOW_ID"):
        return True
    named = (environment.get("TERM", ""), environment.get("TERM_PROGRAM", ""))
    return any(hint in name.lower() for name in named for hint in _HINTED)
