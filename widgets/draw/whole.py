"""Strips of what lies above everything: never cut where something below has an edge.

Textual cuts a line at the edges of all widgets on it, hidden ones too, and a wide
character that stands on such an edge becomes two spaces. What lies on top is refreshed
by whole lines only, so its strip goes whole into the first piece; the others are empty,
and nothing from below can take their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual.strip import Strip

_EMPTY: Final = Strip([], 0)


class WholeStrip(Strip):
    """A strip that is drawn from its beginning to its end, or not at all."""

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """All of it, then nothing for the other pieces."""
        pieces = sum(cut <= self.cell_length for cut in cuts)
        return [self, *([_EMPTY] * (pieces - 1))] if pieces else []

    def crop(self, start: int, end: int | None = None) -> Strip:
        """A part that is asked for is one that changed below: nothing to draw."""
        if start == 0 and (end is None or end > 0):
            return self
        return _EMPTY
