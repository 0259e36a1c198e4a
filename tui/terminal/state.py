"""What the wraps share: there is one terminal a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.geometry import Region

    from tui.pacing import Pacer


class Frames:
    """The pacer of this process and what has waited for it."""

    pacer: Pacer | None = None
    waited: frozenset[Region] = frozenset()
    seen = 0
    guessed = 0  # bytes that the piece under way was taken for
    scale = 1.0  # by which guesses were too small

    @classmethod
    def thrifty(cls) -> bool:
        """Whether every byte counts."""
        return cls.pacer is not None and cls.pacer.thrifty

    @classmethod
    def erases(cls) -> bool:
        """Whether blank ends are erased instead of written."""
        return cls.thrifty() and cls.pacer is not None and cls.pacer.erases
