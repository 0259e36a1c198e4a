"""When the wall is drawn: by its one clock, at once for news, and bit by bit.

Says when; what is drawn is said in `looking.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from domain.views.freshness import Phase
from tui.gauges import Gauges
from tui.line import Line
from tui.model import Model
from tui.options import Store
from tui.panes.pane import FRAMES
from tui.pulse import Pulse
from tui.screens.laying import LayingScreen
from tui.turns import STORM, Turns

if TYPE_CHECKING:
    from client.feed import Feed

#: A terminal that was not ready is looked at again after so long.
_AGAIN_S: Final = 0.03
#: Touched cases that are counted in one bit.
_COUNTED: Final = 150
#: A key that is to be answered first is looked for again after so long, seconds.
_ECHO_S: Final = 0.004
#: What a frame leaves is drawn so long after it, seconds.
_LEFT_S: Final = 0.05
#: Between two bits of a flood of records, seconds.
_BIT_S: Final = 0.001
#: After a terminal stood still for so long (s) nobody waits for a whole picture again.
_STOOD_S: Final = 1.0


class BeatingScreen(LayingScreen):
    """Knows the clock, the store, and what is measured of both."""

    _store: Store | None = None
    _paused = False
    _flashing: asyncio.TimerHandle | None = None
    _catching = False
    _over = False
    #: The beat of a frame that waits until all that was taken is counted.
    _drawn_at: int | None = None
    #: Since when the terminal takes nothing; and whether it has stood, and what came
    #: meanwhile is not all shown yet.
    _still_since: float | None = None
    _stood = False

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._monotonic = monotonic
        self.gauges = Gauges(monotonic)
        self.way = Line(monotonic, {})
        self.stalled: Callable[[], bool] = lambda: False
        #: Whether a key is not answered on the screen yet.
        self.echoing: Callable[[], bool] = lambda: False
        self.heard: Callable[[], None] = lambda: None
        self.turns = Turns(monotonic)
        self.pulse = Pulse(monotonic, self._after, self._rest, self._beaten)

    @property
    def _beat(self) -> int:
        return self.turns.beat

    def _show_frame(self, beat: int) -> None:
        """Draw what is due at that beat."""
        raise NotImplementedError

    # The clock

    def on_mount(self) -> None:
        """It beats from now on."""
        self.pulse.begin()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self._over = True

    def frame(self) -> None:
        """The clock turns: draw what may look different, if anything does."""
        feed = self._store.feed if self._store else None
        beat = self.turns.turn(
            self.way.profile,
            stalled=self._blocked(),
            busy=self._busy,
            changed=self._turned(feed),
        )
        self.gauges.turn(feed, drawn=beat is not None)
        self.turns.storm = self.gauges.pace > STORM
        if beat is not None:
            self._wait_no_more()
            self._draw(beat)

    def _draw(self, beat: int) -> None:
        """Show it; in a flood when all that was taken is counted, bit by bit."""
        model = self._model
        flood = model is not None and (self._catching or model.owing > _COUNTED)
        if model is None or self._paused or not flood:
            self._show_frame(beat)
            return
        if self._drawn_at is None or self._drawn_at % FRAMES:
            self._drawn_at = beat
        if not self._catching:
            self._catch(model)

    def _after(self, seconds: float, act: Callable[[], None]) -> asyncio.TimerHandle:
        """Call it then; a timer of the toolkit's is a task and three messages.

        What it raises ends the wall, as it would in any callback of the toolkit's.
        """
        return asyncio.get_running_loop().call_later(seconds, self._act, act)

    def _act(self, act: Callable[[], None]) -> None:
        if not self._over:
            act()

    def _beaten(self, beats: int, late: float) -> None:
        self.gauges.late(late)
        self.turns.skip(beats - 1)
        self.frame()

    def _rest(self) -> int:
        """Beats until something may look different."""
        live = self._model is not None and self._model.fresh.phase is Phase.LIVE
        calm = live and not (self.turns.storm or self.stalled() or self._busy)
        return self.turns.second if calm else 1

    @property
    def _busy(self) -> bool:
        waits = self._store is not None and self._store.waits
        return waits or not all(pane.rests for pane in self.board.shown)

    def _turned(self, feed: Feed | None) -> bool:
        """Whether the feed stands otherwise than is shown."""
        if feed is None or self._model is None:
            return False
        return feed.phase.value != self._model.fresh.phase.value

    # What comes between its turns

    def begin(self) -> None:
        """The first state is there: show it, whatever the clock says."""
        if self._store is not None and self._store.waits:
            self._show_frame(self.turns.beat)

    def flash(self, *, urgent: bool) -> None:
        """Something came: draw it, before the clock turns if that can be."""
        if self._model is None or self._paused:
            return
        left = self.turns.flash(self.way.profile, urgent=urgent)
        if left is None:
            return
        self._wait_no_more()
        if left:
            self._flashing = self._after(left, self._flash)
        else:
            self._flash()

    def _wait_no_more(self) -> None:
        if self._flashing is not None:
            self._flashing.cancel()
            self._flashing = None

    def _flash(self) -> None:
        if self._blocked():
            self._flashing = self._after(_AGAIN_S, self._flash)
            return
        beat = self.turns.flashed()
        if not self._paused:
            self.gauges.flashed()
            self._draw(beat)

    def _blocked(self) -> bool:
        """Whether the frame before is still on its way, or a key goes first."""
        stalled, now, since = self.stalled(), self._monotonic(), self._still_since
        if not stalled:
            self._still_since = None
            if since is not None and now - since > _STOOD_S:
                self._stood = True
        elif since is None:
            self._still_since = now
        return stalled or (self.turns.storm and self.echoing())

    def settle(self) -> None:
        """A person looks for something: count what is taken, if there is a flood."""
        if self._model is not None:
            self._model.settle()

    def _go_on(self) -> None:
        """What the frame has left is drawn a little later, with keys in between."""
        if any(pane.left for pane in self.board.shown):
            self._after(_LEFT_S, self._draw_left)

    def _draw_left(self) -> None:
        for pane in self.board.shown:
            if pane.left:
                pane.go_on()
        self._go_on()

    def _catch_up(self, model: Model) -> None:
        """What is left is taken bit by bit, with keys in between."""
        waits = self._store is not None and self._store.waits
        if waits and not self._catching and not self._paused:
            self._catch(model)

    def _catch(self, model: Model, seconds: float = _BIT_S) -> None:
        # Not by messages: the toolkit paints nothing while any wait for the screen.
        self._catching = True
        self._after(seconds, partial(self._take_more, model))

    def _take_more(self, model: Model) -> None:
        if self.echoing():  # many bits would fit between the steps of an echo
            self._catch(model, _ECHO_S)
            return
        beat, here = self._drawn_at, model is self._model and not self._paused
        if here and beat is not None:
            if model.settle(_COUNTED):
                self._drawn_at = None
                self._show_frame(beat)
            self._catch(model)
            return
        self._catching, self._drawn_at = False, None
        if here:
            model.go_on()
            self._catch_up(model)
            if self._stood and not self._catching:
                self._stood = False
                self._wait_no_more()
                self._flash()
