"""A case as terms look at it: its clock as numbers, its words folded once."""

from __future__ import annotations

import unicodedata
from typing import Final

from domain.sla import Light
from domain.state import Case
from domain.views.clocks import Running, running

#: When no clock runs; later than any time.
NEVER: Final = 1 << 62


def fold(text: str) -> str:
    """Without upper case and without the difference of full and half width."""
    return unicodedata.normalize("NFKC", text).casefold()


class Row:
    """One open case. `text`: number, title, address, folded, a line each.

    `due`, `warn`: of the clock that runs, ms, UTC; `NEVER` without one. `key`: where it
    stands in an order.
    """

    __slots__ = ("case", "due", "key", "text", "warn")

    def __init__(self, case: Case) -> None:
        self._take(case, running(case))

    def _take(self, case: Case, clock: Running | None) -> None:
        self.case = case
        self.due, self.warn = (clock.due, clock.warn_at) if clock else (NEVER, NEVER)
        self.text = fold(f"{case.number}\n{case.title}\n{case.address}")
        self.key = (0, "")

    def light(self, now: int) -> Light:
        """How far its clock has run."""
        if now > self.due:
            return Light.RED
        if now > self.warn:
            return Light.YELLOW
        return Light.NONE if self.due == NEVER else Light.GREEN
