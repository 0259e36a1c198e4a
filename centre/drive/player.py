"""Plays a plan into a centre: each step when it is due, each case in its own order.

`door` carries, `pace` says when, `coping` what to do where somebody else was quicker.
Cases go side by side, the steps of one wait for each other, and a local day is over
before the next begins, so that case numbers follow it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from math import isinf
from typing import Final, Protocol

import msgspec

from centre.drive.coping import fitted
from centre.drive.loose_ends import LooseEnds
from centre.drive.pace import Pace
from centre.drive.step import Step
from centre.drive.view import Done, Problem, View, department_after
from domain import commands as c
from domain.codes import Role
from domain.rules import Rules
from domain.workflow import row_for

#: Steps that are handed out and not answered, at most.
MAX_UNANSWERED: Final = 128
#: Times that a step is tried while somebody else keeps changing its case.
TRIES: Final = 4
#: Answers after which the case is read again: it is not as the plan thinks.
_MOVED: Final = frozenset(
    {"version-stale", "time-goes-back", "idempotency-key-reused", "not-your-case"}
)


class Carrier(Protocol):
    """What the player needs of `door`."""

    async def tell(self, step: Step, case: str, version: int) -> Done | Problem:
        """Send a step to the case with that id (empty for a report)."""

    async def view(self, case: str) -> View:
        """The case as it is now."""


class _Chain:
    """A case on its way: what is known of it, and the steps that are due."""

    __slots__ = ("busy", "steps", "view")

    def __init__(self) -> None:
        self.steps: deque[Step] = deque()
        self.view: View | None = None
        self.busy = False


class Player:
    """Hands a plan out; `tally` counts what became of its steps.

    `stopping`: nothing more is handed out.
    """

    def __init__(
        self,
        door: Carrier,
        rules: Rules,
        pace: Pace,
        clock: Callable[[], float],
        loose_ends: LooseEnds | None = None,
    ) -> None:
        self._door, self._rules, self._pace = door, rules, pace
        self._clock, self._loose_ends = clock, loose_ends
        self._chains: dict[str, _Chain] = {}
        self._ready: asyncio.Queue[_Chain] = asyncio.Queue()
        self._later: list[tuple[int, str, Step]] = []  # a heap
        self._unanswered, self._day = 0, ""
        self._changed = asyncio.Event()
        self._done = asyncio.Event()
        self.stopping = False
        self.tally: Counter[str] = Counter()

    def changed(self) -> None:
        """The pace is another one now."""
        self._changed.set()

    def stop(self) -> None:
        """Hand nothing more out; what is under way is finished."""
        self.stopping = True
        self._changed.set()

    async def play(self, plan: Iterator[Step], start: int, until: int) -> None:
        """Everything before `until`; the clock runs from the step at `start` on."""
        going = await self._through(self._in_order(plan), start, until)
        while going and self._later:
            going = await self._through(iter([heappop(self._later)[-1]]), start, until)
        if not self.stopping:
            await self._idle(until)

    async def _through(self, steps: Iterator[Step], start: int, until: int) -> bool:
        """Whether time is left when all of them are answered."""
        going = True
        for step in steps:
            going = step.at < until and await self._due(step, start)
            if not going:
                break
            self._hand_out(step)
        await self.settled()
        return going

    async def work(self) -> None:
        """Sends the steps of one case after the other; several of these run."""
        while True:
            chain = await self._ready.get()
            while chain.steps:
                step = chain.steps.popleft()
                await self._send(chain, step)
                self._unanswered -= 1
                self._done.set()
            chain.busy = False

    async def settled(self) -> None:
        """Wait until everything that was handed out is answered."""
        await self._at_most(0)

    async def _at_most(self, count: int) -> None:
        while self._unanswered > count:
            self._done.clear()
            await self._done.wait()

    def _in_order(self, plan: Iterator[Step]) -> Iterator[Step]:
        """The plan, with what was added on the way at its time."""
        for step in plan:
            while self._later and self._later[0][0] < step.at:
                yield heappop(self._later)[-1]
            yield step

    async def _due(self, step: Step, start: int) -> bool:
        """Wait for the time of a step; False when there is nothing more to do."""
        if self._pace.warming and step.at >= start:
            await self.settled()
            self._pace.begin(self._clock())
        if (day := self._rules.local_day(step.at)) != self._day:
            await self.settled()
            self._day = day
        await self._at_most(MAX_UNANSWERED - 1)
        await self._pass_time(step.at)
        self._pace.played(step.at, self._clock())
        return not self.stopping

    async def _pass_time(self, at: int) -> None:
        while not self.stopping and (wait := self._pace.wait(at, self._clock())):
            self._changed.clear()
            try:
                async with asyncio.timeout(None if isinf(wait) else wait):
                    await self._changed.wait()
            except TimeoutError:
                return

    async def _idle(self, until: int) -> None:
        """The plan is over: let the clock come to the end of it."""
        if self._pace.warming:
            self._pace.begin(self._clock())
        await self._pass_time(until)

    def _hand_out(self, step: Step) -> None:
        chain = self._chains.get(step.case)
        if chain is None:
            chain = self._chains[step.case] = _Chain()
        chain.steps.append(step)
        self._unanswered += 1
        if not chain.busy:
            chain.busy = True
            self._ready.put_nowait(chain)

    async def _send(self, chain: _Chain, step: Step) -> None:
        """Send it, or find that it does not fit any more."""
        if isinstance(step.command, c.Report):
            await self._report(chain, step)
        elif chain.view is None:
            self.tally["skipped"] += 1
        else:
            await self._command(chain, chain.view, self._resolved(step))
        if step.last:
            await self._over(chain, step)

    async def _report(self, chain: _Chain, step: Step) -> None:
        answer = await self._door.tell(step, "", 0)
        if isinstance(answer, Problem):
            self._refused(step, answer)
            return
        self.tally["cases"] += 1
        chain.view = View(answer.case, answer.version, answer.state, step.at)

    async def _command(self, chain: _Chain, view: View, step: Step) -> None:
        """412 and the like: read the case again, and go on from there."""
        planned: Step | None = step
        if row_for(view.state, type(step.command)) is None:
            planned = None if view.over else await self._reread(chain, view.id, step)
        for _ in range(TRIES):
            view = chain.view or view
            if planned is None:
                break
            planned = _by_holder(planned, view)
            answer = await self._door.tell(planned, view.id, view.version)
            if isinstance(answer, Done):
                self._advance(view, planned, answer)
                return
            if answer.code not in _MOVED:
                self._refused(planned, answer)
                return
            planned = await self._reread(chain, view.id, step)
        self.tally["skipped"] += 1

    def _advance(self, view: View, step: Step, done: Done) -> None:
        self.tally["commands"] += 1
        view.version, view.state, view.changed_at = done.version, done.state, step.at
        view.department = department_after(done, view.department)

    async def _reread(self, chain: _Chain, case: str, step: Step) -> Step | None:
        self.tally["reread"] += 1
        chain.view = await self._door.view(case)
        return fitted(step, chain.view)

    def _resolved(self, step: Step) -> Step:
        """A merge names its target as the plan does."""
        if not isinstance(step.command, c.Merge):
            return step
        target = self._chains.get(step.command.target)
        known = target.view.id if target and target.view else step.command.target
        return msgspec.structs.replace(step, command=c.Merge(target=known))

    def _refused(self, step: Step, problem: Problem) -> None:
        word = c.slug(type(step.command))
        self.tally[f"refused {word} {problem.code}"] += 1

    async def _over(self, chain: _Chain, step: Step) -> None:
        """The plan of a case is over: forget it, or see to it that it ends."""
        view = chain.view
        if view is None or view.over or self._loose_ends is None:
            self._chains.pop(step.case, None)
            return
        chain.view = view = await self._door.view(view.id)
        follow = self._loose_ends.next(view, step)
        heappush(self._later, (follow.at, follow.case, follow))


def _by_holder(step: Step, view: View) -> Step:
    """Departments act as the one that has the case, where that is known."""
    actor = step.actor
    if actor.role is not Role.DEPARTMENT or view.department in ("", actor.unit):
        return step
    actor = msgspec.structs.replace(actor, unit=view.department)
    return msgspec.structs.replace(step, actor=actor)
