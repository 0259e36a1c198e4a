"""Running a centre as a process: `run(options)` until it is told to stop.

Data folder, lock, socket, signals, the lifeline of an embedded centre; `gateway.py` is
what is run. The exit codes are those of `errors.py`.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, cast

import msgspec
import uvicorn
import uvloop

from centre import listening, tokens
from centre.apart.desk import FarDesk
from centre.apart.fork import forked
from centre.apart.office import Office
from centre.clock import Clock, RealClock, SimulatedClock
from centre.desks import AnyDesk
from centre.duties import Duties
from centre.errors import CentreError, TokensWrong
from centre.folder import DataFolder, Found
from centre.gateway import Gateway, Parts
from centre.ids import Ids
from centre.ledger.protocol import Reading
from centre.ledger.reading import Reader
from centre.ledger.recovery import Restored, restore
from centre.ledger.sqlite import SqliteLedger
from centre.outbox import notify
from centre.outbox.outbox import Collaborators, Outbox
from centre.outbox.store import FILE as OUTBOX
from centre.photos.store import Store
from centre.sockets import Http, Ws
from centre.tokens import Tokens
from centre.users.watch import Watch
from domain import wire
from domain.errors import GridwallError
from domain.rules import Rules

#: An embedded centre whose wall is gone ends after so long without another wall.
ALONE_S: Final = 2.0
_LOOK_S: Final = 0.1
_MIN_TOKEN: Final = 16
_MAX_TOKEN: Final = 256
_STDIN: Final = 0
#: Thresholds of the garbage collector. Hardly anything here is in a cycle, and orders
#: and cases by the thousand are looked through for it at the usual ones.
_GARBAGE: Final = (20_000, 20, 100)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to run a centre, and what it takes from outside.

    `simulated_at` (ms): a simulated clock that starts there. `embedded`: the first line
    on stdin is the token, and the end of stdin the end of the wall that started us.
    `now` tells ms since the epoch, `monotonic` seconds, `entropy(n)` n random bytes,
    `load` a place by name (raises `PlaceError`).
    """

    place: str
    data: Path
    host: str
    port: int
    version: str
    now: Callable[[], int]
    monotonic: Callable[[], float]
    entropy: Callable[[int], bytes]
    load: Callable[[str], Rules]
    dev: bool = False
    embedded: bool = False
    plain: bool = False
    drill: bool = False
    simulated_at: int | None = None


def run(options: Options) -> int:
    """Serve until SIGTERM, SIGINT or the end of the lifeline; the exit code."""
    logging.basicConfig(format="gridwall centre: %(levelname)s: %(message)s")
    gc.disable()  # until the ledger is read back
    os.umask(0o077)  # the ledger is for its owner, also in a folder that is not
    try:
        token = _handed_over() if options.embedded else ""
        _run(options, token)
    except GridwallError as error:
        sys.stderr.write(f"gridwall centre: {error}\n")
        return error.exit_code
    return 0


def _run(options: Options, token: str) -> None:
    rules = options.load(options.place)
    local = options.dev or options.embedded
    with ExitStack() as stack:
        folder = stack.enter_context(DataFolder(options.data))
        known = _tokens(options, token)
        listener = stack.enter_context(
            closing(
                listening.listen(
                    options.host, options.port, local=local, plain=options.plain
                )
            )
        )
        clock = _clock(options)
        written = _desk(options, folder, rules, clock, stack)
        parts = _parts(options, rules, known, clock, written)
        runner = stack.enter_context(asyncio.Runner(loop_factory=uvloop.new_event_loop))
        url = listening.url_of(listener)
        found = Found(
            url, os.getpid(), parts.ledger.epoch, wire.PROTOCOL, options.place, token
        )
        centre = _Centre(options, parts, listener)
        runner.run(centre.serve(partial(_announce, options, folder, found)))


def _tokens(options: Options, token: str) -> Tokens:
    if options.dev:
        return Tokens.none()
    if options.embedded:
        return Tokens((), trusted=tokens.digest(token))
    return tokens.read(options.data, options.now)


def _watch(options: Options, known: Tokens) -> Watch | None:
    local = options.dev or options.embedded
    return None if local else Watch(options.data, known)


def _ledger(options: Options, folder: DataFolder) -> SqliteLedger:
    return SqliteLedger(
        folder.ledger,
        options.place,
        options.entropy(8).hex(),
        options.now(),
        drill=options.drill,
    )


def _clock(options: Options) -> Clock:
    if options.simulated_at is None:
        return RealClock(options.now)
    return SimulatedClock(options.simulated_at, options.monotonic)


def _notifying(
    options: Options, rules: Rules, ledger: Reading, clock: Clock
) -> Outbox | None:
    """Who is to be told is told where the data folder says where they are."""
    addresses = notify.read(options.data)
    if addresses is None:
        return None
    return Outbox(
        Collaborators(
            path=options.data / OUTBOX,
            notify=addresses,
            directory=notify.directory(options.place, rules),
            rules=rules,
            ledger=ledger,
            clock=clock,
            now=options.now,
            monotonic=options.monotonic,
            chance=Random(options.entropy(16)),  # noqa: S311 (jitter)
        )
    )


