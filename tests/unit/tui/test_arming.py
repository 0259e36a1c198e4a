"""Read-only unless armed, and armed only for a while."""

from __future__ import annotations

import pytest

from tests.unit.tui.feeding import Hand
from tui.arming import USUAL_S, Arming, seconds_of


def test_a_wall_starts_read_only() -> None:
    arming = Arming("dispatcher", Hand())
    assert not arming.armed
    assert arming.left_s is None


def test_armed_for_so_long_and_then_no_more() -> None:
    clock = Hand()
    arming = Arming("dispatcher", clock)
    arming.arm(90)
    assert (arming.armed, arming.left_s) == (True, 90)
    clock.at += 89.5
    assert (arming.armed, arming.left_s) == (True, 0)
    clock.at += 0.5
    assert (arming.armed, arming.left_s) == (False, None)


def test_arming_again_counts_from_now() -> None:
    clock = Hand()
    arming = Arming("dispatcher", clock)
    arming.arm()
    clock.at += 500
    arming.arm()
    assert arming.left_s == USUAL_S


def test_disarmed_at_once() -> None:
    arming = Arming("dispatcher", Hand(), armed=True)
    assert (arming.armed, arming.left_s) == (True, -1)
    arming.disarm()
    assert (arming.armed, arming.left_s) == (False, None)


def test_nobody_cannot_be_armed() -> None:
    arming = Arming("", Hand(), armed=True)
    arming.arm()
    assert not arming.armed


@pytest.mark.parametrize(("word", "seconds"), [
    ("10m", 600), ("90s", 90), ("1h", 3600), ("10", 600), ("12h", 43_200),
    ("13h", None), ("0", None), ("0s", None), ("", None), ("m", None), ("-5m", None),
    ("5 m", None), ("5d", None), ("1.5h", None), ("999999s", None), ("5m\n", None),
])  # fmt: skip
def test_times_as_people_write_them(word: str, seconds: int | None) -> None:
    assert seconds_of(word) == seconds
