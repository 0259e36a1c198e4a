"""The HTTP shell: commands with their retries, questions with their answers.

Its own thread and loop, so neither a slow answer nor the import of httpx (on first use)
touches the feed or the screen. Every answer is a future.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar
from urllib.parse import quote

import msgspec

from client import outcome
from client.backoff import Backoff
from client.door import Door
from client.errors import NoCentre, ReadFailed, TokenRefused
from client.looks import fetched
from client.loop import Loop
from client.outcome import Done, Health, History, Outcome, Page, Problem, Unconfirmed
from domain.commands import AnyCommand, Report, slug
from domain.place import Grid, Place

if TYPE_CHECKING:
    import httpx

    from client.reading import Dossier, Query

#: After so many seconds a command is "sent, unconfirmed".
CONFIRM_S: Final = 10.0
CONNECT_S: Final = 2.0
READ_S: Final = 5.0
_UNAUTHORISED: Final = 401
#: Not now: too busy, or too fast (20 commands a minute).
_BUSY: Final = frozenset({429, 503})
#: A gateway in between that got no answer: as good as none.
_NO_ANSWER: Final = frozenset({502, 504})
Answer = TypeVar("Answer")
Resolved = Callable[[str, Outcome], None]


class _Post(NamedTuple):
    """A command on its way: the same bytes at every attempt."""

    path: str
    headers: dict[str, str]
    content: bytes
    key: str


class _Try(msgspec.Struct, frozen=True):
    """One attempt's result: an answer, or why there is none and how long to wait."""

    answer: Done | Problem | None = None
    reason: str = ""
    retry_after: float | None = None


