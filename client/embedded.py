"""The centre that a wall brings along: starts it, or attaches to the one that runs.

It is a child process on loopback with a one-time token; it stays as long as any wall is
connected and is started again when it dies. `centre.json` in the data folder says where
one runs.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from client.backoff import Backoff
from client.child import Child
from client.door import Door
from client.errors import (
    ChildFailed,
    ClientError,
    FolderUnsafe,
    NoCentre,
    ProtocolDiffers,
)
from domain import wire

#: Seconds that a centre may take to read its ledger back and listen.
START_S: Final = 60.0
#: Seconds between two looks at a centre that is not ours.
LOOK_S: Final = 0.5
_IN_USE: Final = 4  # its exit code when another has the folder
_OTHERS: Final = 0o077


class Running(msgspec.Struct, frozen=True):
    """What `centre.json` says of a centre on this machine."""

    url: str
    pid: int
    epoch: str
    protocol: int
    place: str
    token: str = ""

    @property
    def door(self) -> Door:
        """Its address with the token."""
        return Door(self.url, self.token)


class Embedded:
    """The centre of `folder` for one wall.

    `command` starts it, `log` takes its complaints, `token()` makes a one-time token.
    `changed(door)` is called, on a thread of its own, when it came back at another
    address; `failed(error)` when it does not come back (it is tried on).
    """

    def __init__(  # noqa: PLR0913
        self,
        folder: Path,
        command: Sequence[str],
        log: Path,
        *,
        token: Callable[[], str],
        monotonic: Callable[[], float],
        rng: Random,
        changed: Callable[[Door], None] = lambda _door: None,
        failed: Callable[[ClientError], None] = lambda _error: None,
    ) -> None:
        self._folder = folder
        self._command = command
        self._log = log
        self._token = token
        self._monotonic = monotonic
        self._backoff = Backoff(rng)
        self._changed = changed
        self._failed = failed
        self._child: Child | None = None
        self._other = 0  # process id of a centre that is not ours
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="centre", daemon=True)

    def start(self) -> Door:
        """Where the centre listens, within `START_S`.

        Raises `ChildFailed` with the child's own words and exit code, `FolderUnsafe`,
        `ProtocolDiffers` or `NoCentre`.
        """
        door = self._open()
        self._thread.start()
        return door

    def stop(self) -> None:
        """Let it go, at once: it ends by itself when no wall is left."""
        self._stopped.set()
        if self._child is not None:
            self._child.release()

    @property
    def pid(self) -> int:
        """Process id of the centre."""
        return self._child.pid if self._child is not None else self._other

    def _open(self) -> Door:
        """Attach or start, whichever is possible; others may be doing the same."""
        deadline = self._monotonic() + START_S
        while True:
            if held(self._folder):
                running = _running(self._folder)
                if running is not None:
                    self._child, self._other = None, running.pid
                    return running.door
            else:
                door = self._spawn()
                if door is not None:
                    return door
            if self._stopped.wait(LOOK_S / 5) or self._monotonic() > deadline:
                raise NoCentre(
                    f"a centre holds {self._folder} but does not say where it listens; "
                    "look for it with `ps` and stop it"
                )

    def _spawn(self) -> Door | None:
        """A centre of our own; None when another one was quicker."""
        token = self._token()
        child = Child(self._command, self._log, self._monotonic, answer=True)
        child.tell(token)
        try:
            said = msgspec.json.decode(child.first_line(START_S), type=dict[str, str])
            door = Door(said.get("url", ""), token)
        except (msgspec.MsgspecError, ClientError) as error:
            status = child.stop(0.0)
            if status == _IN_USE:
                return None
            if isinstance(error, ChildFailed):
                raise
            raise ChildFailed(
                f"the centre does not say where it is: {error}", 1
            ) from error
        self._child, self._other = child, 0
        return door

    def _watch(self) -> None:
        while not self._stopped.is_set():
            since = self._monotonic()
            self._outlive()
            self._backoff.lived(self._monotonic() - since)
            self._reopen()

    def _outlive(self) -> None:
        """Return when the centre is gone, or we are stopped."""
        if self._child is not None:
            self._child.wait()
            return
        while _alive(self._other) and not self._stopped.wait(LOOK_S):
            pass

    def _reopen(self) -> None:
        while not self._stopped.wait(self._backoff.next()):
            try:
                door = self._open()
            except ClientError as error:
                self._failed(error)
            else:
                if self._stopped.is_set() and self._child is not None:
                    self._child.release()
                self._changed(door)
                return


def attach(folder: Path) -> Door:
    """Where the centre of that folder listens.

    Raises `NoCentre`, `FolderUnsafe` when others could read its token, and
    `ProtocolDiffers`.
    """
    running = _running(folder) if held(folder) else None
    if running is None:
        raise NoCentre(
            f"no centre runs on {folder}; start one with `gridwall` or "
            "`gridwall centre`, or name one with --centre URL"
        )
    return running.door


def held(folder: Path) -> bool:
    """Whether a centre has the folder."""
    try:
        lock = os.open(folder / "centre.lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FolderUnsafe(
            f"cannot look into {folder}: {error.strerror}; name another data folder"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _running(folder: Path) -> Running | None:
    """What the file says; None while there is none."""
    path = folder / "centre.json"
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            running = msgspec.json.decode(file.read(), type=Running)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    except OSError as error:
        raise FolderUnsafe(f"cannot read {path}: {error.strerror}") from error
    if mode & _OTHERS:
        raise FolderUnsafe(
            f"others can read {path}, and with it the token: chmod 600 it and "
            "start the centre again"
        )
    if running.protocol != wire.PROTOCOL:
        raise ProtocolDiffers(
            f"the centre on {folder} speaks protocol {running.protocol}, this wall "
            f"{wire.PROTOCOL}: stop it and start the wall again"
        )
    return running


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
