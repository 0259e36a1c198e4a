"""Tokens: who a request comes from. Kept as hashes only; never logged, never in a URL.

Three kinds of centre: `--dev` (no tokens, loopback only), embedded (one one-time token
from the wall that started it), and the real one with `tokens.json` in its data folder.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

import msgspec

from centre.access import Subject
from centre.errors import TokensWrong
from centre.problems import Problem
from domain.codes import Role
from domain.events import Actor

FILE: Final = "tokens.json"
_VISIBLE: Final = re.compile(r"[!-~]{1,64}")
#: Somebody who may act as anyone: a wall on its own machine, a demo's driver.
_ANYONE: Final = frozenset(Role)


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One token: the SHA-256 of it (64 hex digits) and what it stands for.

    `unit` is the street or department the account belongs to, empty for the whole
    place; `expires` in ms, None: never.
    """

    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    account: Annotated[str, msgspec.Meta(pattern="^[!-~]{1,64}$")]
    roles: frozenset[Role]
    unit: str = ""
    name: str = ""
    expires: int | None = None


class _Grants(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tokens: list[Grant]


class Asked(msgspec.Struct, frozen=True):
    """What a request says about who it comes from."""

    authorization: str = ""
    role: str | None = None  # None: not said
    unit: str = ""
    actor: str = ""


def asked(headers: Mapping[str, str]) -> Asked:
    """Of a request's headers or a handshake's."""
    return Asked(
        headers.get("authorization", ""),
        headers.get("gridwall-role"),
        headers.get("gridwall-unit", ""),
        headers.get("gridwall-actor", ""),
    )


def digest(token: str) -> str:
    """The hash under which a token is kept."""
    return sha256(token.encode()).hexdigest()


class Tokens:
    """Who may come in; `open` ones let everybody in as anybody."""

    def __init__(self, grants: Iterable[Grant], *, trusted: str = "") -> None:
        """Known accounts, and the hash of the one-time token that may be anyone."""
        self._grants = {grant.sha256: grant for grant in grants}
        self._trusted = trusted
        self.open = False

    @classmethod
    def none(cls) -> Tokens:
        """No token is asked for."""
        tokens = cls(())
        tokens.open = True
        return tokens

    def subject(self, request: Asked, now: int) -> Subject:
        """Who asks; `Problem` 401 without a right token, 403 for a role not its own."""
        if self.open:
            return _anyone(request)
        scheme, _, token = request.authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorized("token-missing", "send Authorization: Bearer <token>")
        hashed = digest(token.strip())
        if hashed == self._trusted:
            return _anyone(request)
        grant = self._grants.get(hashed)
        if grant is None or (grant.expires is not None and grant.expires <= now):
            raise _unauthorized("token-wrong", "this token is not known, or not now")
        return _account(grant, request)


def _unauthorized(code: str, detail: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": "Bearer"})


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise Problem(400, "role-unknown", "Gridwall-Role is no role") from None


@lru_cache(1024)
def _anyone(request: Asked) -> Subject:
    role = Role.WATCH if request.role is None else _role(request.role)
    unit, name = request.unit, request.actor or str(role)
    for text in (unit, name):
        if text and not _VISIBLE.fullmatch(text):
            raise Problem(
                400,
                "actor-wrong",
                "Gridwall-Actor and -Unit take 1 to 64 visible ASCII characters",
            )
    return Subject(Actor(id=name, role=role, unit=unit), name, trusted=True)


def _account(grant: Grant, request: Asked) -> Subject:
    only = next(iter(grant.roles)) if len(grant.roles) == 1 else Role.WATCH
    role = only if request.role is None else _role(request.role)
    if role not in grant.roles:
        raise Problem(403, "role-not-yours", f"this account has not the role {role}")
    if request.unit not in ("", grant.unit):
        raise Problem(403, "unit-not-yours", "this account belongs to another unit")
    if request.actor not in ("", grant.account):
        raise Problem(403, "actor-not-yours", "this token is another account's")
    actor = Actor(id=grant.account, role=role, unit=grant.unit, name=grant.name)
    return Subject(actor, grant.account, trusted=False)


def read(folder: Path) -> Tokens:
    """The tokens in the data folder; `TokensWrong` says what to put right."""
    path = folder / FILE
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        owner = path.stat().st_uid
        raw = path.read_bytes()
    except OSError as error:
        raise TokensWrong(
            f"{path}: {error.strerror}; a centre without --dev needs this file"
        ) from error
    if mode & 0o077 or owner != os.getuid():
        raise TokensWrong(
            f"{path} may be read by others (mode {mode:04o}): chmod 600 {path}"
        )
    try:
        grants = msgspec.json.decode(raw, type=_Grants).tokens
    except msgspec.MsgspecError as error:
        raise TokensWrong(f"{path}: {error}") from error
    if not grants or not all(grant.roles for grant in grants):
        raise TokensWrong(f"{path}: every token needs a role, and there must be one")
    return Tokens(grants)
