"""The centre put together: ledger, desk, board, hub and doors as one ASGI application.

The composition root of the server; `serve.py` runs it. The way of a record: a door in
`doors/` -> `desk.py` -> ledger -> `board.py` -> `hub.py` -> `feed.py`.
"""

from __future__ import annotations

import asyncio
from asyncio import Task, create_task, gather, get_running_loop, to_thread
from collections.abc import Awaitable, Callable, Sequence
from functools import cache, partial
from itertools import count
from types import TracebackType
from typing import Self

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from centre import problems
from centre.board import Board
from centre.clock import Clock, SimulatedClock
from centre.desk import Answer, Busy, Committed, Order, Told, tell
from centre.desks import AnyDesk, Ears
from centre.doors.cases import Cases
from centre.doors.commands import Commands
from centre.doors.express import Express
from centre.doors.hatch import Hatch
from centre.doors.letters import Letters
from centre.doors.me import Who
from centre.doors.photos import Photos
from centre.doors.requests import answer
from centre.doors.standing import Standing
from centre.duties import Duties
from centre.errors import LedgerFailed
from centre.feed import Feed
from centre.gathering import Gathering
from centre.guard import Guard, Lockout
from centre.house import House
from centre.hub import Hub
from centre.ledger.protocol import Reading
from centre.outbox.outbox import Outbox
from centre.photos.carriers import Carriers
from centre.photos.store import Store
from centre.problems import Problem
from centre.threshold import Threshold
from centre.tokens import Tokens
from centre.users.watch import Watch
from domain import wire
from domain.rules import Rules


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What a centre is made of. `monotonic` counts seconds."""

    rules: Rules
    ledger: Reading
    desk: AnyDesk
    photos: Store
    clock: Clock
    tokens: Tokens
    duties: Duties
    monotonic: Callable[[], float]
    version: str
    accounts: Watch | None = None
    outbox: Outbox | None = None


class Gateway:
    """A centre at work, from entering to leaving it: `async with Gateway(parts)`.

    Entering reads the ledger back and raises `LedgerCorrupt` or `LedgerFailed`.
    """

    app: Threshold
    hatch: Hatch
    house: House
    feed: Feed
    beating: Task[None]  # never ends while all is well

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._duties = parts.duties

    async def __aenter__(self) -> Self:
        parts = self._parts
        desk = parts.desk
        state = await desk.start(Ears(self._committed, self._told))
        if isinstance(parts.clock, SimulatedClock):
            parts.clock.reach(state.at)
        hub = Hub(parts.ledger.epoch, state.seq)
        self.house = House(
            rules=parts.rules,
            ledger=parts.ledger,
            photos=parts.photos,
            carriers=Carriers(parts.photos.folder, parts.ledger),
            clock=parts.clock,
            tokens=parts.tokens,
            monotonic=parts.monotonic,
            version=parts.version,
            desk=desk,
            orders=Gathering(desk.hand, get_running_loop()),
            board=Board(state, hub),
            hub=hub,
            outbox=parts.outbox,
        )
        self.feed = Feed(self.house)
        commands = Commands(self.house)
        app: ASGIApp = Express(commands, _application(self.house, self.feed))
        lockout = None if parts.tokens.open else Lockout(parts.monotonic)
        if lockout is not None:
            app = Guard(app, lockout)
        self.app = Threshold(app, local=parts.tokens.open)
        self.hatch = Hatch(commands, self.app, lockout)
        self._duties.watch(state.cases.values())
        if parts.outbox is not None:
            parts.outbox.start(list(state.cases.values()))
        self.beating = create_task(self._beat())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Commands that were taken are answered and durable when this returns."""
        await self.feed.close()
        self.beating.cancel()
        await gather(self.beating, return_exceptions=True)
        self.house.orders.close()
        await self.house.desk.stop()
        if self._parts.accounts is not None:
            self._parts.accounts.note()
        if self._parts.outbox is not None:
            await to_thread(self._parts.outbox.stop)

    async def _beat(self) -> None:
        """Once a second for ever: what is due, and heartbeats.

        Raises `LedgerFailed` when the desk is lost.
        """
        for second in count():
            if self.house.desk.lost:
                raise LedgerFailed(self.house.desk.lost)
            self._do_duties()
            if self._parts.accounts is not None:
                self._parts.accounts.look(second)
            self.feed.pulse(second)
            await asyncio.sleep(wire.HEARTBEAT_S)

    def _committed(self, batch: Sequence[Committed]) -> None:
        touched = self.house.board.take(batch)
        self._duties.watch(touched)
        alarm = any(case.urgent and case.version == 1 for case in touched)
        self.feed.stir(urgent=alarm)
        if self._parts.outbox is not None:
            self._parts.outbox.stir()
        self._do_duties()

    def _told(self, answers: Told) -> None:
        try:
            tell(answers)
        finally:  # whatever one of them raises, the desk gets the next
            self.house.orders.answered(len(answers))

    def _do_duties(self) -> None:
        house = self.house
        for order in self._duties.due(house.board.state.cases, house.clock()):
            house.orders.hand(order, partial(self._done_duty, order))

    def _done_duty(self, order: Order, answer: Answer) -> None:
        case = self.house.board.state.cases.get(order.case)
        if case is not None and isinstance(answer, Busy):
            self._duties.watch([case])


Handler = Callable[[Request], Awaitable[Response]]


def _route(path: str, **handlers: Handler) -> Route:
    """One route of several methods, so that a wrong one is told all of them."""

    async def handle(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return Route(path, handle, methods=list(handlers))


async def _nowhere(_request: Request) -> Response:
    """Commands go by `Express`; the routes are here to tell which methods there are."""
    raise HTTPException(404)


def _application(house: House, feed: Feed) -> ASGIApp:
    cases, standing, photos = Cases(house), Standing(house), Photos(house)
    letters = Letters(house)

    @cache
    def described() -> bytes:
        """Made when it is first asked for: a start need not wait for it."""
        from centre import openapi

        return msgspec.json.encode(
            openapi.document(
                house.version,
                tokens=not house.tokens.open,
                simulated=house.clock.simulated,
            )
        )

    async def description(_request: Request) -> Response:
        return answer(described())

    app = Starlette(
        routes=[
            Route("/cases/{case}/{command}", _nowhere, methods=["POST"]),
            Route("/cases/{case}", cases.one),
            _route("/cases", GET=cases.page, POST=_nowhere),
            Route("/photos", photos.take, methods=["POST"]),
            Route("/photos/{photo}", photos.one),
            Route("/photos/{photo}/thumb", photos.thumb),
            Route("/profile", standing.profile),
            Route("/profile/grids", standing.grids),
            _route("/clock", GET=standing.clock, PUT=standing.set_clock),
            Route("/healthz", standing.health),
            Route("/me", Who(house).me),
            Route("/outbox", letters.report),
            _route("/outbox/{letter}/retry", POST=letters.retry),
            Route("/openapi.json", description),
            WebSocketRoute("/feed", feed.visit),
        ],
        exception_handlers={
            Problem: problems.of_problem,
            HTTPException: problems.of_http,
            Exception: problems.of_crash,
        },
    )
    app.router.redirect_slashes = False
    return app
