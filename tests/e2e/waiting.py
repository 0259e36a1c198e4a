"""Waiting for conditions: with a deadline, never for time to pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event


def until(
    seen: Callable[[], object], seconds: float = 10.0, say: Callable[[], object] = str
) -> None:
    """Look every few milliseconds until it is so; fail with what `say` tells."""
    never, deadline = Event(), time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline, f"not within {seconds} s: {say()}"
        never.wait(0.005)
