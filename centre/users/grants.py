"""What a token stands for, as `tokens.json` says it. The token itself is nowhere."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Final, Literal

import msgspec

from domain.codes import Role

FILE: Final = "tokens.json"
#: Roles that see no case and touch none: no emergency makes them.
CASELESS: Final = frozenset({Role.OPS, Role.ADMIN})
#: What nobody is made by breaking the glass.
NEVER_BY_GLASS: Final = frozenset({Role.SYSTEM, *CASELESS})
Account = Annotated[str, msgspec.Meta(pattern="^[!-~]{1,64}$")]
Kind = Literal["", "street", "department"]


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One token: the SHA-256 of it (64 hex digits) and what it stands for.

    `unit` is the street or department the account belongs to, empty for the whole
    place; `scope` says which of the two, and then it bounds every role of the account.
    `glass` are roles that the account may take in an emergency. Times in ms;
    `expires` None: never.
    """

    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    account: Account
    roles: frozenset[Role]
    unit: str = ""
    name: str = ""
    expires: int | None = None
    scope: Kind = ""
    created: int = 0
    glass: frozenset[Role] = frozenset()

    @property
    def id(self) -> str:
        """Names the token without giving it away."""
        return self.sha256[:8]

    def live(self, now: int) -> bool:
        """Whether it has not run out."""
        return self.expires is None or now < self.expires


class Glass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An account may act in one more role until then (ms): somebody said why."""

    account: Account
    role: Role
    until: int
    reason: str
    by: str


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    tokens: tuple[Grant, ...] = ()
    glass: tuple[Glass, ...] = ()


def digest(token: str) -> str:
    """The hash under which a token is kept.

    One plain SHA-256: a token is 256 random bits, so there is nothing to guess that a
    slow hash would slow down, and every request is checked.
    """
    return sha256(token.encode()).hexdigest()
