"""What the wall measures about itself, once a turn of its clock, and its log.

Costs next to nothing: differences of counters over a second.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from domain.views.ops import LogLine

if TYPE_CHECKING:
    from concurrent.futures import Future

    from client.feed import Feed
    from client.outcome import Health
    from tui.line import Line

#: Lines of the log that are kept.
KEPT: Final = 200
_PAGE: Final = 4096
_SPAN_S: Final = 1.0


class LogTail(logging.Handler):
    """The last lines of what was logged, from any thread. `now`: the centre's ms."""

    def __init__(self, now: Callable[[], int] = lambda: 0) -> None:
        super().__init__(logging.INFO)
        self.now = now
        self._lines: deque[LogLine] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line; of a traceback only what went wrong, no values."""
        self.note(record.getMessage(), bad=record.levelno >= logging.WARNING)

    def note(self, text: str, *, bad: bool = False) -> None:
        """Keep one line of our own."""
        self._lines.append(LogLine(self.now(), text, bad))

    @property
    def lines(self) -> tuple[LogLine, ...]:
        """Oldest first."""
        return tuple(self._lines)


class Sources:
    """Where the ops view looks, besides the gauges.

    `dropped` counts frames lost, `colours` names what there are; `health` asks the
    centre how it is.
    """

    def __init__(self, way: Line) -> None:
        self.way = way
        self.feed: Callable[[], Feed | None] = lambda: None
        self.url = ""
        self.dropped: Callable[[], int] = lambda: 0
        self.colours = ""
        self.health: Callable[[], Future[Health]] | None = None


class Gauges:
    """Counters turned into rates. `monotonic` gives seconds.

    `written` counts what was sent to the terminal so far.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.written: Callable[[], int] = lambda: 0
        self.log = LogTail()
        self.loop_s = self.frames = self.output = self.rate = 0.0
        self.pace = 0.0  # records a minute, as they come now
        self._since = monotonic()
        self._drawn, self._late = 0, 0.0
        self._bytes = self._seq = 0
        self._phase, self._gaps = "", 0

    def turn(self, feed: Feed | None, *, drawn: bool) -> None:
        """A turn of the wall's clock came; `drawn`: and a frame was drawn."""
        now = self._monotonic()
        self._drawn += drawn
        if feed is not None:
            self._watch(feed)
        if now - self._since >= _SPAN_S:
            self._sum_up(now - self._since, feed.seq if feed else 0)
            self._since = now

    def late(self, seconds: float) -> None:
        """A turn came that late."""
        self._late = max(self._late, seconds)

    def flashed(self) -> None:
        """A frame was drawn between turns."""
        self._drawn += 1

    def _sum_up(self, span: float, seq: int) -> None:
        written = self.written()
        self.loop_s, self._late = self._late, 0.0
        self.frames, self._drawn = self._drawn / span, 0
        self.output, self._bytes = (written - self._bytes) / span, written
        came = max(0, seq - self._seq) if self._seq else 0
        # A minute's worth, smoothed: a rate that jumps cannot be read.
        self.rate += (came / span * 60 - self.rate) / 10
        self.pace += (came / span * 60 - self.pace) / 3
        self._seq = seq

    def _watch(self, feed: Feed) -> None:
        phase = feed.phase.value
        if phase != self._phase:
            self._phase = phase
            bad = phase not in ("LIVE", "SYNCING", "CONNECTING")
            self.log.note(f"feed: {phase} {feed.reason}".rstrip(), bad=bad)
        for gap in feed.gaps[self._gaps :]:
            self.log.note(
                f"feed: records {gap.first} to {gap.last} came late", bad=True
            )
        self._gaps = len(feed.gaps)


def memory() -> int:
    """Bytes of this process in memory; 0 where nobody tells."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * _PAGE
