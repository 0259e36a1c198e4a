"""Somebody who reports cases to a real centre and remembers what came of it."""

from __future__ import annotations

import time
from random import Random
from types import TracebackType
from typing import Self

from client.api import Api
from client.outcome import Done
from domain import commands as c
from domain.codes import Role, Source
from tests.e2e.real_centre import STREET


class Reporter:
    """Use as a context; every report must be done."""

    def __init__(self, url: str) -> None:
        self.numbers: list[str] = []
        self.titles: list[str] = []
        self._api = Api(
            url, "", Role.OFFICER, "", "officer-1",
            monotonic=time.monotonic, rng=Random(5),
        )  # fmt: skip

    def report(self, count: int, street: str = STREET) -> None:
        """So many cases, one after the other."""
        for _ in range(count):
            title = f"暴露垃圾 {len(self.numbers)}"
            command = c.Report(source=Source.OFFICER, title=title, street=street)
            key = f"reporter-{len(self.numbers)}"
            done = self._api.send(command, "", None, key).result(20)
            assert isinstance(done, Done), done
            self.numbers.append(done.number)
            self.titles.append(title)

    def __enter__(self) -> Self:
        self._api.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._api.stop()
