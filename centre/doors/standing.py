"""What stands whatever the cases do: the place, the clock, the centre's health."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from centre import tokens
from centre.access import Action, authorize
from centre.clock import LAST, MAX_SPEED, Reading, SimulatedClock
from centre.doors.requests import answer, body_of, decoded, headers_of
from centre.house import House
from centre.outbox.outbox import Outbox, State
from centre.problems import Problem
from domain import wire
from domain.place import Grid


class OutboxHealth(msgspec.Struct, frozen=True):
    """How the notifications do; `oldest` of those that wait was written then, ms."""

    state: State
    waiting: int
    dead: int
    oldest: int | None


class Health(msgspec.Struct, frozen=True):
    """`GET /healthz`. The ledger is `writing`, or `read-only` when the disk failed.

    `outbox` is null where nobody is notified.
    """

    status: Literal["ok", "degraded"]
    place: str
    epoch: str
    head: int
    at: int
    speed: float
    simulated: bool
    version: str
    protocol: int
    walls: int
    ledger: Literal["writing", "read-only"]
    break_glass: int  # accounts that act in a role that is not theirs
    outbox: OutboxHealth | None = None


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /clock`: the time from now on (ms), and how fast it passes."""

    at: Annotated[int, msgspec.Meta(ge=0, le=LAST)]
    speed: Annotated[float, msgspec.Meta(ge=0, le=MAX_SPEED)]


class Grids(msgspec.Struct, frozen=True):
    """`GET /profile/grids`: each an array as in `domain/place.py`."""

    grids: list[Grid]


_setting: Final = msgspec.json.Decoder(Setting)


class Standing:
    """The doors to it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._place = msgspec.json.encode(house.rules.place)
        self._grids = msgspec.json.encode(Grids(list(house.rules.grids.values())))

    async def profile(self, request: Request) -> Response:
        """`GET /profile`."""
        self._admitted(request, Action.PLACE)
        return answer(self._place)

    async def grids(self, request: Request) -> Response:
        """`GET /profile/grids`."""
        self._admitted(request, Action.PLACE)
        return answer(self._grids)

    async def health(self, _request: Request) -> Response:
        """`GET /healthz`: for anybody, it says nothing of cases."""
        house = self._house
        clock, failed = house.clock.read(), bool(house.desk.failure)
        health = Health(
            status="degraded" if failed else "ok",
            place=house.rules.place.name,
            epoch=house.hub.epoch,
            head=house.board.state.seq,
            at=clock.at,
            speed=clock.speed,
            simulated=clock.simulated,
            version=house.version,
            protocol=wire.PROTOCOL,
            walls=len(house.hub.walls),
            ledger="read-only" if failed else "writing",
            break_glass=house.tokens.broken(clock.at),
            outbox=_outbox(house.outbox),
        )
        return answer(health)

    async def clock(self, request: Request) -> Response:
        """`GET /clock`."""
        self._admitted(request, Action.PLACE)
        return answer(self._house.clock.read())

    async def set_clock(self, request: Request) -> Response:
        """`PUT /clock`: a demo's driver moves a simulated clock."""
        self._admitted(request, Action.CLOCK)
        clock = self._house.clock
        if not isinstance(clock, SimulatedClock):
            raise Problem(409, "clock-is-real", "this centre runs on the real clock")
        body = await body_of(headers_of(request), request.receive)
        setting = decoded(_setting, body)
        reading: Reading = clock.set(setting.at, setting.speed)
        return answer(reading)

    def _admitted(self, request: Request, action: Action) -> None:
        authorize(self._house.subject(tokens.asked(headers_of(request))), action)


def _outbox(outbox: Outbox | None) -> OutboxHealth | None:
    if outbox is None:
        return None
    report = outbox.report
    return OutboxHealth(report.state, report.waiting, report.dead, report.oldest)
