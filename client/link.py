"""The wall's feed in its own thread: a stalled terminal never holds it up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from random import Random

import msgspec

from client.backoff import Backoff
from client.conversation import Conversation
from client.door import Door
from client.feed import Phase
from client.heads import Heads
from client.loop import Loop
from client.session import Session
from client.store import Need, Store


class Link:
    """Keeps `store` fed from `start` to `stop`, whatever happens to the centre.

    `monotonic` is the store's clock (seconds); `clock`, ours in ms, measures the skew;
    `heads` remembers the ledger's head between runs. Starting never fails: what is
    wrong shows in the store's feed.
    """

    def __init__(  # noqa: PLR0913
        self,
        url: str,
        token: str,
        scope: str,
        store: Store,
        monotonic: Callable[[], float],
        rng: Random,
        *,
        clock: Callable[[], int] | None = None,
        heads: Heads | None = None,
    ) -> None:
        self._store = store
        self._loop = Loop("feed")
        session = Session(
            Backoff(rng),
            scope=scope,
            kept=heads.kept if heads else lambda _epoch: None,
            clock=clock,
        )
        self._talk = Conversation(Door(url, token), session, store, monotonic, heads)

    def start(self) -> None:
        """Connect, and stay connected."""
        self._store.attach(self._need)
        self._loop.start()
        self._loop.run(self._talk.run()).add_done_callback(self._ended)

    def stop(self) -> bool:
        """Close within a second; whether the thread is gone."""
        return self._loop.stop()

    def renew(self, url: str, token: str) -> None:
        """The centre has another address or token, or a person wants it tried now."""
        self._loop.call(self._talk.renew, Door(url, token))

    def _need(self, need: Need, seq: int) -> None:
        self._loop.call(self._talk.need, need, seq)

    def _ended(self, talk: Future[None]) -> None:
        """A feed that ends by itself is a fault; the wall must say so, not stand."""
        if talk.cancelled():
            return
        fault = type(talk.exception()).__name__
        reason = f"the feed ended by itself: {fault}"
        down = msgspec.structs.replace(
            self._store.feed, phase=Phase.DOWN, reason=reason
        )
        self._store.publish(down)
