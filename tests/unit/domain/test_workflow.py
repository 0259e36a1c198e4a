"""The table and the generated matrix of state x command x role."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.codes import OPEN, Role, State
from domain.decide import Ask, decide
from domain.errors import Refused
from domain.state import Case, CityState
from domain.workflow import TRANSITIONS, open_to, row_for
from tests.town import DAY, MONDAY, actor, report, rules

RULES = rules()


def needs(command: type[c.Command], state: State) -> c.AnyCommand:
    """A body with everything the command can ask for."""
    fields: dict[str, object] = {}
    given = {
        "note": "说明",
        "photos": ("p1",),
        "department": "cg",
        "handler": "小王",
        "genuine": True,
        "upheld": True,
        "wake": MONDAY + 3 * DAY,
        "target": "other",
        "title": "x",
        "source": "officer",
    }
    row = row_for(state, command)
    if row is not None and row.reasons:
        given["reason"] = next(iter(row.reasons))
    elif "reason" in command.__struct_fields__:
        given["reason"] = "B01"
    for name in command.__struct_fields__:
        if name in given:
            fields[name] = given[name]
    return command(**fields)  # type: ignore[return-value]


def case_in(state: State) -> Case:
    return Case(
        "k1", "TT-1", state, 3, 3, MONDAY, MONDAY, "officer", "event", "0101", "t",
        "T01", "T01001001", department="cg", before=State.FILED,
    )  # type: ignore[arg-type]  # fmt: skip


def test_the_table_holds_all_39_transitions() -> None:
    assert {row.number for row in TRANSITIONS} - {0} == set(range(1, 40))


def test_every_command_has_a_row_and_every_open_state_a_way_out() -> None:
    assert {row.command for row in TRANSITIONS} == set(c.COMMANDS.values())
    for state in OPEN:
        assert any(row.to not in (None, state) for row in open_to(state))


def test_a_state_and_a_command_have_one_row_at_most() -> None:
    seen = [(s, row.command) for row in TRANSITIONS for s in row.sources]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", [n for n in c.COMMANDS if n != "report"])
def test_no_cell_of_the_matrix_lets_through_what_the_table_forbids(
    state: State, name: str
) -> None:
    command = c.COMMANDS[name]
    town = CityState("e")
    target = case_in(state)
    town.cases = {"k1": target}
    row = row_for(state, command)
    for role in Role:
        unit = {"department": "cg", "street": "T01"}.get(role, "")
        ask = Ask(needs(command, state), actor(role, unit), MONDAY, "k1", "new")
        answer = decide(town, ask, RULES)
        if row is None:
            assert isinstance(answer, Refused)
            assert answer.code == "wrong-state"
        elif role not in row.roles and role is not Role.SYSTEM:
            assert isinstance(answer, Refused)
            assert answer.code == "role-not-allowed"
        elif isinstance(answer, Refused):
            assert answer.code not in ("wrong-state", "role-not-allowed")


@pytest.mark.parametrize("role", list(Role))
def test_who_may_report(role: Role) -> None:
    ask = Ask(report(), actor(role), MONDAY, "", "new")
    allowed = not isinstance(decide(CityState("e"), ask, RULES), Refused)
    assert allowed == (role in (Role.OFFICER, Role.SYSTEM))
