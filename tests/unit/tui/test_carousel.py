"""The carousel: order, time, stopping, and what pierces it."""

from __future__ import annotations

import pytest

from tui.carousel import LEAST_S, MOST_S, USUAL_S, Carousel

STREETS = ("a", "b", "c")


def rolled(carousel: Carousel, here: str, until: int) -> list[tuple[int, str]]:
    """What is shown from when on, looked at once a second."""
    seen = []
    for now in range(until + 1):
        found = carousel.turn(here, float(now))
        if found is not None:
            here = found
            seen.append((now, here))
    return seen


def test_it_rolls_in_order_and_begins_again() -> None:
    carousel = Carousel()
    assert carousel.start(STREETS, 0.0, 5)
    assert rolled(carousel, "b", 20) == [(5, "c"), (10, "a"), (15, "b"), (20, "c")]


def test_from_somewhere_else_it_begins_with_the_first() -> None:
    carousel = Carousel()
    carousel.start(STREETS, 0.0, 5)
    assert rolled(carousel, "*", 5) == [(5, "a")]


@pytest.mark.parametrize(
    ("asked", "given"), [(0, USUAL_S), (1, LEAST_S), (7, 7), (999, MOST_S)]
)
def test_it_stays_between_its_bounds(asked: int, given: int) -> None:
    carousel = Carousel()
    carousel.start(STREETS, 0.0, asked)
    assert carousel.seconds == given
    assert carousel.turn("a", given - 0.01) is None
    assert carousel.turn("a", float(given)) == "b"


def test_started_again_it_keeps_its_time() -> None:
    carousel = Carousel()
    carousel.start(STREETS, 0.0, 5)
    assert carousel.stop()
    assert not carousel.stop()
    assert carousel.turn("a", 100.0) is None
    carousel.start(STREETS, 100.0)
    assert carousel.seconds == 5
    assert carousel.turn("a", 104.0) is None
    assert carousel.turn("a", 105.0) == "b"


def test_missed_time_is_not_caught_up() -> None:
    carousel = Carousel()
    carousel.start(STREETS, 0.0, 5)
    assert carousel.turn("a", 500.0) == "b"
    assert carousel.turn("b", 501.0) is None
    assert carousel.turn("b", 505.0) == "c"


def test_what_pierces_it_holds_it_until_it_is_released() -> None:
    carousel = Carousel()
    carousel.start(STREETS, 0.0, 5)
    carousel.pierce()
    assert carousel.turn("a", 60.0) is None
    assert carousel.left(60.0) == 0
    carousel.release(60.0)
    assert carousel.left(61.0) == 4
    assert carousel.turn("a", 64.0) is None
    assert carousel.turn("a", 65.0) == "b"


def test_standing_still_it_cannot_be_pierced() -> None:
    carousel = Carousel()
    carousel.pierce()
    assert not carousel.pierced
    carousel.start(STREETS, 0.0, 5)
    carousel.pierce()
    carousel.stop()
    carousel.release(9.0)
    assert carousel.turn("a", 100.0) is None


@pytest.mark.parametrize("streets", [(), ("a",)])
def test_there_must_be_something_to_roll_through(streets: tuple[str, ...]) -> None:
    carousel = Carousel()
    assert not carousel.start(streets, 0.0)
    assert not carousel.running
