"""tuiterm: the terminal half of tuirig.

Spawns a program in a pty and plays the terminal and the line to it: drains and
time-stamps the output, answers queries, sends keys, models a slow link, and replays the
output into a pyte screen only when the program is quiet, so that emulating the screen
never disturbs a time stamp.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import psutil

from bench.rig.emulator import Answers, Emulator, pieces

clock = time.monotonic
QUIET = 0.03  #: seconds without output after which replaying into pyte is harmless
POLL = 0.02  #: seconds that one look for output may take
STALE = 0.5  #: replay anyway once output has been waiting for this long
PASTED = 4096  #: bytes of a paste that are written at a time


class Chunk(NamedTuple):
    """One read of output.

    `at`: when it left the pty; `seen`: when the viewer has all of it; `wait`: the
    run-queue delay that program and rig had suffered by then (see `WaitClock`).
    """

    at: float
    seen: float
    wait: float
    data: bytes


class WaitClock:
    """Seconds that the program's threads and the rig spent runnable but without a CPU.

    On a shared machine the difference of two readings, subtracted from a wall time,
    gives what the time would have been on an idle one (Linux, /proc/…/schedstat).
    """

    def __init__(self, *pids: int) -> None:
        self._pids = pids
        self._waits: dict[str, int] = {}

    def read(self) -> float:
        """The total so far."""
        for pid in self._pids:
            with contextlib.suppress(OSError):
                for tid in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{tid}/schedstat", "rb", 0) as file:
                        self._waits[tid] = int(file.read().split()[1])
        return sum(self._waits.values()) / 1e9


class Link:
    """A line between the pty and the viewer: bandwidth, delay, bounded send buffer.

    `rate` is in bytes per second (0: unlimited), `rtt` in seconds.  While more than
    `buffer` bytes wait to be sent the pty is not read: the program feels back-pressure.
    """

    def __init__(self, rate: float = 0, rtt: float = 0, buffer: int = 65536) -> None:
        self.rate, self.rtt, self.buffer = rate, rtt, buffer
        self._free_at = 0.0
        self.max_backlog = 0

    def room_in(self, now: float) -> float:
        """Seconds until the buffer has room again; 0 when it has."""
        return (
            max(0.0, self._free_at - now - self.buffer / self.rate)
            if self.rate
            else 0.0
        )

    def deliver(self, now: float, size: int) -> float:
        """Queue `size` bytes and return when the viewer will have them all."""
        if self.rate:
            self._free_at = max(now, self._free_at) + size / self.rate
            self.max_backlog = max(
                self.max_backlog, round((self._free_at - now) * self.rate)
            )
        return max(now, self._free_at) + self.rtt / 2


class LazyScreen:
    """A text-only screen that is fed on demand from a growing list of chunks."""

    def __init__(self, columns: int, lines: int, chunks: Sequence[Chunk]) -> None:
        self._emulator = Emulator(columns, lines)
        self._chunks, self.fed = chunks, 0

    def feed_one(self) -> Chunk:
        """Replay the next chunk."""
        chunk = self._chunks[self.fed]
        self.fed += 1
        with contextlib.suppress(Exception):  # a sequence that pyte cannot digest
            self._emulator.feed(chunk.data)
        return chunk

    def feed_all(self) -> None:
        """Replay everything received so far."""
        while self.fed < len(self._chunks):
            self.feed_one()

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, counted from 1."""
        return self._emulator.cursor

    def resize(self, columns: int, lines: int) -> None:
        """From now on it is of that size, for what is not replayed yet as well."""
        self._emulator.resize(columns, lines)

    def text(self) -> str:
        """The visible characters, one line per row."""
        return self._emulator.text


