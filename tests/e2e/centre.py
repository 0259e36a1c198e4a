"""A centre as a process of its own: started, found, called, killed."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import msgspec

from centre.tokens import FILE, Grant, digest
from domain.codes import Role

TOKEN = "canary-0123456789abcdef"
ROOT = Path(__file__).parents[2]
START_S = 30.0
_keys = count(1)


class Centre:
    """`gridwall centre` on a data folder; the port is free unless it is named."""

    def __init__(self, data: Path, *arguments: str, dev: bool = True) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [
                sys.executable, str(ROOT / "gridwall.py"), "centre",
                "--place", "changning", "--data", str(data),
                *(("--dev",) if dev else ()),
                *(arguments if "--listen" in arguments
                  else ("--listen", "127.0.0.1:0", *arguments)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip

    def found(self) -> dict[str, Any]:
        """What `centre.json` says, once it is there."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.said()
            with contextlib.suppress(OSError):
                found: dict[str, Any] = json.loads(
                    (self.data / "centre.json").read_text()
                )
                if found["pid"] == self.process.pid:
                    return found
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.01)
        raise AssertionError("the centre did not start")

    @property
    def url(self) -> str:
        url: str = self.found()["url"]
        return url

    def ended(self, seconds: float = 15.0) -> int:
        """Its exit code."""
        return self.process.wait(seconds)

    def said(self) -> str:
        """What it wrote on stderr, once it is over."""
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def kill(self) -> None:
        """As the power would: no word to it."""
        self.process.kill()
        self.process.wait(10)
        self.close()

    def stop(self) -> int:
        """Ask it to end; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.ended()
        self.close()
        return code

    def close(self) -> None:
        """Be sure that it is over, and let go of its pipes."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def tokens_of(data: Path, *roles: Role, mode: int = 0o600) -> None:
    """A token file with one account, a dispatcher's if nothing is said."""
    data.mkdir(mode=0o700, exist_ok=True)
    grant = Grant(digest(TOKEN), "wang", frozenset(roles or {Role.DISPATCHER}))
    path = data / FILE
    path.write_bytes(msgspec.json.encode({"tokens": [grant]}))
    path.chmod(mode)


@contextlib.contextmanager
def centre(data: Path, *arguments: str, dev: bool = True) -> Iterator[Centre]:
    """A centre that is gone afterwards."""
    one = Centre(data, *arguments, dev=dev)
    try:
        yield one
    finally:
        one.close()


def door(url: str, role: str = "system", **headers: str) -> httpx.Client:
    """A client that acts as a role."""
    return httpx.Client(
        base_url=url,
        headers={"Gridwall-Role": role} | headers,
        timeout=20,
        trust_env=False,
    )


def report(client: httpx.Client, key: str = "", **more: Any) -> dict[str, Any]:
    """Report a case in Huayang; the receipt."""
    body = {"source": "officer", "title": "暴露垃圾", "street": street(client)} | more
    answer = client.post(
        "/cases", json=body, headers={"Idempotency-Key": key or f"k{next(_keys)}"}
    )
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def street(client: httpx.Client) -> str:
    """Any street of the place."""
    found: str = client.get("/profile").json()["streets"][0]["code"]
    return found
