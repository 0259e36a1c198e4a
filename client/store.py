"""Where the feed's thread and the screen meet: records in, one state a frame out.

The feed's side puts in what comes, the screen drains once a frame and folds. Bounded:
while the screen stands still, what waits becomes a state instead of a backlog.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Final

import msgspec

from client.feed import Alarm, Feed, Gap, Head, Phase
from client.moves import Expect
from domain.events import Record, Reported
from domain.reduce import Entered, advance
from domain.state import Case, CityState

__all__ = ["Alarm", "Drained", "Feed", "Gap", "Head", "Need", "Phase", "Store"]

#: Records that may wait for the screen.
MOST_WAITING: Final = 10_000
#: Records folded at once into a state that waits itself: short, the screen may come.
FOLD_AT: Final = 500


class Need(Enum):
    """Why the store needs a new state of the feed."""

    OVERFLOW = auto()  # records had to be dropped
    DIVERGED = auto()  # the screen's state is not the centre's


class Drained(msgspec.Struct, frozen=True):
    """What came since the last time.

    First `replace` takes the place of the screen's state, then `records` are folded.
    `checks` are digests that the state must have on the way, `entered` the cases that
    the records bring into the scope; `Store.fold` does it all.
    """

    replace: CityState | None
    records: list[Record]
    feed: Feed
    checks: tuple[Expect, ...] = ()
    entered: Entered = {}


class Store:
    """Thread-safe. `monotonic` gives seconds, the same as the feed's own clock."""

    def __init__(
        self, monotonic: Callable[[], float], most_waiting: int = MOST_WAITING
    ) -> None:
        self._monotonic = monotonic
        self._most = most_waiting
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._replace: CityState | None = None
        self._records: list[Record] = []
        self._checks: list[Expect] = []
        self._entered: dict[tuple[str, int], Case] = {}
        self._feed = Feed()
        self._drained = 0  # number of the last record that the screen has
        self._dropped = False
        self._need: Callable[[Need, int], None] = lambda _need, _seq: None
        self._tell: Callable[[bool], None] = lambda _urgent: None
        self._told = False  # that something waits

    # The feed's side

    def attach(self, need: Callable[[Need, int], None]) -> None:
        """Whom to tell what is needed, and at which record; called from any thread."""
        self._need = need

    def replace(self, state: CityState) -> None:
        """A whole new state; the store owns it until it is drained."""
        with self._news:
            self._replace, self._records, self._checks = state, [], []
            self._entered, self._dropped = {}, False
            self._news.notify_all()
        self._call(urgent=False)

    def enter(self, cases: Sequence[Case]) -> None:
        """Cases that the next records bring into the scope, as they were before."""
        with self._lock:
            self._entered |= {(case.id, case.version + 1): case for case in cases}

    def apply(self, records: list[Record]) -> None:
        """The next records, in order."""
        with self._news:
            if self._dropped:
                return
            self._records += records
            need = self._make_room()
            self._news.notify_all()
        if need is not None:
            self._need(*need)
        self._call(urgent=any(map(_urgent, records)))

    def _call(self, *, urgent: bool) -> None:
        """Once for all that waits, and for whatever is urgent."""
        if urgent or not self._told:
            self._told = True
            self._tell(urgent)

    def expect(self, check: Expect) -> None:
        """The centre's digest at a record that may still be under way."""
        with self._lock:
            if not self._dropped:
                self._checks = [*self._checks[-7:], check]

    def publish(self, feed: Feed) -> None:
        """How the feed stands."""
        with self._news:
            self._feed = feed
            self._news.notify_all()

    def _make_room(self) -> tuple[Need, int] | None:
        """Bound what waits; what is needed for it."""
        waiting = len(self._records)
        if self._replace is not None and waiting >= FOLD_AT:
            state, _, wrong = _fold(
                self._replace, self._records, self._checks, self._entered
            )
            self._replace, self._records, self._entered = state, [], {}
            return None if wrong is None else (Need.DIVERGED, wrong)
        if waiting <= self._most:
            return None
        last = self._records[-1].seq
        self._records, self._checks, self._dropped = [], [], True
        self._entered = {}
        return Need.OVERFLOW, last

    # The screen's side

    def hear(self, tell: Callable[[bool], None]) -> None:
        """Whom to tell that something waits, and whether it is urgent.

        From any thread, and only again when it was drained or something urgent came.
        """
        self._tell = tell

    @property
    def waits(self) -> bool:
        """Whether anything came since the last time."""
        return bool(self._records or self._checks) or self._replace is not None

    @property
    def feed(self) -> Feed:
        """How the feed stands now: aged, so that a feed thread that hangs shows."""
        return self._feed.aged(self._monotonic())

    def drain(self, most: int = MOST_WAITING) -> Drained:
        """What came since the last time; what it holds now belongs to the caller.

        At most so many records, the oldest; the rest waits for the next time.
        """
        with self._lock:
            self._told = False
            records, self._records = self._records[:most], self._records[most:]
            drained = Drained(
                self._replace,
                records,
                self.feed,
                tuple(self._checks),
                self._entered,
            )
            self._replace = None
            if not self._records:
                self._entered = {}
            if drained.records:
                self._drained = drained.records[-1].seq
            elif drained.replace is not None:
                self._drained = drained.replace.seq
            self._checks = [c for c in self._checks if c.seq > self._drained]
        return drained

    def fold(self, state: CityState, drained: Drained) -> tuple[CityState, set[str]]:
        """The state after what was drained, and the ids of the cases it touched.

        Folds in place. Reports a state that went apart from the centre's: the feed
        raises an alarm and brings a new one.
        """
        if drained.replace is not None:
            state = drained.replace
        state, touched, wrong = _fold(
            state, drained.records, drained.checks, drained.entered
        )
        if wrong is not None:
            self._need(Need.DIVERGED, wrong)
        return state, touched

    def wait_for(self, seen: Callable[[Feed], bool], seconds: float) -> Feed:
        """Wait until the feed looks like that; the last look when time is up."""
        with self._news:
            self._news.wait_for(lambda: seen(self.feed), seconds)
            return self.feed


def _urgent(record: Record) -> bool:
    event = record.event
    return isinstance(event, Reported) and (event.urgent or event.elder)


def _fold(
    state: CityState, records: list[Record], checks: Sequence[Expect], entered: Entered
) -> tuple[CityState, set[str], int | None]:
    """State, touched cases, number of the first record where the digest differs."""
    touched: set[str] = set()
    wrong: int | None = None
    begin = 0
    for check in checks:
        size = check.seq - state.seq
        if size < 0 or size > len(records) - begin:
            continue
        touched |= advance(state, records[begin : begin + size], entered)
        begin += size
        if wrong is None and state.digest != check.digest:
            wrong = check.seq
    touched |= advance(state, records[begin:] if begin else records, entered)
    return state, touched, wrong
