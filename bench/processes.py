"""Centres and load as child processes: started, metered, asked, ended."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, Final, Self

import psutil

from bench.context import ROOT, Bench

#: Seconds until a child must have answered, or must be gone.
PATIENCE: Final = 60.0
_LOOK_S: Final = 0.002


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> Any:
    """The JSON that a server on this machine answers; `OSError` when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
    if response.status != http.client.OK:
        raise ConnectionError(f"{path}: {response.status}")
    return json.loads(body)


class Child:
    """A process of ours, ended with the block; `cpu` is its CPU time in seconds."""

    def __init__(self, words: list[str], bench: Bench, **more: Any) -> None:
        self.started = time.monotonic()
        self._log: IO[bytes] = (bench.room("log") / "log").open("w+b")
        self.process = subprocess.Popen(
            words, cwd=ROOT, env=bench.environment(), stderr=self._log, **more
        )
        self._meter = psutil.Process(self.process.pid)

    @property
    def pid(self) -> int:
        return self.process.pid

    def _all(self) -> list[psutil.Process]:
        """It and its own children: a centre's desk is one."""
        return [self._meter, *self._meter.children(recursive=True)]

    def cpu(self) -> float:
        """User and system time so far."""
        times = [one.cpu_times() for one in self._all()]
        return sum(one.user + one.system for one in times)

    def mib(self) -> dict[str, float]:
        """Resident memory, and its share of what it shares."""
        found = [one.memory_full_info() for one in self._all()]
        return {
            "rss": sum(one.rss for one in found) / 2**20,
            "pss": sum(one.pss for one in found) / 2**20,
        }

    def complaint(self) -> str:
        """The end of what it said on stderr."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-2000:]

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
        if self.process.poll() is None:
            self.kill()
        self._log.close()


class Server(Child):
    """A child that serves HTTP on `port`; `ready_s` is exec to its first answer."""

    def __init__(self, words: list[str], port: int, bench: Bench) -> None:
        super().__init__(
            words, bench, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.ready_s = self._answering()

    def _answering(self) -> float:
        end = self.started + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.health()
                return time.monotonic() - self.started
            if self.process.poll() is not None:
                break
            time.sleep(_LOOK_S)
        complaint = self.complaint()
        self.kill()
        raise RuntimeError(f"a server did not come up: {complaint}")

    def health(self) -> Any:
        """What it says of itself."""
        return get(self.port, "/healthz")


class Centre(Server):
    """The real centre on the ledger in `folder`."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        port = free_port()
        words = bench.gridwall(
            "centre", "--place", "changning", "--data", str(folder),
            "--listen", f"127.0.0.1:{port}", "--dev",
        )  # fmt: skip
        super().__init__(words, port, bench)


class Load(Child):
    """One of our own modules as a child that prints a line of JSON at its end.

    Modules that run until told end when stdin is closed. With `ready` they print a
    line once they are at work, and this waits for it.
    """

    def __init__(
        self, bench: Bench, module: str, *words: object, ready: bool = False
    ) -> None:
        line = [sys.executable, "-m", f"bench.{module}", *map(str, words)]
        super().__init__(line, bench, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if ready:
            self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        if not line:
            raise RuntimeError(f"a load ended early: {self.complaint()}")
        return line

    def result(self) -> Any:
        """Its report, when it is through."""
        return json.loads(self._line())

    def stop(self) -> Any:
        """Tell it to end; its report."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.result()
