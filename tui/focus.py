"""Where the person is: the case under the cursor, the street chosen.

The cursor is on a case, not on a row: rows move under it. No Textual here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.state import ALL

if TYPE_CHECKING:
    from domain.views.listing import Ordered


class Focus:
    """`pages` are the keys of the cells, a page at a time, each ending with `ALL`."""

    def __init__(self, pages: tuple[tuple[str, ...], ...] = ((ALL,),)) -> None:
        self.pages: Final = pages
        self.page = 0
        self.street = ALL
        self.case = ""
        self.row = 0  # of the cursor in the whole queue
        self.start = 0  # first row of the window
        self.height = 1  # rows of the window

    @property
    def keys(self) -> tuple[str, ...]:
        """The cells of this page."""
        return self.pages[self.page]

    def settle(self, index: Ordered, height: int) -> None:
        """After the queue changed: stay on the case; if it is gone, on its row."""
        self.height = max(1, height)
        row = index.position(self.case) if self.case else None
        self._put(index, self.row if row is None else row)

    def move(self, index: Ordered, step: int) -> None:
        """Up and down; big steps stop at the ends."""
        self._put(index, self.row + step)

    def go(self, index: Ordered, case: str) -> None:
        """To a case of the queue."""
        row = index.position(case)
        if row is not None:
            self._put(index, row)

    def _put(self, index: Ordered, row: int) -> None:
        self.row = max(0, min(row, len(index) - 1))
        found = index.queue(self.row, 1)
        self.case = found[0].case if found else ""
        last = max(0, len(index) - self.height)
        low, high = self.row - self.height + 1, self.row
        self.start = max(0, low, min(self.start, high, last))

    def step_street(self, step: int) -> None:
        """Along the cells, over the pages; after the last comes the first."""
        at = self.keys.index(self.street) + step
        if not 0 <= at < len(self.keys):
            self.page = (self.page + step) % len(self.pages)
            at = 0 if step > 0 else len(self.keys) - 1
        self.street = self.keys[at]

    def jump_street(self, step: int) -> None:
        """Further along the cells of this page; stops at its ends."""
        at = self.keys.index(self.street) + step
        self.street = self.keys[max(0, min(at, len(self.keys) - 1))]

    def choose_street(self, street: str) -> None:
        """A street by its code, on whichever page it is."""
        for page, keys in enumerate(self.pages):
            if street in keys:
                self.page, self.street = page, street
                return
