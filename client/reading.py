"""All there is to read about one case: its history and the cases that belong to it.

Asked by `client/api.py` on its own loop. What is beside the case may fail without
taking the case along: then `missing` says why.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import quote

import msgspec

from client.errors import NoCentre, ReadFailed
from client.outcome import History, Page
from domain.events import Record
from domain.state import Case
from domain.views.related import ties

#: Cases at the same place, and cases named by this one, that are read at most.
NEAR: Final = 10
NAMED: Final = 6

Query = Mapping[str, str | int | bool]
AskCase = Callable[[str], Awaitable[History]]
AskPage = Callable[[Query], Awaitable[Page]]


class Dossier(msgspec.Struct, frozen=True):
    """A case with its records, oldest first; `linked` are the cases that it names.

    `near`: others of its subclass in its unit grid, open ones first, at most `NEAR` of
    either. `missing`: why these could not be read, empty if they were.
    """

    case: Case
    records: tuple[Record, ...]
    linked: tuple[Case, ...] = ()
    near: tuple[Case, ...] = ()
    missing: str = ""


def path_of(case: str) -> str:
    """Where a case is read, by id or number."""
    return f"/cases/{quote(case, safe='')}"


async def dossier(name: str, ask_case: AskCase, ask_page: AskPage) -> Dossier:
    """Read a case by id or number; raises what `ask_case` raises about it."""
    history = await ask_case(name)
    case, records = history.case, history.records
    try:
        linked = await _named(case, records, ask_case)
        near = await _near(case, ask_page)
    except (NoCentre, ReadFailed) as error:
        return Dossier(case, records, missing=str(error))
    return Dossier(case, records, linked, near)


async def _named(
    case: Case, records: tuple[Record, ...], ask_case: AskCase
) -> tuple[Case, ...]:
    found = []
    for _, other in ties(case, records)[:NAMED]:
        try:
            found.append((await ask_case(other)).case)
        except ReadFailed:
            continue  # out of this person's reach: its id is all there is to see
    return tuple(found)


async def _near(case: Case, ask_page: AskPage) -> tuple[Case, ...]:
    if not case.grid:
        return ()
    where: Query = {"subclass": case.subclass, "grid": case.grid, "limit": NEAR}
    there = await ask_page({**where, "open": "true"})
    ended = await ask_page({**where, "open": "false"})
    return tuple(one for one in (*there.cases, *ended.cases) if one.id != case.id)
