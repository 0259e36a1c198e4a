"""Through what a drawing sees the state: words, names and the place's local time."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.views.clocks import LocalClock
from domain.views.names import Names
from widgets.draw.glyphs import FULL, GlyphSet

#: A key of the catalogue -> the word in the wall's language.
Say = Callable[[str], str]


class Lens(NamedTuple):
    """One language and one place."""

    say: Say
    names: Names
    clock: LocalClock
    #: The glyphs of this terminal, put in where a line becomes a strip.
    glyphs: GlyphSet = FULL

    @property
    def wide(self) -> bool:
        """Whether words take the room of English ones."""
        return self.names.lang != "zh"


def at_utc(say: Say, names: Names) -> Lens:
    """Before the place is known its time is taken to be UTC."""
    return Lens(say, names, LocalClock(ZoneInfo("UTC")))
