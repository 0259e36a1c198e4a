"""A real centre as a process on a port of its own, which a test may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
#: Two streets of the place that is served.
STREET = "310105006"
OTHER_STREET = "310105001"


class RealCentre:
    """`gridwall centre --dev` on a data folder; use as a context, `start` it again."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        self.port = 0
        self.more = more
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """On the same port as before; returns when it listens."""
        self._process = subprocess.Popen(
            [
                sys.executable, str(ROOT / "gridwall.py"), "centre",
                "--place", "changning", "--data", str(self.folder),
                "--listen", f"127.0.0.1:{self.port}", "--dev", *self.more,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert "http://127.0.0.1:" in said, said
        self.port = int(said.rpartition(":")[2])

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it and wait until it is gone."""
        assert self._process is not None
        os.kill(self._process.pid, how)
        self._process.wait(15)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill(signal.SIGTERM)
