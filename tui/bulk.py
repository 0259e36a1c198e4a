"""What a person confirmed, on its way to the centre: one command at a time a case.

Every command has a key of its own. Of several for one case the next goes out only when
the one before is done, on the version that came of it. Nothing goes out while the wall
may not write; it waits, and nothing is lost. No Textual here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from client.outcome import Done, Outcome, Problem
from domain.commands import AnyCommand
from domain.state import Case
from tui.deeds import Deeds, Sent

if TYPE_CHECKING:
    from tui.forms import Form, Job

#: Commands of a bulk under way at the same time.
WINDOW: Final = 4

Send = Callable[[AnyCommand, str, int, str], None]


class Failure(NamedTuple):
    """What did not happen, and why; `problem` None: it was given up before."""

    case: Case
    form: Form | None
    problem: Problem | None = None


class Progress(NamedTuple):
    """How far all that was confirmed has come; `left` is not sent yet."""

    of: int = 0
    done: int = 0
    failed: int = 0
    left: int = 0

    @property
    def over(self) -> bool:
        """Whether every one has its end."""
        return self.done + self.failed == self.of


class Sender(Protocol):
    """The wall as the outbox sees it."""

    deeds: Deeds

    @property
    def now(self) -> int:
        """The centre's time, ms."""
        ...

    @property
    def seq(self) -> int:
        """The last record that is on the wall."""
        ...

    def unsafe(self) -> str:
        """Why nothing may be written now; empty when it may."""
        ...


class _Going(NamedTuple):
    case: Case
    version: int
    steps: tuple[AnyCommand, ...]
    form: Form | None


class Outbox:
    """`send` asks the centre for command, case, version, key; `settle` is told."""

    def __init__(
        self, wall: Sender, new_key: Callable[[], str], send: Send | None = None
    ) -> None:
        self.send = send
        self.failures: list[Failure] = []
        self._wall, self._new_key = wall, new_key
        self._waiting: deque[_Going] = deque()
        self._going: dict[str, _Going] = {}
        self._slow: set[str] = set()  # sent, unconfirmed: they hold nobody up
        self._of = self._done = 0

    @property
    def progress(self) -> Progress:
        """Of everything since all was last settled."""
        failed = len(self.failures)
        return Progress(self._of, self._done, failed, len(self._waiting))

    def want(self, jobs: Sequence[Job], form: Form | None = None) -> None:
        """These were confirmed."""
        if self.progress.over:
            self._of = self._done = 0
            self.failures = []
        self._of += len(jobs)
        self._waiting += [_Going(j.case, j.case.version, j.steps, form) for j in jobs]
        self.pump()

    def pump(self) -> None:
        """Send what may be sent now."""
        while self._waiting and self.send is not None and not self._wall.unsafe():
            if len(self._going) - len(self._slow) >= WINDOW:
                return
            going, key = self._waiting.popleft(), self._new_key()
            self._going[key] = going
            case, command = going.case, going.steps[0]
            self._wall.deeds.sent(
                Sent(key, command, case.id, going.version, case.number, self._wall.now)
            )
            self.send(command, case.id, going.version, key)

    def settle(self, key: str, outcome: Outcome) -> Failure | None:
        """What became of a command; a failure that is new."""
        self._wall.deeds.settle(key, outcome, self._wall.seq)
        failure = self._settled(key, outcome)
        self.pump()
        return failure

    def _settled(self, key: str, outcome: Outcome) -> Failure | None:
        going = self._going.get(key)
        if going is None:
            return None
        match outcome:
            case Done(version=version):
                self._end(key)
                rest = going.steps[1:]
                if rest:
                    self._waiting.appendleft(
                        going._replace(version=version, steps=rest)
                    )
                else:
                    self._done += 1
            case Problem():
                self._end(key)
                failure = Failure(going.case, going.form, outcome)
                self.failures.append(failure)
                return failure
            case _:
                self._slow.add(key)
        return None

    def _end(self, key: str) -> None:
        del self._going[key]
        self._slow.discard(key)

    def drop(self) -> int:
        """Give up what was not sent; how many."""
        gone = [Failure(one.case, one.form) for one in self._waiting]
        self._waiting.clear()
        self.failures += gone
        return len(gone)
