"""The outbox at work, in a thread of its own that nothing waits for.

It reads the ledger on from its own cursor (`deriving.py`), keeps what that leads to
(`store.py`) and has it sent (`sender.py`) at a fitting pace (`pacing.py`). Delivery is
at least once: a letter that was on its way when the centre died is sent again, under
the same id.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Final, Literal, NamedTuple

import msgspec

from centre.errors import CentreError
from centre.ledger.protocol import Reading
from centre.outbox.deriving import Deriving
from centre.outbox.notify import Notify
from centre.outbox.pacing import HOPELESS, Pacing
from centre.outbox.sender import Gone, Job, Outcome, Ready, Said, Sender
from centre.outbox.store import Kept, Step, Store
from domain.circles import Directory
from domain.rules import Rules
from domain.state import Case

_RECORDS: Final = 500
_TURN_S: Final = 0.5
#: After a fault of the outbox's own it begins anew so much later.
_AGAIN_S: Final = 30.0
#: Letters on their way at once, and dead ones that are told of.
_UNDERWAY: Final = 8
_TOLD: Final = 100
#: Beyond a try's time: then the worker is asked no more.
_GRACE_S: Final = 2.0
_DAY_MS: Final = 86_400_000
_SENT_DAYS, _DEAD_DAYS = 7, 30

_log = logging.getLogger(__name__)

State = Literal["on", "failed"]


class DeadLetter(msgspec.Struct, frozen=True):
    """A letter that is not tried any more: neither its text nor an address."""

    id: int
    notice: str
    target: str
    occasion: str
    number: str
    made: int
    tries: int
    why: str


class OutboxReport(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /outbox`. Times in ms.

    `cursor` is the last record that was read. `skipped` records were found too late to
    be told of; `unaddressed` targets are named in the circles only.
    """

    state: State = "on"
    cursor: int = 0
    waiting: int = 0
    sent: int = 0
    dead: int = 0
    oldest: int | None = None
    skipped: int = 0
    unaddressed: tuple[str, ...] = ()
    letters: tuple[DeadLetter, ...] = ()


class Collaborators(msgspec.Struct, frozen=True, kw_only=True):
    """What an outbox works with.

    `clock` is the centre's (ms), `now` the machine's, which retries are kept by, and
    `monotonic` counts seconds.
    """

    path: Path
    notify: Notify
    directory: Directory
    rules: Rules
    ledger: Reading
    clock: Callable[[], int]
    now: Callable[[], int]
    monotonic: Callable[[], float]
    chance: Random


class _Retry(NamedTuple):
    letter: int
    answer: Future[bool | None]


class _Stir(NamedTuple):
    pass


class _Underway(NamedTuple):
    letter: Kept
    until: float


