"""`gridwall tail`: a line a record on standard output, for pipes and screen readers.

The feed without a screen: it survives reconnects without a gap or a double line, and a
reader that is too slow for the centre is resumed where it was.
"""

from __future__ import annotations

import asyncio
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Final, Literal, TextIO

import msgspec

from client.api import Api
from client.backoff import Backoff
from client.conversation import Conversation
from client.door import Door
from client.errors import ClientError, NoCentre, ProtocolDiffers, TokenRefused
from client.feed import Cause, Feed, Phase
from client.listing import Listing, Names
from client.picking import picker
from client.session import Session
from domain.codes import Role
from domain.events import Record
from domain.place import Place

#: Attempts before a centre that never answered is given up.
_ATTEMPTS: Final = 4
_ANSWER_S: Final = 6.0
#: Phases worth a line on standard error.
_TOLD: Final = frozenset({Phase.LIVE, Phase.STALE, Phase.RECONNECTING})


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What to list: a `scope`, from `after` on (None: from now on), by `filter`.

    `monotonic` gives seconds, `rng` the jitter of reconnects. `me` is what `@me` in the
    filter stands for; `words` gives the sentences of its faults.
    """

    door: Door
    monotonic: Callable[[], float]
    rng: Random
    scope: str = "all"
    after: int | None = None
    lang: Literal["zh", "en"] = "zh"
    filter: str = ""
    me: str = ""
    words: Callable[[str], str] = str


class _Tail(Listing):
    """A listing that also judges the feed: what is told, and when it is over."""

    def __init__(self, options: Options, out: TextIO, err: TextIO, api: Api) -> None:
        place = _place(api)
        super().__init__(
            self._write,
            lambda note: _say(err, note),
            self._ask,
            Names(place, options.lang),
            options.after,
            keeps=picker(options.filter, place, options.words, options.me)
            if options.filter
            else None,
        )
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._out = out
        self._err = err
        self._api = api
        self._phase = Phase.CONNECTING
        self._watch = select.poll()
        with suppress(OSError):  # a text in memory has no descriptor
            self._watch.register(out.fileno(), 0)

    def publish(self, feed: Feed) -> None:
        """Tell changes on standard error, end when nothing more can come."""
        if feed.phase in _TOLD and feed.phase is not self._phase:
            self._phase = feed.phase
            why = f": {feed.reason}" if feed.reason else ""
            _say(self._err, f"{feed.phase.lower()} at record {feed.seq}{why}")
        fault = _fault(feed)
        if fault is not None and not self.over.done():
            self.over.set_exception(fault)
        elif self._watch.poll(0):
            self.end()

    def end(self) -> None:
        """Nobody reads any more, or the person has seen enough."""
        if not self.over.done():
            self.over.set_result(None)

    def _write(self, text: str) -> None:
        try:
            self._out.write(text + "\n")
            self._out.flush()
        except BrokenPipeError:
            self.end()

    def _ask(self, case: str) -> tuple[Record, ...]:
        try:
            return self._api.case(case).result(_ANSWER_S).records
        except (ClientError, TimeoutError):
            return ()


def _fault(feed: Feed) -> ClientError | None:
    """What only a person can put right."""
    match feed.cause:
        case Cause.TOKEN:
            return TokenRefused(f"{feed.reason}; give a token that this centre takes")
        case Cause.PROTOCOL:
            return ProtocolDiffers(feed.reason)
        case Cause.TLS:
            return NoCentre(f"{feed.reason}; check the address and its certificate")
        case None if not feed.epoch and feed.attempt >= _ATTEMPTS:
            return NoCentre(f"no centre answers: {feed.reason}")
    return None


def _say(err: TextIO, note: str) -> None:
    with suppress(OSError):
        err.write(f"gridwall tail: {note}\n")
        err.flush()


def _place(api: Api) -> Place | None:
    """The place's names; codes do without, the feed will tell what is wrong."""
    try:
        return api.profile().result(_ANSWER_S)
    except (ClientError, TimeoutError):
        return None


def run(options: Options, out: TextIO, err: TextIO) -> int:
    """List until SIGINT, SIGTERM or the reader's end; the exit code.

    Raises `TokenRefused`, `ProtocolDiffers`, `NoCentre` or `FilterWrong`;
    `BrokenPipeError` when the reader went away before its last line.
    """
    api = Api(
        options.door.url,
        options.door.token,
        Role.WATCH,
        "",
        "",
        monotonic=options.monotonic,
        rng=options.rng,
    )
    api.start()
    try:
        asyncio.run(_list(options, out, err, api))
    finally:
        api.stop()
    out.flush()
    return 0


async def _list(options: Options, out: TextIO, err: TextIO, api: Api) -> None:
    listing = _Tail(options, out, err, api)
    epoch = ""
    if options.after:
        epoch = api.health().result(_ANSWER_S).epoch
    session = Session(
        Backoff(options.rng),
        scope=options.scope,
        after=options.after or 0,
        epoch=epoch,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, listing.end)
    talk = Conversation(options.door, session, listing, options.monotonic)
    talking = asyncio.create_task(talk.run())
    try:
        await asyncio.wait([talking, listing.over], return_when=asyncio.FIRST_COMPLETED)
    finally:
        talking.cancel()
    if listing.over.done():
        listing.over.result()
    else:
        await talking
