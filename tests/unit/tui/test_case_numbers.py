"""Which case a number means: an open one by any end of it, any other by all of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.town import place
from tui import catalogue
from tui.commands.params import CASE, Wrong
from tui.commands.wall import World
from tui.completion import Offer

OPEN = (Offer("TT-20260921-0001", also=("c0001",)),)


def cases(typed: str) -> Sequence[Offer]:
    return [offer for offer in OPEN if typed in offer.text]


WORLD = World(catalogue.words("en"), "en", place(), cases)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("0001", "c0001"),
        ("TT-20260921-0001", "c0001"),
        ("TT-20260920-0417", "TT-20260920-0417"),
        ("tt-20260920-0417", "TT-20260920-0417"),
        ("20260920-0417", "TT-20260920-0417"),
    ],
)
def test_a_whole_number_may_be_of_a_closed_case(given: str, meant: str) -> None:
    assert CASE.read(WORLD, given) == meant


@pytest.mark.parametrize("given", ["0417", "TT-2026-0417", "../x", "TT-20260920-"])
def test_a_part_of_a_number_must_be_of_an_open_one(given: str) -> None:
    assert isinstance(CASE.read(WORLD, given), Wrong)
