"""A store that is fed by hand, on a clock that is moved by hand."""

from __future__ import annotations

import msgspec

from client.feed import Feed, Phase
from client.store import Store
from domain.events import Record
from domain.state import CityState
from tests.town import MONDAY, Book


class Hand:
    """Monotonic seconds."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Feeding:
    """What the feed's side does, without a centre: `store` is what a wall is given."""

    def __init__(self, book: Book | None = None, speed: float = 1.0) -> None:
        self.book = book or Book()
        self.clock = Hand()
        self.store = Store(self.clock)
        self.speed = speed
        self._given = 0

    def begin(self, **more: object) -> None:
        """A snapshot of all there is, and a living feed."""
        self.store.replace(self.book.state.copy())
        self._given = len(self.book.records)
        self.live(**more)

    def live(self, phase: Phase = Phase.LIVE, **more: object) -> None:
        """A sign of life at this moment: the centre's clock shows the book's time."""
        at = self.clock.at
        fields: dict[str, object] = {
            "phase": phase, "at": self.book.now, "received": at, "current": at,
            "seq": self.book.state.seq, "speed": self.speed,
        }  # fmt: skip
        self.store.publish(Feed(**(fields | more)))  # type: ignore[arg-type]

    def lost(self, phase: Phase = Phase.RECONNECTING, **more: object) -> None:
        """No connection; the picture is as old as it is."""
        feed = self.store.feed
        self.store.publish(msgspec.structs.replace(feed, phase=phase, **more))

    def give(self) -> list[Record]:
        """The records since the last time, and a sign of life."""
        new = self.book.records[self._given :]
        self._given = len(self.book.records)
        self.store.apply(list(new))
        self.live()
        return new

    def whole(self) -> CityState:
        """What the centre holds."""
        return self.book.state


__all__ = ["MONDAY", "Feeding", "Hand"]
