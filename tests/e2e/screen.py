"""A wall without a terminal: drains, folds, and remembers every record's number."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from client.link import Link
from client.moves import Expect
from client.store import Feed, Phase, Store
from domain.state import CityState
from tests.e2e.waiting import until


class Clock:
    """The real monotonic clock, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class Noted(Store):
    """A store that remembers the digests it was to compare."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self.checks: list[Expect] = []

    def expect(self, check: Expect) -> None:
        self.checks.append(check)
        super().expect(check)


class Screen:
    """`numbers` has the number of every state and every record that was handed over."""

    def __init__(
        self, url: str, token: str = "", scope: str = "all", **more: Any
    ) -> None:
        self.clock = Clock()
        self.store = Noted(self.clock)
        self.link = Link(url, token, scope, self.store, self.clock, Random(1), **more)
        self.state = CityState()
        self.numbers: list[int] = []

    def look(self) -> Feed:
        """One frame."""
        drained = self.store.drain()
        if drained.replace is not None:
            self.numbers.append(drained.replace.seq)
        self.numbers += [record.seq for record in drained.records]
        self.state, _ = self.store.fold(self.state, drained)
        return drained.feed

    def wait(self, seen: Callable[[Feed], object], seconds: float = 20.0) -> Feed:
        until(lambda: seen(self.look()), seconds, self.look)
        return self.look()

    def live_at(self, seq: int) -> Feed:
        return self.wait(
            lambda feed: feed.phase is Phase.LIVE and self.state.seq == seq
        )


@contextmanager
def screen(
    url: str, token: str = "", scope: str = "all", **more: object
) -> Iterator[Screen]:
    """A screen with its feed running."""
    wall = Screen(url, token, scope, **more)
    wall.link.start()
    try:
        yield wall
    finally:
        assert wall.link.stop()
