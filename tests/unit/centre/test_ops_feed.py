"""Who runs the machine: how the feed does, and no case."""

from __future__ import annotations

import msgspec
import pytest

from centre.access import Action, authorize
from centre.doors.me import of
from centre.scope import ALL, NOTHING, Scope
from centre.tokens import Asked, Tokens
from domain.codes import Role
from tests import town
from tests.unit.centre.test_gateway_access import SECRET, WANG, code_of


def test_ops_follows_the_pulse_and_nothing_that_has_a_case() -> None:
    ops = Tokens.none().subject(Asked(role="ops"), 0)
    authorize(ops, Action.FEED, NOTHING)
    for other in (ALL, Scope("street", "T01"), Scope("department", "hw")):
        call = lambda other=other: authorize(ops, Action.FEED, other)  # noqa: E731
        assert code_of(call) == "scope-not-yours"
    book = town.Book()
    case = book.case(book.open())
    assert not ops.reach.shows(case)
    assert not ops.may_write
    assert of(ops).scope == "none"


def test_whoever_sees_something_may_follow_the_pulse_too() -> None:
    for asked in (Asked(role="street", unit="T01"), Asked(role="watch")):
        authorize(Tokens.none().subject(asked, 0), Action.FEED, NOTHING)


@pytest.mark.parametrize(
    ("roles", "usual"),
    [
        ({Role.OPS, Role.ADMIN}, Role.OPS),
        ({Role.OPS, Role.LEADER}, Role.WATCH),
        ({Role.OPS}, Role.OPS),
    ],
)
def test_who_names_no_role_looks_or_else_looks_in(
    roles: set[Role], usual: Role
) -> None:
    known = Tokens([msgspec.structs.replace(WANG, roles=frozenset(roles))])
    assert known.subject(Asked(f"Bearer {SECRET}"), 0).actor.role is usual
