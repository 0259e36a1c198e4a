"""Rates against the golden week, published intervals, grades at their edges."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import rates
from domain.flows import WIDTH, Flow
from domain.rates import Score, Share, department_score, indicators, wilson

GOLDEN_DUE = 52_434
counts = st.integers(0, 100_000)


def row(**found: int) -> list[int]:
    """A row of counts from flows by name."""
    counted = [0] * WIDTH
    for name, n in found.items():
        counted[Flow[name]] = n
    return counted


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (rates.filing(51_229, 51_571), "99.34 %"),
        (rates.dispatch(49_151, 51_229), "95.94 %"),
        (rates.closing(43_523, GOLDEN_DUE), "83.01 %"),
        (rates.on_time_closing(40_394, GOLDEN_DUE), "77.04 %"),
        (rates.rework(276, GOLDEN_DUE), "0.53 %"),
        (rates.extension(104, GOLDEN_DUE), "0.20 %"),
    ],
)
def test_the_golden_week_comes_out_as_printed(share: Share, printed: str) -> None:
    assert str(share) == printed


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "printed"),
    [
        (1, 8, 1, "12.5 %"),
        (1, 8, 0, "13 %"),
        (1, 800, 2, "0.13 %"),  # 0.125 exactly: half goes up
        (3, 800, 2, "0.38 %"),  # 0.375
        (1, 16_000, 2, "0.01 %"),
        (99_999, 100_000, 2, "100.00 %"),
        (7, 7, 2, "100.00 %"),
        (0, 7, 2, "0.00 %"),
        (3, 2, 1, "150.0 %"),
        (-1, 8, 1, "-12.5 %"),
    ],
)
def test_a_percentage_is_rounded_half_up_from_the_exact_value(
    numerator: int, denominator: int, decimals: int, printed: str
) -> None:
    assert Share(numerator, denominator).percent(decimals) == printed


@pytest.mark.parametrize("numerator", [0, 5])
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_a_share_of_nothing_prints_a_dash(numerator: int, decimals: int) -> None:
    assert Share(numerator, 0).percent(decimals) == "—"
    assert Share(numerator, 0).value is None


@given(numerator=counts, denominator=st.integers(1, 100_000))
def test_a_printed_percentage_is_within_half_a_unit_of_the_share(
    numerator: int, denominator: int
) -> None:
    printed = Fraction(Share(numerator, denominator).percent().removesuffix(" %"))
    off = printed - Fraction(100 * numerator, denominator)
    assert -Fraction(1, 200) < off <= Fraction(1, 200)


def test_every_rate_of_an_empty_window_prints_a_dash() -> None:
    empty = indicators(row(), overdue=0)
    shares = [
        empty.filing,
        empty.dispatch,
        empty.accuracy,
        empty.on_time,
        empty.closing,
        empty.on_time_closing,
        empty.rework,
        empty.extension,
        empty.void,
        empty.bounces.asked,
        empty.bounces.approved,
        empty.bounces.rejected,
    ]
    assert {str(share) for share in shares} == {"—"}
    assert empty.bounces.interval is None
    assert empty.score == Score(None, "n/a")


def test_each_rate_takes_its_own_counts() -> None:
    found = indicators(
        row(
            ACCEPTED=110,
            FILED=100,
            DISPATCHED=90,
            SENDS=120,
            FIRST_RIGHT=63,
            BOUNCED=12,
            BOUNCE_APPROVED=6,
            BOUNCE_REJECTED=3,
            DISPOSED_ON_TIME=60,
            DISPOSED_LATE=15,
            CLOSED=50,
            CLOSED_ON_TIME=40,
            REWORKED=4,
            EXTENDED=2,
            VOIDED=7,
        ),
        overdue=5,
    )
    assert found.due == 80
    assert found.filing == Share(100, 110)
    assert found.dispatch == Share(90, 100)
    assert found.accuracy == Share(63, 90)
    assert found.on_time == Share(60, 80)
    assert found.closing == Share(50, 80)
    assert found.on_time_closing == Share(40, 80)
    assert found.rework == Share(4, 80)
    assert found.extension == Share(2, 80)
    assert found.void == Share(7, 100)
    assert found.bounces.asked == Share(12, 120)
    assert found.bounces.approved == Share(6, 120)
    assert found.bounces.rejected == Share(3, 120)
    assert found.bounces.interval == wilson(Share(12, 120))


def test_a_gauge_is_the_on_time_share_of_disposed_and_overdue_work() -> None:
    assert rates.gauge(on_time=46, late=3, overdue=1) == Share(46, 50)
    assert str(rates.gauge(0, 0, 0)) == "—"


def test_a_disposal_taken_back_from_before_the_window_counts_as_none() -> None:
    found = indicators(row(DISPOSED_ON_TIME=-1, DISPOSED_LATE=4), overdue=0)
    assert found.on_time == Share(0, 4)


# The 95 % score intervals of R. G. Newcombe, Statistics in Medicine 17 (1998), table I.
@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_agree_with_published_ones(
    numerator: int, denominator: int, low: float, high: float
) -> None:
    found = wilson(Share(numerator, denominator))
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(data=st.data(), denominator=st.integers(1, 10_000))
def test_an_interval_holds_its_share_and_mirrors(
    data: st.DataObject, denominator: int
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    found = wilson(Share(numerator, denominator))
    mirrored = wilson(Share(denominator - numerator, denominator))
    assert found is not None
    assert mirrored is not None
    assert 0 <= found.low <= numerator / denominator <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)


def test_more_bounces_than_dispatches_in_a_window_still_have_an_interval() -> None:
    assert wilson(Share(3, 2)) == wilson(Share(2, 2))


def score(on_time: int, closed: int, reworked: int, due: int) -> Score:
    return department_score(
        Share(on_time, due), Share(closed, due), Share(reworked, due)
    )


@pytest.mark.parametrize(
    ("on_time", "closed", "reworked", "points", "grade"),
    [
        (100, 100, 0, 100.0, "A"),
        (90, 90, 10, 90.0, "A"),  # exactly at the edge
        (90, 90, 11, 89.9, "B"),
        (75, 75, 25, 75.0, "B"),
        (75, 74, 25, 74.7, "C"),
        (60, 60, 40, 60.0, "C"),
        (59, 60, 40, 59.4, "D"),
        (40, 40, 60, 40.0, "D"),
        (39, 40, 60, 39.4, "E"),
        (0, 0, 100, 0.0, "E"),
    ],
)
def test_a_score_weighs_its_parts_and_grades_at_the_edges(
    on_time: int, closed: int, reworked: int, points: float, grade: str
) -> None:
    assert score(on_time, closed, reworked, 100) == Score(points, grade)


def test_fewer_than_twenty_due_cases_have_no_grade() -> None:
    assert score(19, 19, 0, 19) == Score(None, "n/a")
    assert score(20, 20, 0, 20) == Score(100.0, "A")


def test_a_place_may_score_in_its_own_way() -> None:
    scoring = rates.Scoring(
        on_time=100, closing=0, rework=0, grades=(("P", 50),), lowest="F", least_due=0
    )
    half = Share(1, 2)
    assert department_score(half, half, half, scoring) == Score(50.0, "P")
    none = Share(0, 0)
    assert department_score(none, none, none, scoring) == Score(None, "n/a")


def test_closing_more_than_came_due_gains_no_extra_points() -> None:
    assert score(30, 45, 0, 30) == Score(100.0, "A")


def test_an_upheld_appeal_takes_the_miss_out_of_the_score_only() -> None:
    misses = {"DISPOSED_ON_TIME": 30, "DISPOSED_LATE": 10, "CLOSED": 40}
    found = indicators(row(**misses, EXEMPTED=10), overdue=0)
    assert found.on_time == Share(30, 40)
    assert found.score == Score(100.0, "A")
    assert indicators(row(**misses), overdue=0).score == Score(85.0, "B")


@given(counted=st.lists(st.integers(-5, 1_000), min_size=WIDTH, max_size=WIDTH))
def test_scores_stay_between_0_and_100_whatever_was_counted(counted: list[int]) -> None:
    points = indicators(counted, overdue=0).score.points
    assert points is None or 0 <= points <= 100
