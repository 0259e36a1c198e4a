"""`gridwall user ...`: accounts and their tokens, also while the centre runs.

Standard output has the new token or the list; what was done is said on standard error.
"""

from __future__ import annotations

import base64
import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from getpass import getuser
from pathlib import Path
from typing import Final, TextIO

import msgspec

from centre import profiles
from centre.access import BOUND
from centre.errors import WrongOption
from centre.folder import found_in
from centre.users.audit import Audit, Entry, What
from centre.users.file import Edit, edit, load
from centre.users.grants import (
    CASELESS,
    NEVER_BY_GLASS,
    Book,
    Glass,
    Grant,
    Kind,
    digest,
)
from centre.users.listing import listed
from centre.users.watch import used
from domain import text
from domain.codes import Role
from domain.errors import TextError
from domain.rules import Rules

_BYTES: Final = 32  # 256 bits
_HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000
#: A token that ran out so long ago goes when the file is written next.
_FORGOTTEN_MS: Final = 30 * 24 * _HOUR_MS
_MOST_HOURS: Final = 366 * 24
_MOST_MINUTES: Final = 12 * 60
_REASON: Final = 4
_KINDS: Final[dict[str, Kind]] = {"street": "street", "department": "department"}


class Clerk(msgspec.Struct, frozen=True, kw_only=True):
    """Who does it and with what. `rules`: the place, when it is known which it is."""

    data: Path
    by: str
    now: Callable[[], int]
    entropy: Callable[[int], bytes]
    out: TextIO
    err: TextIO
    rules: Rules | None = None


def run(
    options: Namespace,
    now: Callable[[], int],
    entropy: Callable[[int], bytes],
    out: TextIO,
    err: TextIO,
) -> int:
    """What the arguments ask for; the exit code."""
    found = found_in(options.data)
    place = getattr(options, "place", "") or (found.place if found else "")
    clerk = Clerk(
        data=options.data,
        by=f"{getuser()} ({os.getuid()})",
        now=now,
        entropy=entropy,
        out=out,
        err=err,
        rules=profiles.load(place) if place else None,
    )
    return _do(clerk, options)


def _do(clerk: Clerk, options: Namespace) -> int:
    match options.deed:
        case "add":
            return add(
                clerk,
                options.account,
                options.role,
                unit=options.unit,
                name=options.name,
                hours=options.hours,
                glass=options.glass,
            )
        case "list":
            return show(clerk, json=options.json)
        case "revoke":
            return revoke(clerk, options.account)
        case "renew":
            return renew(clerk, options.account, options.hours)
        case _:
            asked = options.role, options.reason, options.minutes
            return break_glass(clerk, options.account, *asked)


def add(  # noqa: PLR0913
    clerk: Clerk,
    account: str,
    roles: str,
    *,
    unit: str = "",
    name: str = "",
    hours: float = 12.0,
    glass: str = "",
) -> int:
    """A new token, on standard output: it is seen this once and never again."""
    token = "gw_" + base64.urlsafe_b64encode(clerk.entropy(_BYTES)).decode().rstrip("=")
    found = roles_of(roles)
    scope, code = unit_of(unit, found, clerk.rules)
    now = clerk.now()
    grant = Grant(
        digest(token),
        account,
        found,
        unit=code,
        name=_text(name, "name"),
        expires=now + _hours(hours),
        scope=scope,
        created=now,
        glass=glass_of(glass, found),
    )
    try:
        msgspec.json.decode(msgspec.json.encode(grant), type=Grant)
    except msgspec.ValidationError as error:
        raise WrongOption(f"{account!r}: 1 to 64 visible ASCII characters") from error
    with edit(clerk.data) as file:
        if any(known.id == grant.id for known in file.book.tokens):
            raise WrongOption("that number is taken: once more, please")
        _keep(file, (*file.book.tokens, grant), file.book.glass, now)
        _note(clerk, "add", [grant])
    clerk.err.write(f"gridwall user: {account} has token {grant.id}\n")
    clerk.out.write(f"{token}\n")
    return 0


def show(clerk: Clerk, *, json: bool = False) -> int:
    """Every token, those that ran out as well."""
    book = load(clerk.data)
    clerk.out.write(listed(book, used(clerk.data), clerk.now(), json=json))
    return 0


def revoke(clerk: Clerk, who: str) -> int:
    """All tokens of an account, or one by its id; broken glasses of an account too."""
    with edit(clerk.data) as file:
        gone = _named(file.book, who)
        _note(clerk, "revoke", gone)  # first: a log may name what then failed
        kept = tuple(grant for grant in file.book.tokens if grant not in gone)
        glass = tuple(each for each in file.book.glass if each.account != who)
        _keep(file, kept, glass, clerk.now())
    clerk.err.write(f"gridwall user: {len(gone)} of {who} revoked\n")
    return 0


def renew(clerk: Clerk, who: str, hours: float = 12.0) -> int:
    """The same tokens for so long from now on."""
    until = clerk.now() + _hours(hours)
    with edit(clerk.data) as file:
        old = _named(file.book, who)
        new = [msgspec.structs.replace(grant, expires=until) for grant in old]
        _note(clerk, "renew", new)
        every = dict(zip(old, new, strict=True))
        kept = tuple(every.get(grant, grant) for grant in file.book.tokens)
        _keep(file, kept, file.book.glass, clerk.now())
    clerk.err.write(f"gridwall user: {len(new)} of {who} renewed\n")
    return 0


