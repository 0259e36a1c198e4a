"""M5: from a report's commit to the frame that shows it.

The head line of that frame carries the record's number; it ends with the frame that
also has the case's line and the new counts. Taken from the moment the request goes out,
so that the commit is part of it; the time from the answer is noted beside it.
"""

from __future__ import annotations

import random
from typing import Any

from bench.context import Bench
from bench.findings import Finding, at_most, number
from bench.posting import Reporter
from bench.processes import Centre
from bench.rig.meter import summary
from bench.rig.tuiterm import Session
from bench.stock import TEN, Stock, stocked
from bench.terminals import found, frame_with, live, opened, wall

_LOST_S = 3.0


def _spans(
    session: Session, reporter: Reporter, reps: int, *, urgent: bool
) -> dict[str, Any]:
    sent, answered, lost = [], [], 0
    for turn in range(reps):
        title = f"ZQ{'U' if urgent else 'N'}{turn:03d}"
        since = len(session.chunks)
        posting = reporter.report(title, urgent=urgent)
        session.pump(_LOST_S, posting.done)
        posted = posting.result()
        shown = frame_with(session, since, f"#{posted.seq:,}", _LOST_S)
        if shown is None:
            lost += 1
        else:
            sent.append(shown.seen - posted.sent)
            answered.append(max(0.0, shown.seen - posted.answered))
        session.pump(random.uniform(0.05, 0.4))
    return {
        "from_request": summary(sent),
        "from_answer": summary(answered),
        "lost": lost,
    }


def measure(bench: Bench) -> Finding:
    stock = Stock(0, 1000) if bench.quick else TEN
    folder = stocked(stock, fresh_copy=bench.room("data"))
    reps = bench.choose(60, 15)
    with (
        Centre(bench, folder) as centre,
        Reporter(centre.port) as reporter,
        opened(bench, wall(bench, centre.url)) as (session, _),
    ):
        plain = _spans(session, reporter, reps, urgent=False)
        alarm = _spans(session, reporter, reps // 2, urgent=True)
        found(session, live(stock.open + reps + reps // 2))
    answer = plain["from_answer"]
    beside = f"from the answer: p50 {number(answer['p50'])} ms; {plain['lost']} lost"
    whole, urgent = plain["from_request"], alarm["from_request"]
    figures = [
        at_most("M5", "report → painted p50", whole["p50"], 150, "ms", beside=beside),
        at_most("M5", "report → painted p99", whole["p99"], 300, "ms"),
        at_most(
            "M5", "urgent report → painted p99", urgent["p99"], 200, "ms",
            beside=f"{alarm['lost']} lost",
        ),
    ]  # fmt: skip
    return Finding(figures, {"plain": plain, "urgent": alarm})
