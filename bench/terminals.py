"""Walls in a pty: opened until something is on screen, fed with keys, closed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NamedTuple

from bench.context import ROOT, Bench
from bench.minimal import WORDS
from bench.rig.meter import TreeMeter
from bench.rig.tuiterm import POLL, Chunk, Link, Session, clock

#: The wall of the marks.
SIZE: Final = (200, 60)
#: Seconds until something must be on screen.
PATIENCE: Final = 60.0
SKELETON: Final = "GRIDWALL"
LIVE: Final = r"● LIVE"
_QUIET_S: Final = 0.3
_SETTLE_S: Final = 4.0


class Program(NamedTuple):
    """A command line and what tells that it is up: first sight, and all of it."""

    name: str
    words: list[str]
    skeleton: str
    ready: str


def minimal() -> Program:
    """The floor."""
    words = [sys.executable, "-m", "bench.minimal"]
    return Program("minimal Textual app", words, WORDS, WORDS)


def live(open_cases: int) -> str:
    """What a wall shows once it knows so many open cases."""
    return rf"(?s){LIVE}.*\b{open_cases:,}\b"


def wall(bench: Bench, url: str, open_cases: int | None = None) -> Program:
    """A wall that is attached to a running centre."""
    words = bench.gridwall("--centre", url, "--lang", "en")
    ready = LIVE if open_cases is None else live(open_cases)
    return Program("wall", words, SKELETON, ready)


def spawn(
    bench: Bench,
    program: Program,
    size: tuple[int, int] = SIZE,
    link: Link | None = None,
    more: Mapping[str, str] | None = None,
) -> Session:
    """Start it; `more` goes into its environment."""
    env = bench.environment() | dict(more or {})
    return Session(program.words, size, env, str(ROOT), link)


def found(
    session: Session, pattern: str, since: int = 0, *, raw: bool = False
) -> Chunk:
    """The output that brought it; `RuntimeError` with the screen when none does."""
    if not raw and re.search(pattern, session.screen.text()):
        return session.chunks[max(0, session.screen.fed - 1)]
    chunk = session.find(pattern, since, PATIENCE, raw=raw)
    if chunk is None:
        session.screen.feed_all()
        screen = session.screen.text()
        raise RuntimeError(f"{pattern!r} did not appear:\n{screen}")
    return chunk


def frame_with(session: Session, since: int, text: str, limit: float) -> Chunk | None:
    """The output that ends the frame in which `text` was written, from `since` on."""
    regex = re.compile(re.escape(text).encode() + rb"(?!\d).*?\x1b\[\?2026l", re.DOTALL)
    written, at, end = b"", since, clock() + limit
    while session.alive and clock() < end:
        for chunk in session.chunks[at:]:
            written += chunk.data
            if regex.search(written):
                return chunk
        at = len(session.chunks)
        session.step(POLL)
    return None


@contextmanager
def opened(
    bench: Bench,
    program: Program,
    size: tuple[int, int] = SIZE,
    link: Link | None = None,
    more: Mapping[str, str] | None = None,
) -> Iterator[tuple[Session, TreeMeter]]:
    """The program once it is up and quiet, and a meter of it and its children."""
    session = spawn(bench, program, size, link, more)
    try:
        found(session, program.ready)
        session.settle(_QUIET_S, _SETTLE_S)
        yield session, TreeMeter(session.pid)
    finally:
        session.close()
