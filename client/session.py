"""The wall's conversation with the centre, without I/O.

Frames, losses and ticks come in with the monotonic time; moves come out, which
`Conversation` carries out. The records it hands on are complete and in order for the
state that it handed on before.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Final, NamedTuple

from client.backoff import PROVEN_S, Backoff
from client.feed import Cause, Feed, Head, Phase
from client.intake import Intake
from client.moves import Close, Connect, Expect, Keep, Loss, Move, Wait
from client.witness import Witness
from domain import wire
from domain.errors import WireError
from domain.scoping import key_of_scope

#: A connection that brought no frame for so long is given up, seconds.
LOST_S: Final = 9.0
#: The centre says it is ahead and nothing comes for so long: ask again, seconds.
BEHIND_S: Final = 2.0
#: Seconds between attempts while another protocol or certificate answers.
DOWN_RETRY_S: Final = 30.0
_AUTH_CODES: Final = frozenset({wire.CLOSE_AUTH, wire.CLOSE_SCOPE, 1008})
_AUTH_STATUSES: Final = frozenset({401, 403})


class _Stage(Enum):
    IDLE = auto()  # nothing is tried until a person helps
    WAITING = auto()
    DIALLING = auto()
    GREETING = auto()  # open, no hello yet
    SYNCING = auto()
    LIVE = auto()


_OPEN: Final = frozenset({_Stage.GREETING, _Stage.SYNCING, _Stage.LIVE})


class _CentreTime(NamedTuple):
    """What the centre's clock showed (ms) at a monotonic instant; ours beside it."""

    at: int = 0
    speed: float = 1.0
    received: float = 0.0
    skew: int | None = None

    def now(self, mono: float) -> int:
        return self.at + round((mono - self.received) * self.speed * 1000)


