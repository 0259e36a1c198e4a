"""The matrix through the door: every row for every role, with its status and code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from domain.codes import Role
from domain.events import Actor
from tests import matrix, town
from tests.house import Caller, caller, house
from tests.unit.centre.matrix_cases import BODIES, SPECIAL, WAYS, Receipt, ready, walked

#: Whose the cases of `matrix_cases` are: with 环卫, in the east street.
OWN = {"department": "hw", "street": "T01"}
OTHER = {"department": "cg", "street": "T02"}
#: What they make is a new case, and that is told of.
LINKING = {"revisit", "recur"}
#: Nobody was sent the case yet: it is no department's.
UNSENT = {"REPORTED", "VERIFYING", "ACCEPTED", "FILED", "VOID_REQ"}
STATUS = {"wrong-state": 409, "role-not-allowed": 403, "case-unknown": 404}
#: A calendar that has changed meanwhile needs another centre on the same ledger:
#: `tests/unit/domain/test_matrix.py` has that cell.
SAME_CALENDAR = "recompute-deadline"


def who(role: str, units: dict[str, str] = OWN) -> Actor:
    return town.actor(Role(role), units.get(role, ""))


async def told(
    door: Caller, receipt: Receipt, word: str, body: Any, by: Actor
) -> tuple[int, str]:
    """Status and code; for a success the state."""
    version = (receipt["case"], receipt["version"])
    path = f"/cases/{receipt['case']}/{word}"
    answer = await door.post(path, body, by=by, version=version)
    said = answer.json()
    return answer.status_code, said["state" if answer.status_code == 200 else "code"]


async def state_of(door: Caller, receipt: Receipt) -> str:
    headers = {"Gridwall-Role": "leader"}
    answer = await door.client.get(f"/cases/{receipt['case']}", headers=headers)
    state: str = answer.json()["case"]["state"]
    return state


def refusal(state: str, word: str, role: str, *, own: bool) -> tuple[int, str]:
    """What the door answers: it tells nobody of a case that is not theirs."""
    code = matrix.expected(state, word, role, own=own)
    if role in ("watch", "ops", "admin"):
        code = "role-not-allowed"
    elif not own:
        code = "case-unknown"
    return STATUS[code], code


CELLS = [
    pytest.param(row, state, id=f"{row.number}-{row.command}-{state}")
    for row in matrix.ROWS
    for state in row.states
    # Rows of all open states are walked once; the domain's matrix has all of them.
    if row.states != matrix.OPEN or state == "HANDLING"
]


@pytest.mark.parametrize(("row", "state"), CELLS)
async def test_a_row_for_every_role(
    row: matrix.Row, state: str, tmp_path: Path
) -> None:
    word = row.command
    wrong = []
    async with house(tmp_path) as centre, caller(centre) as door:
        receipt, body = await ready(door, word, state)
        before = centre.house.board.state.seq
        unsent = state in UNSENT and (word, state) not in SPECIAL
        for role in matrix.ROLES:
            units = [(OWN, not (unsent and role == "department"))] + [
                (OTHER, False)
            ] * (role in OWN)
            for unit, own in units:
                if matrix.expected(state, word, role, own=own) == "ok":
                    continue
                found = await told(door, receipt, word, body, who(role, unit))
                wanted = refusal(state, word, role, own=own)
                if found != wanted:
                    wrong.append(f"{role} ({own=}): {found}, not {wanted}")
        assert wrong == []
        assert centre.house.board.state.seq == before  # a refusal writes nothing
        for role in sorted({*row.roles, "system"}):
            receipt, body = await ready(door, word, state)
            found = await told(door, receipt, word, body, who(role))
            if word == SAME_CALENDAR:
                assert found == (409, "exact-already")
            elif word in LINKING:
                assert found == (200, "REPORTED"), role
                assert await state_of(door, receipt) == state
            else:
                assert found == (200, row.after(state, "FILED")), role


@pytest.mark.parametrize("state", matrix.STATES)
async def test_no_command_is_right_in_a_state_that_has_no_row_for_it(
    state: str, tmp_path: Path
) -> None:
    wrong = []
    async with house(tmp_path) as centre, caller(centre) as door:
        receipt = await walked(door, WAYS[state])
        assert receipt["state"] == state
        before = centre.house.board.state.seq
        for word in matrix.COMMANDS:
            if (state, word) in matrix.CELLS:
                continue
            body = BODIES.get(word, {})
            if word == "merge":
                body = {"target": "another"}
            found = await told(door, receipt, word, body, town.SYSTEM)
            if found != (409, "wrong-state"):
                wrong.append(f"{word}: {found}")
        assert wrong == []
        assert centre.house.board.state.seq == before
