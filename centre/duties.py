"""What the centre does by itself when its time has come: rules and wake dates.

`gateway` shows it every case that changed and asks on its tick what is due; the orders
go to the desk like anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from heapq import heappop, heappush
from typing import Final

from centre.desk_orders import Order
from domain.codes import Role, State
from domain.commands import AutoCheck, File, Resume, slug
from domain.events import Actor
from domain.rules import Rules
from domain.state import Case

_CENTRE: Final = Actor(id="centre", role=Role.SYSTEM)
Duty = File | AutoCheck | Resume


class Duties:
    """Suspensions end at their wake date; rules file accepted cases and pass checks.

    `auto_file` obeys the subclasses' `auto_file`; `auto_check` accepts every result
    without a look. `exact` gives the orders the very time at which they were due: for a
    simulated clock, which may leap over it.
    """

    def __init__(
        self,
        rules: Rules,
        *,
        auto_file: bool = True,
        auto_check: bool = False,
        exact: bool = False,
    ) -> None:
        self._rules = rules
        self._auto_file, self._auto_check, self._exact = auto_file, auto_check, exact
        #: (when, case, version): what has changed since is no longer due.
        self._heap: list[tuple[int, str, int]] = []

    def watch(self, cases: Iterable[Case]) -> None:
        """Open cases as they stand now: all at the start, then those that changed.

        A case whose order the desk was too busy for is shown again.
        """
        for case in cases:
            duty = self._duty(case)
            if duty is not None:
                when = case.wake if isinstance(duty, Resume) else None
                at = max(when or 0, case.changed_at)
                heappush(self._heap, (at, case.id, case.version))

    def due(self, cases: Mapping[str, Case], now: int) -> list[Order]:
        """The orders whose time has come, each given once; `cases` are the open."""
        orders = []
        while self._heap and self._heap[0][0] <= now:
            at, known, version = heappop(self._heap)
            case = cases.get(known)
            duty = None if case is None else self._duty(case)
            if case is not None and duty is not None and case.version == version:
                orders.append(self._order(case, duty, at))
        return orders

    def _duty(self, case: Case) -> Duty | None:
        if case.state is State.HUNG and case.wake is not None:
            return Resume()
        if case.state is State.ACCEPTED and self._auto_file:
            subclass = self._rules.subclass(case.subclass)
            return File() if subclass is not None and subclass.auto_file else None
        if case.state is State.FED_BACK and self._auto_check:
            return AutoCheck()
        return None

    def _order(self, case: Case, duty: Duty, at: int) -> Order:
        key = f"duty-{slug(type(duty))}-{case.id}-v{case.version}"
        return Order(
            command=duty,
            actor=_CENTRE,
            case=case.id,
            key=key,
            body_digest=sha256(key.encode()).digest(),
            expected_version=case.version,
            at=at if self._exact else None,
        )
