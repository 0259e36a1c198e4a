"""The player against a centre in memory: order, repetition, and quicker people."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from math import inf

import pytest

from centre import profiles
from centre.drive import district
from centre.drive.coping import fitted
from centre.drive.loose_ends import LooseEnds
from centre.drive.pace import Pace
from centre.drive.player import Player
from centre.drive.step import Step
from centre.drive.view import Done, Problem, View
from domain import commands as c
from domain.calendar import DAY_MS, HOUR_MS
from domain.codes import TERMINAL, Role, Source, State
from domain.events import Actor
from domain.rules import Rules
from tests.town import MINUTE, MONDAY
from tests.town import rules as town
from tests.unit.centre.drive_centre import MemoryCentre

LEADER = Actor("l1", Role.LEADER)
DISPATCHER = Actor("d1", Role.DISPATCHER)
END = MONDAY + DAY_MS


def _course(case: str, at: int = MONDAY) -> list[Step]:
    """A case from the report to the closing, a minute a step."""
    department = Actor("hw01", Role.DEPARTMENT, "hw")
    officer = Actor("o1", Role.OFFICER)
    photos = ("p.jpg",)
    planned = [
        (c.Report(source=Source.OFFICER, title="t", subclass="0101", grid="T01001001"),
         officer),
        (c.Accept(), Actor("a1", Role.ACCEPTANCE)),
        (c.File(), LEADER),
        (c.Dispatch(department="hw"), DISPATCHER),
        (c.Take(), department),
        (c.FeedBack(photos=photos), department),
        (c.SendCheck(), Actor("a1", Role.ACCEPTANCE)),
        (c.PassCheck(photos=photos), officer),
        (c.Close(), LEADER),
    ]  # fmt: skip
    return [
        Step(at + i * MINUTE, case, i + 1, command, actor, last=i == len(planned) - 1)
        for i, (command, actor) in enumerate(planned)
    ]


async def _others() -> None:
    """Everything else that is ready goes on first."""
    loop = asyncio.get_running_loop()
    turn = loop.create_future()
    loop.call_soon(turn.set_result, None)
    await turn


class Crowd(MemoryCentre):
    """People at walls act just before the step with a given key arrives.

    `slow` are keys whose request takes many turns of the loop.
    """

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self.quicker: dict[str, Callable[[str, int], object]] = {}
        self.slow: set[str] = set()

    async def tell(self, step: Step, case: str, version: int) -> Done | Problem:
        if act := self.quicker.pop(step.key, None):
            act(case, step.at)
        for _ in range(100 if step.key in self.slow else 1):
            await _others()  # as a request would let them
        return await super().tell(step, case, version)


async def _play(
    centre: MemoryCentre,
    steps: Iterable[Step],
    until: int = END,
    *,
    loose_ends: LooseEnds | None = None,
    workers: int = 4,
) -> Player:
    clock = asyncio.get_running_loop().time
    pace = Pace(MONDAY, inf, clock())
    player = Player(centre, centre.rules, pace, clock, loose_ends)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(player.work()) for _ in range(workers)]
        await player.play(iter(steps), MONDAY, until)
        for task in tasks:
            task.cancel()
    return player


def _states(centre: MemoryCentre) -> list[State]:
    return [case.state for case in centre.cases.values()]


async def test_cases_go_side_by_side_and_each_in_its_own_order() -> None:
    centre = Crowd(town())
    steps = [step for n in range(20) for step in _course(f"k{n}")]
    player = await _play(centre, sorted(steps, key=lambda step: step.at))
    assert _states(centre) == [State.CLOSED] * 20
    assert dict(player.tally) == {"cases": 20, "commands": 160}
    for n in range(20):
        own = [step.serial for step in centre.sent if step.case == f"k{n}"]
        assert own == list(range(1, 10))
    assert [r.at for r in centre.records if r.case == "m0"] == [
        MONDAY + i * MINUTE for i in range(9)
    ]


async def test_playing_again_changes_nothing() -> None:
    centre = Crowd(town())
    steps = _course("k")
    await _play(centre, steps)
    before = list(centre.records)
    await _play(centre, steps)
    assert centre.records == before
    assert len(centre.sent) == 18


async def test_a_demo_that_was_broken_off_is_finished_by_the_next_one() -> None:
    centre = Crowd(town())
    await _play(centre, _course("k"), until=MONDAY + 4 * MINUTE)
    assert _states(centre) == [State.DISPATCHED]
    await _play(centre, _course("k"))
    assert _states(centre) == [State.CLOSED]
    assert len(centre.records) == 9


async def test_a_case_that_somebody_dispatched_goes_on_with_that_department() -> None:
    centre = Crowd(town())
    centre.quicker["k:4"] = lambda case, at: centre.decide(
        c.Dispatch(department="cg"), DISPATCHER, at, case
    )
    player = await _play(centre, _course("k"))
    (case,) = centre.cases.values()
    assert (case.state, case.department) == (State.CLOSED, "cg")
    assert player.tally["skipped"] == 1
    assert player.tally["reread"] == 1


async def test_a_case_that_somebody_took_back_is_brought_to_its_end() -> None:
    centre = Crowd(town())
    centre.quicker["k:5"] = lambda case, at: centre.decide(
        c.Recall(), DISPATCHER, at, case
    )
    await _play(centre, _course("k"), loose_ends=LooseEnds(centre.rules))
    assert _states(centre) == [State.CLOSED]


async def test_a_case_that_somebody_ended_is_left_alone() -> None:
    centre = Crowd(town())

    def ends(case: str, at: int) -> None:
        centre.decide(c.SpecialClose(note="n"), Actor("x", Role.COMMANDER), at, case)

    centre.quicker["k:6"] = ends
    player = await _play(centre, _course("k"), loose_ends=LooseEnds(centre.rules))
    assert _states(centre) == [State.CLOSED]
    assert player.tally["skipped"] == 4


async def test_a_step_never_goes_back_behind_what_somebody_did_later() -> None:
    centre = Crowd(town())
    centre.quicker["k:6"] = lambda case, at: centre.decide(
        c.Urge(note="n"), LEADER, at + 30 * MINUTE, case
    )
    await _play(centre, _course("k"), until=END)
    (case,) = centre.cases.values()
    assert case.state is State.CLOSED
    assert case.disposed_at == MONDAY + 35 * MINUTE


async def test_a_merge_names_its_target_as_the_centre_does() -> None:
    centre = Crowd(town())
    again = _course("again", MONDAY + MINUTE)[:1]
    merge = Step(
        MONDAY + 2 * MINUTE, "again", 2, c.Merge(target="k"),
        Actor("a1", Role.ACCEPTANCE), last=True,
    )  # fmt: skip
    steps = sorted([*_course("k"), *again, merge], key=lambda step: step.at)
    await _play(centre, steps)
    assert [case.merged_into for case in centre.cases.values()] == ["", "m0"]


async def test_a_day_is_over_before_the_next_begins() -> None:
    """Numbers count from 1 every local day: reports must not mix over midnight."""
    centre = Crowd(town())
    centre.slow.add("k99:1")
    midnight = MONDAY + 15 * HOUR_MS
    steps = []
    for n in range(200):
        steps += _course(f"k{n}", midnight - 100 + n)[:1]
    await _play(centre, steps, workers=50)
    days = Counter(case.number.split("-")[1] for case in centre.cases.values())
    assert days == {"20260921": 100, "20260922": 100}


async def test_nothing_is_sent_at_or_after_the_end() -> None:
    centre = Crowd(town())
    await _play(centre, _course("k"), until=MONDAY + 2 * MINUTE)
    assert len(centre.sent) == 2


async def test_stopping_finishes_what_is_under_way_and_no_more() -> None:
    centre = Crowd(town())
    clock = asyncio.get_running_loop().time
    player = Player(centre, centre.rules, Pace(MONDAY, 1, clock()), clock)
    centre.quicker["k:1"] = lambda _case, _at: player.stop()
    async with asyncio.TaskGroup() as group:
        working = group.create_task(player.work())
        await player.play(iter(_course("k")), MONDAY, END)
        working.cancel()
    assert len(centre.records) == 1


async def test_an_invented_day_goes_on_with_people_in_between() -> None:
    rules = profiles.load("changning")
    centre = Crowd(rules)
    until = MONDAY + 30 * HOUR_MS
    folder = profiles.folder("changning")
    steps = list(district.plan(rules, folder, 3, MONDAY, until))
    dispatches = [step for step in steps if isinstance(step.command, c.Dispatch)]
    for step in dispatches[::5]:
        centre.quicker[step.key] = lambda case, at: centre.decide(
            c.Dispatch(department="cg"), DISPATCHER, at, case
        )
    player = await _play(centre, steps, until, loose_ends=LooseEnds(rules))
    assert player.tally["reread"] >= len(dispatches[::5])
    ended = [s.case for s in steps if s.last and s.at < until - 10 * HOUR_MS]
    cases = [centre.cases[centre.answers[f"{case}:1"].case] for case in ended]
    assert len(cases) > 100
    assert {case.state for case in cases if case.state is not State.HUNG} <= TERMINAL


@pytest.mark.parametrize("state", [s for s in State if s not in TERMINAL])
def test_every_open_state_has_a_usual_next_step(state: State) -> None:
    rules = town()
    view = View("m0", 3, state, department="hw", street="T01", subclass="0101")
    after = Step(MONDAY, "k", 9, c.Close(), LEADER, last=True)
    step = LooseEnds(rules).next(view, after)
    assert step.serial == 10
    assert step.at >= MONDAY + 15 * MINUTE
    assert fitted(step, view) == step


def test_a_bounce_is_only_for_the_department_that_was_meant_to() -> None:
    bounce = c.Bounce(reason="B03", note="n")
    step = Step(MONDAY, "k", 5, bounce, Actor("h", Role.DEPARTMENT, "hw"))
    view = View("m0", 4, State.HANDLING, department="cg")
    assert fitted(step, view) is None
    own = View("m0", 4, State.HANDLING, department="hw", changed_at=MONDAY + 5)
    found = fitted(step, own)
    assert found is not None
    assert found.at == MONDAY + 5


def test_a_dispatch_of_a_case_that_was_bounced_is_a_redispatch() -> None:
    step = Step(MONDAY, "k", 4, c.Dispatch(department="hw", co=("cg",)), DISPATCHER)
    found = fitted(step, View("m0", 4, State.FILED, bounces=1))
    assert found is not None
    assert found.command == c.Redispatch(department="hw", co=("cg",))
