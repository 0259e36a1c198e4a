"""A department's desk: its inbox by what is to be done, and its figures alone.

Kept up to date instead of counted: made once of the open cases when somebody sits down
at it, then told the cases that were touched. Times are ms, UTC.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from typing import Final, NamedTuple

import msgspec

from domain import rates, sla
from domain.codes import IN_DISPOSAL, State
from domain.counting import key_of
from domain.flows import Flow
from domain.rates import Bounces, Score, Share
from domain.sla import Light, stage_warn
from domain.state import Case, CityState
from domain.views.detail import Hand, detail
from domain.views.index import OpenIndex, Place, Rank
from domain.views.scores import Period

#: Of a clock that none runs: after all that have one.
_NEVER: Final = 1 << 62


class Section(IntEnum):
    """The parts of the inbox, in order; a case is in one of them."""

    URGED = 0  # 督办: a reply is due
    TAKE = 1  # 待接: the pick-up clock runs
    HAND = 2  # 处置: the disposal clock runs
    ASKED = 3  # 申请: bounce, extension or suspension waits for a ruling
    HUNG = 4  # 挂账: until its wake date
    JOINT = 5  # 协办: another department leads


class DeskRow(msgspec.Struct, frozen=True):
    """One case of the inbox.

    `own`: the clock of its section: pick-up, disposal, ruling, reply; for a hung case
    its deadline is the wake date. `disposal`: the department's one clock. `asked`: the
    reason code of what was asked for.
    """

    case: str
    number: str
    section: Section
    state: State
    street: str
    subclass: str
    title: str
    address: str
    opened_at: int
    own: Hand
    disposal: Hand
    lead: str = ""
    handler: str = ""
    asked: str = ""
    urgent: bool = False
    forced: bool = False
    drill: bool = False
    elder: bool = False
    urges: int = 0
    reworks: int = 0
    bounces: int = 0
    rejected: int = 0


class DeskFigures(msgspec.Struct, frozen=True):
    """The department alone; shares and score over 7 days, `sent` … since midnight.

    `overdue`: in disposal, past the deadline. `bounces`: of the dispatches to it.
    """

    open: int = 0
    overdue: int = 0
    due_soon: int = 0
    sent: int = 0
    disposed: int = 0
    bounced: int = 0
    bounces: Bounces = Bounces(Share(0, 0), Share(0, 0), Share(0, 0), None)
    on_time: Share = Share(0, 0)
    score: Score = Score(None, rates.NO_GRADE)


class _Spot(NamedTuple):
    section: Section
    due: int
    case: str


def section_of(case: Case, department: str) -> Section | None:
    """Where the department finds the case; None when it has nothing to do with it."""
    state = case.state
    if case.department != department:
        helps = department in case.co and state in IN_DISPOSAL
        return Section.JOINT if helps else None
    if case.urge_due is not None:
        return Section.URGED
    if state is State.HANDLING:
        return Section.ASKED if case.extension_asked else Section.HAND
    return _BY_STATE.get(state)


_BY_STATE: Final[Mapping[State, Section]] = {
    State.DISPATCHED: Section.TAKE,
    State.RETURN_REQ: Section.ASKED,
    State.HANG_REQ: Section.ASKED,
    State.HUNG: Section.HUNG,
}


def due_of(case: Case, section: Section) -> int | None:
    """When the section's own clock ends; None without one."""
    if section is Section.URGED:
        return case.urge_due
    if section is Section.HUNG:
        return case.wake
    if case.stage_due is not None and section is not Section.JOINT:
        return case.stage_due
    clock = case.clock
    return None if clock is None or case.paused else clock.deadline


