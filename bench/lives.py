"""The lives that invented cases lead: what is reported, and which command comes next.

`stock` writes thousands of them into a ledger, `commander` leads them over HTTP. They
choose by the state that the centre answers, so both meet the real workflow.
"""

from __future__ import annotations

from random import Random
from typing import Final

import msgspec

from domain import commands as c
from domain.codes import Role, Source, State
from domain.events import Actor
from domain.rules import Rules

#: May take every row of the table, so one actor leads a whole life.
SYSTEM: Final = Actor(id="bench", role=Role.SYSTEM)
#: Share of the cases that are given back once.
BOUNCED: Final = 0.08
_NEXT: Final = {
    State.REPORTED: c.Accept(),
    State.ACCEPTED: c.File(),
    State.DISPATCHED: c.Take(),
    State.HANDLING: c.FeedBack(note="handled"),
    State.RETURN_REQ: c.ApproveBounce(),
    State.FED_BACK: c.SendCheck(),
    State.CHECKING: c.PassCheck(),
    State.CHECKED: c.Close(),
}
#: Commands of a life without a bounce, and those that a bounce adds.
STEPS: Final = 9
BOUNCE_STEPS: Final = 4


class Life(msgspec.Struct):
    """One case's way; `bounces` is how often it will still be given back."""

    report: c.Report
    department: str
    bounces: int = 0
    bounced: bool = False

    def next(self, state: State) -> c.AnyCommand | None:
        """What comes after a state; None after the end."""
        if state is State.FILED:
            again = c.Redispatch if self.bounced else c.Dispatch
            return again(department=self.department)
        if state is State.HANDLING and self.bounces:
            self.bounces -= 1
            self.bounced = True
            return c.Bounce(reason="B03", note="not ours")
        return _NEXT.get(state)

    @property
    def steps(self) -> int:
        """Commands from the report to the end."""
        return STEPS + BOUNCE_STEPS * self.bounces


class Lives:
    """An endless supply, spread over the streets as the place's cases are.

    Only of subclasses that no rule files: else the centre would do a step by itself.
    """

    def __init__(self, rules: Rules, rng: Random) -> None:
        self._rng = rng
        self._kinds = [s for s in rules.place.subclasses if not s.auto_file]
        streets = [s for s in rules.place.streets if s.share]
        self._streets = [s.code for s in streets]
        self._shares = [s.share for s in streets]
        self._grids: dict[str, list[str]] = {code: [] for code in self._streets}
        for grid in rules.grids.values():
            self._grids.setdefault(grid.street, []).append(grid.code)
        self._leads = {
            (street, kind.code): route.lead
            for street in self._streets
            for kind in self._kinds
            if (route := rules.route(street, kind.code))
        }

    def one(self, title: str = "") -> Life:
        """The next life."""
        rng = self._rng
        street = rng.choices(self._streets, self._shares)[0]
        kind = rng.choice(self._kinds)
        report = c.Report(
            source=Source.OFFICER,
            title=title or f"{kind.zh}{rng.randrange(1000):03d}",
            subclass=kind.code,
            street=street,
            grid=rng.choice(self._grids[street]),
            address=f"某路{rng.randrange(1, 999)}号",
        )
        bounces = int(rng.random() < BOUNCED)
        return Life(report, self._leads[street, kind.code], bounces)
