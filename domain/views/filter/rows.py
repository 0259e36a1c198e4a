"""A case as terms look at it: its clock as numbers, its words folded once."""

from __future__ import annotations

import unicodedata
from sys import intern
from typing import Final

from domain.sla import Light
from domain.state import Case
from domain.views.clocks import running

#: When no clock runs; later than any time.
NEVER: Final = 1 << 62


def fold(text: str) -> str:
    """Without upper case and without the difference of full and half width."""
    return unicodedata.normalize("NFKC", text).casefold()


class Row:
    """One open case; what is often asked lies in it, for the sake of the cache.

    `text`: number, title, address, folded, a line each. `due`, `warn`: of the clock
    that runs, ms, UTC; `NEVER` without one. `key`: where it stands in an order.
    """

    __slots__ = (
        "bounces",
        "case",
        "department",
        "due",
        "key",
        "opened_at",
        "state",
        "street",
        "subclass",
        "text",
        "warn",
    )

    def __init__(self, case: Case, key: tuple[int, int, str] = (0, 0, "")) -> None:
        clock = running(case)
        self.case, self.key = case, key
        self.due, self.warn = (clock.due, clock.warn_at) if clock else (NEVER, NEVER)
        # One string a code, not one a case: they are looked up by the 100,000.
        self.street, self.department = intern(case.street), intern(case.department)
        self.subclass, self.state = intern(case.subclass), case.state
        self.opened_at, self.bounces = case.opened_at, case.bounces
        self.text = ""

    @classmethod
    def worded(cls, case: Case, key: tuple[int, int, str] = (0, 0, "")) -> Row:
        """With its text, which takes longer than the rest."""
        row = cls(case, key)
        row.text = fold(f"{case.number}\n{case.title}\n{case.address}")
        return row

    def light(self, now: int) -> Light:
        """How far its clock has run."""
        if now > self.due:
            return Light.RED
        if now > self.warn:
            return Light.YELLOW
        return Light.NONE if self.due == NEVER else Light.GREEN
