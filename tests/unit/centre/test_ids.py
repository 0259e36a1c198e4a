"""Ids of cases."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from centre.ids import ALPHABET, Ids
from tests.town import MONDAY

TIMES = st.integers(0, 2**45 - 1)


@given(TIMES, TIMES)
def test_ids_stand_in_the_order_of_their_time(a: int, b: int) -> None:
    ids = Ids(random.Random(1).randbytes)
    first, second = ids(a), ids(b)
    if a != b:
        assert (first < second) == (a < b)


@given(TIMES)
def test_an_id_is_twenty_letters_that_cannot_be_misread(at: int) -> None:
    made = Ids(random.Random(at).randbytes)(at)
    assert len(made) == 20
    assert set(made) <= set(ALPHABET)
    assert not set("ilou") & set(ALPHABET)


def test_ten_thousand_ids_of_one_millisecond_differ() -> None:
    ids = Ids(random.Random(7).randbytes)
    assert len({ids(MONDAY) for _ in range(10_000)}) == 10_000


def test_the_same_entropy_makes_the_same_ids() -> None:
    one, other = (Ids(random.Random(3).randbytes) for _ in range(2))
    assert [one(at) for at in range(50)] == [other(at) for at in range(50)]
