"""Commands one by one, and reports from a thread beside the terminal to show them."""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from bench.lives import Lives
from bench.stock import PLACE
from centre.profiles import load
from domain.commands import AnyCommand, slug

_DONE = (http.client.OK, http.client.CREATED)


class Posted(NamedTuple):
    """When the request went out and the answer was there (monotonic seconds).

    `receipt` is what the centre answered.
    """

    sent: float
    answered: float
    receipt: dict[str, Any]

    @property
    def seq(self) -> int:
        """The record's number."""
        return int(self.receipt["seq"])


class Clerk:
    """Gives commands to the centre at a port, over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._run, self._keys = f"clerk-{time.time_ns():x}", 0

    def give(self, command: AnyCommand, case: str = "", version: int = 0) -> Posted:
        """About a case in a version, or of a new one; `ConnectionError` if refused."""
        self._keys += 1
        headers = {
            "Content-Type": "application/json",
            "Gridwall-Role": "system",
            "Idempotency-Key": f"{self._run}-{self._keys}",
        }
        path = "/cases"
        if case:
            path = f"/cases/{case}/{slug(type(command))}"
            headers["If-Match"] = f'"c{case}-v{version}"'
        body = msgspec.json.encode(command)
        sent = time.monotonic()
        self._connection.request("POST", path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        answered = time.monotonic()
        if response.status not in _DONE:
            raise ConnectionError(f"{path}: {response.status} {json.loads(answer)}")
        return Posted(sent, answered, json.loads(answer))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Reporter:
    """Reports cases with titles of its own to the centre at a port."""

    def __init__(self, port: int) -> None:
        self._lives = Lives(load(PLACE), Random(11))
        self._clerk = Clerk(port)
        self._thread = ThreadPoolExecutor(1)

    def report(self, title: str, *, urgent: bool = False) -> Future[Posted]:
        """Report a case of that title."""
        report = msgspec.structs.replace(self._lives.one(title).report, urgent=urgent)
        return self._thread.submit(self._clerk.give, report)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown()
        self._clerk.close()
