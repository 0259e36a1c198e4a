"""Puts a demo together and runs it as a process of its own.

Started by `gridwall.py` beside a centre with a simulated clock; says at the end, in one
line of JSON on the standard output, what became of the plan.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Final

import msgspec
import uvloop

from centre import profiles
from centre.drive import console, district, record
from centre.drive.door import Door
from centre.drive.errors import DriveError
from centre.drive.loose_ends import LooseEnds
from centre.drive.options import FOR_EVER, Options, Span, is_record, span
from centre.drive.pace import Pace, Shown
from centre.drive.player import Player
from centre.drive.step import Step
from domain.errors import GridwallError
from domain.rules import Rules

#: Real seconds between two settings of the centre's clock.
TICK_S: Final = 1.0
_STDIN: Final = 0


def run(options: Options) -> int:
    """Play until the end, `quit` or a signal; the exit code of the process."""
    try:
        if options.token_on_stdin:
            token = next(_lines(), "")
            options = msgspec.structs.replace(options, token=token)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(options))
    except GridwallError as error:
        sys.stderr.write(f"gridwall demo: {error}\n")
        return int(getattr(error, "exit_code", 1))
    return 0


def plan(rules: Rules, options: Options, times: Span) -> Iterator[Step]:
    """Every step of the demo, in order of time."""
    folder = profiles.folder(options.place)
    since, until = times.since, times.until
    if is_record(options.place):
        usual = record.plan(rules, folder, since, until)
    else:
        usual = district.plan(rules, folder, options.seed, since, until)
    if not options.rate:
        return usual
    more = district.load(rules, folder, options.seed, options.rate, times)
    return district.together(usual, more)


async def _run(options: Options) -> None:
    demo = _Demo(options)
    try:
        await demo.play()
    except ExceptionGroup as group:
        # A task group raises nothing else; what we know by name ends with its own code.
        known, rest = group.split(GridwallError)
        if known is None or rest is not None:
            raise
        raise _first(known) from group
    finally:
        demo.door.close()
    tally = msgspec.json.encode(dict(sorted(demo.player.tally.items())))
    sys.stdout.write(tally.decode() + "\n")


def _first(group: BaseExceptionGroup[GridwallError]) -> GridwallError:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


class _Demo:
    """The parts of a demo, and what people say to it."""

    def __init__(self, options: Options) -> None:
        self._options, self._loop = options, asyncio.get_running_loop()
        self._rules = profiles.load(options.place)
        self._times = span(self._rules, options)
        start = self._times.start
        self._pace = Pace(start, options.speed, self._now(), paused=options.paused)
        if self._times.since < start:
            self._pace.warm_up(self._times.since)
        self._tick = asyncio.Event()
        invented = options.rate > 0 or not is_record(options.place)
        ends = LooseEnds(self._rules) if invented else None
        self.door = Door(options.url, options.token, options.connections)
        self.player = Player(self.door, self._rules, self._pace, self._now, ends)

    def _now(self) -> float:
        return self._loop.time()

    async def play(self) -> None:
        """From the first step to the last; the centre's clock is left standing."""
        await self._check()
        self._listen()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._keep_time())]
            tasks += [
                group.create_task(self.player.work())
                for _ in range(self._options.connections)
            ]
            steps = plan(self._rules, self._options, self._times)
            await self.player.play(steps, self._times.start, self._times.until)
            for task in tasks:
                task.cancel()
        end = self._times.until
        ended = end < FOR_EVER and not self.player.stopping
        await self.door.show(Shown(end if ended else self._pace.now(self._now()), 0.0))

    async def _check(self) -> None:
        health = await self.door.health()
        url, place = self._options.url, self._options.place
        if health.place != place:
            raise DriveError(f"the centre at {url} is that of {health.place}: {place}?")
        if not health.simulated:
            raise DriveError(
                f"the centre at {url} runs on real time; a demo needs one that was "
                "started with --simulated-clock"
            )

    async def _keep_time(self) -> None:
        """Set the centre's clock every second, and at once when something is said."""
        while True:
            await self.door.show(self._pace.shown(self._now()))
            self._tick.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._tick.wait()

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # where there are no such signals
                self._loop.add_signal_handler(number, self._stop)
        hear = self._loop.call_soon_threadsafe
        Thread(target=_hear, args=(hear, self._said), daemon=True).start()

    def _stop(self) -> None:
        """What the centre still answers is finished; nothing is asked again."""
        self.player.stop()
        self.door.leave()

    def _said(self, line: str | None) -> None:
        """A line from the standard input; None: it has ended."""
        if line is None:
            if self._options.lifeline:
                self._stop()
            return
        try:
            said = console.parse(line)
        except console.LineError as error:
            sys.stderr.write(f"gridwall demo: {error}\n")
            return
        match said:
            case console.Pause():
                self._pace.change(self._now(), paused=True)
            case console.Resume():
                self._pace.change(self._now(), paused=False)
            case console.Faster(speed):
                self._pace.change(self._now(), speed=speed)
            case console.Quit():
                self._stop()
        self.player.changed()
        self._tick.set()


def _hear(hear: Callable[..., object], said: Callable[[str | None], None]) -> None:
    """A thread's work: lines to the loop, until either of them ends."""
    with suppress(RuntimeError):  # the loop is closed: nobody listens any more
        for line in _lines():
            hear(said, line)
        hear(said, None)


def _lines() -> Iterator[str]:
    """The standard input, unbuffered: the rest stays for whoever reads next."""
    line = b""
    while byte := os.read(_STDIN, 1):
        if byte == b"\n":
            yield line.decode(errors="replace")
            line = b""
        else:
            line += byte
