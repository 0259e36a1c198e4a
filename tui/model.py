"""What the wall knows: the folded state, its index, its time; asked once a frame.

`client/store.py` leaves records, `turn` folds them and lets the time pass; the screen
asks for views of what may look different now. No Textual here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from client.feed import Feed, Gap
from domain.calendar import MINUTE_MS
from domain.codes import State
from domain.packed import akin, beside, numbers
from domain.place import Place
from domain.scoping import NONE
from domain.state import ALL, Case, CityState, Line
from domain.views import departments as of_departments
from domain.views import suggest as of_suggestions
from domain.views.cells import Cell, cell
from domain.views.clocks import LocalClock, day_start, next_day
from domain.views.departments import Departments, Trend
from domain.views.detail import Detail, detail
from domain.views.figures import Figures, figures
from domain.views.freshness import Freshness, Phase
from domain.views.index import OpenIndex
from domain.views.map import STEP, MapIndex
from domain.views.queue import Queue, queue
from domain.views.sheet import Sheet
from domain.views.streams import StreamLine, stream
from domain.views.suggest import Routing, Suggestion
from tui.options import Store

if TYPE_CHECKING:
    from domain.views.listing import Listing, Ordered

#: Cases that a merge offers.
_SIMILAR: Final = 3
#: Kept first suggestions: a screenful many times over.
_KEPT_OFFERS: Final = 512
#: Records folded at once: keys that are pressed meanwhile wait so long.
_MOST: Final = 100
#: Touched cases that a turn counts on the map: it is drawn seldom.
_MAPPED: Final = 400

#: In these there is no connection.
_LOST: Final = frozenset(
    {Phase.CONNECTING, Phase.RECONNECTING, Phase.AUTH_FAILED, Phase.DOWN}
)


class News(NamedTuple):
    """What a turn brought: cells to draw again, cases touched, what else happened."""

    keys: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    replaced: bool = False
    minute: bool = False  # times left read differently
    reconnected: bool = False


def freshness(feed: Feed) -> Freshness:
    """How the feed stands, as the panes say it."""
    phase = Phase(feed.phase.value)
    return Freshness(
        phase=phase,
        age_s=int(feed.age_s),
        since=feed.as_of or None,
        attempt=feed.attempt,
        retry_s=ceil(feed.retry_in_s),
        reason=feed.reason,
        seq=feed.seq,
        skew_s=round((feed.skew_ms or 0) / 1000) if feed.skewed else 0,
    )


class Model:
    """One wall's picture of one place. `monotonic` gives seconds."""

    def __init__(
        self, store: Store, place: Place, monotonic: Callable[[], float]
    ) -> None:
        self.place: Final = place
        self.clock: Final = LocalClock(ZoneInfo(place.zone))
        self.state = CityState()
        self.index = OpenIndex()
        self.fresh = Freshness()
        self.now = 0
        self.turns = 0  # so often was it asked for news
        self.simulated = self.drill = False
        self.gaps: tuple[Gap, ...] = ()  # records that came late
        self.speed = 1.0
        self.sheet: Sheet | None = None  # the ground of the map, once it is known
        self._map: MapIndex | None = None
        self._store = store
        self._monotonic = monotonic
        self._routing = Routing(place)
        self._minute = -1
        self._day = (0, 0)
        self._lost = False
        # What was taken since the last turn.
        self._keys: set[str] = set()
        self._touched: set[str] = set()
        self._replaced = self._back = False
        # What is not counted yet, and not on the map.
        self._owed: set[str] = set()
        self._owed_map: set[str] = set()
        self._offers: dict[tuple[str, int], tuple[Suggestion, ...]] = {}
        self._pairs: of_suggestions.Pairs = {}

    @cached_property
    def listing(self) -> Listing:
        """What the queue shows: the index's own order until something is asked for.

        Made, and imported, when somebody looks.
        """
        from domain.views.listing import Listing

        made = Listing(self.index, self.place)
        made.rebuild(self.state, self.now)
        return made

    @property
    def _listed(self) -> bool:
        return "listing" in vars(self)

    def turn(self, *, take: bool = True) -> News:
        """Take what came, as much as a frame can bear, and let the time pass.

        Without `take` show what was taken: the rest is being taken bit by bit.
        """
        self.turns += 1
        if take:
            self._take()
        else:
            self._back = self._look(self._store.feed) or self._back
        self.settle()
        keys = self._keys | self.index.tick(self.state, self.now)
        if self._listed:
            self.listing.tick(self.state, self.now)
        self._turn_map()
        touched, replaced = frozenset(self._touched), self._replaced
        reconnected, self._back = self._back, False
        self._keys, self._touched, self._replaced = set(), set(), False
        if touched:
            keys.add(ALL)
        minute = self._new_minute()
        return News(frozenset(keys), touched, replaced, minute, reconnected)

    def go_on(self) -> None:
        """Take more of what came, between frames; the next one shows it."""
        self._take()

    def _take(self) -> None:
        drained = self._store.drain(_MOST)
        self.state, touched = self._store.fold(self.state, drained)
        self._back = self._look(drained.feed) or self._back
        self._touched |= touched
        if drained.replace is not None:
            self._replaced, self._map = True, None  # counted when it is looked at
            self.index.rebuild(self.state, self.now)
            if self._listed:
                self.listing.rebuild(self.state, self.now)
            self._offers.clear()
            touched = set()
            self._owed, self._owed_map = set(), set()
        self._owed |= touched

    @property
    def owing(self) -> int:
        """Cases that are taken and not counted."""
        return len(self._owed)

    def settle(self, most: int | None = None) -> bool:
        """Count what was taken, so many cases of it; whether that is all.

        In a flood a case is touched again and again: it is counted once a frame.
        """
        owed = self._owed
        if not owed:
            return True
        some = owed if most is None else set(islice(owed, most))
        self._owed = owed - some
        self._keys |= self.index.touch(self.state, some)
        if self._listed:
            self.listing.touch(self.state, some)
        if self._map is not None:
            self._owed_map |= some
        return not self._owed

    def _turn_map(self) -> None:
        if self._map is None:
            return
        self._map.tick(self.state, self.now)
        some = set(islice(self._owed_map, _MAPPED))
        self._owed_map -= some
        self._map.touch(self.state, some)
        self._map.go_on(self.state, STEP - 2 * len(some))

    def lay(self, sheet: Sheet) -> None:
        """The ground of the map."""
        self.sheet, self._map = sheet, None

    def map(self) -> MapIndex | None:
        """The open cases by unit grid: counted from when they are first asked for."""
        if self._map is None and self.sheet is not None:
            self._map, self._owed_map = MapIndex(self.sheet), set()
            self._map.begin(self.state, self.now)
            self._map.go_on(self.state)
        return self._map

    def glance(self) -> int:
        """How the feed stands, without taking anything; records that wait there."""
        feed = self._store.feed
        self._look(feed)
        return max(0, feed.seq - self.state.seq)

    def _look(self, feed: Feed) -> bool:
        """Read the feed; whether it is live again after its connection was lost."""
        self.simulated, self.speed = feed.simulated, feed.speed
        self.gaps = feed.gaps
        self.drill = feed.drill or self.state.all_drill
        # The feed tells of a record a moment after it has handed it over, or before
        # it is folded here: what is on the wall is what the state has.
        self.fresh = replace(freshness(feed), seq=self.state.seq or feed.seq)
        if self.fresh.current or feed.current is None:
            self.now = feed.server_now(self._monotonic()) or self.now
        else:
            self.now = feed.as_of
        if feed.current is not None and self.fresh.phase in _LOST:
            self._lost = True
        if not (self._lost and self.fresh.current):
            return False
        self._lost = False
        return True

    def _new_minute(self) -> bool:
        minute = self.now // MINUTE_MS
        if minute == self._minute:
            return False
        self._minute = minute
        self._offers.clear()
        self._pairs = of_suggestions.pairs(self.state)
        return True

    @property
    def empty(self) -> bool:
        """Whether the ledger is known to hold nothing."""
        return self.fresh.current and self.state.seq == 0 and not self.blind

    @property
    def blind(self) -> bool:
        """Whether the feed brings no case, only how it does."""
        return self.state.key == NONE

    def today(self) -> int:
        """The local midnight before now, ms."""
        start, end = self._day
        if not start <= self.now < end:
            start = day_start(self.now, self.clock.zone)
            self._day = start, next_day(start, self.clock.zone)
        return self._day[0]

    def figures(self) -> Figures:
        """The place in numbers."""
        return figures(self.state, self.index, self.now, self.today())

    def cell(self, key: str, lines: int) -> Cell:
        """A street's cell, or the whole place's."""
        return cell(self.state, self.index, key, self.now, self.today(), lines)

    def stream(
        self, key: str, limit: int, keep: Callable[[Line], bool] | None = None
    ) -> tuple[StreamLine, ...]:
        """The newest lines of a street."""
        return stream(self.state, key, self.now, limit, keep)

    def queue(self, start: int, count: int, order: Ordered | None = None) -> Queue:
        """A window of the queue, or of another order."""
        wanted = self.index if order is None else order
        return queue(self.state, wanted, start, count, self.now, self._first_offer)

    def departments(self) -> Departments:
        """Bounce rates."""
        return of_departments.departments(self.state, self.place, self.now)

    def trend(self) -> Trend:
        """What the charts show."""
        return of_departments.trend(self.state, self.now)

    def detail(self, case: str) -> Detail | None:
        """An open case; None when it is closed."""
        found = self.state.cases.get(case)
        return None if found is None else detail(found, self.now, self.offers(found))

    def similar(self, case: Case) -> tuple[Case, ...]:
        """A few open cases that it may be merged into, oldest first.

        Only for a case that may be merged.
        """
        from domain.decisions.intake import similar

        if case.state is not State.REPORTED:
            return ()
        others = beside(self.state.cases, case)
        found = (one for one in others if one.id != case.id and similar(case, one))
        return tuple(islice(found, _SIMILAR))

    def alike(self, subclass: str, street: str, grid: str) -> tuple[Case, ...]:
        """A few open cases that a report may repeat, oldest first; one look over all.

        Reported in the last day, in that unit grid, or anywhere in the street if none
        is given.
        """
        from domain.decisions.intake import MERGE_MS

        found = (
            one
            for one in akin(self.state.cases, subclass, street)
            if grid in ("", one.grid) and self.now - one.opened_at <= MERGE_MS
        )
        return tuple(islice(found, _SIMILAR))

    def numbered(self, typed: str) -> Case | None:
        """The one open case whose number is that, or ends so; one look over all."""
        wanted, cases = typed.upper(), self.state.cases
        ends = [one for one in numbers(cases) if one[1].endswith(wanted)]
        found = [one for one in ends if one[1] == wanted] or ends
        return cases[found[0][0]] if typed and len(found) == 1 else None

    def offers(self, case: Case) -> tuple[Suggestion, ...]:
        """To whom it might go."""
        key = (case.id, case.version)
        known = self._offers.get(key)
        if known is None:
            if len(self._offers) > _KEPT_OFFERS:
                self._offers.clear()
            known = self._offers[key] = of_suggestions.suggest(
                case,
                self._routing,
                self.index.lessons,
                self._pairs,
                self.state.census,
            )
        return known

    def _first_offer(self, case: Case) -> Suggestion | None:
        offers = self.offers(case)
        return offers[0] if offers else None
