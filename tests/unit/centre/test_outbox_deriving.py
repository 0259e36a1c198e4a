"""From a real ledger to letters kept, with the centre dying in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from centre.clock import SimulatedClock
from centre.gateway import Gateway
from centre.outbox.deriving import Deriving
from centre.outbox.store import Kept, Store
from domain.circles import Directory
from tests import town
from tests.house import Caller, caller, house
from tests.town import DAY, HOUR, MONDAY
from tests.unit.domain.test_circles import circles

ALL = frozenset({"hw-day", "hw-night", "cg", "east", "disp", "lead", "ring"})
NOW = 5_000


class Office:
    """A centre, the outbox's store, and what reads the one into the other."""

    def __init__(self, gateway: Gateway, door: Caller, path: Path) -> None:
        self.gateway, self.door, self.path = gateway, door, path
        self.ledger = gateway.house.ledger
        self.deriving = self.of(tell_drills=False)

    def of(self, *, tell_drills: bool, addressed: frozenset[str] = ALL) -> Deriving:
        told = msgspec.structs.replace(circles(), tell_drills=tell_drills)
        rules = town.rules()
        return Deriving(self.ledger, rules, Directory(told, rules), addressed)

    def store(self) -> closing[Store]:
        return closing(Store(self.path, self.ledger.epoch, 0, NOW))

    def at(self, ms: int) -> None:
        clock = self.gateway.house.clock
        assert isinstance(clock, SimulatedClock)
        clock.set(ms, 0)

    def read(self, store: Store, oldest: int = 0, limit: int = 100) -> None:
        while (step := self.deriving.step(store.cursor, limit, oldest)) is not None:
            store.keep(step, NOW)

    def ring(self, store: Store, at: int) -> None:
        while (alarm := store.ringing(at)) is not None:
            store.rang(alarm, *self.deriving.ring(alarm), NOW)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with house(tmp_path) as gateway, caller(gateway) as door:
        yield Office(gateway, door, tmp_path / "outbox.db")


def letters(store: Store) -> list[tuple[str, str]]:
    """(occasion, target) of all that wait, oldest first; they are taken as sent."""
    return [(k.occasion, k.target) for k in taken(store)]


def taken(store: Store) -> Iterator[Kept]:
    while (found := store.next(NOW, ())) is not None:
        yield found[0]
        store.sent(found[0].id, NOW)


async def test_a_dispatch_becomes_a_letter_for_each_of_its_targets(
    office: Office,
) -> None:
    await office.door.dispatched()
    with office.store() as store:
        office.read(store)
        assert store.cursor == office.ledger.head().seq
        assert sorted(letters(store)) == [
            ("dispatched", "hw-day"), ("dispatched", "ring"),
        ]  # fmt: skip


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_a_record_is_told_of_once_however_often_the_centre_dies(
    office: Office, limit: int
) -> None:
    receipt = await office.door.dispatched()
    bounce = {"reason": "B03", "note": "不是我们"}
    await office.door.do(
        receipt, "bounce", bounce, by=town.actor(town.Role.DEPARTMENT, "hw")
    )
    found: list[str] = []
    for _ in range(20):
        with office.store() as store:
            step = office.deriving.step(
                store.cursor, limit, 0
            )  # and dies before it is kept
            if step is None:
                break
            store.keep(step, NOW)
            store.keep(step, NOW)  # as if the cursor had not gone forward
        with office.store() as store:
            found += [f"{k.cause}-{k.target}" for k in taken(store)]
    assert found == ["4-dispatched-hw-day", "4-dispatched-ring", "5-bounced-disp"]


async def test_a_drill_tells_nobody_unless_the_place_says_so(office: Office) -> None:
    receipt = await office.door.report(drill=True)
    for command, body in (
        ("accept", {}),
        ("file", {}),
        ("dispatch", {"department": "hw"}),
    ):
        receipt = await office.door.do(receipt, command, body)
    with office.store() as store:
        office.read(store)
        office.ring(store, MONDAY + 30 * DAY)
        assert letters(store) == []
    step = office.of(tell_drills=True).step(0, 100, 0)
    assert step is not None
    assert {owed.target for owed in step.owed} == {"hw-day", "ring"}
    assert all(owed.letter.title.startswith("【演练】") for owed in step.owed)


