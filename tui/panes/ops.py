"""The ops view: the feed, this wall, its line; and the tail of the log."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

from msgspec.structs import replace

from client.feed import Feed
from client.outcome import Health
from domain.views.ops import FeedHealth, Letters, LogView, OpsView, WallHealth
from tui.gauges import Gauges, Sources, memory
from tui.model import News, freshness
from tui.panes.pane import FRAMES, Pane, Sight
from widgets.ops import LogTable, OpsTable

#: So many seconds from one question after the centre's health to the next.
_ASK_S: Final = 5


class OpsPane(Pane):
    """Once a second."""

    id = "ops"
    rests = True

    def __init__(self, gauges: Gauges, sources: Sources) -> None:
        self.table = OpsTable()
        super().__init__(self.table)
        self._gauges, self._sources = gauges, sources
        self._asked: Future[Health] | None = None
        self._letters: Letters | None = None
        self._glass = 0

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """The feed and the wall."""
        if news.replaced or beat % FRAMES == 0:
            feed = self._sources.feed()
            blind = sight.model.blind
            feeds = (replace(self._of_feed(feed), blind=blind),) if feed else ()
            self._ask(beat)
            shown = OpsView(feeds, self._of_wall(), self._letters, self._glass)
            self.table.show(shown)

    def _ask(self, beat: int) -> None:
        """How the centre is: every few seconds, and nothing waits for the answer."""
        asked = self._asked
        if asked is not None and asked.done():
            self._asked = None
            failed = asked.cancelled() or asked.exception() is not None
            self._letters = None if failed else _letters(asked.result())
            self._glass = 0 if failed else asked.result().break_glass
        health = self._sources.health
        if self._asked is None and health and beat % (FRAMES * _ASK_S) == 0:
            self._asked = health()

    def _of_feed(self, feed: Feed) -> FeedHealth:
        return FeedHealth(
            fresh=freshness(feed),
            url=self._sources.url,
            rate=round(self._gauges.rate),
            head=feed.head,
            skew_ms=feed.skew_ms,
            gaps=len(feed.gaps),
            resyncs=feed.resyncs,
        )

    def _of_wall(self) -> WallHealth:
        gauges, line = self._gauges, self._sources.way
        pacer = line.pacer
        return WallHealth(
            loop_ms=round(gauges.loop_s * 1000),
            frames=round(gauges.frames, 1),
            output=round(gauges.output),
            memory=memory(),
            dropped=self._sources.dropped(),
            link=line.profile.name,
            chosen=line.link.chosen,
            trip_ms=None if pacer.lag is None else round(pacer.lag * 1000),
            window=pacer.window,
            mute=pacer.mute,
            glyphs=line.glyphs.name,
            colours=self._sources.colours,
        )


def _letters(health: Health) -> Letters | None:
    """Times of a simulated clock are not those that letters are kept by."""
    told = health.outbox
    if told is None:
        return None
    age = None
    if told.oldest is not None and not health.simulated:
        age = max(0, health.at - told.oldest) // 1000
    return Letters(told.state == "on", told.waiting, told.dead, age)


class LogPane(Pane):
    """The tail of the log."""

    id = "log"
    rests = True

    def __init__(self, gauges: Gauges) -> None:
        self.table = LogTable()
        super().__init__(self.table)
        self._gauges = gauges

    def show(self, _sight: Sight, news: News, beat: int) -> None:
        """Once a second."""
        if news.replaced or beat % FRAMES == 0:
            self.table.show(LogView(self._gauges.log.lines))