class Session:
    """One wall's feed over all its connections.

    `after` and `epoch` resume an earlier one. `kept` gives the highest head that was
    ever seen of an epoch, `clock` our own clock in ms (to measure the skew).
    """

    def __init__(
        self,
        backoff: Backoff,
        *,
        scope: str = "all",
        after: int = 0,
        epoch: str = "",
        kept: Callable[[str], Head | None] = lambda _epoch: None,
        clock: Callable[[], int] | None = None,
    ) -> None:
        self._backoff = backoff
        self.scope = scope
        self._sparse = scope != "all"
        self._clock = clock
        self._intake = Intake(
            after, epoch, sparse=self._sparse, key=key_of_scope(scope)
        )
        self._witness = Witness(kept)
        self._stage = _Stage.IDLE
        self._cause: Cause | None = None
        self._reason = ""
        self._attempt = 0
        self._retry_at: float | None = None
        self._asked = Connect(0, "")
        self._heard = 0.0  # last frame of this connection, or its opening
        self._live_since: float | None = None
        self._behind: tuple[int, float] | None = None
        self._hello: wire.Hello | None = None
        self._head = 0
        self._time = _CentreTime()
        self._current: float | None = None
        self._resyncs = 0
        self._resynced_at: float | None = None

    # What comes in

    def begin(self, now: float) -> list[Move]:
        """The first attempt."""
        return self._dial() if self._stage is _Stage.IDLE else self.tick(now)

    def opened(self, now: float) -> None:
        """The connection that was asked for is open."""
        if self._stage is _Stage.DIALLING:
            self._stage, self._heard = _Stage.GREETING, now

    def received(self, frame: bytes | str, now: float) -> list[Move]:
        """A frame came."""
        if self._stage not in _OPEN:
            return []
        self._heard = now
        try:
            made = self._take(wire.decode_down(frame), len(frame), now)
        except WireError as error:
            return self._again(str(error), now)
        if self._stage is _Stage.LIVE:
            self._current = now
        return [*made, *self._witness.keep(now)]

    def lost(self, loss: Loss, now: float) -> list[Move]:
        """The connection ended, or could not be made."""
        if self._stage in (_Stage.IDLE, _Stage.WAITING):
            return []
        made: list[Move] = [*self._leave(now)]
        self._reason = loss.reason
        cause = _cause(loss)
        self._cause = cause or self._cause
        if cause is Cause.TOKEN:
            self._stage = _Stage.IDLE
            return made
        if cause is not None:
            return [*made, self._wait(DOWN_RETRY_S, now)]
        return [*made, self._wait(self._backoff.next(loss.retry_after), now)]

    def tick(self, now: float) -> list[Move]:
        """Time went by; due five times a second, once while the session rests."""
        if self._stage is _Stage.WAITING:
            due = self._retry_at is None or now >= self._retry_at
            return self._dial() if due else []
        if self._stage not in _OPEN:
            return []
        if now - self._heard > LOST_S:
            silent = Loss(f"nothing was heard for {LOST_S:.0f} s")
            return [Close(silent.reason), *self.lost(silent, now)]
        if self._intake.overdue(now):
            return self._again("records are missing", now)
        if self._behind and now - self._behind[1] >= BEHIND_S:
            return self._again("the centre is ahead and sends nothing", now)
        return []

    @property
    def rests(self) -> bool:
        """Whether all is well: then time can only tell that nothing is heard."""
        well = self._stage is _Stage.LIVE and self._behind is None
        return well and not self._intake.holds

    def retry(self) -> list[Move]:
        """There is a new address or token, or a person asks: try at once."""
        refused = self._cause is Cause.TOKEN
        if self._stage is not _Stage.WAITING and not refused:
            return []
        self._cause = None
        return self._dial()

    def overflowed(self, now: float) -> list[Move]:
        """The taker had to drop records and needs a new state."""
        return self._again("the screen stood still too long", now, fresh=True)

    def diverged(self, seq: int, now: float) -> list[Move]:
        """The taker's state at record `seq` is not the centre's."""
        self._witness.accuse(
            "digest-differs",
            f"at record {seq} this wall's state is not the centre's",
            self._time.at,
        )
        return self._again(f"the state differs at record {seq}", now, fresh=True)

    def finish(self, now: float) -> list[Move]:
        """The last moves: the head to be kept."""
        made: list[Move] = [*self._leave(now)]
        self._stage = _Stage.IDLE
        return made

    def feed(self, now: float) -> Feed:
        """How it stands."""
        hello, time = self._hello, self._time
        return Feed(
            phase=self._phase(),
            attempt=self._attempt,
            reason=self._reason,
            cause=self._cause,
            seq=self._intake.watermark,
            head=self._head,
            epoch=self._intake.epoch,
            place=hello.place if hello else "",
            scope=self.scope,
            version=hello.version if hello else "",
            simulated=hello is not None and hello.simulated,
            drill=hello is not None and hello.drill,
            gaps=self._intake.gaps,
            resyncs=self._resyncs,
            alarms=self._witness.alarms,
            skew_ms=time.skew,
            at=time.at,
            received=time.received,
            speed=time.speed,
            current=self._current,
            retry_at=self._retry_at,
        ).aged(now)

    # Messages

    def _take(self, message: wire.AnyDown, size: int, now: float) -> list[Move]:
        if isinstance(message, wire.Hello):
            return self._greet(message, now)
        hello = self._hello
        if self._stage is _Stage.GREETING or hello is None:
            raise WireError("the centre did not say hello first")
        if isinstance(message, wire.Heartbeat):
            return self._beat(message, hello, now)
        if isinstance(message, wire.Records):
            if message.epoch != hello.epoch:
                return self._again("records of another epoch", now, fresh=True)
            at = self._time.now(now)
            made = self._intake.records(message.records, size, now, at, message.entered)
            self._witness.records(message.records, at)
        else:
            made = self._intake.part(message, now, self._time.now(now))
            if isinstance(message, wire.Snapshot):
                self._witness.sealed(message.seq, message.prev, message.at)
        if not self._intake.building:
            self._head = max(self._head, self._intake.watermark)
            self._witness.saw(self._intake.watermark)
        self._settle(now)
        return made

    def _greet(self, hello: wire.Hello, now: float) -> list[Move]:
        if self._stage is not _Stage.GREETING:
            raise WireError("the centre said hello twice")
        if hello.protocol != wire.PROTOCOL:
            differs = Loss(
                f"the centre speaks protocol {hello.protocol}, this wall "
                f"{wire.PROTOCOL}: one of them has to be updated",
                code=wire.CLOSE_PROTOCOL,
            )
            return [Close(differs.reason), *self.lost(differs, now)]
        self._hello, self._cause, self._head = hello, None, hello.head
        self._tell_time(hello.at, hello.speed, now)
        self._witness.meet(hello.epoch)
        known = self._witness.head(hello.head, hello.at)
        if self._intake.epoch not in ("", hello.epoch):
            self._intake.based = False
        resumed = self._asked.after == 0 or (known and self._intake.based)
        if not (hello.fresh or resumed):
            return self._again("what was known does not fit any more", now, fresh=True)
        self._stage = _Stage.SYNCING
        made = self._intake.begin(hello)
        self._settle(now)
        return made

    def _beat(self, beat: wire.Heartbeat, hello: wire.Hello, now: float) -> list[Move]:
        if beat.epoch != hello.epoch:
            return self._again("a heartbeat of another epoch", now, fresh=True)
        self._tell_time(beat.at, beat.speed, now)
        if not self._witness.head(beat.head, beat.at):
            return self._again("the centre's head went backwards", now, fresh=True)
        self._head = beat.head
        self._settle(now, beaten=True)
        intake = self._intake
        if not intake.building and (self._sparse or beat.head <= intake.watermark):
            self._behind = None
        elif self._behind is None or self._behind[0] != intake.watermark:
            self._behind = intake.watermark, now
        if beat.digest is None or self._sparse or intake.building:
            return []
        return [Expect(beat.head, beat.digest)]

    def _settle(self, now: float, *, beaten: bool = False) -> None:
        """Live once everything up to the hello's head is there.

        A sparse feed does not know its own last number: the first beat ends its start.
        """
        if self._stage is not _Stage.SYNCING or self._intake.building:
            return
        head = self._hello.head if self._hello else 0
        if self._intake.watermark >= head or (self._sparse and beaten):
            self._stage, self._live_since = _Stage.LIVE, now
            self._attempt, self._reason = 0, ""

    # Stages

    def _dial(self) -> list[Move]:
        self._stage, self._retry_at = _Stage.DIALLING, None
        intake = self._intake
        self._asked = Connect(intake.watermark if intake.based else 0, intake.epoch)
        return [self._asked]

    def _again(self, reason: str, now: float, *, fresh: bool = False) -> list[Move]:
        """Close and ask for what is missing; at once unless that was tried just now.

        `fresh`: what the taker has is worth nothing, a snapshot must come.
        """
        if fresh:
            self._intake.based = False
        if self._stage not in _OPEN:
            return []
        made: list[Move] = [Close(reason), *self._leave(now)]
        self._reason = reason
        self._resyncs += 1
        before, self._resynced_at = self._resynced_at, now
        again = before is not None and now - before < PROVEN_S
        return [*made, self._wait(self._backoff.next() if again else 0.0, now)]

    def _leave(self, now: float) -> list[Keep]:
        if self._live_since is not None:
            self._backoff.lived(now - self._live_since)
        self._live_since = self._behind = None
        return self._witness.keep(now, ending=True)

    def _wait(self, seconds: float, now: float) -> Wait:
        self._stage, self._retry_at = _Stage.WAITING, now + seconds
        self._attempt += 1
        return Wait(seconds)

    def _phase(self) -> Phase:
        if self._cause is not None:
            refused = self._cause is Cause.TOKEN
            return Phase.AUTH_FAILED if refused else Phase.DOWN
        if self._stage is _Stage.LIVE:
            return Phase.LIVE
        if self._stage is _Stage.SYNCING:
            return Phase.SYNCING
        return Phase.RECONNECTING if self._attempt else Phase.CONNECTING

    def _tell_time(self, at: int, speed: float, now: float) -> None:
        simulated = self._hello is not None and self._hello.simulated
        skew = None if simulated or self._clock is None else at - self._clock()
        self._time = _CentreTime(at, speed, now, skew)


def _cause(loss: Loss) -> Cause | None:
    if loss.status in _AUTH_STATUSES or loss.code in _AUTH_CODES:
        return Cause.TOKEN
    if loss.code == wire.CLOSE_PROTOCOL:
        return Cause.PROTOCOL
    return Cause.TLS if loss.tls else None
