"""The driver's clock, and what may be said to it."""

from __future__ import annotations

from math import inf

import pytest

from centre.drive import console
from centre.drive.pace import Pace, Shown

START = 1_000_000


def test_time_runs_at_its_speed() -> None:
    pace = Pace(START, 60, mono=10)
    assert pace.now(12) == START + 120_000
    assert pace.wait(START + 180_000, 12) == pytest.approx(1)
    assert pace.wait(START, 12) == 0
    assert pace.shown(12) == Shown(START + 120_000, 60)


def test_time_stands_while_paused_and_goes_on_where_it_was() -> None:
    pace = Pace(START, 60, mono=0)
    pace.change(1, paused=True)
    assert pace.now(100) == START + 60_000
    assert pace.wait(START + 60_001, 100) == inf
    assert pace.shown(100) == Shown(START + 60_000, 0)
    pace.change(100, paused=False)
    assert pace.now(101) == START + 120_000


def test_another_speed_does_not_make_time_jump() -> None:
    pace = Pace(START, 60, mono=0)
    pace.change(2, speed=600)
    assert pace.now(2) == START + 120_000
    assert pace.now(3) == START + 720_000


def test_as_fast_as_possible_means_never_waiting_and_a_clock_at_the_last_step() -> None:
    pace = Pace(START, inf, mono=0)
    assert pace.wait(START + 10**9, 0) == 0
    pace.played(START + 5, 0)
    assert pace.shown(1) == Shown(START + 5, 0)
    pace.change(1, speed=60)
    assert pace.now(2) == START + 5 + 60_000


def test_warming_up_plays_what_lies_before_the_start_at_once() -> None:
    pace = Pace(START, 60, mono=0)
    pace.warm_up(START - 1000)
    assert pace.wait(START - 1, 5) == 0
    pace.played(START - 500, 5)
    assert pace.shown(5) == Shown(START - 500, 0)
    pace.begin(7)
    assert pace.shown(8) == Shown(START + 60_000, 60)


def test_a_pause_said_while_warming_up_holds_at_the_start() -> None:
    pace = Pace(START, 60, mono=0)
    pace.warm_up(START - 1000)
    pace.change(1, paused=True)
    pace.begin(7)
    assert pace.now(9) == START
    assert pace.wait(START + 1, 9) == inf


def test_the_clock_waits_for_a_driver_that_lags_behind() -> None:
    pace = Pace(START, 60, mono=0)
    pace.played(START + 500_000, 10)
    assert pace.now(10) == START + 600_000
    pace.played(START + 100_000, 10)
    assert pace.now(10) == START + 100_000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pause", console.Pause()),
        (" resume \r", console.Resume()),
        ("speed 600", console.Faster(600)),
        ("speed max", console.Faster(inf)),
        ("quit", console.Quit()),
    ],
)
def test_lines_are_understood(line: str, said: console.Said) -> None:
    assert console.parse(line) == said


@pytest.mark.parametrize(
    "line", ["", "faster", "speed", "speed 0", "speed 36001", "speed nan", "quit now"]
)
def test_other_lines_are_refused_with_what_may_be_said(line: str) -> None:
    with pytest.raises(console.LineError, match=r"say pause|give 1 to 36000"):
        console.parse(line)
