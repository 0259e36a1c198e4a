"""Tokens: who a request comes from. Kept as hashes only; never logged, never in a URL.

Three kinds of centre: `--dev` (no tokens, loopback only), embedded (one one-time token
from the wall that started it), and the real one with `tokens.json` in its data folder.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import msgspec

from centre.access import BOUND, Subject
from centre.errors import TokensWrong
from centre.problems import Problem, later
from centre.users.audit import Audit, Entry
from centre.users.file import load
from centre.users.grants import (
    CASELESS,
    FILE,
    NEVER_BY_GLASS,
    Book,
    Grant,
    digest,
)
from domain import text
from domain.codes import Role
from domain.errors import TextError
from domain.events import Actor

__all__ = ["FILE", "Asked", "Grant", "Tokens", "asked", "digest", "read"]

_VISIBLE: Final = re.compile(r"[!-~]{1,64}")
#: Somebody who may act as anyone: a wall on its own machine, a demo's driver.
_ANYONE: Final = frozenset(Role)
#: How long a broken glass gives a role, in ms.
GLASS_MS: Final = 15 * 60_000
_REASON: Final = (4, 200)
_log: Final = logging.getLogger("gridwall.centre")


class Asked(msgspec.Struct, frozen=True):
    """What a request says about who it comes from."""

    authorization: str = ""
    role: str | None = None  # None: not said
    unit: str = ""
    actor: str = ""
    glass: str = ""
    terminal: str = ""


def asked(headers: Mapping[str, str]) -> Asked:
    """Of a request's headers or a handshake's."""
    return Asked(
        headers.get("authorization", ""),
        headers.get("gridwall-role"),
        headers.get("gridwall-unit", ""),
        headers.get("gridwall-actor", ""),
        headers.get("gridwall-break-glass", ""),
        headers.get("gridwall-terminal", ""),
    )


class Tokens:
    """Who may come in; `open` ones let everybody in as anybody.

    `used`: when a token was last used (ms), by its id.
    """

    def __init__(
        self,
        grants: Iterable[Grant],
        *,
        trusted: str = "",
        audit: Audit | None = None,
        now: Callable[[], int] | None = None,
    ) -> None:
        """Known accounts, and the hash of the one-time token that may be anyone.

        Nobody breaks a glass without an `audit`. `now` (ms) is the real clock, which
        counts for tokens also where cases live by a simulated one.
        """
        self._trusted = trusted
        self._audit = audit
        self._now = now
        self._broken: dict[tuple[str, Role], int] = {}
        self.open = False
        #: Asked before an unknown token is refused: whether other tokens hold now.
        self.doubt: Callable[[], bool] = lambda: False
        self.used: dict[str, int] = {}
        self.take(Book(tuple(grants)))

    @classmethod
    def none(cls) -> Tokens:
        """No token is asked for."""
        tokens = cls(())
        tokens.open = True
        return tokens

    def take(self, book: Book) -> None:
        """These hold from now on, and no others."""
        self._grants = {grant.sha256: grant for grant in book.tokens}
        self._given = {(each.account, each.role): each.until for each in book.glass}
        ids = {grant.id for grant in book.tokens}
        self.used = {name: at for name, at in self.used.items() if name in ids}

    def broken(self, now: int) -> int:
        """How many broken glasses count now."""
        at = self._time(now)
        live = {
            key
            for glass in (self._given, self._broken)
            for key, until in glass.items()
            if at < until
        }
        return len(live)

    def subject(self, request: Asked, now: int) -> Subject:
        """Who asks; `Problem` 401 without a right token, 403 for a role not its own."""
        if self.open:
            return _anyone(request)
        hashed = hash_of(request.authorization)
        if not hashed:
            raise _unauthorized("token-missing", "send Authorization: Bearer <token>")
        if hashed == self._trusted:
            return _anyone(request)
        at = self._time(now)
        grant = self._grants.get(hashed)
        if grant is None and self.doubt():
            grant = self._grants.get(hashed)
        if grant is None or not grant.live(at):
            raise _unauthorized("token-wrong", "this token is not known, or not now")
        subject = self._account(grant, request, at)
        self.used[grant.id] = at
        return subject

    def _time(self, now: int) -> int:
        return now if self._now is None else self._now()

    def _account(self, grant: Grant, request: Asked, now: int) -> Subject:
        role = _usual(grant) if request.role is None else _role(request.role)
        mine = role in grant.roles or (role is Role.WATCH and _may_look(grant))
        until = None if mine else self._opened(grant, role, request.glass, now)
        if request.unit not in ("", grant.unit):
            raise Problem(403, "unit-not-yours", "this account belongs to another unit")
        if request.actor not in ("", grant.account):
            raise Problem(403, "actor-not-yours", "this token is another account's")
        if until == 0:
            until = self._break(grant, role, _reason(request.glass), now)
        _visible(request.terminal)
        return Subject(
            Actor(
                id=grant.account,
                role=role,
                unit=grant.unit,
                name=grant.name,
                terminal=request.terminal,
            ),
            grant.account,
            trusted=False,
            scope=grant.scope,
            roles=grant.roles,
            expires=min(
                (at for at in (grant.expires, until) if at is not None), default=None
            ),
        )

    def _opened(self, grant: Grant, role: Role, said: str, now: int) -> int:
        """Until when (ms) a role that is not the account's is its own all the same.

        0: it may break the glass now; `Problem` 403: it may not.
        """
        if role in NEVER_BY_GLASS or grant.roles <= CASELESS:
            raise _not_yours(role)
        key = grant.account, role
        until = max(self._given.get(key, 0), self._broken.get(key, 0))
        if now < until:
            return until
        if not said or role not in grant.glass or self._audit is None:
            raise _not_yours(role)
        return 0

    def _break(self, grant: Grant, role: Role, reason: str, now: int) -> int:
        """Until when. Written down first: what is not in the log did not happen."""
        until = now + GLASS_MS
        entry = Entry(
            at=now,
            by=grant.account,
            what="break-glass",
            account=grant.account,
            token=grant.id,
            roles=(role,),
            unit=grant.unit,
            until=until,
            reason=reason,
        )
        try:
            if self._audit is not None:
                self._audit.note(entry)
        except TokensWrong as error:
            _log.error("a glass stays whole: %s", error)
            raise later("not-logged", "it could not be logged: refused", 30) from error
        self._broken[grant.account, role] = until
        _log.warning("BREAK-GLASS: %s acts as %s: %s", grant.account, role, reason)
        return until


def _usual(grant: Grant) -> Role:
    """In which role it asks that names none."""
    if len(grant.roles) == 1:
        return next(iter(grant.roles))
    caseless = not _may_look(grant) and Role.OPS in grant.roles
    return Role.OPS if caseless else Role.WATCH


def _may_look(grant: Grant) -> bool:
    """Whether it may act as `watch`: who sees cases anyway, in the same bounds."""
    bounded = bool(grant.scope) or not grant.roles & BOUND
    return bounded and not grant.roles <= CASELESS


def hash_of(authorization: str) -> str:
    """The hash of the token in an Authorization header; empty without one."""
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    return digest(token) if scheme.lower() == "bearer" and token else ""


def _unauthorized(code: str, detail: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": "Bearer"})


def _not_yours(role: Role) -> Problem:
    return Problem(403, "role-not-yours", f"this account has not the role {role}")


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise Problem(400, "role-unknown", "Gridwall-Role is no role") from None


def _reason(said: str) -> str:
    """In UTF-8, per cent-encoded where it is not ASCII."""
    reason = unquote(said, errors="replace").strip()
    try:
        text.check(reason)
    except TextError as error:
        raise Problem(400, "reason-wrong", str(error)) from None
    least, most = _REASON
    if not least <= len(reason) <= most:
        raise Problem(400, "reason-wrong", f"say why in {least} to {most} characters")
    return reason


def _visible(*texts: str) -> None:
    for each in texts:
        if each and not _VISIBLE.fullmatch(each):
            raise Problem(
                400,
                "actor-wrong",
                "Gridwall-Actor, -Unit and -Terminal take 1 to 64 visible ASCII "
                "characters",
            )


@lru_cache(1024)
def _anyone(request: Asked) -> Subject:
    role = Role.WATCH if request.role is None else _role(request.role)
    unit, name = request.unit, request.actor or str(role)
    _visible(unit, name, request.terminal)
    actor = Actor(id=name, role=role, unit=unit, terminal=request.terminal)
    return Subject(actor, name, trusted=True, roles=_ANYONE)


def read(folder: Path, now: Callable[[], int] | None = None) -> Tokens:
    """The tokens in the data folder; `TokensWrong` says what to put right."""
    book = load(folder)
    if not book.tokens:
        raise TokensWrong(f"{folder / FILE}: there must be one: gridwall user add")
    tokens = Tokens(book.tokens, audit=Audit(folder), now=now)
    tokens.take(book)
    return tokens
