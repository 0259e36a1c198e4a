"""Scopes: the whole place, a street, or a department, and which cases they show.

What a wall subscribes to and what an account may see; decided from the case alone.
"""

from __future__ import annotations

from typing import Final

import msgspec

from domain.rules import Rules
from domain.state import Case, had


class Scope(msgspec.Struct, frozen=True):
    """`all`, or one `street` or `department` by code."""

    kind: str = "all"
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind

    def shows(self, case: Case) -> bool:
        """Whether the case lies in it."""
        return self.kind == "all" or str(self) in scopes_of(case)

    def within(self, other: Scope) -> bool:
        """Whether everything in it is in the other too."""
        return other.kind == "all" or self == other


ALL: Final = Scope()


def scopes_of(case: Case) -> set[str]:
    """The narrower scopes that show the case, as `CityState.shows` does."""
    return {f"street:{case.street}"} | {f"department:{code}" for code in had(case)}


def parse(text: str, rules: Rules) -> Scope | None:
    """`all`, `street:CODE` or `department:CODE`; None when it is none of this place."""
    if text == "all":
        return ALL
    kind, _, code = text.partition(":")
    known = {"street": rules.street, "department": rules.department}.get(kind)
    return Scope(kind, code) if known is not None and known(code) else None