class Api:
    """One person at one centre.

    `role` (`watch` reads only), `unit` (department or street code) and `actor` (account
    id) say whom the token acts as, `terminal` where that person sits. `monotonic` gives
    seconds, `rng` the jitter.
    """

    def __init__(  # noqa: PLR0913
        self,
        url: str,
        token: str,
        role: str,
        unit: str,
        actor: str,
        *,
        monotonic: Callable[[], float],
        rng: Random,
        confirm_s: float = CONFIRM_S,
        terminal: str = "",
    ) -> None:
        self._door = Door(url, token)
        acting = {
            "Gridwall-Role": role,
            "Gridwall-Unit": unit,
            "Gridwall-Actor": actor,
            "Gridwall-Terminal": terminal,
        }
        self._acting = {name: value for name, value in acting.items() if value}
        self._now = monotonic
        self._rng = rng
        self._confirm_s = confirm_s
        self._loop = Loop("api", self._close)
        self._client: httpx.AsyncClient | None = None
        self._resolving: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Be ready; connects on first use."""
        self._loop.start()

    def stop(self) -> bool:
        """Give up what is under way, within a second; whether the thread is gone."""
        return self._loop.stop()

    def renew(self, url: str, token: str) -> None:
        """The centre has another address or token; keys and retries go on there."""
        self._loop.call(setattr, self, "_door", Door(url, token))

    # Commands

    def send(
        self,
        command: AnyCommand,
        case: str,
        version: int | None,
        key: str,
        resolved: Resolved | None = None,
    ) -> Future[Outcome]:
        """Ask for `command` on `case` (id; empty for `Report`) as seen at `version`.

        `key` is made once, when the person confirms. Repeated, with the same key only,
        on network faults and 429, 503 with `Retry-After`. After `CONFIRM_S` the future
        says `Unconfirmed`; then it is tried on in the background until somebody knows,
        and `resolved(key, outcome)` is called on the api's thread.
        """
        return self._loop.run(self._confirm(command, case, version, key, resolved))

    async def _confirm(
        self,
        command: AnyCommand,
        case: str,
        version: int | None,
        key: str,
        resolved: Resolved | None,
    ) -> Outcome:
        post = _post(command, case, version, key)
        backoff = Backoff(self._rng)
        deadline = self._now() + self._confirm_s
        answer = await self._persist(post, backoff, deadline)
        if isinstance(answer, Unconfirmed):
            task = asyncio.create_task(self._resolve(post, backoff, resolved))
            self._resolving.add(task)
            task.add_done_callback(self._resolving.discard)
        return answer

    async def _resolve(
        self, post: _Post, backoff: Backoff, resolved: Resolved | None
    ) -> None:
        answer = await self._persist(post, backoff, None)
        if resolved is not None:
            resolved(post.key, answer)

    async def _persist(
        self, post: _Post, backoff: Backoff, deadline: float | None
    ) -> Outcome:
        """Try until there is an answer or the next try would come too late."""
        while True:
            tried = await self._try(post, deadline)
            if tried.answer is not None:
                return tried.answer
            wait = backoff.next(tried.retry_after)
            if deadline is not None and self._now() + wait >= deadline:
                return Unconfirmed(key=post.key, reason=tried.reason)
            await asyncio.sleep(wait)

    async def _try(self, post: _Post, deadline: float | None) -> _Try:
        left = None if deadline is None else max(0.0, deadline - self._now())
        try:
            async with asyncio.timeout(left):
                response = await self._request(
                    "POST", post.path, headers=post.headers, content=post.content
                )
        except TimeoutError:
            return _Try(reason="no answer in time")
        except NoCentre as error:
            return _Try(reason=str(error))
        return _tried(response)

    # Questions

    def case(self, case: str) -> Future[History]:
        """A case by id or number, open or closed, with its whole history."""
        return self._loop.run(self._case(case))

    def cases(self, query: Query) -> Future[Page]:
        """A page of cases; `query` has `state`, `street`, `overdue`, `cursor`, ..."""
        return self._loop.run(self._cases(query))

    def dossier(self, case: str) -> Future[Dossier]:
        """A case by id or number with its history and what belongs to it."""
        from client.reading import dossier

        return self._loop.run(dossier(case, self._case, self._cases))

    async def _case(self, case: str) -> History:
        from client.reading import path_of

        return await self._ask(path_of(case), outcome.history_of)

    async def _cases(self, query: Query) -> Page:
        return await self._ask("/cases", outcome.page_of, query)

    def me(self) -> Future[outcome.Me]:
        """Who the centre takes this wall for."""
        return self._loop.run(self._me())

    def vouch(self) -> Future[object]:
        """Whether the token still stands for the role; the future fails if not."""
        return self._loop.run(self._vouch())

    def profile(self) -> Future[Place]:
        """The place, without its grids."""
        return self._loop.run(
            self._ask("/profile", lambda body: outcome.decode(body, Place))
        )

    def grids(self) -> Future[tuple[Grid, ...]]:
        """The unit grids of the place."""
        return self._loop.run(
            self._ask(
                "/profile/grids",
                lambda body: outcome.decode(body, outcome.Grids).grids,
            )
        )

    def health(self) -> Future[Health]:
        """How the centre is."""
        return self._loop.run(
            self._ask("/healthz", lambda body: outcome.decode(body, Health))
        )

    async def _me(self) -> outcome.Me:
        return await self._ask("/me", lambda body: outcome.decode(body, outcome.Me))

    def photo(self, name: str, small: bool = False) -> Future[bytes]:  # noqa: FBT001, FBT002
        """A photo that the centre keeps: small, or its bytes as they came."""
        return self._loop.run(self._photo(name, small=small))

    async def _photo(self, name: str, *, small: bool) -> bytes:
        door, headers = self._door, self._door.headers | self._acting
        return await fetched(self._http(), door.base, headers, name, small=small)

    async def _vouch(self) -> object:
        me = await self._me()
        if not me.may_write:
            raise ReadFailed(f"the centre says that role {me.role} may not write")
        return me

    async def _close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _ask(
        self,
        path: str,
        read: Callable[[bytes], Answer],
        query: Query | None = None,
    ) -> Answer:
        """Raises `NoCentre`, `TokenRefused` or `ReadFailed`."""
        try:
            response = await self._request("GET", path, params=query)
        except NoCentre:
            # A kept connection that the centre closed fails once; a new one decides.
            response = await self._request("GET", path, params=query)
        if response.is_success:
            return read(response.content)
        problem = _problem(response)
        words = (
            f"{problem.title}: {problem.detail}" if problem.detail else problem.title
        )
        if problem.status == _UNAUTHORISED:
            raise TokenRefused(f"{words}; give a token that this centre takes")
        raise ReadFailed(f"{path}: {words}", problem.status, problem.code)

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = _open()
        return self._client

    async def _request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        params: Query | None = None,
    ) -> httpx.Response:
        import httpx

        client, door = self._http(), self._door
        try:
            return await client.request(
                method,
                door.base + path,
                headers={**door.headers, **self._acting, **(headers or {})},
                content=content,
                params=params,
            )
        except httpx.LocalProtocolError:
            raise  # our own fault: trying again would not help
        except httpx.TransportError as error:
            why = str(error) or type(error).__name__
            raise NoCentre(f"no answer from {door.base}: {why}") from error


def _open() -> httpx.AsyncClient:
    import httpx

    return httpx.AsyncClient(
        timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        verify=ssl.create_default_context(),
        follow_redirects=False,
        trust_env=False,
    )


def _post(command: AnyCommand, case: str, version: int | None, key: str) -> _Post:
    body = msgspec.to_builtins(command)
    del body["command"]  # the path says it
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    path = "/cases"
    if not isinstance(command, Report):
        path += f"/{quote(case, safe='')}/{slug(type(command))}"
        if version is not None:
            headers["If-Match"] = f'"c{case}-v{version}"'
    return _Post(path, headers, msgspec.json.encode(body), key)


def _tried(response: httpx.Response) -> _Try:
    if response.status_code in _NO_ANSWER:
        return _Try(reason=f"HTTP {response.status_code}")
    if response.is_success:
        replayed = response.headers.get("Idempotency-Replayed", "") == "true"
        done = outcome.done_of(response.content, replayed=replayed)
        return _Try(done or _problem(response))
    problem = _problem(response)
    asked = response.headers.get("Retry-After", "")
    if response.status_code in _BUSY and asked.isascii() and asked.isdigit():
        return _Try(reason=problem.detail or problem.title, retry_after=float(asked))
    return _Try(problem)


def _problem(response: httpx.Response) -> Problem:
    return outcome.problem_of(
        response.status_code, response.content, response.reason_phrase
    )
