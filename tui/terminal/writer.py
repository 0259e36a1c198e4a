"""The frame-dropping writer: a stalled terminal stops no loop."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import IO, Final

#: Bytes that may wait for the terminal: a few frames; then they are dropped.
MOST_WAITING: Final = 256 * 1024
_SHORT: Final = 256
#: Shows the terminal's other screen, as the toolkit says it.
_ENTER: Final = "\x1b[?1049h"
STOP_S: Final = 1.0


class FrameWriter(threading.Thread):
    """Writes to the terminal in the background; never blocks who hands text over.

    `backlog` tells that the last frame is not out yet: better draw none then. After
    frames were dropped `on_drained` is called (from this thread): what is on the
    terminal is not what was meant, all of it has to be sent again. `taken` counts
    characters that were not dropped, `lost` all frames that were.
    """

    on_drained: Callable[[], None] | None = None
    #: The terminal shows its other screen already: entering it again would clear it,
    #: and what it remembers of the shell's.
    entered = False

    def __init__(self, file: IO[str]) -> None:
        super().__init__(daemon=True, name="terminal")
        self.dropped = 0
        self.lost = self.taken = 0
        self._file = file
        self._ready = threading.Condition()
        self._texts: deque[str] = deque()
        self._waiting = 0
        self._busy = self._closing = False

    @property
    def backlog(self) -> bool:
        """Whether something still waits to be written."""
        return self._busy or bool(self._texts)

    def write(self, text: str) -> None:
        """Hand text over; a frame is dropped, with all that waits, on a stall.

        Short texts are kept: they switch modes, and put the terminal back at the end.
        """
        if text == _ENTER and FrameWriter.entered:
            FrameWriter.entered = False
            return
        with self._ready:
            if len(text) > _SHORT and self._stalled(len(text)):
                self.dropped += 1
                self.lost += 1
                return
            self._texts.append(text)
            self.taken += len(text)
            self._waiting += len(text)
            self._ready.notify()

    def _stalled(self, more: int) -> bool:
        if self._busy and self.dropped:
            return True
        if self._waiting + more <= MOST_WAITING or not self._texts:
            return False
        self._texts = deque(text for text in self._texts if len(text) <= _SHORT)
        self._waiting = sum(map(len, self._texts))
        return True

    def isatty(self) -> bool:
        """What Rich asks."""
        return True

    def fileno(self) -> int:
        """The terminal's."""
        return self._file.fileno()

    def flush(self) -> None:
        """Done by the thread."""

    def run(self) -> None:
        """Write until stopped, or until the terminal is gone."""
        while (text := self._next()) is not None:
            try:
                self._file.write(text)
                self._file.flush()
            except (OSError, ValueError):
                return

    def _next(self) -> str | None:
        with self._ready:
            self._busy = False
            if self.dropped and not self._texts and not self._closing:
                self.dropped = 0
                if self.on_drained is not None:
                    self.on_drained()
            self._ready.wait_for(lambda: self._texts or self._closing)
            if not self._texts:
                return None
            self._busy = True
            text = "".join(self._texts)
            self._texts.clear()
            self._waiting = 0
            return text

    def stop(self) -> None:
        """Write what waits and end; a stalled terminal is not waited for."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self.join(STOP_S)
