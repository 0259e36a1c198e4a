"""A fork of this process at the other end of a line.

It has a copy of all that was in memory, and no file of ours but those it is to keep. It
ends when the line ends, whoever else was told to: a signal to the group, or a kill of
the process that it is the desk of, lets it finish what it was given.
"""

from __future__ import annotations

import os
import signal
import socket
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

_OUTLIVED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: Bytes under way, each way: a batch of orders or of answers.
_ROOM: Final = 1 << 20
_STDERR: Final = 2


class Fork(NamedTuple):
    """Our end of the line, and who is at the other."""

    line: socket.socket
    pid: int


@contextmanager
def forked(
    work: Callable[[socket.socket], None], keep: Iterable[int] = ()
) -> Iterator[Fork]:
    """Have `work` done at the other end; leaving it ends the line and waits.

    `keep` are descriptors that stay open there. This process must have no other thread
    and no SQLite connection, neither may be carried over a fork.
    """
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        for way in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, way, _ROOM)
    signal.pthread_sigmask(signal.SIG_BLOCK, _OUTLIVED)
    pid = os.fork()
    if not pid:
        _live(work, theirs, keep)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _OUTLIVED)
    theirs.close()
    try:
        yield Fork(ours, pid)
    finally:
        ours.close()
        with suppress(ChildProcessError):  # waited for already
            os.waitpid(pid, 0)


def _live(
    work: Callable[[socket.socket], None], line: socket.socket, keep: Iterable[int]
) -> None:
    """Never returns."""
    status = 1
    try:
        for number in _OUTLIVED:
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _OUTLIVED)
        _let_go({line.fileno(), *keep})
        work(line)
        status = 0
    finally:
        try:
            if status:
                traceback.print_exc()
        finally:  # whatever happens, this process is not a second one of what forked
            os._exit(status)


def _let_go(keep: set[int]) -> None:
    """Of every descriptor but these; nothing is read from stdin or said on stdout.

    Whoever waits for the end of ours must not have to wait for a copy.
    """
    for descriptor in map(int, os.listdir("/dev/fd")):  # noqa: PTH208 (no files)
        if descriptor not in keep and descriptor != _STDERR:
            with suppress(OSError):  # that of the list itself
                os.close(descriptor)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nothing, descriptor)
