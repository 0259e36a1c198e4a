"""The outbox's door: what waits, what is dead, and to try a dead letter anew.

Who looks after it needs no case content: neither text nor address is told.
"""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from centre import tokens
from centre.access import Action, authorize
from centre.doors.requests import answer, headers_of
from centre.house import House
from centre.outbox.outbox import Outbox
from centre.problems import Problem, later

_WAIT_S = 5.0
_MOST_DIGITS = 15


class Revived(msgspec.Struct, frozen=True):
    """`POST /outbox/{letter}/retry`: it is tried anew."""

    id: int


class Letters:
    """The doors to the outbox."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def report(self, request: Request) -> Response:
        """`GET /outbox`."""
        return answer(self._outbox(request).report)

    async def retry(self, request: Request) -> Response:
        """`POST /outbox/{letter}/retry`."""
        outbox = self._outbox(request)
        letter = request.path_params["letter"]
        known: bool | None = None
        if letter.isascii() and letter.isdigit() and len(letter) <= _MOST_DIGITS:
            try:
                waiting = asyncio.wrap_future(outbox.retry(int(letter)))
                known = await asyncio.wait_for(waiting, _WAIT_S)
            except TimeoutError:
                raise later("outbox-failed", "the outbox does not answer", 30) from None
        if known is None:
            raise Problem(404, "letter-unknown", "there is no such letter")
        if not known:
            raise Problem(409, "letter-not-dead", "only a dead letter is tried anew")
        return answer(Revived(int(letter)))

    def _outbox(self, request: Request) -> Outbox:
        asked = tokens.asked(headers_of(request))
        authorize(self._house.subject(asked), Action.OUTBOX)
        if self._house.outbox is None:
            raise Problem(404, "outbox-off", "this centre notifies nobody")
        return self._house.outbox