class Outbox:
    """Start it with the open cases; `report` may be read from any thread."""

    def __init__(self, parts: Collaborators) -> None:
        self._parts = parts
        targets = parts.directory.targets()
        with_address = {t for t in targets if parts.notify.address(t) is not None}
        self._deriving = Deriving(
            parts.ledger, parts.rules, parts.directory, frozenset(with_address)
        )
        self._unaddressed = tuple(sorted(targets - with_address))
        self._pacing = Pacing(parts.notify.limits, parts.chance)
        self._inbox: SimpleQueue[Said | _Retry | _Stir] = SimpleQueue()
        self._sender = Sender(self._inbox.put)
        self._ready = False
        self._start_at = 0.0
        self._stirred = False
        self._underway: dict[str, _Underway] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)
        self._cases: Sequence[Case] = ()
        self.report = OutboxReport(unaddressed=self._unaddressed)

    def start(self, cases: Sequence[Case]) -> None:
        """Begin; `cases` are those that are open now."""
        self._cases = cases
        self._thread.start()

    def stir(self) -> None:
        """There are new records."""
        if not self._stirred:
            self._stirred = True
            self._inbox.put(_Stir())

    def retry(self, letter: int) -> Future[bool | None]:
        """Try a dead letter anew; False when it is not dead, None when not there."""
        answer: Future[bool | None] = Future()
        self._inbox.put(_Retry(letter, answer))
        return answer

    def stop(self) -> None:
        """End thread and worker; what is not delivered waits for the next start."""
        self._closing.set()
        if self._thread.is_alive():
            self._inbox.put(_Stir())
            self._thread.join()
        self._sender.stop()

    def _work(self) -> None:
        while not self._closing.is_set():
            try:
                with closing(self._opened()) as store:
                    self._serve(store)
            except (sqlite3.Error, CentreError, OSError, ValueError) as error:
                _log.error("the outbox failed, nobody is notified: %s", error)
                self._closing.wait(self._failed())
            finally:
                self._failed()

    def _failed(self) -> float:
        """Say so; seconds until it begins anew."""
        self.report = msgspec.structs.replace(self.report, state="failed")
        return _AGAIN_S

    def _opened(self) -> Store:
        parts = self._parts
        head = parts.ledger.head().seq
        store = Store(parts.path, parts.ledger.epoch, head, parts.now())
        if store.fresh:
            seeds = self._deriving.seeds(self._cases, parts.clock())
            store.keep(Step(store.cursor, alarms=seeds), parts.now())
        self._cases = ()
        return store

    def _serve(self, store: Store) -> None:
        while not self._closing.is_set():
            self._stirred = False
            self._read_on(store)
            self._ring(store)
            self._tidy(store)
            self._send(store)
            self._tell(store)
            self._listen(store)

    def _read_on(self, store: Store) -> None:
        now, days = self._parts.now(), self._parts.notify.limits.days
        oldest = self._parts.clock() - int(days * _DAY_MS)
        while not self._closing.is_set():
            step = self._deriving.step(store.cursor, _RECORDS, oldest)
            if step is None:
                return
            store.keep(step, now)

    def _ring(self, store: Store) -> None:
        at, now = self._parts.clock(), self._parts.now()
        while (alarm := store.ringing(at)) is not None:
            alarms, owed = self._deriving.ring(alarm)
            store.rang(alarm, alarms, owed, now)

    def _tidy(self, store: Store) -> None:
        now, days = self._parts.now(), self._parts.notify.limits.days
        store.expire(now - int(days * _DAY_MS), now)
        store.forget(now - _SENT_DAYS * _DAY_MS, now - _DEAD_DAYS * _DAY_MS)
        late = [
            k for k, u in self._underway.items() if u.until < self._parts.monotonic()
        ]
        for job in late:
            self._heard(store, Outcome(job, ok=False, why="no-answer"))

    def _send(self, store: Store) -> None:
        while len(self._underway) < _UNDERWAY:
            seconds = self._parts.monotonic()
            found = store.next(self._parts.now(), self._pacing.busy(seconds))
            if found is None:
                return
            if not self._at_work(seconds):
                return
            kept, letter = found
            url = self._parts.notify.address(kept.target)
            if url is None:
                store.died(kept.id, "no-address", self._parts.now())
                continue
            timeout = self._parts.notify.limits.timeout
            job = Job(
                f"{kept.id}.{kept.tries}", url, letter.title, letter.text, timeout
            )
            self._pacing.begin(kept.target, seconds)
            self._underway[job.id] = _Underway(kept, seconds + timeout + _GRACE_S)
            if not self._sender.send(job):
                self._gone(store)
                return

    def _at_work(self, seconds: float) -> bool:
        """Whether the worker takes jobs; it is started when it may be."""
        if not self._sender.pid and seconds >= self._start_at:
            self._start_at = seconds + _AGAIN_S
            self._sender.start()
        return self._ready

    def _listen(self, store: Store) -> None:
        """What others say, waiting a turn for the first."""
        try:
            said = self._inbox.get(timeout=_TURN_S)
            while True:
                match said:
                    case Outcome():
                        self._heard(store, said)
                    case Ready():
                        self._ready = True
                    case Gone(pid) if pid == self._sender.pid:
                        self._gone(store)
                    case _Retry(letter, answer):
                        answer.set_result(self._revived(store, letter))
                    case _Stir() | Gone():
                        pass
                said = self._inbox.get_nowait()
        except Empty:
            return

    def _heard(self, store: Store, outcome: Outcome) -> None:
        underway = self._underway.pop(outcome.id, None)
        if underway is None:
            return
        kept, now = underway.letter, self._parts.now()
        if outcome.ok:
            self._pacing.good(kept.target)
            store.sent(kept.id, now)
            return
        tries = kept.tries + 1
        seconds = self._parts.monotonic()
        wait = self._pacing.bad(kept.target, outcome.why, tries, outcome.after, seconds)
        if outcome.why in HOPELESS or tries >= self._parts.notify.limits.attempts:
            store.died(kept.id, outcome.why, now)
        else:
            store.again(kept.id, outcome.why, now + int(wait * 1000))

    def _gone(self, store: Store) -> None:
        """The worker died; whatever it had is tried again."""
        self._sender.stop()
        self._ready = False
        for job in list(self._underway):
            self._heard(store, Outcome(job, ok=False, why="worker-gone"))

    def _revived(self, store: Store, letter: int) -> bool | None:
        for kept in store.dead(_TOLD):
            if kept.id == letter:
                self._pacing.retry(kept.target)
        return store.revive(letter, self._parts.now())

    def _tell(self, store: Store) -> None:
        counts = store.counts()
        self.report = OutboxReport(
            cursor=store.cursor,
            waiting=counts.waiting,
            sent=counts.sent,
            dead=counts.dead,
            oldest=counts.oldest,
            skipped=store.skipped,
            unaddressed=self._unaddressed,
            letters=tuple(map(_shown, store.dead(_TOLD))) if counts.dead else (),
        )


def _shown(kept: Kept) -> DeadLetter:
    return DeadLetter(
        kept.id,
        f"{kept.cause}-{kept.target}",
        kept.target,
        kept.occasion,
        kept.number,
        kept.made,
        kept.tries,
        kept.why,
    )
