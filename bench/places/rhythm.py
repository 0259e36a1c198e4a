"""When cases come and how long they take, as the Boston record has it.

One file a place: cases by hour of the week (mean 1) and the quantiles of handling time
over time granted. Changning gets the two humps of its own day and its own tempo.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench.places.boston import Row, read

PROFILE = Path("cases311_dev") / "profile_boston_dev.json"
SOURCE = "derived from the City of Boston's case record of 2015 (ODC PDDL)"
STEPS = 40
#: A district is quiet over lunch and busy at 09-11 and 14-16.
HUMPS = {9: 1.2, 10: 1.2, 11: 0.9, 12: 0.6, 13: 0.75, 14: 1.4, 15: 1.35}
#: Boston gives days and a centre like Changning hours that a wall watches: the same
#: curve, with a quarter of the handling time over the time granted (10 % are late).
TEMPO = 0.25


def make(raw: Path, profiles: Path) -> None:
    """Write `rhythm.json` of both places."""
    week = json.loads((raw / PROFILE).read_text("utf-8"))["hour_of_week_mean_cases"]
    used = quantiles(read(raw))
    boston = {"source": SOURCE, "cases_a_day": 335, "tempo": 1.0}
    changning = {
        "source": SOURCE + "; lunch and the two humps of a district's day added",
        "cases_a_day": 700,
        "tempo": TEMPO,
    }
    humped = [[n * HUMPS.get(hour, 1.0) for hour, n in enumerate(d)] for d in week]
    for name, head, hours in (
        ("boston", boston, week),
        ("changning", changning, humped),
    ):
        body = {**head, "hour_of_week": _level(hours), "used_quantiles": used}
        (profiles / name / "rhythm.json").write_text(_lines(body), "utf-8")


def quantiles(rows: Sequence[Row]) -> list[float]:
    """Handling time over time granted, 0 to 97.5 % and 99 %, of cases with both.

    Work that was logged after it was done (closed within a minute) is left out.
    """
    used = sorted(
        (closed - opened) / (due - opened)
        for opened, due, closed in (
            [_time(row[name]) for name in ("opened_at", "due_at", "closed_at")]
            for row in rows
            if row["due_at"] and row["closed_at"] and row["self_closed"] == "0"
        )
        if due > opened
    )
    at = [number / STEPS for number in range(STEPS)] + [0.99]
    return [round(used[int(len(used) * share)], 4) for share in at]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _level(hours: Sequence[Sequence[float]]) -> list[list[float]]:
    mean = sum(map(sum, hours)) / 168
    return [[round(n / mean, 3) for n in day] for day in hours]


def _lines(body: dict[str, object]) -> str:
    """JSON with a line a day of the week."""
    lines = []
    for key, value in body.items():
        text = json.dumps(value)
        if key == "hour_of_week":
            text = text.replace("], [", "],\n    [")
        lines.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
