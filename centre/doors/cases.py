"""Looking at cases: one with its history, or pages of them.

Open cases come from the board, closed ones from the ledger; both in a thread, so that
a long list holds up nobody.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from centre import tokens
from centre.access import Action, Subject, authorize
from centre.doors.commands import etag
from centre.doors.lookup import find
from centre.doors.requests import answer, headers_of, query_of
from centre.doors.shelf import (
    Listing,
    asked,
    foreign_cursor,
    is_on,
    open_only,
    page,
    picked,
    said,
    unsorted,
    wanted,
)
from centre.house import House
from centre.ledger.protocol import Query
from centre.photos.album import album
from centre.problems import unknown_case
from centre.scope import Scope
from domain.state import Case
from domain.views.around import AT_INTAKE, Similar, offers
from domain.views.filter import Vocabulary

_CLOSED_SORTS: Final = ("-closed", "-opened")
#: A code that no street and no department has.
_NOWHERE: Final = "\x00"
Found = tuple[list[Case], str | None]


class Cases:
    """The door for everything that looks at cases."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._words = Vocabulary(house.rules.place)

    async def one(self, request: Request) -> Response:
        """`GET /cases/{case}`: by id or number, with full history, photos, similars."""
        subject = self._admitted(request)
        name = request.path_params["case"]
        found = self._house.board.case(name)
        known = found.id if found else name
        case, history = await to_thread(find, self._house.ledger, known)
        if case is None or not subject.reach.shows(case):
            raise unknown_case(name)
        records = [msgspec.Raw(stored.body) for stored in history]
        photos = await to_thread(album, history)
        near = await to_thread(self._similar, case, subject)
        body = {
            "case": shown(case),
            "records": records,
            "photos": photos,
            "similar": near,
        }
        return answer(body, headers={"ETag": etag(case.id, case.version)})

    def _similar(self, case: Case, subject: Subject) -> tuple[Similar, ...]:
        """Open cases that a new one may be merged into."""
        if case.state not in AT_INTAKE:
            return ()
        cases = list(self._house.board.state.cases.values())
        return offers(case, (one for one in cases if subject.reach.shows(one)))

    async def page(self, request: Request) -> Response:
        """`GET /cases`."""
        subject = self._admitted(request)
        listing = query_of(request, Listing)
        head = self._house.board.state.seq
        if listing.asks_open():
            cases = list(self._house.board.state.cases.values())
            found, cursor = await to_thread(self._of_open, subject, listing, cases)
        else:
            found, cursor = await to_thread(self._of_closed, subject, listing)
        body = {"cases": list(map(shown, found)), "next": cursor, "head": head}
        return answer(body)

    def _admitted(self, request: Request) -> Subject:
        subject = self._house.subject(tokens.asked(headers_of(request)))
        authorize(subject, Action.LOOK)
        return subject

    def _of_open(
        self, subject: Subject, listing: Listing, cases: Sequence[Case]
    ) -> Found:
        now, reach, actor = self._house.clock(), subject.reach, subject.actor
        line = asked(listing, self._words, actor.unit or actor.id)
        fits = wanted(listing, now)
        found = [c for c in cases if fits(c) and reach.shows(c)]
        return page(picked(found, line, now), listing)

    def _of_closed(self, subject: Subject, listing: Listing) -> Found:
        sort = said(listing.sort) or "-closed"
        if said(listing.filter) is not None:
            raise open_only()
        if sort not in _CLOSED_SORTS:
            raise unsorted(_CLOSED_SORTS)
        query = Query(
            state=said(listing.state),
            street=_narrow("street", said(listing.street), subject.reach),
            department=_narrow("department", said(listing.department), subject.reach),
            subclass=said(listing.subclass),
            grid=said(listing.grid),
            late=is_on(listing.overdue),
            text=said(listing.q),
            by_opening=sort == "-opened",
            cursor=said(listing.cursor),
            limit=listing.limit,
        )
        try:
            found = self._house.ledger.find(query)
        except ValueError:
            raise foreign_cursor() from None
        return found.cases, found.cursor


def shown(case: Case) -> dict[str, Any]:
    """A case by the names of its fields, without those that are null."""
    fields = ((name, getattr(case, name)) for name in case.__struct_fields__)
    return {name: value for name, value in fields if value is not None}


def _narrow(kind: str, asked: str | None, reach: Scope) -> str | None:
    """The code that is both asked for and shown; None where nothing narrows."""
    if reach.kind != kind:
        return asked
    return reach.code if asked in (None, reach.code) else _NOWHERE
