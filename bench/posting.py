"""Cases reported one by one, from a thread beside the terminal that shall show them."""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from types import TracebackType
from typing import NamedTuple, Self

import msgspec

from bench.lives import Lives
from bench.stock import PLACE
from centre.profiles import load


class Posted(NamedTuple):
    """When the request went out and the answer was there (monotonic seconds).

    `seq` is the record's number.
    """

    sent: float
    answered: float
    seq: int


class Reporter:
    """Reports cases with titles of its own to the centre at a port."""

    def __init__(self, port: int) -> None:
        self._lives = Lives(load(PLACE), Random(11))
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._thread = ThreadPoolExecutor(1)
        self._run = f"report-{time.time_ns():x}"

    def report(self, title: str, *, urgent: bool = False) -> Future[Posted]:
        """Report a case of that title."""
        return self._thread.submit(self._post, title, urgent=urgent)

    def _post(self, title: str, *, urgent: bool) -> Posted:
        report = msgspec.structs.replace(self._lives.one(title).report, urgent=urgent)
        headers = {
            "Content-Type": "application/json",
            "Gridwall-Role": "system",
            "Idempotency-Key": f"{self._run}-{title}",
        }
        body = msgspec.json.encode(report)
        sent = time.monotonic()
        self._connection.request("POST", "/cases", body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        answered = time.monotonic()
        if response.status != http.client.CREATED:
            raise ConnectionError(f"{response.status}: {json.loads(answer)}")
        return Posted(sent, answered, json.loads(answer)["seq"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown()
        self._connection.close()
