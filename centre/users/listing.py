"""`gridwall user list`: the tokens as lines with columns, or as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec

from centre.users.grants import Book, Grant
from domain.codes import Role
from domain.text import clean, fit, width

_GAP: Final = "  "
State = Literal["valid", "expired"]


class Row(msgspec.Struct, frozen=True):
    """A token without itself. Times in ms; `used` None: not yet, or not noted yet."""

    id: str
    account: str
    name: str
    roles: tuple[Role, ...]
    unit: str
    state: State
    created: int
    expires: int | None
    used: int | None
    glass: tuple[Role, ...]


def listed(book: Book, used: dict[str, int], now: int, *, json: bool) -> str:
    """Sorted by account, the newest first."""
    grants = sorted(book.tokens, key=lambda g: (g.account, -g.created))
    rows = [_row(grant, used, now, book) for grant in grants]
    if json:
        return msgspec.json.encode(rows).decode() + "\n"
    return _table([_HEAD, *map(_cells, rows)])


def _row(grant: Grant, used: dict[str, int], now: int, book: Book) -> Row:
    broken = {
        each.role
        for each in book.glass
        if each.account == grant.account and now < each.until
    }
    return Row(
        id=grant.id,
        account=grant.account,
        name=grant.name,
        roles=tuple(sorted(grant.roles)),
        unit=f"{grant.scope}:{grant.unit}" if grant.scope else grant.unit,
        state="valid" if grant.live(now) else "expired",
        created=grant.created,
        expires=grant.expires,
        used=used.get(grant.id),
        glass=tuple(sorted(broken)),
    )


_HEAD: Final = (
    "id", "account", "name", "roles", "unit", "state", "created", "expires", "used",
)  # fmt: skip


def _cells(row: Row) -> tuple[str, ...]:
    roles = ",".join(row.roles)
    if row.glass:
        roles += f" +{','.join(row.glass)} (break-glass)"
    return (
        row.id,
        row.account,
        clean(row.name),
        roles,
        row.unit,
        row.state,
        _time(row.created),
        "never" if row.expires is None else _time(row.expires),
        _time(row.used),
    )


def _time(at: int | None) -> str:
    """The machine's own time, to the minute."""
    if not at:
        return "-"
    local = datetime.fromtimestamp(at / 1000).astimezone()
    return local.isoformat(" ", "minutes")


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = (
        _GAP.join(fit(cell, wide) for cell, wide in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)
