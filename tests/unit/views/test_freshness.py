"""The phases of the head line are those of the client, and few are current."""

from __future__ import annotations

import pytest

from client import feed
from domain.views.freshness import NOT_CURRENT, Freshness, Phase


def test_the_phases_are_those_of_the_clients_machine() -> None:
    assert [phase.value for phase in Phase] == [p.value for p in feed.Phase]


@pytest.mark.parametrize("phase", Phase)
def test_only_a_living_feed_is_current(phase: Phase) -> None:
    assert Freshness(phase).current is (phase in (Phase.LIVE, Phase.LAGGING))
    assert (phase in NOT_CURRENT) is not Freshness(phase).current


def test_before_anything_came_nothing_is_current() -> None:
    assert not Freshness().current
    assert Freshness().since is None
