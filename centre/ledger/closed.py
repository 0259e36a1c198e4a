"""Closed cases in the SQLite ledger: one row each, to be found by.

The row follows from the case's history; it is there so that nobody need fold a million
cases to list fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from zlib import crc32

import msgspec

from centre.errors import LedgerCorrupt
from centre.ledger.protocol import Page, Query
from domain.state import Case

#: Columns of a row, in order.
COLUMNS: Final = (
    "id",
    "number",
    "state",
    "street",
    "department",
    "subclass",
    "grid",
    "late",
    "opened_at",
    "closed_at",
    "words",
    "body",
    "crc",
)
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Case)


def row(case: Case) -> tuple[object, ...]:
    """The row of a closed case."""
    body = _encoder.encode(case)
    return (
        case.id,
        case.number,
        case.state.value,
        case.street,
        case.department,
        case.subclass,
        case.grid,
        int(case.missed),
        case.opened_at,
        case.stage_since,  # nothing moves a case after its end
        f"{case.number}\n{case.title}\n{case.address}".casefold(),
        body,
        crc32(body),
    )


def find(ask: Callable[[str, Sequence[object]], list[Any]], query: Query) -> Page:
    """A page of closed cases; `ValueError` for a cursor that is not ours.

    `ask` gives the rows of a question with its parameters.
    """
    order = "opened_at" if query.by_opening else "closed_at"
    where, values = _narrowed(query)
    if query.cursor is not None:
        where.append(f"({order}, id) < (?, ?)")
        values.extend(_place(query.cursor))
    sql = (  # only words of this file are put together
        f"SELECT {order}, id, body, crc FROM closed"  # noqa: S608
        + (" WHERE " + " AND ".join(where) if where else "")
        + f" ORDER BY {order} DESC, id DESC LIMIT ?"
    )
    rows = ask(sql, (*values, query.limit + 1))
    page = rows[: query.limit]
    more = len(rows) > query.limit
    return Page(
        [_case(*found[1:]) for found in page],
        f"{page[-1][0]}-{page[-1][1]}" if more else None,
    )


def _narrowed(query: Query) -> tuple[list[str], list[Any]]:
    asked: tuple[tuple[str, Any], ...] = (
        ("state = ?", query.state and query.state.value),
        ("street = ?", query.street),
        ("department = ?", query.department),
        ("subclass = ?", query.subclass),
        ("grid = ?", query.grid),
        ("late = ?", None if query.late is None else int(query.late)),
        ("closed_at >= ?", query.closed_from),
        ("closed_at < ?", query.closed_before),
        ("instr(words, ?)", query.text and query.text.casefold()),
    )
    given = [(condition, value) for condition, value in asked if value is not None]
    return [condition for condition, _ in given], [value for _, value in given]


def _place(cursor: str) -> tuple[int, str]:
    at, dash, case = cursor.partition("-")
    if not (dash and case and at.isascii() and at.isdigit()):
        raise ValueError(f"{cursor!r} is no cursor of this list")
    return int(at), case


def _case(case: str, body: bytes, crc: int) -> Case:
    if crc32(body) != crc:
        raise LedgerCorrupt(f"the row of the closed case {case} is damaged")
    return _decoder.decode(body)
