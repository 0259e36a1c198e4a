"""Whatever a line drops, doubles, delays or breaks: the wall has fold(1..n) or less."""

from __future__ import annotations

from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from client.backoff import Backoff
from client.feed import Phase
from client.moves import Close, Connect, Loss
from client.session import Session
from tests.unit.client.day import (
    Taker,
    beat,
    day,
    frame,
    hello,
    snapshot_at,
    state_at,
)

SIZE = 240
LIVES = ("e1", "e2", "e3")


class Line(RuleBasedStateMachine):
    """A centre that is honest, a line that is not, and a session between them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.epoch, self.head = 0, 0
        self.session, self.taker = Session(Backoff(Random(1))), Taker()
        self.asked: Connect | None = None
        self.sent: list[bytes] = []  # on the line, in order
        self.upto = 0  # last record that the centre put on this connection
        self.open = False
        self.carry_out(self.session.begin(self.now))

    @property
    def life(self) -> str:
        return LIVES[self.epoch]

    def carry_out(self, made: list[object]) -> None:
        for move in self.taker.take(made):  # type: ignore[arg-type]
            if isinstance(move, Close):
                self.open, self.sent = False, []
            if isinstance(move, Connect):
                self.asked = move

    def tells_the_head(self, at: int) -> bool:
        """An older head after a newer one is what the alarm is for."""
        return self.sent[at].startswith((b'{"t":"beat"', b'{"t":"hello"'))

    @rule(count=st.integers(1, 12))
    def write(self, count: int) -> None:
        self.head = min(SIZE, self.head + count)

    @precondition(lambda self: self.asked is not None)
    @rule(fresh=st.booleans(), early=st.integers(0, 8))
    def accept(self, fresh: bool, early: int) -> None:  # noqa: FBT001
        """Answer with a delta if it can be one; else a snapshot, cut a while ago."""
        asked, self.asked, self.open = self.asked, None, True
        assert asked is not None
        self.session.opened(self.now)
        known = asked.epoch == self.life and 0 < asked.after <= self.head
        if known and not fresh:
            self.upto = asked.after
            self.sent = [hello(self.head, epoch=self.life)]
            return
        self.upto = max(0, self.head - early)
        self.sent = [hello(self.head, epoch=self.life, fresh=True)]
        self.sent += snapshot_at(self.upto, epoch=self.life)

    @precondition(lambda self: self.open and self.upto < self.head)
    @rule(count=st.integers(1, 9))
    def send(self, count: int) -> None:
        last = min(self.head, self.upto + count)
        self.sent.append(frame(self.upto + 1, last, epoch=self.life))
        self.upto = last

    @precondition(lambda self: self.open and self.upto == self.head)
    @rule()
    def beat(self) -> None:
        self.sent.append(beat(self.head, epoch=self.life, digest=True))

    @precondition(lambda self: self.sent)
    @rule(at=st.integers(0, 5), seconds=st.floats(0, 0.2))
    def deliver(self, at: int, seconds: float) -> None:
        self.now += seconds
        at %= len(self.sent)
        sent = self.sent.pop(0 if self.tells_the_head(at) else at)
        self.carry_out(self.session.received(sent, self.now))

    @precondition(lambda self: self.sent)
    @rule(seconds=st.floats(0, 0.2))
    def deliver_all(self, seconds: float) -> None:
        while self.sent:
            self.deliver(0, seconds)

    @precondition(lambda self: len(self.sent) > 1)
    @rule(at=st.integers(1, 5))
    def drop(self, at: int) -> None:
        del self.sent[at % len(self.sent)]

    @precondition(lambda self: self.sent)
    @rule(at=st.integers(0, 5))
    def double(self, at: int) -> None:
        at %= len(self.sent)
        if not self.tells_the_head(at):
            self.sent.append(self.sent[at])

    @precondition(lambda self: self.open)
    @rule()
    def cut(self) -> None:
        self.open, self.sent = False, []
        self.carry_out(self.session.lost(Loss("cut"), self.now))

    @precondition(lambda self: self.asked is not None)
    @rule()
    def refuse(self) -> None:
        self.asked = None
        self.carry_out(self.session.lost(Loss("refused"), self.now))

    @precondition(lambda self: self.epoch < len(LIVES) - 1)
    @rule(head=st.integers(0, 60))
    def restore(self, head: int) -> None:
        """The centre is put back from a backup: another epoch, another head."""
        self.epoch, self.head = self.epoch + 1, head
        self.open, self.sent = False, []
        self.carry_out(self.session.lost(Loss("restored"), self.now))

    @rule(seconds=st.floats(0.1, 12))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        rested = self.session.rests
        made = self.session.tick(self.now)
        if rested and made:  # nothing but silence may be seen late
            assert isinstance(made[0], Close)
            assert "nothing was heard" in made[0].reason
        self.carry_out(made)

    @rule()
    def stall(self) -> None:
        """The screen stood still and dropped what it had."""
        self.carry_out(self.session.overflowed(self.now))

    @invariant()
    def the_state_is_the_fold_of_all_records_up_to_its_number(self) -> None:
        state = self.taker.state
        if state is None:
            return
        true = state_at(state.seq, state.epoch)
        assert state.digest == true.digest
        assert state.cases == true.cases
        assert self.taker.wrong == []

    @invariant()
    def live_means_complete(self) -> None:
        feed, state = self.session.feed(self.now), self.taker.state
        if feed.phase in (Phase.LIVE, Phase.LAGGING, Phase.STALE):
            assert state is not None
            assert (state.epoch, state.seq) == (feed.epoch, feed.seq)

    @invariant()
    def an_honest_centre_is_never_accused(self) -> None:
        assert self.session.feed(self.now).alarms == ()

    def teardown(self) -> None:
        """Left alone, it always comes to be live with everything."""
        for _ in range(12):
            if self.session.feed(self.now).phase is Phase.LIVE and not self.sent:
                break
            self.wait(9.5)
            if self.asked is not None:
                self.accept(fresh=False, early=3)
            while self.open and self.upto < self.head:
                self.send(9)
            if self.open:
                self.beat()
            self.deliver_all(0.0)
        feed, state = self.session.feed(self.now), self.taker.state
        assert state is not None
        assert (feed.phase, feed.epoch) == (Phase.LIVE, self.life)
        assert state.seq <= self.head


TestLine = Line.TestCase
TestLine.settings = settings(max_examples=150, stateful_step_count=60)


def test_every_life_has_its_own_day() -> None:
    assert {record.prev for record in day()[1:]}.isdisjoint(
        record.prev for record in day(life="e2")[1:]
    )
