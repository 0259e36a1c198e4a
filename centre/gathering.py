"""Orders on their way from the loop to the desk: those that come together go together.

The desk decides in a process of its own and takes all that waits for it at once, so the
next batches should lie there when it is through with one; few of them, for what waits
here costs nothing yet and can still be sent away.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from centre.desk import BATCH, WAITING, Busy, Order, Reply

#: Batches that the desk has, at most, of which none is answered.
AHEAD: Final = 8
Handed = Sequence[tuple[Order, Reply]]


class Gathering:
    """Of one loop, in which it is called. `give` is `AnyDesk.hand`.

    What comes in a turn of the loop goes with the next one, `BATCH` together at most,
    but not before the desk has room for it (`AHEAD`).
    """

    def __init__(
        self,
        give: Callable[[Handed], int],
        loop: AbstractEventLoop,
        most: int = WAITING,
    ) -> None:
        self._give, self._loop, self._most = give, loop, most
        self._waiting: list[tuple[Order, Reply]] = []
        self._turning = False
        self._out: deque[int] = deque()  # orders of the batches that the desk has
        self._open = True

    @property
    def waiting(self) -> int:
        """Orders that the desk has not got yet."""
        return len(self._waiting)

    def hand(self, order: Order, reply: Reply) -> None:
        """Have it decided; `reply` may be called from within when it is not taken."""
        if not self._open:
            self._give([(order, reply)])
        elif len(self._waiting) >= self._most:
            reply(Busy())
        else:
            self._waiting.append((order, reply))
            self._wake()

    def answered(self, many: int) -> None:
        """So many of what the desk had are decided, the first first, and told."""
        out = self._out
        while out and many >= out[0]:
            many -= out.popleft()
        if out:
            out[0] -= many
        if self._waiting:
            self._wake()

    def close(self) -> None:
        """Hold back nothing any more."""
        self._open = False
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._give(waiting)

    def _wake(self) -> None:
        if not self._turning and len(self._out) < AHEAD:
            self._turning = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._turning = False
        if not self._waiting:
            return
        some, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        taken = self._give(some)
        if taken:
            self._out.append(taken)
        if self._waiting:
            self._wake()
