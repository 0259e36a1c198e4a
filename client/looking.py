"""One look at a centre: join its feed, take the state once it is live, leave."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as Late
from random import Random
from typing import Final, TypeVar

import msgspec

from client import plain
from client.api import Api
from client.door import Door
from client.errors import ClientError, NoCentre, ProtocolDiffers, TokenRefused
from client.feed import Cause, Feed, Phase
from client.link import Link
from client.store import Store
from domain.codes import Role
from domain.place import Place
from domain.state import CityState

#: Attempts before a centre that never answered is given up.
ATTEMPTS: Final = 4
ANSWER_S: Final = 12.0
Answer = TypeVar("Answer")


class Look(msgspec.Struct, frozen=True):
    """What a centre showed: the place, its state, and how the feed stood then."""

    place: Place
    state: CityState
    feed: Feed


def fault_of(feed: Feed) -> ClientError | None:
    """What waiting will not cure; None while it may."""
    match feed.cause:
        case Cause.TOKEN:
            return TokenRefused(f"{feed.reason}; give a token that this centre takes")
        case Cause.PROTOCOL:
            return ProtocolDiffers(feed.reason)
        case Cause.TLS:
            return NoCentre(f"{feed.reason}; check the address and its certificate")
        case None if not feed.epoch and feed.attempt >= ATTEMPTS:
            return NoCentre(f"no centre answers: {feed.reason}")
        case _:
            return None


def api_of(door: Door, monotonic: Callable[[], float], rng: Random) -> Api:
    """Questions to a centre as somebody who only looks; to be started and stopped."""
    return Api(door.url, door.token, Role.WATCH, "", "", monotonic=monotonic, rng=rng)


def _bounds(door: Door) -> str:
    """What may be seen; what is wrong with the door, the feed tells in its own time."""
    try:
        return plain.scope(door)
    except ClientError:
        return "all"


def look(
    door: Door,
    monotonic: Callable[[], float],
    rng: Random,
    seconds: float,
    clock: Callable[[], int] | None = None,
) -> Look:
    """The centre as it is now; `clock` (ms) measures the skew.

    Raises `NoCentre`, `TokenRefused`, `ProtocolDiffers` or `ReadFailed`.
    """
    store = Store(monotonic)
    bounds = _bounds(door)
    link = Link(door.url, door.token, bounds, store, monotonic, rng, clock=clock)
    api = api_of(door, monotonic, rng)
    link.start()
    api.start()
    try:
        feed = store.wait_for(
            lambda seen: seen.phase is Phase.LIVE or fault_of(seen) is not None,
            seconds,
        )
        fault = fault_of(feed)
        if fault is not None:
            raise fault
        if feed.phase is not Phase.LIVE:
            raise NoCentre(
                f"{door.base} does not come live within {seconds:g} s "
                f"({feed.phase.lower()}{': ' + feed.reason if feed.reason else ''}); "
                "try again with a longer --wait"
            )
        drained = store.drain()
        state, _ = store.fold(CityState(), drained)
        return Look(wait(api.profile()), state, drained.feed)
    finally:
        link.stop()
        api.stop()


def wait(future: Future[Answer]) -> Answer:
    """The answer to a question; `NoCentre` when it does not come in time."""
    try:
        return future.result(ANSWER_S)
    except (Late, CancelledError) as error:
        raise NoCentre("the centre does not answer in time; try again") from error
