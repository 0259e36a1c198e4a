"""M16: from a letter in the filter line to the new list, over 100,000 open cases.

What was typed, the list and its count are one frame, unless the line says that the
search goes on. Words without a sign: a half-typed field is a fault.
"""

from __future__ import annotations

import random
import re
from typing import Final

from bench.context import Bench
from bench.findings import Finding, at_most, number
from bench.processes import Centre
from bench.rig.meter import Spans
from bench.rig.tuiterm import POLL, Chunk, Session, clock
from bench.stock import HUNDRED, TEN, Stock, stocked
from bench.terminals import found, opened, wall

_LIMIT_MS: Final = 50
_WORDS: Final = ("manhole", "cn-2026", "tsl", "rubbish", "0417", "sanit", "12")
_LOST_S: Final = 5.0
#: Until the rows are made that are searched.
_READY_S: Final = 30.0


def _stock(bench: Bench) -> Stock:
    return TEN if bench.quick else HUNDRED


def _listed(session: Session, since: int, typed: str) -> Chunk | None:
    """The output that ends the first frame with the text and its list.

    A list that is not ready yet says so; then its count comes with a later frame.
    """
    text = re.escape(typed).encode() + rb"(?![\w-])"
    end_of = rb"(?:(?!searching).)*?\x1b\[\?2026l"
    regex = re.compile(
        text + end_of + rb"|" + text + rb".*?searching.*? of [\d,]+" + end_of,
        re.DOTALL,
    )
    written, at, end = b"", since, clock() + _LOST_S
    while session.alive and clock() < end:
        for chunk in session.chunks[at:]:
            written += chunk.data
            if regex.search(written):
                return chunk
        at = len(session.chunks)
        session.step(POLL)
    return None


def type_words(session: Session, rounds: int) -> tuple[Spans, int]:
    """Spans from key to list, and how many lists never came."""
    spans, lost = Spans("list"), 0
    for _ in range(rounds):
        for word in _WORDS:
            session.send("/")
            session.settle(0.3, 2.0)
            typed = ""
            for letter in word:
                typed += letter
                since = len(session.chunks)
                pressed = session.send(letter)
                shown = _listed(session, since, typed)
                spans.add(pressed, shown)
                lost += shown is None
                session.pump(0.05 * (1 + random.random()))
            session.send("Esc")
            session.settle(0.3, 2.0)
    return spans, lost


def measure(bench: Bench) -> Finding:
    stock = _stock(bench)
    folder = stocked(stock, fresh_copy=bench.room("data"))
    with (
        Centre(bench, folder) as centre,
        opened(bench, wall(bench, centre.url, stock.open)) as (session, _meter),
    ):
        for key in (":", *"queue", "Enter"):
            session.send(key)
            session.pump(0.05)
        found(session, "To do")
        session.send("/")
        session.pump(0.1)
        found(session, r" of [\d,]+")
        session.settle(1.0, _READY_S)
        session.send("Esc")
        spans, lost = type_words(session, bench.choose(4, 1))
    report = spans.report()
    figure = at_most(
        "M16",
        f"filter keystroke → list p95, {stock.open:,} open cases",
        report["list"]["p95"],
        _LIMIT_MS,
        "ms",
        beside=f"p50 {number(report['list']['p50'])} ms, "
        f"without waiting for a CPU {number(report['list_net']['p95'])} ms; "
        f"{lost} lost",
    )
    return Finding([figure], report | {"lost": lost, "open": stock.open})
