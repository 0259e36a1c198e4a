"""A wall with a clock in its event loop, which tells how long the loop stands still.

`python -m bench.loop_probe OUT WORDS…` is `gridwall WORDS…`. Every tick writes a line
into the file OUT: when it came (monotonic seconds), and the seconds since the one
before. They are due 10 ms apart.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, TypeVar
from unittest.mock import patch

import gridwall

_EVERY_S: Final = 0.01
T = TypeVar("T")
_run: Final = asyncio.run


class Tick(NamedTuple):
    """When one came, and how long after the one before (seconds)."""

    at: float
    gap: float


async def _clocked(work: Coroutine[Any, Any, T], out: IO[str]) -> T:
    loop = asyncio.get_running_loop()
    last = time.monotonic()

    def tick() -> None:
        nonlocal last
        now = time.monotonic()
        out.write(f"{now:.4f} {now - last:.4f}\n")
        last = now
        loop.call_later(_EVERY_S, tick)

    loop.call_later(_EVERY_S, tick)
    return await work


def read(path: Path) -> list[Tick]:
    """What was written; the line that is being written is left out."""
    whole = path.read_text().rpartition("\n")[0]
    return [Tick(*map(float, line.split())) for line in whole.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="WORDS")
    args = parser.parse_args()
    with args.out.open("w", buffering=1) as out:

        def run(work: Coroutine[Any, Any, Any], **more: Any) -> Any:
            return _run(_clocked(work, out), **more)

        with patch("asyncio.run", run):  # by which the toolkit starts its loop
            code = gridwall.main(args.words)
    sys.exit(code)


if __name__ == "__main__":
    main()
