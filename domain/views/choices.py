"""What may be done with a case, by whom, and for the rest why not.

Every row of the workflow is asked: the table says whether state and role fit, the
decision itself whether the case allows it, so that a wall never promises what the
centre refuses. Pure; times are ms, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from domain import commands as c
from domain.codes import OPEN, Role
from domain.decide import decide, permits
from domain.decisions.look import Ask
from domain.errors import Refused
from domain.events import Actor
from domain.rules import Rules
from domain.state import Case, CityState
from domain.workflow import TRANSITIONS, Transition

#: The letter of a command in the menu: the same whatever the case, no two alike. Where
#: a key of the wall does the same, it is that key. `j` and `k` move.
LETTERS: Final[Mapping[type[c.Command], str]] = MappingProxyType(
    {
        c.SendVerify: "s",
        c.Verify: "v",
        c.Accept: "a",
        c.Refuse: "n",
        c.Merge: "m",
        c.File: "F",
        c.RefuseToFile: "N",
        c.SendBack: "b",
        c.Dispatch: "d",
        c.Take: "t",
        c.Bounce: "B",
        c.ApproveBounce: "p",
        c.RejectBounce: "r",
        c.ForceAssign: "X",
        c.Redispatch: "T",
        c.Recall: "c",
        c.Assign: "A",
        c.AskExtension: "e",
        c.ApproveExtension: "E",
        c.RejectExtension: "D",
        c.AskSuspension: "h",
        c.ApproveSuspension: "H",
        c.RejectSuspension: "J",
        c.Resume: "u",
        c.FeedBack: "f",
        c.SendCheck: "w",
        c.PassCheck: "P",
        c.FailCheck: "K",
        c.Close: "C",
        c.ReturnToCheck: "W",
        c.SpecialClose: "S",
        c.AskVoid: "o",
        c.ApproveVoid: "O",
        c.RejectVoid: "Q",
        c.Urge: "U",
        c.AnswerUrge: "l",
        c.Appeal: "M",
        c.RuleAppeal: "R",
        c.Revisit: "i",
        c.ConfirmSelfHandled: "y",
    }
)
#: Refusals that are about what a form is to be filled with, not about the case.
_FILLED_IN: Final = frozenset(
    {
        "component-elsewhere",
        "component-unknown",
        "department-twice",
        "department-unknown",
        "grid-missing",
        "grid-unknown",
        "no-backstop",
        "not-similar",
        "note-missing",
        "photo-missing",
        "photo-unknown",
        "reason-wrong",
        "street-unknown",
        "subclass-missing",
        "subclass-unknown",
        "target-not-open",
        "wake-in-past",
    }
)
WRONG_STATE: Final = "wrong-state"
_UNNUMBERED: Final = 99
_MINUTE_MS: Final = 60_000


class Option(msgspec.Struct, frozen=True):
    """One row of the workflow for one case.

    `barred`: the code of the refusal, empty when it may be done; `detail` the refusal's
    own sentence. `letter` is empty for what only the centre does.
    """

    row: Transition
    letter: str
    barred: str = ""
    detail: str = ""


class Doer(msgspec.Struct, frozen=True):
    """Who would do it: a role, the unit it acts for, the account."""

    role: Role
    unit: str = ""
    account: str = ""

    @property
    def actor(self) -> Actor:
        """As the ledger would name it."""
        return Actor(id=self.account or str(self.role), role=self.role, unit=self.unit)


def choices(
    case: Case, doer: Doer, now: int, rules: Rules | None = None
) -> tuple[Option, ...]:
    """What may be done first, then the rest with the reason; both as in the table.

    Without `rules` (no calendar at hand) only state, role and unit are looked at.
    """
    found = [_option(row, case, doer, now, rules) for row in _rows(case)]
    return (
        *(one for one in found if not one.barred),
        *(one for one in found if one.barred and one.barred != WRONG_STATE),
        *(one for one in found if one.barred == WRONG_STATE),
    )


def option(
    command: type[c.Command],
    case: Case,
    doer: Doer,
    now: int,
    rules: Rules | None = None,
) -> Option:
    """The same for one command."""
    row = next(row for row in _rows(case) if row.command is command)
    return _option(row, case, doer, now, rules)


def _rows(case: Case) -> list[Transition]:
    """A row a command: the one for the case's state where there are two."""
    found: dict[type[c.Command], Transition] = {}
    for row in TRANSITIONS:
        if row.command is c.Report:
            continue
        if row.command not in found or case.state in row.sources:
            found[row.command] = row
    # Those without a number of their own come last.
    return sorted(found.values(), key=lambda row: row.number or _UNNUMBERED)


def _option(
    row: Transition, case: Case, doer: Doer, now: int, rules: Rules | None
) -> Option:
    letter = LETTERS.get(row.command, "")
    refused = _refused(row, case, doer, now, rules)
    if refused is None or refused.code in _FILLED_IN:
        return Option(row, letter)
    return Option(row, letter, refused.code, refused.reason)


def _refused(
    row: Transition, case: Case, doer: Doer, now: int, rules: Rules | None
) -> Refused | None:
    in_state = case.state in row.sources
    if not in_state and row.roles:
        return Refused(WRONG_STATE, "")
    is_open = case.state in OPEN
    ask = Ask(
        _probe(row, now), doer.actor, now, case.id, "?", None if is_open else case
    )
    if (denied := permits(row, case, ask)) is not None or rules is None:
        return denied
    if not in_state:  # the centre's own row
        return Refused(WRONG_STATE, "")
    state = CityState()
    if is_open:
        state.cases[case.id] = case
    answer = decide(state, ask, rules)
    return answer if isinstance(answer, Refused) else None


def _probe(row: Transition, now: int) -> Any:
    """A command that lacks nothing that a form could give."""
    given: dict[str, object] = {
        "reason": next(iter(row.reasons)) if row.reasons else "",
        "note": "?",
        "photos": ("?",),
        "department": "?",
        "handler": "?",
        "target": "?",
        "genuine": True,
        "upheld": True,
        "wake": now + _MINUTE_MS,
    }
    names = _names(row.command)
    return row.command(**{name: v for name, v in given.items() if name in names})


@cache
def _names(command: type[c.Command]) -> frozenset[str]:
    return frozenset(field.name for field in msgspec.structs.fields(command))
