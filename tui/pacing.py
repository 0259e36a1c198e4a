"""The terminal paces what it is sent: how much may be under way, by its answers.

A line's buffer hides its slowness from whoever writes. So a question goes out behind
every piece of output; until it is answered the piece counts as under way, and what may
be under way follows the measured time, as in a congestion window. A terminal that
answers nothing is paced by time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

#: What goes out behind a piece, and what comes back: the state of the terminal.
QUESTION: Final = "\x1b[5n"
ANSWER: Final = "\x1b[0n"
#: Seconds that a piece may take beyond the line's own delay.
TARGET_S: Final = 0.1
#: Bytes that may always be under way, and never more.
LEAST: Final = 160
MOST: Final = 1 << 20
#: Without an answer for so long (and three delays) nothing more is sent, …
_HELD_S: Final = 0.5
#: … and for so long the terminal counts as one that does not answer: at first, later.
_MUTE_S: Final = 2.0
_LOST_S: Final = 10.0
#: After a key what it changed may go beyond the window: so long (s), so many bytes.
_KEY_S: Final = 0.1
_KEY_BYTES: Final = 320
#: … and whatever can wait lets the key go before it so long.
_ECHO_S: Final = 0.05
_MUCH: Final = 4_000
#: The first answer may be to a whole frame: the line's own delay is hardly longer, …
_FIRST_S: Final = 0.3
#: … and if it is, that is believed bit by bit.
_DRIFT: Final = 1.03


class Pacer:
    """What may be sent. `monotonic` gives seconds.

    `answered` and `pressed` may be called from another thread than the rest.
    """

    def __init__(
        self, monotonic: Callable[[], float], window: int = MOST, rate: int = 0
    ) -> None:
        self._monotonic = monotonic
        self.window, self.rate = window, rate
        self.thrifty = False  # every byte counts: fewer colours, no synchronising
        self.erases = False  # erased cells get the colour behind the text
        self.on_answer: Callable[[], None] = lambda: None
        self.delay: float | None = None  # of an empty line, s
        self.lag: float | None = None  # of the last answer, s
        self.mute = False  # no answers come: paced by time
        self.owed = 0  # cells that are drawn and not sent yet
        self._flying: deque[tuple[float, int, int]] = deque(maxlen=256)
        self._free_at = 0.0
        self._key_at = self._heard_at = self._sent_at = -1.0
        self._waits = -1.0  # since when a key is not answered
        self._late = False

    @property
    def wide(self) -> bool:
        """Whether the line takes whole frames: nothing is cut into pieces."""
        return self.window >= MOST and not self.thrifty

    @property
    def flying(self) -> int:
        """Bytes that the terminal has not answered for."""
        return sum(size for _, size, _ in tuple(self._flying))

    @property
    def hurried(self) -> bool:
        """Whether a key was pressed just now."""
        return self._monotonic() - self._key_at < _KEY_S

    @property
    def echoing(self) -> bool:
        """Whether a key was pressed just now and what it changed is not sent yet."""
        return self._unanswered and self._monotonic() - self._waits < _ECHO_S

    @property
    def _unanswered(self) -> bool:
        return self._key_at > self._heard_at or self._heard_at > self._sent_at

    def room(self) -> int:
        """Bytes that may be sent now; 0: wait."""
        now = self._monotonic()
        if self.mute:
            return self.window if now >= self._free_at else 0
        try:
            age = now - self._flying[0][0]
        except IndexError:
            return self.window
        if age > (_MUTE_S if self.delay is None else _LOST_S):
            self.mute = True
            self._flying.clear()
        if self.delay is not None and age > _HELD_S + 3 * self.delay:
            return 0
        room = self.window - self.flying
        return max(0, room + min(self.window, _KEY_BYTES) if self.hurried else room)

    def ready(self) -> bool:
        """Whether a new frame is wanted: the last one is out, and there is room."""
        return self.owed == 0 and self.room() > 0

    def sent(self, size: int) -> None:
        """A piece of so many bytes, and the question behind it, went out."""
        now = self._sent_at = self._monotonic()
        self._flying.append((now, size, self.flying + size))
        if self.mute and self.rate:
            self._free_at = max(now, self._free_at) + size / self.rate

    def pressed(self) -> None:
        """A key came.

        One that changes nothing is never answered: held down, it shall not hold up the
        rest for longer than a first one does.
        """
        now = self._monotonic()
        if not self._unanswered:
            self._waits = now
        self._key_at = now

    def heard(self) -> None:
        """What the last key does was done."""
        self._heard_at = self._monotonic()

    def answered(self) -> None:
        """The terminal answered the oldest question."""
        try:
            at, _, load = self._flying.popleft()
        except IndexError:
            return
        if self.mute:
            # It does answer: what is under way is unknown, so begin anew.
            self.mute = False
            self._flying.clear()
            return
        lag = self.lag = max(0.0, self._monotonic() - at)
        self.delay = min(lag, self._believed(load))
        self._adapt(lag - self.delay, load)
        self.on_answer()

    def _believed(self, load: int) -> float:
        """The most that the line's own delay is taken for, s."""
        if self.delay is None:
            return _FIRST_S
        # Only behind little else does an answer tell the line's own delay.
        return self.delay * (_DRIFT if load <= LEAST else 1.0)

    def _adapt(self, excess: float, load: int) -> None:
        """The window after `load` bytes under way took so much longer than none."""
        if excess > TARGET_S:
            fits = int(load * TARGET_S / excess)
            # One late answer to little may be chance: the second one counts in full.
            least = LEAST if self._late or load > _MUCH else self.window // 4
            self.window = max(LEAST, least, min(self.window, fits))
        elif excess < TARGET_S / 2 and load * 2 > self.window:
            self.window = min(MOST, self.window * 2)
        self._late = excess > TARGET_S
