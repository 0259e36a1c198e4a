"""The hatch: commands straight from the parser to the desk and back, without a task.

What the short way of `express.py` costs beyond the work itself is the server's cycle, a
task and a future for every request; most commands need none of them. Who does need to
wait (photos to be looked up) gets a task; what does not fit goes the other way, which
answers the same.
"""

from __future__ import annotations

import re
from asyncio import Task, get_running_loop
from collections.abc import Callable
from typing import Final, NamedTuple

from centre.desk import Answer
from centre.doors.commands import REPORT, Commands, Wanted, named
from centre.doors.edge import Edge, told
from centre.doors.photos import said
from centre.doors.requests import Reply, decoded_headers
from centre.guard import Lockout, locked_out, token_in, verdict
from centre.threshold import Threshold
from domain.photos import Photo

_CASES: Final = b"/cases"
#: Nothing in it stands for anything else.
_fits: Final = re.compile(rb"/cases/([\w.-]+)/([a-z-]+)").fullmatch
Headers = list[tuple[bytes, bytes]]


class Ask(NamedTuple):
    """A whole request: its headers, whose address it is from, its target and body.

    `answer` is called once, in the loop: from within `Hatch.take` or later.
    """

    headers: Headers
    address: str
    case: str
    word: str
    body: bytes
    answer: Callable[[Reply], None]


class Hatch:
    """`POST /cases` and `POST /cases/{case}/{command}` of cases on the board.

    Behind the same threshold, and the same lockout if there is one.
    """

    def __init__(
        self, commands: Commands, threshold: Threshold, lockout: Lockout | None
    ) -> None:
        self._commands, self._threshold = commands, threshold
        self._lockout = lockout
        self._waiting: set[Task[None]] = set()

    def fits(self, url: bytes) -> tuple[str, str] | None:
        """Case and word of a POST that can be taken here; None: it is not for us."""
        if url == _CASES:
            return "", REPORT
        found = _fits(url)
        if found is None:
            return None
        case, word = found[1].decode(), found[2].decode()
        known = self._commands.house.board.case(case) is not None
        return (case, word) if known else None

    def take(self, ask: Ask) -> None:
        """Answer it, or hand it to the desk, whose answer it then gets."""
        answer = self._admitted(ask)
        if answer is None:
            return
        with Edge(answer):
            headers = decoded_headers(ask.headers)
            wanted = self._commands.wanted(headers, ask.case, ask.word, ask.body)
            if named(wanted.command):
                task = get_running_loop().create_task(self._look_up(wanted, answer))
                self._waiting.add(task)
                task.add_done_callback(self._waiting.discard)
            else:
                self._hand(wanted, (), answer)

    def _hand(
        self,
        wanted: Wanted,
        photos: tuple[Photo, ...],
        answer: Callable[[Reply], None],
    ) -> None:
        commands, name = self._commands, wanted.name

        def reply(said: Answer) -> None:
            with Edge(answer):
                answer(commands.reply(said, name))

        commands.house.orders.hand(commands.order(wanted, photos), reply)

    async def _look_up(self, wanted: Wanted, answer: Callable[[Reply], None]) -> None:
        with Edge(answer):
            photos = await said(self._commands.house, named(wanted.command))
            self._hand(wanted, photos, answer)

    def _admitted(self, ask: Ask) -> Callable[[Reply], None] | None:
        """How it is to be answered; None when it was, and gets no further."""
        problem = self._threshold.refused(ask.headers)
        lockout, answer = self._lockout, ask.answer
        token = token_in(ask.headers) if lockout is not None and not problem else ""
        if lockout is not None and token:
            left = lockout.left(ask.address, token)
            if left:
                problem = locked_out(left)

            def heard(reply: Reply) -> None:
                lockout.hear(ask.address, token, right=verdict(reply.status))
                ask.answer(reply)

            answer = heard
        if problem is None:
            return answer
        ask.answer(told(problem))
        return None