class Session:
    """A program in a pty, the link to its viewer and everything it has written."""

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int],
        env: dict[str, str],
        cwd: str = ".",
        link: Link | None = None,
        *,
        sync: bool = True,
    ) -> None:
        cols, rows = size
        self.link = link or Link()
        self.chunks: list[Chunk] = []
        self.screen = LazyScreen(cols, rows, self.chunks)
        self.alive = True
        self._answers = Answers(cols, rows, self._where, sync=sync)
        self._outbox: list[tuple[float, bytes]] = []
        self.start = clock()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", rows, cols, 0, 0))
            with contextlib.suppress(OSError):
                os.chdir(cwd)
                os.execvpe(command[0], list(command), env)
            os._exit(127)
        os.set_blocking(self._fd, False)
        self.waits = WaitClock(self.pid, os.getpid())

    def _where(self) -> tuple[int, int]:
        self.screen.feed_all()
        return self.screen.cursor

    def step(self, timeout: float) -> bool:
        """Wait up to `timeout` for output, take one read; False when none came."""
        now = clock()
        while self._outbox and self._outbox[0][0] <= now:
            with contextlib.suppress(OSError):
                os.write(self._fd, heapq.heappop(self._outbox)[1])
        if self._outbox:
            timeout = min(timeout, self._outbox[0][0] - now)
        blocked = self.link.room_in(now)
        if blocked or not self.alive:
            time.sleep(max(0.0, min(timeout, blocked or timeout)))
            return False
        if not select.select([self._fd], [], [], max(0.0, timeout))[0]:
            return False
        try:
            data = os.read(self._fd, 1 << 18)
        except OSError:
            data = b""
        if not data:
            self.alive = False
            return False
        self._take(data)
        return True

    def _take(self, data: bytes) -> None:
        now, last = clock(), self.chunks[-1] if self.chunks else None
        wait = last.wait if last and now - last.at < 0.002 else self.waits.read()
        for one in pieces(data):
            seen = self.link.deliver(now, len(one))
            self.chunks.append(Chunk(now, seen, wait, one))
            for answer in self._answers.reply(one):
                heapq.heappush(self._outbox, (seen + self.link.rtt / 2, answer))

    def pump(self, seconds: float, stop: Callable[[], bool] = lambda: False) -> None:
        """Drain for some time, or until `stop` says so."""
        end = clock() + seconds
        while self.alive and (left := end - clock()) > 0 and not stop():
            self.step(min(left, POLL))

    def settle(self, quiet: float, limit: float) -> None:
        """Drain until no output came for `quiet` seconds, at most `limit`."""
        end, last = clock() + limit, clock()
        while self.alive and clock() < end and clock() - last < quiet:
            if self.step(quiet):
                last = clock()

    def find(
        self, pattern: str, since: int, limit: float, *, raw: bool = False
    ) -> Chunk | None:
        """Drain until `pattern` shows; the chunk that completed it.

        `raw` looks in the bytes from chunk `since` on, which is exact under load; else
        the emulated screen is searched, which is fed only when the program is quiet.
        """
        look = self._find_in_bytes if raw else self._find_on_screen
        return look(pattern, since, clock() + limit)

    def _find_in_bytes(self, pattern: str, since: int, end: float) -> Chunk | None:
        regex, position, tail = re.compile(pattern.encode()), since, b""
        while True:
            self.step(POLL)
            for chunk in self.chunks[position:]:
                tail = tail[-512:] + chunk.data
                if regex.search(tail):
                    return chunk
            position = len(self.chunks)
            if clock() > end or not self.alive:
                return None

    def _find_on_screen(self, pattern: str, since: int, end: float) -> Chunk | None:
        regex = re.compile(pattern)
        while True:
            arrived = self.step(POLL)
            if self._waits_for_replay(quiet=not arrived):
                while self.screen.fed < len(self.chunks):
                    chunk = self.screen.feed_one()
                    if self.screen.fed > since and regex.search(self.screen.text()):
                        return chunk
            gone = not self.alive and self.screen.fed >= len(self.chunks)
            if gone or clock() > end:
                return None

    def _waits_for_replay(self, *, quiet: bool) -> bool:
        """Whether output waits to be emulated and doing so now disturbs little."""
        if self.screen.fed >= len(self.chunks):
            return False
        now = clock()
        waiting = now - self.chunks[self.screen.fed].at
        return waiting > STALE or (quiet and now - self.chunks[-1].at > QUIET)

    def send(self, keys: str) -> tuple[float, float]:
        """Press keys, there half a round trip later; time and wait clock."""
        data = b"".join(self._answers.encode(key) for key in keys.split())
        wait, now = self.waits.read(), clock()
        heapq.heappush(self._outbox, (now + self.link.rtt / 2, data))
        self.step(0)
        return now, wait

    def resize(self, columns: int, lines: int) -> None:
        """Change the size, as a person drags the window."""
        self.screen.resize(columns, lines)
        size = struct.pack("4H", lines, columns, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)
        report = self._answers.resized(columns, lines)
        heapq.heappush(self._outbox, (clock() + self.link.rtt / 2, report))
        self.step(0)

    def paste(self, data: bytes) -> None:
        """Write it as fast as the program reads, taking its output in between."""
        at = 0
        while self.alive and at < len(data):
            ready = select.select([self._fd], [self._fd], [], POLL)
            if ready[1]:
                at += os.write(self._fd, data[at : at + PASTED])
            if ready[0]:
                self.step(0)

    def close(self) -> None:
        """End the tree that this session started: TERM, then KILL."""
        tree: list[psutil.Process] = []
        with contextlib.suppress(psutil.Error):
            tree = [
                psutil.Process(self.pid),
                *psutil.Process(self.pid).children(recursive=True),
            ]
        self.link.rate = 0  # let a blocked writer run out
        for sig, patience in ((signal.SIGTERM, 1.5), (signal.SIGKILL, 1.0)):
            for proc in tree:
                with contextlib.suppress(psutil.Error):
                    proc.send_signal(sig)
            self.pump(patience)
            tree = psutil.wait_procs(tree, timeout=0.3)[1]
        os.close(self._fd)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
