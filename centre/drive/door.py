"""The driver's side of the centre's HTTP door: it asks like anybody, and asks again.

`player` hands it steps, `line` carries them. What the centre did not answer is sent
again with the same key.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final, TypeVar

import msgspec

from centre.drive.errors import DriveError, NoCentre, TokenRefused
from centre.drive.line import Answer, Line, LineFailed, address
from centre.drive.pace import Shown
from centre.drive.step import SYSTEM, Step
from centre.drive.view import Done, Problem, Told, View
from domain import commands as c
from domain.events import Actor

#: Seconds to go on trying when nothing comes back; less for the very first answer.
PATIENCE_S: Final = 60.0
FIRST_PATIENCE_S: Final = 3.0
FIRST_WAIT_S: Final = 0.1
LONGEST_WAIT_S: Final = 2.0
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_T = TypeVar("_T")
_DONE: Final = msgspec.json.Decoder(Done)
_TOLD: Final = msgspec.json.Decoder(Told)


class Health(msgspec.Struct):
    """`GET /healthz`."""

    place: str
    simulated: bool
    at: int


_HEALTH: Final = msgspec.json.Decoder(Health)


class Door:
    """Requests over kept connections, at most `connections` at a time."""

    def __init__(self, url: str, token: str, connections: int) -> None:
        self._url = url
        if not token.isascii() or not token.isprintable():
            raise TokenRefused("a token is one word of visible ASCII characters")
        self._token = {"Authorization": f"Bearer {token}"} if token else {}
        self._patience, to = PATIENCE_S, address(url)
        self._leaving = False
        self._lines = [Line(to) for _ in range(connections)]
        self._idle: asyncio.LifoQueue[Line] = asyncio.LifoQueue()
        for line in self._lines:
            self._idle.put_nowait(line)

    def leave(self) -> None:
        """Ask nothing again: what a centre that is gone owes is not waited for."""
        self._leaving = True

    def close(self) -> None:
        """Let the connections go."""
        for line in self._lines:
            line.close()

    async def tell(self, step: Step, case: str, version: int) -> Done | Problem:
        """Send a step to the case with that id (empty for a report)."""
        body = msgspec.to_builtins(step.command)
        word = body.pop("command")
        path = "/cases"
        headers = {
            **_acting(step.actor),
            "Idempotency-Key": step.key,
            "Gridwall-At": str(step.at),
        }
        if not isinstance(step.command, c.Report):
            path = f"/cases/{case}/{word}"
            headers["If-Match"] = f'"c{case}-v{version}"'
        answer = await self._ask("POST", path, headers, body)
        if _good(answer):
            return self._read(_DONE, answer)
        return _problem(answer)

    async def view(self, case: str) -> View:
        """The case as it is now."""
        answer = await self._ask("GET", f"/cases/{case}", _acting(SYSTEM))
        if not _good(answer):
            raise NoCentre(
                f"{self._url}: case {case} is gone ({answer.status}); is this still "
                "the ledger the demo began on?"
            )
        return self._read(_TOLD, answer).case

    async def health(self) -> Health:
        """What kind of centre this is: the first question."""
        self._patience = FIRST_PATIENCE_S
        answer = await self._ask("GET", "/healthz", _acting(SYSTEM))
        self._patience = PATIENCE_S
        return self._read(_HEALTH, answer)

    async def show(self, shown: Shown) -> None:
        """Set the centre's clock."""
        answer = await self._ask("PUT", "/clock", _acting(SYSTEM), shown._asdict())
        if not _good(answer):
            raise DriveError(
                f"{self._url} will not have its clock set ({_problem(answer).code}); "
                "start the centre with --simulated-clock"
            )

    async def _ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: dict[str, object] | None = None,
    ) -> Answer:
        """Until there is an answer that trying again would not change."""
        clock = asyncio.get_running_loop().time
        until, wait = clock() + self._patience, FIRST_WAIT_S
        raw = b"" if body is None else msgspec.json.encode(body)
        while True:
            answer = await self._once(method, path, headers | self._token, raw)
            if isinstance(answer, Answer) and answer.status not in _AGAIN:
                return answer
            if self._leaving or clock() + wait > until:
                why = _problem(answer).code if isinstance(answer, Answer) else answer
                raise NoCentre(
                    f"{self._url} does not answer ({why}): is the centre running?"
                )
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_S)

    async def _once(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> Answer | str:
        """The answer, or why there is none."""
        line = await self._idle.get()
        try:
            answer = await line.ask(method, path, headers, body)
        except LineFailed as error:
            return str(error)
        finally:
            self._idle.put_nowait(line)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise TokenRefused(f"{self._url}: {_problem(answer).code}")
        return answer

    def _read(self, decoder: msgspec.json.Decoder[_T], answer: Answer) -> _T:
        try:
            return decoder.decode(answer.content)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise NoCentre(f"{self._url} is no centre: {error}") from error


def _good(answer: Answer) -> bool:
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES


def _acting(actor: Actor) -> dict[str, str]:
    headers = {"Gridwall-Role": actor.role.value, "Gridwall-Actor": actor.id}
    if actor.unit:
        headers["Gridwall-Unit"] = actor.unit
    return headers


def _problem(answer: Answer) -> Problem:
    try:
        return msgspec.json.decode(answer.content, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem(code=f"http-{answer.status}")
