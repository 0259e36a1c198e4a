"""Every cell of role x unit x state x command, against the table written by hand."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from domain import commands as c
from domain import sla
from domain.calendar import Limit, Unit
from domain.codes import Role, State
from domain.course import evolve
from domain.decide import Ask, Fact, decide
from domain.errors import Refused
from domain.events import GENESIS, Actor, Record
from domain.state import Case, CityState
from tests import matrix, town
from tests.town import DAY, HOUR, MONDAY

RULES = town.rules()
#: The state before, for a refused void.
BEFORE = "FILED"
OWN = {"department": "cg", "street": "T01"}
OTHER = {"department": "hw", "street": "T02"}

#: A body that nothing is wrong with.
BODIES: dict[str, dict[str, Any]] = {
    "verify": {"genuine": True, "photos": ["p"]},
    "refuse": {"reason": "V01"},
    "merge": {"target": "other"},
    "refuse-to-file": {"reason": "V01"},
    "send-back": {"note": "说明"},
    "dispatch": {"department": "hw"},
    "bounce": {"reason": "B03", "note": "说明"},
    "reject-bounce": {"note": "说明"},
    "force-assign": {"note": "说明"},
    "redispatch": {"department": "hw"},
    "assign": {"handler": "小王"},
    "ask-extension": {"reason": "E01"},
    "ask-suspension": {"reason": "H01", "wake": MONDAY + 3 * DAY},
    "reject-suspension": {"note": "说明"},
    "feed-back": {"photos": ["p"]},
    "pass-check": {"photos": ["p"]},
    "fail-check": {"reason": "K01"},
    "return-to-check": {"note": "说明"},
    "special-close": {"note": "说明"},
    "ask-void": {"reason": "V01"},
    "reject-void": {"note": "说明"},
    "answer-urge": {"note": "说明"},
    "appeal": {"note": "说明"},
    "rule-appeal": {"upheld": True},
    "revisit": {"note": "说明"},
}
CLOCK = sla.start(RULES.calendar, MONDAY, Limit(4, Unit.WORK_HOUR))
#: What must be true of a case for a command to be right, beside its state.
TRUE: dict[str, dict[str, Any]] = {
    "redispatch": {"bounces": 1, "bounced_by": ("hw",)},
    "force-assign": {"bounces": 2},
    "approve-extension": {"extension_asked": "E01"},
    "reject-extension": {"extension_asked": "E01"},
    "answer-urge": {"urge_due": MONDAY + HOUR},
    "appeal": {"missed": True},
    "rule-appeal": {"appealed": True},
    "confirm-self-handled": {"self_handled": True},
    "recompute-deadline": {
        "calendar": "old",
        "clock": msgspec.structs.replace(CLOCK, approximate=True),
    },
}


def case_in(state: str, command: str) -> Case:
    case = Case(
        "k1", "TT-1", State(state), 3, 3, MONDAY, MONDAY, "officer", "event", "0101",
        "t", "T01", "T01001001",
    )  # type: ignore[arg-type]  # fmt: skip
    fields = {
        "department": "cg",
        "clock": CLOCK,
        "before": State(BEFORE),
        "stage_since": MONDAY,
        "wake": MONDAY + 3 * DAY,
        "bounce_reason": "B03",
    } | TRUE.get(command, {})
    return msgspec.structs.replace(case, **fields)


def command_of(word: str) -> c.AnyCommand:
    body = BODIES.get(word, {}) | {"command": word}
    return msgspec.convert(body, c.AnyCommand, strict=False)  # type: ignore[no-any-return,arg-type]


def state_after(case: Case, by: Actor, facts: tuple[Fact, ...]) -> str:
    for fact in facts:
        if fact.case == case.id:
            record = Record(
                case.seq + 1, MONDAY, case.id, case.version + 1, by, fact.event, GENESIS
            )
            case = evolve(case, record)
    return case.state


def answer(state: str, word: str, by: Actor) -> str:
    """`ok STATE`, or the code of the refusal."""
    case = case_in(state, word)
    world = CityState("e")
    other = msgspec.structs.replace(case_in("REPORTED", "merge"), id="other")
    world.cases = {"k1": case, "other": other}
    facts = decide(world, Ask(command_of(word), by, MONDAY, "k1", "new"), RULES)
    if isinstance(facts, Refused):
        return facts.code
    return f"ok {state_after(case, by, facts)}"


def expected(state: str, word: str, role: str, *, own: bool) -> str:
    code = matrix.expected(state, word, role, own=own)
    if code != "ok":
        return code
    return f"ok {matrix.CELLS[state, word].after(state, BEFORE)}"


def test_the_table_by_hand_is_about_the_same_words() -> None:
    assert set(matrix.STATES) == set(State)
    assert set(matrix.ROLES) == set(Role)
    assert {*matrix.COMMANDS, "report"} == set(c.COMMANDS)
    assert {row.number for row in matrix.ROWS} == {0, *range(2, 40)}
    assert matrix.REPORTERS.keys() <= set(Role)


@pytest.mark.parametrize("state", matrix.STATES)
def test_every_cell_of_the_matrix(state: str) -> None:
    wrong, cells = [], 0
    for word in matrix.COMMANDS:
        for role in matrix.ROLES:
            for units, own in ((OWN, True), (OTHER, False), ({}, False)):
                by = town.actor(Role(role), units.get(role, ""))
                found = answer(state, word, by)
                wanted = expected(state, word, role, own=own)
                cells += 1
                if found != wanted:
                    wrong.append(f"{word} by {by.id}: {found}, not {wanted}")
    assert wrong == []
    assert cells == 43 * 13 * 3


@pytest.mark.parametrize("role", matrix.ROLES)
@pytest.mark.parametrize("source", matrix.SOURCES)
def test_who_reports_for_whom(role: str, source: str) -> None:
    by = town.actor(Role(role), OWN.get(role, ""))
    ask = Ask(town.report(source=source), by, MONDAY, "", "new")
    facts = decide(CityState("e"), ask, RULES)
    if role not in matrix.REPORTERS:
        assert isinstance(facts, Refused)
        assert facts.code == "role-not-allowed"
    elif source not in matrix.REPORTERS[role]:
        assert isinstance(facts, Refused)
        assert facts.code == "source-not-yours"
    else:
        assert not isinstance(facts, Refused)
        assert [fact.case for fact in facts] == ["new"]


@pytest.mark.parametrize("word", matrix.COMMANDS)
def test_a_case_that_is_not_there_is_unknown_to_everybody(word: str) -> None:
    for role in Role:
        ask = Ask(command_of(word), town.actor(role, "cg"), MONDAY, "k9", "new")
        answer = decide(CityState("e"), ask, RULES)
        assert isinstance(answer, Refused)
        assert answer.code == "case-unknown"