class Inbox:
    """The cases of one department, by section, then by when they are due."""

    def __init__(self, department: str) -> None:
        self.department: Final = department
        self._spots: dict[str, _Spot] = {}
        self._order: list[_Spot] = []
        self._counts: Counter[Section] = Counter()

    def rebuild(self, state: CityState) -> None:
        """Start over from a whole state: looks at every open case once."""
        code = self.department
        mine = [c for c in state.cases.values() if c.department == code or code in c.co]
        spots = [spot for case in mine if (spot := _spot(case, code)) is not None]
        self._spots = {spot.case: spot for spot in spots}
        self._order = sorted(spots)
        self._counts = Counter(spot.section for spot in spots)

    def touch(self, state: CityState, ids: Iterable[str]) -> bool:
        """Take the touched cases as they are now; whether any was or is here."""
        changed = False
        for name in ids:
            before, case = self._spots.pop(name, None), state.cases.get(name)
            if before is not None:
                del self._order[bisect_left(self._order, before)]
                self._counts[before.section] -= 1
            after = None if case is None else _spot(case, self.department)
            if after is not None:
                self._spots[name] = after
                insort(self._order, after)
                self._counts[after.section] += 1
            changed = changed or before is not None or after is not None
        return changed

    def counts(self) -> dict[Section, int]:
        """How many cases each section has; those without any too."""
        return {section: self._counts[section] for section in Section}

    # As `domain/views/listing.py:Ordered`

    def queue(self, start: int = 0, count: int | None = None) -> list[Place]:
        """A window."""
        end = None if count is None else start + count
        spots = self._order[start:end]
        return [Place(Rank.OTHER, spot.due, spot.case) for spot in spots]

    def position(self, case: str) -> int | None:
        """Where a case is; None when it is not here."""
        spot = self._spots.get(case)
        return None if spot is None else bisect_left(self._order, spot)

    def waiting(self) -> int:
        """How many wait for the department to take them."""
        return self._counts[Section.TAKE]

    def __len__(self) -> int:
        return len(self._order)

    def rows(
        self, state: CityState, start: int, count: int, now: int
    ) -> tuple[DeskRow, ...]:
        """The visible window only."""
        return tuple(
            _row(state.cases[spot.case], spot.section, now)
            for spot in self._order[start : start + count]
            if spot.case in state.cases
        )

    def find(self, after: int, step: int, wanted: Callable[[str], bool]) -> str | None:
        """The next case wanted by id (the one before, if `step` is -1)."""
        last = len(self._order) if step > 0 else -1
        found = (self._order[at].case for at in range(after + step, last, step))
        return next((case for case in found if wanted(case)), None)


def _spot(case: Case, department: str) -> _Spot | None:
    section = section_of(case, department)
    if section is None:
        return None
    due = due_of(case, section)
    return _Spot(section, _NEVER if due is None else due, case.id)


def _row(case: Case, section: Section, now: int) -> DeskRow:
    look = detail(case, now, ())
    return DeskRow(
        case=case.id,
        number=case.number,
        section=section,
        state=case.state,
        street=case.street,
        subclass=case.subclass,
        title=case.title,
        address=look.address,
        opened_at=case.opened_at,
        own=_own(case, section, look.disposal, now),
        disposal=look.disposal,
        lead=case.department,
        handler=case.handler,
        asked=_asked(case),
        urgent=case.urgent,
        forced=case.forced,
        drill=case.drill,
        elder=case.elder,
        urges=case.urges,
        reworks=case.reworks,
        bounces=case.bounces,
        rejected=case.rejected_bounces,
    )


def _own(case: Case, section: Section, disposal: Hand, now: int) -> Hand:
    due = due_of(case, section)
    if section in (Section.HAND, Section.JOINT) or due is None:
        return disposal
    if section is Section.HUNG:
        return Hand(due - now, Light.NONE, due)
    if section is Section.URGED:  # an urging is a warning already
        return Hand(due - now, Light.RED if now > due else Light.YELLOW, due)
    if case.stage_due is None:  # an extension: until then it has to be ruled on
        return disposal
    light = sla.light(now, stage_warn(case.stage_since, due), due)
    return Hand(due - now, light, due)


def _asked(case: Case) -> str:
    if case.state is State.RETURN_REQ:
        return case.bounce_reason
    if case.state in (State.HANG_REQ, State.HUNG):
        return case.suspended_asked
    return case.extension_asked


def desk_figures(
    state: CityState, index: OpenIndex, department: str, now: int, day_start: int
) -> DeskFigures:
    """The department's figures: none of them is the place's."""
    key = key_of(department)
    lights, late = index.lights(key), index.late(key)
    week = rates.indicators(state.flows.total(key, Period.WEEK.hours, now), late)
    today = state.flows.today(key, day_start, now)
    disposed = today[Flow.DISPOSED_ON_TIME] + today[Flow.DISPOSED_LATE]
    return DeskFigures(
        open=lights.open,
        overdue=late,
        due_soon=lights.yellow,
        sent=today[Flow.SENDS],
        disposed=max(0, disposed),
        bounced=today[Flow.BOUNCED],
        bounces=week.bounces,
        on_time=week.on_time,
        score=week.score,
    )
