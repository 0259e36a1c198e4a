"""Scopes: the whole place, a street, a department or nothing; which cases they show.

What a wall subscribes to and what an account may see; decided from the case alone.
"""

from __future__ import annotations

from typing import Final

import msgspec

from domain.rules import Rules
from domain.scoping import NONE
from domain.state import Case, had


class Scope(msgspec.Struct, frozen=True):
    """`all`, `none`, or one `street` or `department` by code."""

    kind: str = "all"
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind

    def shows(self, case: Case) -> bool:
        """Whether the case lies in it."""
        return self.kind == "all" or str(self) in scopes_of(case)

    def within(self, other: Scope) -> bool:
        """Whether everything in it is in the other too."""
        return other.kind == "all" or self in (NOTHING, other)


ALL: Final = Scope()
#: How the feed does, and no case.
NOTHING: Final = Scope(NONE)


def scopes_of(case: Case) -> set[str]:
    """The narrower scopes that show the case, as `CityState.shows` does."""
    return {f"street:{case.street}"} | {f"department:{code}" for code in had(case)}


def parse(text: str, rules: Rules) -> Scope | None:
    """`all`, `none`, `street:CODE`, `department:CODE`; None: not of this place."""
    if text in ("all", NONE):
        return ALL if text == "all" else NOTHING
    kind, _, code = text.partition(":")
    known = {"street": rules.street, "department": rules.department}.get(kind)
    return Scope(kind, code) if known is not None and known(code) else None
