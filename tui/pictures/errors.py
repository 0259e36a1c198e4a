"""Why a photo is not shown."""

from __future__ import annotations

from domain.errors import GridwallError


class Unfit(GridwallError):
    """These bytes are no picture to show; `word` is a key of the catalogue."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word
