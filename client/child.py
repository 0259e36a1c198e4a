"""One child process that ends when we end, however we end.

Its standard input is the lifeline: the kernel closes it with us, and the child leaves
at its end. The token goes through it too, never through the arguments.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

from client.errors import ChildFailed, FolderUnsafe

#: Seconds that a child has to leave after its lifeline is cut, then after SIGTERM.
_GRACE_S: Final = 5.0
_TERM_S: Final = 2.0
_LAST_WORDS: Final = 2000
_CHUNK: Final = 4096


class Child:
    """A process in a session of its own (no Ctrl-C of ours reaches it).

    `log` takes what it complains of; a screen must not be written over. Whoever
    expects an `answer` reads it with `first_line`; else its output goes to `log` too.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        monotonic: Callable[[], float],
        *,
        answer: bool = False,
    ) -> None:
        self._log = log
        self._monotonic = monotonic
        try:
            log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            errors = log.open("ab")
        except OSError as error:
            raise FolderUnsafe(
                f"cannot write {log}: {error.strerror}; make its folder writable"
            ) from error
        with errors:
            self._said_before = errors.tell()
            self._process = _spawn(command, errors, answer=answer)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def tell(self, line: str) -> bool:
        """Write a line into its standard input; False if it is not there any more."""
        pipe = self._process.stdin
        if pipe is None or pipe.closed:
            return False
        try:
            pipe.write(line.encode() + b"\n")
            pipe.flush()
        except OSError:
            return False
        return True

    def first_line(self, seconds: float) -> bytes:
        """What it prints first; `ChildFailed` if it ends or is silent instead."""
        pipe = self._process.stdout
        if pipe is None:
            raise ValueError("no answer was expected of this child")
        said, deadline = b"", self._monotonic() + seconds
        while b"\n" not in said:
            left = deadline - self._monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise ChildFailed(f"it did not start within {seconds:.0f} s", 11)
            more = os.read(pipe.fileno(), _CHUNK)
            if not more:
                status = self.wait()
                raise ChildFailed(self._last_words(status), status)
            said += more
        return said.partition(b"\n")[0]

    def wait(self, seconds: float | None = None) -> int:
        """Its exit status once it is over; `TimeoutError` when it is not by then."""
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"process {self.pid} goes on") from error
        self.release()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def release(self) -> None:
        """Cut the lifeline and do not wait: it leaves when nobody needs it."""
        pipe = self._process.stdin
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()

    def stop(self, grace: float = _GRACE_S) -> int:
        """Cut the lifeline, insist when it does not leave in time; the exit status."""
        self.release()
        with contextlib.suppress(TimeoutError):
            return self.wait(grace)
        self._process.terminate()
        with contextlib.suppress(TimeoutError):
            return self.wait(_TERM_S)
        self._process.kill()
        return self.wait()

    def _last_words(self, status: int) -> str:
        with self._log.open("rb") as errors:
            errors.seek(self._said_before)
            said = errors.read()[-_LAST_WORDS:].decode(errors="replace").strip()
        return said.splitlines()[-1] if said else f"it ended with status {status}"


def _spawn(
    command: Sequence[str], log: IO[bytes], *, answer: bool
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603  (our own program)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if answer else log,
            stderr=log,
            start_new_session=True,
        )
    except OSError as error:
        raise ChildFailed(f"cannot start {command[0]}: {error.strerror}", 1) from error
