"""Orders on their way from the loop to the desk: those that come together go together.

The loop and the desk's thread cannot both work at once, for there is one interpreter;
where both want to, they take it from each other, and an order costs half as much again.
So the desk gets a batch when the loop has read what there was to read, one batch at a
time: while it decides, the loop mostly waits for whom it has not answered yet.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable, Sequence
from typing import Final

from centre.desk import BATCH, WAITING, Busy, Order, Reply

#: So often an order waits for another turn of the loop to bring more of them.
TURNS: Final = 4
Handed = Sequence[tuple[Order, Reply]]


class Gathering:
    """Of one loop, in which it is called. `give` is `Desk.hand`.

    An order goes with the first turn that brings no other one, after `TURNS` turns, or
    when there are `BATCH`; but not before the last batch is `answered`.
    """

    def __init__(
        self,
        give: Callable[[Handed], bool],
        loop: AbstractEventLoop,
        most: int = WAITING,
    ) -> None:
        self._give, self._loop, self._most = give, loop, most
        self._waiting: list[tuple[Order, Reply]] = []
        self._seen = 0  # of those, at the last turn
        self._left = TURNS
        self._turning = False
        self._out = False  # whether the desk has some
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

    def answered(self) -> None:
        """What the desk had is decided, and who asked was told."""
        self._out = False
        if self._waiting:
            self._wake()

    def close(self) -> None:
        """Hold back nothing any more."""
        self._open = False
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._give(waiting)

    def _wake(self) -> None:
        if not self._turning and not self._out:
            self._turning = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._turning = False
        many = len(self._waiting)
        if not many:
            return
        if many < BATCH and many > self._seen and self._left > 0:
            self._seen = many
            self._left -= 1
            self._wake()
            return
        some, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        self._seen, self._left = 0, TURNS
        self._out = self._give(some)
        if self._waiting:
            self._wake()
