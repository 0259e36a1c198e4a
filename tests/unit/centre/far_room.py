"""A desk in a process of its own, on a real ledger, and who hears of it here."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from centre.apart.desk import FarDesk
from centre.apart.fork import Fork, forked
from centre.apart.office import Office
from centre.desk import Answer, Committed, Order, Told, tell
from centre.desk_cuts import Cut
from centre.desks import AnyDesk, Ears
from centre.errors import CentreError
from centre.ids import Ids
from centre.ledger.protocol import Ledger
from centre.ledger.recovery import restore
from domain.state import CityState
from tests.near_desk import NearDesk
from tests.town import MONDAY
from tests.unit.centre.desk_room import PATIENCE_S, RULES, open_ledger


class Hearing:
    """What a desk tells the loop, in the order it comes; and what is asked of it."""

    def __init__(self, desk: AnyDesk) -> None:
        self.desk = desk
        self.committed: list[Committed] = []
        self.told: list[str] = []
        self.state: CityState

    async def start(self) -> None:
        self.state = await self.desk.start(Ears(self._committed, self._told))

    def _committed(self, batch: Sequence[Committed]) -> None:
        self.committed += batch
        self.told.append(f"committed {len(batch)}")

    def _told(self, answers: Told) -> None:
        self.told.append(f"told {len(answers)}")
        tell(answers)

    def send(self, *orders: Order) -> list[asyncio.Future[Answer]]:
        """Hand them over together."""
        loop = asyncio.get_running_loop()
        waiting = [loop.create_future() for _ in orders]
        pairs = zip(orders, waiting, strict=True)
        self.desk.hand([(order, future.set_result) for order, future in pairs])
        return waiting

    async def ask(self, *orders: Order) -> list[Answer]:
        """Hand them over together and wait for the answers."""
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.gather(*self.send(*orders))

    async def cut(self, key: str) -> Cut | CentreError:
        found: asyncio.Future[Cut | CentreError]
        found = asyncio.get_running_loop().create_future()
        self.desk.cut(key, found.set_result)
        return await asyncio.wait_for(found, PATIENCE_S)


class Far(Hearing):
    """The other process too."""

    def __init__(self, fork: Fork, state: CityState) -> None:
        self.far = FarDesk(fork, state, lambda: MONDAY)
        super().__init__(self.far)
        self.fork = fork


def new_ids() -> Ids:
    return Ids(random.Random(7).randbytes)


@asynccontextmanager
async def far(
    folder: Path, opened: Callable[[Path], Ledger] = open_ledger
) -> AsyncIterator[Far]:
    """Started, and stopped at the end unless it was already."""
    with closing(open_ledger(folder)) as ledger:
        restored = restore(ledger)

    def work(line: socket.socket) -> None:
        with closing(opened(folder)) as own:
            Office(line, own, RULES, new_ids()).serve(restored)

    with forked(work) as fork:
        room = Far(fork, restored.state)
        await room.start()
        try:
            yield room
        finally:
            if not room.desk.lost:
                await room.desk.stop()


@asynccontextmanager
async def near(folder: Path) -> AsyncIterator[Hearing]:
    """The same in a thread."""
    with closing(open_ledger(folder)) as ledger:
        room = Hearing(NearDesk(ledger, RULES, lambda: MONDAY, new_ids()))
        await room.start()
        yield room
        await room.desk.stop()
