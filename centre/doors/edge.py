"""The edge of the hatch: what goes wrong within becomes an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Final

from centre.doors.requests import Reply
from centre.problems import Problem, crash

_log: Final = logging.getLogger("gridwall.centre")


class Edge:
    """`with Edge(answer)`: a `Problem` is answered as such, anything else as a crash.

    The client is told nothing of a crash; the log has all of it.
    """

    __slots__ = ("_answer",)

    def __init__(self, answer: Callable[[Reply], None]) -> None:
        self._answer = answer

    def __enter__(self) -> None:
        """Nothing has gone wrong yet."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Whether it is answered; what is no `Exception` goes on its way."""
        if not isinstance(error, Exception):
            return False
        if not isinstance(error, Problem):
            _log.error("a command made the centre fail", exc_info=error)
        self._answer(told(error if isinstance(error, Problem) else crash()))
        return True


def told(problem: Problem) -> Reply:
    """A problem as it is sent."""
    response = problem.response()
    return Reply(problem.status, response.raw_headers, bytes(response.body))