async def test_a_target_without_an_address_has_no_letter(office: Office) -> None:
    await office.door.dispatched()
    step = office.of(tell_drills=False, addressed=frozenset({"ring"})).step(0, 100, 0)
    assert step is not None
    assert [owed.target for owed in step.owed] == ["ring"]


async def test_the_clock_is_told_of_before_and_after_and_once(office: Office) -> None:
    receipt = await office.door.dispatched()
    clock = office.gateway.house.board.state.cases[receipt["case"]].clock
    assert clock is not None
    with office.store() as store:
        office.read(store)
        letters(store)
        office.ring(store, clock.deadline - HOUR - 1)
        assert letters(store) == []
        office.ring(store, clock.deadline - HOUR)
        assert letters(store) == [("due-soon", "hw-day"), ("due-soon", "east")]
        office.ring(store, clock.deadline)
        assert letters(store) == []
    with office.store() as store:
        office.ring(store, clock.deadline + HOUR)
        assert letters(store) == [("overdue", "hw-day"), ("overdue", "east")]


async def test_a_clock_that_was_stopped_rings_no_more(office: Office) -> None:
    receipt = await office.door.dispatched()
    with office.store() as store:
        office.read(store)
        letters(store)
        await office.door.do(receipt, "recall")
        office.read(store)
        office.ring(store, MONDAY + 12 * HOUR)
        assert letters(store) == []


async def test_a_mention_nobody_acts_upon_goes_to_the_leader_once(
    office: Office,
) -> None:
    receipt = await office.door.report()
    for command in ("accept", "file"):
        receipt = await office.door.do(receipt, command)
    by = town.actor(town.Role.DISPATCHER)  # whose own act is no answer
    await office.door.do(receipt, "dispatch", {"department": "hw"}, by=by)
    office.deriving = Deriving(
        office.ledger,
        town.rules(),
        Directory(circles(answer_hours=1), town.rules()),
        ALL,
    )
    with office.store() as store:
        office.read(store)
        letters(store)
        office.ring(store, MONDAY + HOUR - 1)
        assert letters(store) == []
        office.ring(store, MONDAY + HOUR)
        assert letters(store) == [("unanswered", "lead")]
        office.ring(store, MONDAY + 2 * HOUR)
        assert letters(store) == []


async def test_urging_again_is_no_answer(office: Office) -> None:
    receipt = await office.door.dispatched()
    with office.store() as store:
        office.read(store)
        await office.door.do(receipt, "urge", by=town.actor(town.Role.LEADER))
        office.read(store)
        letters(store)
        office.ring(store, MONDAY + DAY)
        leaders = [letter for letter in letters(store) if letter[1] == "lead"]
        assert leaders == [("unanswered", "lead")] * 2  # the dispatch and the urging


async def test_a_mention_that_was_acted_upon_goes_no_further(office: Office) -> None:
    receipt = await office.door.dispatched()
    with office.store() as store:
        office.read(store)
        letters(store)
        office.at(MONDAY + HOUR)
        await office.door.do(receipt, "take", by=town.actor(town.Role.DEPARTMENT, "hw"))
        office.read(store)
        office.ring(store, MONDAY + DAY)
        assert ("unanswered", "lead") not in letters(store)


async def test_what_was_found_too_late_is_counted_and_not_told(office: Office) -> None:
    await office.door.dispatched()
    with office.store() as store:
        office.read(store, oldest=MONDAY + 1)
        assert letters(store) == []
        assert store.skipped == 1
    with office.store() as store:
        assert store.skipped == 1


async def test_an_outbox_that_begins_late_knows_the_clocks_that_run(
    office: Office,
) -> None:
    await office.door.dispatched()
    cases = list(office.gateway.house.board.state.cases.values())
    seeds = office.deriving.seeds(cases, MONDAY)
    assert [seed.occasion for seed in seeds] == ["due-soon", "overdue"]
    assert office.deriving.seeds(cases, MONDAY + DAY) == []