def break_glass(
    clerk: Clerk, account: str, role: str, reason: str, minutes: float = 15.0
) -> int:
    """One more role for a short time; its unit stays what it was."""
    found = roles_of(role)
    if len(found) != 1 or found & NEVER_BY_GLASS:
        raise WrongOption(f"--role {role}: one role that cases are handled in")
    if not 0 < minutes <= _MOST_MINUTES:
        raise WrongOption(f"--minutes {minutes:g}: above 0, at most {_MOST_MINUTES}")
    if len(_text(reason, "reason").strip()) < _REASON:
        raise WrongOption(f"--reason: say why, in {_REASON} characters or more")
    now = clerk.now()
    until = now + int(minutes * _MINUTE_MS)
    (one,) = found
    with edit(clerk.data) as file:
        owned = [g for g in file.book.tokens if g.account == account and g.live(now)]
        if not owned:
            raise WrongOption(f"{account} has no token that counts")
        if any(grant.roles <= CASELESS for grant in owned):
            raise WrongOption(f"{account} must not touch cases, glass or no glass")
        if one in BOUND and not any(grant.scope == one for grant in owned):
            raise WrongOption(f"{account} belongs to no {one}")
        entry = Entry(now, clerk.by, "break-glass", account, roles=(one,),
                      until=until, reason=reason)  # fmt: skip
        Audit(clerk.data).note(entry)
        glass = Glass(account, one, until, reason, clerk.by)
        _keep(file, file.book.tokens, (*file.book.glass, glass), now)
    clerk.err.write(f"gridwall user: {account} may act as {one}: {reason}\n")
    return 0


def roles_of(said: str) -> frozenset[Role]:
    """`dispatcher,leader`; `WrongOption` for none and for the centre's own."""
    names = [name.strip() for name in said.split(",")]
    usual = [role for role in Role if role is not Role.SYSTEM]
    unknown = [name for name in names if name not in usual]
    if unknown:
        raise WrongOption(f"no role {unknown[0]!r}: {', '.join(usual)}")
    return frozenset(map(Role, names))


def glass_of(said: str, roles: frozenset[Role]) -> frozenset[Role]:
    """Roles for emergencies; none that a glass never gives."""
    found = roles_of(said) if said else frozenset[Role]()
    if found & NEVER_BY_GLASS or (found and roles <= CASELESS):
        raise WrongOption(f"--glass {said}: not for those who must not touch cases")
    return found - roles


def unit_of(said: str, roles: frozenset[Role], rules: Rules | None) -> tuple[Kind, str]:
    """`street:CODE`, `department:CODE`, or the code alone where that says enough."""
    bound = [role for role in BOUND if role in roles]
    if not said and not bound:
        return "", ""
    if not said or len(bound) > 1:
        raise WrongOption(f"role {bound[0]} needs --unit, a street's or a department's")
    kind, _, code = said.rpartition(":")
    kind = kind or (str(bound[0]) if bound else "")
    if rules is not None:
        known = {"street": rules.street, "department": rules.department}
        fits = [name for name, find in known.items() if find(code) is not None]
        kind = kind or "".join(fits[:1])
        if kind not in fits:
            raise WrongOption(f"--unit {said}: this place has no such unit")
    if kind not in _KINDS:
        raise WrongOption(f"--unit {said}: street:CODE or department:CODE, please")
    if bound and kind != bound[0]:
        raise WrongOption(f"role {bound[0]} acts for a {bound[0]}, not for a {kind}")
    return _KINDS[kind], code


def _named(book: Book, who: str) -> list[Grant]:
    found = [grant for grant in book.tokens if grant.account == who]
    found = found or [grant for grant in book.tokens if grant.id == who]
    if not found:
        raise WrongOption(f"no account and no token {who!r}: gridwall user list")
    return found


def _keep(
    file: Edit, tokens: Sequence[Grant], glass: Sequence[Glass], now: int
) -> None:
    old = now - _FORGOTTEN_MS
    file.write(
        Book(
            tuple(grant for grant in tokens if grant.live(old)),
            tuple(each for each in glass if now < each.until),
        )
    )


def _note(clerk: Clerk, what: What, grants: Sequence[Grant]) -> None:
    at = clerk.now()
    Audit(clerk.data).note(
        *(
            Entry(
                at=at,
                by=clerk.by,
                what=what,
                account=grant.account,
                token=grant.id,
                roles=tuple(sorted(grant.roles)),
                unit=grant.unit,
                until=grant.expires,
            )
            for grant in grants
        )
    )


def _hours(hours: float) -> int:
    if not 0 < hours <= _MOST_HOURS:
        raise WrongOption(f"--hours {hours:g}: above 0, at most {_MOST_HOURS}")
    return int(hours * _HOUR_MS)


def _text(said: str, what: str) -> str:
    try:
        text.check(said, what)
    except TextError as error:
        raise WrongOption(f"--{what}: {error}") from error
    if len(said) > 200 or not said.isprintable():  # noqa: PLR2004
        raise WrongOption(f"--{what}: one line of at most 200 characters")
    return said
