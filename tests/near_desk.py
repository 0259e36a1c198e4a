"""The desk in a thread of this process: no fork for every test of a door."""

from __future__ import annotations

from asyncio import AbstractEventLoop, get_running_loop, to_thread
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from centre.desk import Desk, Order, Reply
from centre.desk_cuts import Cuts, Taker
from centre.desks import Ears
from centre.ledger.protocol import Ledger
from domain.rules import Rules
from domain.state import CityState


class Hop:
    """Carries calls from another thread to the loop, one wake-up for many."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._calls: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._woken = False

    def __call__(self, call: Callable[..., None], *args: Any) -> None:
        """Have `call(*args)` run on the loop, after those asked for earlier."""
        self._calls.append((call, args))
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._run)

    def _run(self) -> None:
        self._woken = False  # before emptying: what comes meanwhile wakes again
        while self._calls:
            call, args = self._calls.popleft()
            call(*args)


class NearDesk:
    """In a thread of this process."""

    lost = ""

    def __init__(
        self,
        ledger: Ledger,
        rules: Rules,
        clock: Callable[[], int],
        new_id: Callable[[int], str],
    ) -> None:
        self._make = partial(Desk, ledger, rules, clock, new_id)
        self.desk: Desk
        self._cuts: Cuts
        self._hop: Hop

    @property
    def failure(self) -> str:
        """As the desk says."""
        return self.desk.failure

    async def start(self, ears: Ears) -> CityState:
        """Read the ledger back."""
        self._hop = hop = Hop(get_running_loop())
        self.desk = self._make(
            partial(hop, ears.committed),
            lambda _reason: None,  # the doors look at `failure`
            on_answers=partial(hop, ears.told),
        )
        self._cuts = Cuts(self.desk)
        return await to_thread(self.desk.start)

    def hand(self, orders: Sequence[tuple[Order, Reply]]) -> int:
        """To the desk's thread."""
        return self.desk.hand(orders)

    def cut(self, key: str, take: Taker) -> None:
        """Copied in the desk's thread."""
        self._cuts.make(key, partial(self._hop, take))

    async def stop(self) -> None:
        """Wait for the thread."""
        await to_thread(self.desk.stop)
        await to_thread(self._cuts.stop)
