"""The demo driver as a child of the wall: started, told what to do, started again.

It plays cases into the centre like anybody; its keys are the same at every run, so one
that died goes on where it was.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from client.backoff import Backoff
from client.child import Child
from client.door import Door
from client.errors import ClientError


class Driver:
    """One demo. `command(url)` starts it; the token is its first line of input.

    `ended(status)` is called, on a thread of its own, whenever it ended by itself: with
    0 it has played all, after anything else it is started again.
    """

    def __init__(
        self,
        command: Callable[[str], Sequence[str]],
        log: Path,
        *,
        monotonic: Callable[[], float],
        rng: Random,
        ended: Callable[[int], None] = lambda _status: None,
    ) -> None:
        self._command = command
        self._log = log
        self._monotonic = monotonic
        self._backoff = Backoff(rng)
        self._ended = ended
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._door: Door | None = None
        self._told: dict[str, str] = {}  # last line of each kind, for the next child
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="demo", daemon=True)

    def start(self, door: Door) -> None:
        """Play into the centre behind that door; raises `ChildFailed`."""
        self._door = door
        self._child = self._spawn(door)
        self._thread.start()

    def renew(self, door: Door) -> None:
        """The centre is somewhere else: go on there."""
        with self._lock:
            self._door = door
            if self._child is not None:
                self._child.release()

    def pause(self) -> None:
        """Stand still."""
        self._tell("stand", "pause")

    def resume(self) -> None:
        """Go on."""
        self._tell("stand", "resume")

    def speed(self, times: float) -> None:
        """Go so many times as fast as real time."""
        self._tell("speed", f"speed {times:g}")

    def stop(self) -> None:
        """Let it end, at once."""
        self._stopped.set()
        with self._lock:
            if self._child is not None:
                self._child.tell("quit")
                self._child.release()

    def _tell(self, kind: str, line: str) -> None:
        with self._lock:
            self._told[kind] = line
            if self._child is not None:
                self._child.tell(line)

    def _spawn(self, door: Door) -> Child:
        child = Child(self._command(door.url), self._log, self._monotonic)
        child.tell(door.token)
        for line in self._told.values():
            child.tell(line)
        return child

    def _watch(self) -> None:
        while not self._stopped.is_set():
            since, door = self._monotonic(), self._door
            status = self._child.wait() if self._child is not None else 1
            self._backoff.lived(self._monotonic() - since)
            if door is self._door and not self._stopped.is_set():
                self._ended(status)
                if status == 0:
                    return
            if not self._stopped.wait(self._backoff.next()):
                self._go_on()

    def _go_on(self) -> None:
        with self._lock:
            if self._stopped.is_set() or self._door is None:
                return
            try:
                self._child = self._spawn(self._door)
            except ClientError:
                self._child = None
