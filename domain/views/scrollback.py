"""A stream that can be read while it grows: what was seen stays, and stays in place.

`CityState` keeps the last lines of a key; a scrollback adds what it saw of them, up to
`KEPT`. Reading is a `Reader`: while it follows it shows the newest, else exactly what
it showed, with the number of what came since.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

import msgspec

from domain.state import RECENT_LINES, CityState, Line

#: Lines kept a key.
KEPT: Final = 500


class Refill(NamedTuple):
    """Records `first` to `last` came late: missed at `since`, there at `at` (ms)."""

    first: int
    last: int
    since: int
    at: int


class Scrollback:
    """The lines of one key, oldest first, numbered by their records."""

    def __init__(self, kept: int = KEPT) -> None:
        self.lines: deque[Line] = deque(maxlen=kept)
        self.epoch = ""

    def take(self, state: CityState, key: str) -> tuple[int, bool]:
        """Add what is new in `state`: how many lines, and whether there may be more.

        Lines that were missed in between cannot be told: then it starts anew.
        """
        recent = state.recent.get(key, deque())
        newest = self.lines[-1].seq if self.lines else 0
        fresh = list(takewhile(lambda line: line.seq > newest, reversed(recent)))
        again = state.epoch != self.epoch or (recent and recent[-1].seq < newest)
        if again:
            self.epoch = state.epoch
            fresh = list(reversed(recent))
        lost = len(fresh) == len(recent) >= RECENT_LINES
        if again or lost:
            self.lines.clear()
        self.lines.extend(reversed(fresh))
        return len(fresh), lost


class Row(msgspec.Struct, frozen=True):
    """A row of a stream: a line of it, or a gap that was filled; never both."""

    line: Line | None = None
    gap: Refill | None = None


class Reader:
    """How far a person has read: follows, or holds still at what was there.

    `start` is the first row of the window and `row` the cursor's, both counted from the
    newest. `fresh` lines came while it holds still, `more`: or more than that.
    """

    def __init__(self) -> None:
        self.follows = True
        self.fresh, self.more = 0, False
        self.start = self.row = 0
        self._held: tuple[Row, ...] = ()

    def came(self, count: int, *, more: bool) -> None:
        """So many lines came."""
        if not self.follows:
            self.fresh += count
            self.more = self.more or more

    def shown(
        self, lines: Iterable[Line], gaps: Iterable[Refill] = ()
    ) -> tuple[Row, ...]:
        """The rows, newest first: of the lines (oldest first), or as they were held."""
        return rows(latest(lines), gaps) if self.follows else self._held

    def hold(self, lines: Iterable[Line], gaps: Iterable[Refill] = ()) -> None:
        """Stand still with what is there now."""
        if self.follows:
            self._held = rows(latest(lines), gaps)
            self.follows, self.fresh, self.more = False, 0, False

    def follow(self) -> None:
        """To the newest, and on with it."""
        self.follows, self._held = True, ()
        self.fresh, self.more, self.start, self.row = 0, False, 0, 0

    def move(self, step: int, size: int, window: int) -> None:
        """The cursor along `size` rows, and the window of so many rows with it."""
        self.row = max(0, min(self.row + step, size - 1))
        low, high = self.row - max(1, window) + 1, self.row
        self.start = max(0, low, min(self.start, high))


def latest(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Newest first, of every case its latest line; the lines come oldest first."""
    found: dict[str, Line] = {}
    for line in reversed(tuple(lines)):
        found.setdefault(line.case, line)
    return tuple(found.values())


def rows(lines: Sequence[Line], gaps: Iterable[Refill]) -> tuple[Row, ...]:
    """Lines (newest first) with every gap above the records that came late.

    A gap that is older than all lines is not shown.
    """
    waiting = sorted(gaps, key=lambda gap: -gap.last)
    made: list[Row] = []
    for line in lines:
        while waiting and waiting[0].last >= line.seq:
            made.append(Row(gap=waiting.pop(0)))
        made.append(Row(line=line))
    return tuple(made)
