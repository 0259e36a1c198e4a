"""A demo without a wall: a real centre with a simulated clock, and drivers for it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.e2e.real_centre import ROOT, RealCentre

PATIENCE_S = 120


class Drive:
    """`gridwall drive` as a process: told things on its standard input."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "gridwall.py"), "drive", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, str, str]:
        """Exit code, output and complaints, once it has ended; closes its input."""
        out, complaints = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out, complaints

    def tally(self) -> dict[str, int]:
        """What it counted, of one that ends well."""
        code, out, complaints = self.end()
        assert code == 0, complaints
        return dict(json.loads(out))


class Demo:
    """A centre on a new folder; `drive` as often as you like."""

    def __init__(self, folder: Path, place: str, *times: str) -> None:
        self._place, self._times = place, times
        self.centre = RealCentre(folder, "--place", place, "--demo", *times)
        self.drives: list[Drive] = []

    def drive(self, *more: str) -> Drive:
        place = ("--url", self.centre.url, "--place", self._place)
        drive = Drive(*place, *self._times, *more)
        self.drives.append(drive)
        return drive

    def get(self, path: str, **query: str) -> Any:
        return httpx.get(self.centre.url + path, params=query).raise_for_status().json()

    def open_cases(self, **query: str) -> Iterator[dict[str, Any]]:
        """Every page of `GET /cases`."""
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            page = self.get("/cases", open="true", limit="200", **query, **more)
            yield from page["cases"]
            cursor = page["next"]

    def records(self) -> list[dict[str, Any]]:
        """The ledger as it lies on the disk."""
        path = self.centre.folder / "ledger.db"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as ledger:
            rows = ledger.execute("SELECT body FROM records ORDER BY seq").fetchall()
        ledger.close()
        return [json.loads(body) for (body,) in rows]

    def __enter__(self) -> Self:
        self.centre.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for drive in self.drives:
            if drive.process.poll() is None:
                drive.process.kill()
            drive.process.communicate()
        self.centre.__exit__(kind, error, trace)
