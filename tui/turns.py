"""When a frame is drawn: on the second, and when something came; never for nothing.

The wall's clock turns `FRAMES` times a second, at rest once (`pulse.py`). A turn that
has nothing to show is let go by; what comes between turns is drawn at once and takes
the next turn's place, so that a wall at rest costs next to nothing and a report is not
held up by the clock.
No Textual here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tui.link import Profile
from tui.panes.pane import FRAMES, SLOW

#: What is urgent is drawn so long (s) after the frame before, at least.
URGENT_S: Final = 0.125
#: From so many records a minute on nobody can follow each: then frames that are not
#: due are fewer (`Profile.storm_s`).
STORM: Final = 420


class Turns:
    """Beats of one wall. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self.beat = 0
        self._last = 0  # the beat of the last frame
        self._at = float("-inf")  # and when it was
        self._ahead = False  # what came was drawn before its turn
        self._due: float | None = None  # when the next flash is
        self.storm = False

    def turn(
        self, profile: Profile, *, stalled: bool, busy: bool, changed: bool = False
    ) -> int | None:
        """The clock turns; the beat of the frame to draw now, None for none.

        A beat that is a multiple of `FRAMES` says that a second is due. `busy`: there
        is something to draw between seconds as well; `changed`: and at once.
        """
        self.beat += 1
        if stalled or self.beat % profile.every:
            return None
        ahead, self._ahead = self._ahead, False
        early = self.storm and self._now() < self._at + profile.storm_s
        idle = not changed and (ahead or early or not busy)
        if idle and self.beat // FRAMES == self._last // FRAMES:
            return None
        self._at, self._due = self._now(), None  # what was to flash is drawn with it
        return self._since_last(profile.slow_s * FRAMES)

    def skip(self, beats: int) -> None:
        """So many beats went by in which there was nothing to draw."""
        self.beat += beats

    @property
    def second(self) -> int:
        """Beats until the next second is due, at least one."""
        return FRAMES - self.beat % FRAMES

    def _since_last(self, slow: int) -> int:
        """A beat that says what is due: a second that was missed is made up for."""
        last, self._last = self._last, self.beat
        if self.beat // slow != last // slow:
            return self.beat // slow * slow
        if self.beat // FRAMES == last // FRAMES:
            return self.beat
        second = self.beat // FRAMES * FRAMES
        # On a narrow line what is slow is not yet due.
        return second if second % SLOW else second - FRAMES

    def flash(self, profile: Profile, *, urgent: bool) -> float | None:
        """Something came; in how many seconds to draw it, None if that is settled.

        No more often than the line bears; what is urgent does not wait for that.
        """
        now, gap = self._now(), 1 / profile.frames
        if self.storm:
            gap = max(gap, profile.storm_s)
        due = max(now, self._at + (URGENT_S if urgent else gap))
        if self._due is not None and self._due <= due:
            return None
        self._due = due
        return due - now

    def flashed(self) -> int:
        """That time has come; the beat of the frame to draw.

        It is of the second that was drawn: nothing is due again.
        """
        self._at, self._due, self._ahead = self._now(), None, True
        return self._last // FRAMES * FRAMES + 1