def _desk(
    options: Options, folder: DataFolder, rules: Rules, clock: Clock, stack: ExitStack
) -> tuple[Reading, AnyDesk]:
    """The desk, and the ledger for who only reads."""
    restored = _read_back(options, folder)
    gc.freeze()

    def work(line: socket.socket) -> None:
        _tend_garbage()
        with closing(_ledger(options, folder)) as own:
            Office(line, own, rules, Ids(options.entropy)).serve(restored)

    stack.callback(_put_away, options, folder)
    fork = stack.enter_context(forked(work, keep=(folder.desk,)))
    reader = stack.enter_context(closing(Reader(folder.ledger)))
    return reader, FarDesk(fork, restored.state, clock)


def _read_back(options: Options, folder: DataFolder) -> Restored:
    """The state; no connection is left, for none may be carried over a fork.

    The one that writes is closed first: as the last it would write the log back into
    the file, which costs a start several fsyncs.
    """
    with closing(Reader(folder.ledger)) as reader, closing(_ledger(options, folder)):
        return restore(reader)


def _put_away(options: Options, folder: DataFolder) -> None:
    """Write the log back into the file, as the last of all that had it open.

    The desk's process is not: readers are still here when it ends, and may not write.
    """
    with suppress(CentreError):
        _ledger(options, folder).close()


def _tend_garbage() -> None:
    gc.freeze()  # what was read back stays: it is not looked through again
    gc.set_threshold(*_GARBAGE)
    gc.enable()


def _parts(
    options: Options,
    rules: Rules,
    known: Tokens,
    clock: Clock,
    written: tuple[Reading, AnyDesk],
) -> Parts:
    """A simulated clock belongs to a demo, whose driver files the cases itself."""
    ledger, desk = written
    return Parts(
        rules=rules,
        ledger=ledger,
        desk=desk,
        photos=Store(options.data, rules.zone),
        clock=clock,
        tokens=known,
        duties=Duties(rules, auto_file=not clock.simulated, exact=clock.simulated),
        monotonic=options.monotonic,
        version=options.version,
        accounts=_watch(options, known),
        outbox=_notifying(options, rules, ledger, clock),
    )


def _announce(options: Options, folder: DataFolder, found: Found) -> None:
    folder.tell(found)
    if options.embedded:
        sys.stdout.write(msgspec.json.encode({"url": found.url}).decode() + "\n")
    else:
        sys.stdout.write(f"gridwall centre: {found.place} on {found.url}\n")
    sys.stdout.flush()


class Server(uvicorn.Server):
    """Signals are ours: uvicorn's way raises them again after a clean end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


class _Centre:
    """One run, from listening to the end."""

    def __init__(self, options: Options, parts: Parts, listener: socket.socket) -> None:
        self._options, self._parts, self._listener = options, parts, listener

    async def serve(self, announce: Callable[[], None]) -> None:
        """Serve until a signal or the end of the lifeline."""
        async with Gateway(self._parts) as gateway:
            _tend_garbage()
            server = Server(config_of(gateway))
            serving = asyncio.create_task(server.serve(sockets=[self._listener]))
            ends = [asyncio.create_task(_told_to_stop())]
            if self._options.embedded:
                ends.append(asyncio.create_task(_left_alone(gateway)))
            await asyncio.sleep(0)  # signals are ours before anybody knows of us
            announce()
            done, _ = await asyncio.wait(
                [serving, gateway.beating, *ends],
                return_when=asyncio.FIRST_COMPLETED,
            )
            await gateway.feed.close()
            server.should_exit = True
            await serving
            for end in ends:
                end.cancel()
            for task in done:
                task.result()


def config_of(gateway: Gateway) -> uvicorn.Config:
    """How a centre is served: no compression, no logs of addresses, no proxies."""
    return uvicorn.Config(
        gateway.app,
        http=cast("type[Http]", partial(Http, hatch=gateway.hatch)),
        ws=Ws,
        ws_max_size=wire.MAX_UP,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )


async def _told_to_stop() -> None:
    """Until SIGTERM or SIGINT."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    await told.wait()


async def _left_alone(gateway: Gateway) -> None:
    """Until stdin has ended and no wall was connected for a while."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def watch() -> None:
        while os.read(_STDIN, 4096):
            pass
        with suppress(RuntimeError):  # the loop is closed: we end anyway
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
    await ended.wait()
    since = loop.time()
    while loop.time() - since < ALONE_S:
        await asyncio.sleep(_LOOK_S)
        if gateway.house.hub.walls:
            since = loop.time()


def _handed_over() -> str:
    """The one-time token: the first line of stdin, and not a byte more."""
    line = b""
    while len(line) <= _MAX_TOKEN and not line.endswith(b"\n"):
        char = os.read(_STDIN, 1)
        if not char:
            break
        line += char
    token = line.decode("ascii", "replace").strip()
    if not _MIN_TOKEN <= len(token) < _MAX_TOKEN or not token.isascii():
        raise TokensWrong(
            "an embedded centre is handed its token on stdin, one line of at least "
            f"{_MIN_TOKEN} ASCII characters"
        )
    return token
