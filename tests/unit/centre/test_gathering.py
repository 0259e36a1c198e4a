"""Orders that come together reach the desk together, and none waits for long."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack
from pathlib import Path
from queue import SimpleQueue

from centre.desk import BATCH, Answer, Busy, Done, Failed, Order, Reply
from centre.gateway import Gateway
from centre.gathering import AHEAD, Gathering, Handed
from tests.house import house, until
from tests.near_desk import NearDesk
from tests.town import SYSTEM, report
from tests.unit.centre.desk_room import PATIENCE_S, Room

DONE = Failed("told")


def order(key: str) -> Order:
    return Order(command=report(), actor=SYSTEM, key=key, body_digest=b"")


class Counter:
    """Takes batches as a desk does and answers when it is asked to."""

    def __init__(self, most: int = 4096) -> None:
        self.batches: list[list[str]] = []
        self.answers: list[tuple[str, Answer]] = []
        self.is_open = True
        self._replies: list[Reply] = []
        self.gathering = Gathering(self._take, asyncio.get_running_loop(), most)

    def _take(self, orders: Handed) -> int:
        self.batches.append([one.key for one, _ in orders])
        self._replies += [reply for _, reply in orders]
        if not self.is_open:
            self._tell(len(orders))
        return len(orders) if self.is_open else 0

    def send(self, *keys: str) -> None:
        for key in keys:
            self.gathering.hand(order(key), self._told(key))

    def _told(self, key: str) -> Reply:
        return lambda answer: self.answers.append((key, answer))

    def answer(self, many: int | None = None) -> None:
        """What it has, or so many of that."""
        many = len(self._replies) if many is None else many
        self._tell(many)
        self.gathering.answered(many)

    def _tell(self, many: int) -> None:
        some, self._replies = self._replies[:many], self._replies[many:]
        for reply in some:
            reply(DONE)

    async def turn(self, times: int = 5) -> None:
        for _ in range(times):
            await asyncio.sleep(0)


async def test_what_comes_in_one_turn_goes_together_with_the_next() -> None:
    counter = Counter()
    counter.send("a", "b")
    counter.send("c")
    assert counter.batches == []
    await counter.turn(1)
    assert counter.batches == [["a", "b", "c"]]
    counter.send("d")
    await counter.turn(1)
    assert counter.batches == [["a", "b", "c"], ["d"]]


async def test_the_desk_has_some_batches_and_no_more() -> None:
    counter = Counter()
    for number in range(AHEAD + 2):
        counter.send(f"{number}a", f"{number}b")
        await counter.turn(1)
    assert len(counter.batches) == AHEAD
    counter.answer(1)
    await counter.turn()
    assert len(counter.batches) == AHEAD, "the other one is not answered yet"
    counter.answer(1)
    await counter.turn()
    late = [f"{AHEAD}a", f"{AHEAD}b", f"{AHEAD + 1}a", f"{AHEAD + 1}b"]
    assert counter.batches[AHEAD:] == [late]


async def test_answers_of_several_batches_come_at_once() -> None:
    counter = Counter()
    for number in range(AHEAD):
        counter.send(f"{number}a", f"{number}b")
        await counter.turn(1)
    counter.answer(5)
    for key in "xyz":
        counter.send(key)
        await counter.turn(1)
    assert counter.batches[AHEAD:] == [["x"], ["y"]]


async def test_a_batch_has_its_bound_and_the_rest_comes_after_it() -> None:
    counter = Counter()
    keys = [str(number) for number in range(BATCH + 3)]
    counter.send(*keys)
    await counter.turn(1)
    assert counter.batches == [keys[:BATCH]]
    await counter.turn(1)
    assert counter.batches == [keys[:BATCH], keys[BATCH:]]


async def test_what_is_not_taken_holds_up_nobody() -> None:
    counter = Counter()
    counter.is_open = False
    keys = [str(number) for number in range(BATCH + 1)]
    counter.send(*keys)
    await counter.turn()
    assert counter.batches == [keys[:BATCH], keys[BATCH:]]
    assert [key for key, _ in counter.answers] == keys


async def test_an_answer_that_cannot_be_given_holds_up_nobody(tmp_path: Path) -> None:
    def gone(_answer: Answer) -> None:
        raise ConnectionError("gone")

    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, told: faults.append(told["exception"])
    )
    async with house(tmp_path) as gateway:
        gateway.house.orders.hand(order("a"), gone)
        await until(lambda: faults)
        answer = await asyncio.wait_for(gateway.house.order(order("b")), PATIENCE_S)
    assert isinstance(answer, Done)
    assert isinstance(faults[0], ConnectionError)


async def test_too_many_are_told_so_at_once() -> None:
    counter = Counter(most=2)
    counter.send("a", "b", "c")
    assert counter.answers == [("c", Busy())]
    await counter.turn()
    assert counter.batches == [["a", "b"]]


async def test_at_the_end_nothing_is_held_back() -> None:
    counter = Counter()
    for key in range(AHEAD):
        counter.send(str(key))
        await counter.turn(1)
    counter.send("b", "c")
    await counter.turn()
    assert len(counter.batches) == AHEAD
    counter.gathering.close()
    counter.send("d")
    assert counter.batches[AHEAD:] == [["b", "c"], ["d"]]
    counter.answer()
    await counter.turn()
    assert len(counter.answers) == AHEAD + 3
    assert len(counter.batches) == AHEAD + 2


def test_who_hands_orders_over_is_told_how_many_the_desk_has(
    tmp_path: Path,
) -> None:
    room = Room(tmp_path)
    told: SimpleQueue[Answer] = SimpleQueue()

    def hand(*keys: str) -> int:
        return room.desk.hand([(order(key), told.put) for key in keys])

    assert hand("\n") == 0
    assert hand("a", "\n") == 1
    answers = [type(told.get(timeout=PATIENCE_S)) for _ in range(3)]
    assert sorted(one.__name__ for one in answers) == ["Done", "Refused", "Refused"]
    room.close()
    assert hand("b") == 0
    assert isinstance(told.get(timeout=PATIENCE_S), Failed)


async def test_at_the_end_of_a_centre_those_that_wait_are_decided(
    tmp_path: Path,
) -> None:
    go = threading.Event()
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(house(tmp_path))
        orders = gateway.house.orders
        desk = gateway.house.desk
        assert isinstance(desk, NearDesk)
        desk.desk.look(lambda _: go.wait(PATIENCE_S) and None)
        sent = [ordered(gateway, "a")]
        await asyncio.sleep(0)
        await until(lambda: not orders.waiting)
        sent.append(ordered(gateway, "b"))
        await asyncio.sleep(0)
        assert orders.waiting == 1
        ending = asyncio.create_task(stack.aclose())
        await until(lambda: not orders.waiting)
        go.set()
        await ending
        answers = await asyncio.gather(*sent)
    assert [type(answer) for answer in answers] == [Done, Done]


def ordered(gateway: Gateway, key: str) -> asyncio.Task[Answer]:
    return asyncio.create_task(gateway.house.order(order(key)))
