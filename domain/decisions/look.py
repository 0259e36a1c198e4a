"""What a decision looks at, and how decisions are registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from domain import sla
from domain.codes import Role
from domain.commands import AnyCommand, Command
from domain.errors import Refused
from domain.events import Actor, AnyEvent
from domain.photos import Photo, Shot, held
from domain.rules import Rules
from domain.sla import Disposal
from domain.state import Case, CityState
from domain.workflow import Transition


class Fact(msgspec.Struct, frozen=True):
    """An event and the case it belongs to; `actor` when it is not who commanded."""

    case: str
    event: AnyEvent
    actor: Actor | None = None


class Ask(msgspec.Struct, frozen=True):
    """A command as it reaches the domain.

    `fresh` is the id of the case it may create; `closed` the target when that is no
    longer among the open cases. `now` is ms since the epoch, UTC. `photos` are what
    the command's photos say of themselves, those that say anything. `earlier` are
    closed cases that this one may recur from: those at `decide.place_of`, or more.
    """

    command: AnyCommand
    actor: Actor
    now: int
    case: str = ""
    fresh: str = ""
    closed: Case | None = None
    photos: tuple[Photo, ...] = ()
    earlier: tuple[Case, ...] = ()


class Look:
    """Everything a decision may look at; `case` is the target (not for `Report`)."""

    __slots__ = (
        *("_case", "actor", "earlier", "fresh", "now", "photos", "row", "rules"),
        "state",
    )

    def __init__(
        self,
        state: CityState,
        ask: Ask,
        rules: Rules,
        row: Transition,
        case: Case | None,
    ) -> None:
        self.state, self.rules, self.row = state, rules, row
        self.actor, self.now, self.fresh = ask.actor, ask.now, ask.fresh
        self.photos, self.earlier = ask.photos, ask.earlier
        self._case = case

    @property
    def case(self) -> Case:
        """The target; `ValueError` for a command that has none."""
        if self._case is None:
            raise ValueError("this command has no case")
        return self._case

    @property
    def by_system(self) -> bool:
        """The centre itself acts: a rule, a wake date, the replay of a record."""
        return self.actor.role is Role.SYSTEM

    def number(self) -> str:
        """Of the case that the command makes; the serial begins anew every day."""
        # A report of yesterday that comes after midnight is numbered among today's: a
        # day that was begun again would give its numbers twice.
        state = self.state
        day = max(self.rules.local_day(self.now), state.day)
        serial = state.serial + 1 if state.day == day else 1
        return f"{self.rules.place.prefix}-{day}-{serial:04d}"

    def due(self, stage: str) -> int:
        """When a stage that starts now is due."""
        return self.rules.due(self.now, stage)

    def shots(self) -> tuple[Shot, ...]:
        """The command's photos against place and time of the case."""
        case = self.case
        return self.shots_at(case.lon, case.lat, case.grid)

    def shots_at(
        self, lon: float | None, lat: float | None, grid: str
    ) -> tuple[Shot, ...]:
        """As `shots`, against a point, else against the middle of a unit grid."""
        if not self.photos:
            return ()
        spot = None if lon is None or lat is None else (lon, lat)
        known = self.rules.grids.get(grid)
        if spot is None and known is not None:
            spot = known.lon, known.lat
        return held(self.photos, spot, self.now)

    def left(self) -> int | None:
        """Counted ms left on the disposal clock; None without one."""
        case = self.case
        if case.clock is None:
            return None
        if case.paused:
            return case.left
        return sla.left(self.rules.calendar, case.clock, self.now)

    def resumed(self) -> Disposal | None:
        """The paused disposal clock, running again from now."""
        case = self.case
        if case.clock is None or case.left is None:
            return case.clock
        return sla.resume(self.rules.calendar, case.clock, self.now, case.left)

    def overdue(self) -> bool:
        """Whether the disposal clock is past its deadline now."""
        left = self.left()
        return left is not None and left < 0


Verdict = AnyEvent | tuple[Fact, ...] | Refused
Decision = Callable[[Look, Any], Verdict]

DECISIONS: Final[dict[type[Command], Decision]] = {}


def decides(command: type[Command]) -> Callable[[Decision], Decision]:
    """Register the decision for a command."""

    def keep(decision: Decision) -> Decision:
        DECISIONS[command] = decision
        return decision

    return keep
