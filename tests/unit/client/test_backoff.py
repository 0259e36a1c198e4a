from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from client.backoff import PATIENCE_S, PROVEN_S, WIDEST_S, Backoff


class Late(Random):
    """Always the end of the window."""

    def random(self) -> float:
        return 1.0


def test_the_windows_double_from_one_second_to_eight() -> None:
    backoff = Backoff(Late())
    assert [backoff.next() for _ in range(6)] == [1, 2, 4, 8, 8, 8]


@given(st.integers(), st.integers(1, 40))
def test_a_wait_lies_anywhere_in_its_window(seed: int, attempts: int) -> None:
    backoff = Backoff(Random(seed))
    for attempt in range(attempts):
        assert 0 <= backoff.next() <= min(WIDEST_S, 2**attempt)


def test_many_walls_do_not_come_back_together() -> None:
    waits = sorted(Backoff(Random(seed)).next() for seed in range(200))
    fullest = max(
        sum(start <= wait < start + 0.25 for wait in waits) for start in waits
    )
    assert fullest <= 0.35 * len(waits)


def test_the_same_seed_waits_the_same() -> None:
    one, other = Backoff(Random(7)), Backoff(Random(7))
    assert [one.next() for _ in range(9)] == [other.next() for _ in range(9)]


def test_only_a_feed_that_lived_starts_again_with_the_first_window() -> None:
    backoff = Backoff(Late())
    for _ in range(3):
        backoff.next()
    backoff.lived(PROVEN_S - 0.1)
    assert backoff.next() == 8
    backoff.lived(PROVEN_S)
    assert backoff.next() == 1


def test_what_the_centre_asks_for_is_waited_and_the_jitter_on_top() -> None:
    assert Backoff(Late()).next(30.0) == 31
    assert Backoff(Late()).next(-5.0) == 1


def test_nobody_can_make_a_wall_wait_for_ever() -> None:
    assert Backoff(Late()).next(1e9) == PATIENCE_S + 1
