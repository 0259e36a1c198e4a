"""The centre's end of the worker: jobs go down its pipe, outcomes come back.

`worker.py` is the other end. It is started with the first job, started again when it
died, and ends with the centre.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from centre.outbox import worker

#: What the worker is given of our environment: no proxies, no passwords.
_ENVIRONMENT: Final = (
    "PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE", "LD_LIBRARY_PATH", "VIRTUAL_ENV",
)  # fmt: skip
_END_S: Final = 1.0


class Job(msgspec.Struct, frozen=True):
    """One try at one letter; `id` is of the try. `url` is secret."""

    id: str
    url: str
    title: str
    text: str
    timeout: float

    def __repr__(self) -> str:
        return f"Job({self.id})"


class Outcome(msgspec.Struct, frozen=True):
    """What became of a job; `after`: seconds that the receiver wants to be left."""

    id: str
    ok: bool
    why: str = ""
    after: float = 0.0


class Ready(NamedTuple):
    """The worker can be given jobs."""


class Gone(NamedTuple):
    """The worker has ended; what it had is not known to be delivered."""

    pid: int


Said = Outcome | Ready | Gone
_decoder: Final = msgspec.json.Decoder(Outcome)


class Sender:
    """One worker process at a time; `say` is called from a thread of its own."""

    def __init__(self, say: Callable[[Said], None]) -> None:
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The worker's process id; 0 without one."""
        return 0 if self._process is None else self._process.pid

    def start(self) -> None:
        """Start a worker; it says when it is ready. Raises `OSError`."""
        environment = {k: os.environ[k] for k in _ENVIRONMENT if k in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 (our own file)
            [sys.executable, "-P", str(Path(worker.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"NETRC": os.devnull},
            start_new_session=True,  # a Ctrl-C is the centre's to answer
        )
        # A daemon: forks may hold the pipe for a moment longer than the worker.
        threading.Thread(
            target=self._listen, args=(self._process,), name="sender", daemon=True
        ).start()

    def send(self, job: Job) -> bool:
        """Hand a job over; False when the worker is gone."""
        pipe = None if self._process is None else self._process.stdin
        if pipe is None:
            return False
        try:
            pipe.write(msgspec.json.encode(job) + b"\n")
            pipe.flush()
        except (OSError, ValueError):
            return False
        return True

    def stop(self) -> None:
        """End the worker, at once if it must be."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(_END_S)
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is not None:
            with process.stdout as lines:
                for line in lines:
                    if line == worker.READY:
                        self._say(Ready())
                        continue
                    with suppress(msgspec.MsgspecError):
                        self._say(_decoder.decode(line))
        self._say(Gone(process.pid))
