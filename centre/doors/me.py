"""`GET /me`: who the centre takes the asker for, and whether that may write."""

from __future__ import annotations

from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from centre import tokens
from centre.access import Action, Subject, authorize
from centre.doors.requests import answer, headers_of
from centre.house import House
from domain.codes import Role

_Kind = Literal["all", "street", "department", "none"]


class Me(msgspec.Struct, frozen=True):
    """An account in one role. `scope`: what it sees, of which `unit` is the code.

    `expires` in ms, null: never. `may_write`: whether any command is its to give;
    which, and on which case, the workflow says.
    """

    account: str
    name: str
    role: Role
    roles: tuple[Role, ...]
    unit: str
    scope: _Kind
    expires: int | None
    may_write: bool
    break_glass: bool


class Who:
    """The door."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def me(self, request: Request) -> Response:
        """`GET /me`."""
        subject = self._house.subject(tokens.asked(headers_of(request)))
        authorize(subject, Action.SELF)
        return answer(of(subject))


def of(subject: Subject) -> Me:
    """What is told."""
    actor = subject.actor
    kinds: dict[str, _Kind] = {
        "all": "all",
        "none": "none",
        "street": "street",
        "department": "department",
    }
    return Me(
        account=subject.account,
        name=actor.name,
        role=actor.role,
        roles=tuple(sorted(subject.roles)),
        unit=actor.unit,
        scope=kinds[subject.reach.kind],
        expires=subject.expires,
        may_write=subject.may_write,
        break_glass=actor.role not in subject.roles | {Role.WATCH},
    )
