"""The one clock of a wall: four beats a second, and one a second while it rests.

Waking for nothing is most of what a wall at rest costs. No Textual here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from tui.panes.pane import FRAMES

#: Seconds of a beat.
BEAT_S: Final = 1 / FRAMES
#: How long after a key or the mouse the clock goes on beating fast, seconds.
AWAKE_S: Final = 3.0


class Alarm(Protocol):
    """Something that was set to go off; a timer of the event loop."""

    def cancel(self) -> None:
        """It shall not."""


class Pulse:
    """Calls `beat` with how many beats went by and by how many seconds it is late.

    `monotonic` gives seconds, `after` calls something in so many, `rest` says for how
    many beats nothing will look different.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        after: Callable[[float, Callable[[], None]], Alarm],
        rest: Callable[[], int],
        beat: Callable[[int, float], None],
    ) -> None:
        self._now, self._after, self._rest, self._beat = monotonic, after, rest, beat
        self._at = self._due = monotonic()  # of the last stroke, of the next
        self._beats = 0  # from the last to the next
        self._awake = float("-inf")
        self._alarm: Alarm | None = None

    def begin(self) -> None:
        """Beat from now on."""
        self._at = self._now()
        self._wind(1)

    def wake(self) -> None:
        """A person is there: what they ask for shall not wait for the second."""
        now = self._now()
        self._awake = now + AWAKE_S
        beats = int((now - self._at) / BEAT_S) + 1
        if self._alarm is not None and beats < self._beats:
            self._alarm.cancel()
            self._wind(beats)

    def _wind(self, beats: int) -> None:
        self._beats = beats
        self._due = self._at + beats * BEAT_S
        self._alarm = self._after(max(0.0, self._due - self._now()), self._strike)

    def _strike(self) -> None:
        late = max(0.0, self._now() - self._due)
        # What was missed is not made up for.
        self._at = self._due + late // BEAT_S * BEAT_S
        self._beat(self._beats, late)
        self._wind(self._rest() if self._now() > self._awake else 1)
