"""A wall's conversation, told frame by frame: what tests of it begin with."""

from __future__ import annotations

from random import Random

from client.backoff import Backoff
from client.feed import Phase
from client.moves import Connect
from client.session import Session
from tests.unit.client.day import Taker, hello, snapshot_at


def talk(**more: object) -> tuple[Session, Taker]:
    """A session whose first connection is open."""
    session, taker = Session(Backoff(Random(1)), **more), Taker()  # type: ignore[arg-type]
    session.begin(0.0)
    session.opened(0.0)
    return session, taker


def live(head: int, **more: object) -> tuple[Session, Taker]:
    """A session that is live at `head`, at the time 0."""
    session, taker = talk(**more)
    for sent in (hello(head, fresh=True), *snapshot_at(head)):
        taker.take(session.received(sent, 0.0))
    assert session.feed(0.0).phase is Phase.LIVE
    return session, taker


def resumed(session: Session, taker: Taker, now: float) -> Connect:
    """Wait as long as the session wants to and open what it asks for."""
    wait = session.feed(now).retry_at
    assert wait is not None
    (connect,) = taker.take(session.tick(wait))
    assert isinstance(connect, Connect)
    session.opened(wait)
    return connect
