"""The simulated clock runs on what it is handed and never goes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from centre.clock import LAST, RealClock, SimulatedClock

START = 1_789_952_400_000


class Seconds:
    """A monotonic clock that a test winds."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def test_the_real_clock_shows_what_it_is_handed() -> None:
    clock = RealClock(lambda: START)
    assert (clock(), clock.read().speed, clock.read().simulated) == (START, 1.0, False)


def test_a_simulated_clock_stands_until_it_has_a_speed() -> None:
    seconds = Seconds()
    clock = SimulatedClock(START, seconds)
    seconds.now += 100
    assert clock() == START
    assert clock.read().speed == 0


def test_time_passes_as_many_times_faster_as_the_speed_says() -> None:
    seconds = Seconds()
    clock = SimulatedClock(START, seconds)
    clock.set(START + 1000, 600)
    seconds.now += 2
    assert clock() == START + 1000 + 2 * 600 * 1000


def test_a_time_that_lies_behind_makes_it_stand_until_it_is_reached() -> None:
    seconds = Seconds()
    clock = SimulatedClock(START, seconds)
    clock.set(START + 5000, 1)
    assert clock() == START + 5000
    clock.set(START, 1)
    seconds.now += 3
    assert clock() == START + 5000
    seconds.now += 3
    assert clock() == START + 6000


def test_reaching_a_later_time_keeps_the_speed_and_an_earlier_one_changes_nothing() -> (
    None
):
    seconds = Seconds()
    clock = SimulatedClock(START, seconds)
    clock.set(START, 10)
    clock.reach(START + 60_000)
    assert clock() == START + 60_000
    clock.reach(START + 1)
    seconds.now += 1
    assert clock() == START + 70_000


def test_it_ends_with_the_century() -> None:
    seconds = Seconds()
    clock = SimulatedClock(START, seconds)
    clock.set(LAST - 5, 36_000)
    seconds.now += 1e6
    assert clock() == LAST


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("set"), st.integers(0, LAST), st.floats(0, 36_000)),
            st.tuples(st.just("reach"), st.integers(0, LAST), st.just(0.0)),
            st.tuples(st.just("pass"), st.just(0), st.floats(0, 1e6)),
        )
    )
)
def test_whatever_is_done_to_it_what_it_shows_never_goes_back(
    steps: list[tuple[str, int, float]],
) -> None:
    seconds = Seconds()
    clock = SimulatedClock(START, seconds)
    shown = clock()
    for what, at, amount in steps:
        if what == "set":
            clock.set(at, amount)
        elif what == "reach":
            clock.reach(at)
            assert clock() >= at
        else:
            seconds.now += amount
        assert clock() >= shown
        shown = clock()
