"""Indicators: every rate with its cohort and denominator, intervals, scores, grades.

Made of the counts of `domain/flows.py` (a window) or of any other counts. A window cuts
courses in two: a case disposed before it may be closed in it, so a share of a window
can exceed 100 %; over whole cohorts it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from typing import Final

import msgspec

from domain.flows import Flow

NO_SHARE: Final = "—"
NO_GRADE: Final = "n/a"
#: Two-sided 95 % point of the normal distribution.
Z95: Final = 1.959963984540054


class Share(msgspec.Struct, frozen=True):
    """A part of a whole; with nothing in the denominator it is no number at all."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """Numerator / denominator, None when the denominator is 0."""
        return self.numerator / self.denominator if self.denominator > 0 else None

    @property
    def exact(self) -> Fraction:
        """The share held between 0 and 1; 0 when the denominator is 0."""
        if self.denominator <= 0:
            return Fraction(0)
        return Fraction(min(max(self.numerator, 0), self.denominator), self.denominator)

    def percent(self, decimals: int = 2) -> str:
        """`99.34 %`, rounded half up from the exact value; `—` when there is none."""
        if self.denominator <= 0:
            return NO_SHARE
        scale = 10**decimals
        doubled = 200 * scale * self.numerator + self.denominator
        units = doubled // (2 * self.denominator)
        sign, units = ("-", -units) if units < 0 else ("", units)
        whole, rest = divmod(units, scale)
        point = f".{rest:0{decimals}d}" if decimals else ""
        return f"{sign}{whole}{point} %"

    def __str__(self) -> str:
        return self.percent()


class Interval(msgspec.Struct, frozen=True):
    """Bounds of a share, both between 0 and 1."""

    low: float
    high: float


def wilson(share: Share, z: float = Z95) -> Interval | None:
    """Score interval of a share (95 % unless told); None when the denominator is 0.

    E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", J. Amer. Statist. Assoc. 22 (1927) 209-212: every p for which the
    observed share lies within z sqrt(p (1 - p) / n) of p.
    """
    n = share.denominator
    if n <= 0:
        return None
    p, spread = float(share.exact), z * z / n
    centre = (p + spread / 2) / (1 + spread)
    half = sqrt(spread * (p * (1 - p) + spread / 4)) / (1 + spread)
    # At p = 0 and p = 1 the bound is exact, whatever rounding says.
    low = 0.0 if p <= 0 else centre - half
    return Interval(low, 1.0 if p >= 1 else centre + half)


def filing(filed: int, accepted: int) -> Share:
    """Filing rate: filed cases of those accepted."""
    return Share(filed, accepted)


def dispatch(dispatched: int, filed: int) -> Share:
    """Dispatch rate: cases sent to a department at least once of those filed."""
    return Share(dispatched, filed)


def dispatch_accuracy(first_right: int, dispatched: int) -> Share:
    """Cases disposed by the department first dispatched to, of those dispatched."""
    return Share(first_right, dispatched)


def due_for_closing(disposed: int, overdue: int) -> int:
    """Due (应结案): disposed cases and those in disposal that are overdue now.

    Suspended cases are not due; a case counts by its last disposal.
    """
    return disposed + overdue


def on_time_handling(on_time: int, due: int) -> Share:
    """Cases whose last disposal kept its deadline, of those due for closing."""
    return Share(on_time, due)


def closing(closed: int, due: int) -> Share:
    """Closed cases of those due for closing; special and self-handled ones apart."""
    return Share(closed, due)


def on_time_closing(closed_on_time: int, due: int) -> Share:
    """Closed cases whose disposal kept its deadline, of those due for closing.

    Late checking or closing by the centre does not count against them.
    """
    return Share(closed_on_time, due)


def rework(reworked: int, due: int) -> Share:
    """Checks that failed, of the cases due for closing."""
    return Share(reworked, due)


def extension(extended: int, due: int) -> Share:
    """Extensions approved, of the cases due for closing."""
    return Share(extended, due)


def void(voided: int, filed: int) -> Share:
    """Cases ended without being handled, of those filed; merged ones apart."""
    return Share(voided, filed)


def gauge(on_time: int, late: int, overdue: int) -> Share:
    """A street's gauge: on-time share of the work due in the window.

    Denominator: disposed in the window (on time or late) and in disposal and overdue
    now; suspended cases excluded.
    """
    return on_time_handling(on_time, due_for_closing(on_time + late, overdue))


class Bounces(msgspec.Struct, frozen=True):
    """Bounces of a department or place; every denominator is the dispatches to it.

    `approved` and `rejected` are rulings; what is neither waits for one. `interval` is
    Wilson's, 95 %, of `asked`.
    """

    asked: Share
    approved: Share
    rejected: Share
    interval: Interval | None


def bounces(bounced: int, approved: int, rejected: int, sends: int) -> Bounces:
    """Bounce rate: dispatches that were bounced, of all dispatches (again, forced too).

    Counted from the log: a bounce stays one after its ruling.
    """
    asked = Share(bounced, sends)
    return Bounces(asked, Share(approved, sends), Share(rejected, sends), wilson(asked))


class Scoring(msgspec.Struct, frozen=True):
    """How a department is scored: points a part, least points a grade, least cases."""

    on_time: int = 60
    closing: int = 30
    rework: int = 10
    grades: tuple[tuple[str, int], ...] = (("A", 90), ("B", 75), ("C", 60), ("D", 40))
    lowest: str = "E"
    least_due: int = 20


SCORING: Final = Scoring()


class Score(msgspec.Struct, frozen=True):
    """Points of 100 and a letter; None and `n/a` where too few cases were due."""

    points: float | None
    grade: str


def department_score(
    on_time: Share, closing: Share, rework: Share, scoring: Scoring = SCORING
) -> Score:
    """60 x on-time handling + 30 x closing + 10 x (1 - rework), and its grade.

    The three shares have one denominator: the department's cases due for closing. Each
    is held between 0 and 1, for in a window more may be closed than came due.
    """
    if on_time.denominator < max(1, scoring.least_due):
        return Score(None, NO_GRADE)
    points = (
        scoring.on_time * on_time.exact
        + scoring.closing * closing.exact
        + scoring.rework * (1 - rework.exact)
    )
    letters = (letter for letter, least in scoring.grades if points >= least)
    return Score(float(points), next(letters, scoring.lowest))


class Indicators(msgspec.Struct, frozen=True):
    """Every rate of one row of counts."""

    due: int
    filing: Share
    dispatch: Share
    accuracy: Share
    on_time: Share
    closing: Share
    on_time_closing: Share
    rework: Share
    extension: Share
    void: Share
    bounces: Bounces
    score: Score


def indicators(
    counts: Sequence[int], overdue: int, scoring: Scoring = SCORING
) -> Indicators:
    """The rates of a row of counts (indexed by `Flow`).

    `overdue`: cases in disposal and overdue now, suspended ones excluded. A failed
    check takes a disposal back, maybe one from before the window: below 0 counts as 0.
    """
    n = [max(0, count) for count in counts]
    on_time, late = n[Flow.DISPOSED_ON_TIME], n[Flow.DISPOSED_LATE]
    due = due_for_closing(on_time + late, overdue)
    return Indicators(
        due=due,
        filing=filing(n[Flow.FILED], n[Flow.ACCEPTED]),
        dispatch=dispatch(n[Flow.DISPATCHED], n[Flow.FILED]),
        accuracy=dispatch_accuracy(n[Flow.FIRST_RIGHT], n[Flow.DISPATCHED]),
        on_time=on_time_handling(on_time, due),
        closing=closing(n[Flow.CLOSED], due),
        on_time_closing=on_time_closing(n[Flow.CLOSED_ON_TIME], due),
        rework=rework(n[Flow.REWORKED], due),
        extension=extension(n[Flow.EXTENDED], due),
        void=void(n[Flow.VOIDED], n[Flow.FILED]),
        bounces=bounces(
            n[Flow.BOUNCED],
            n[Flow.BOUNCE_APPROVED],
            n[Flow.BOUNCE_REJECTED],
            n[Flow.SENDS],
        ),
        score=_charged(n, due, scoring),
    )


def _charged(n: Sequence[int], due: int, scoring: Scoring) -> Score:
    """The score without the misses that an upheld appeal took off the department."""
    charged = due - min(n[Flow.EXEMPTED], n[Flow.DISPOSED_LATE])
    return department_score(
        on_time_handling(n[Flow.DISPOSED_ON_TIME], charged),
        closing(n[Flow.CLOSED], charged),
        rework(n[Flow.REWORKED], charged),
        scoring,
    )
