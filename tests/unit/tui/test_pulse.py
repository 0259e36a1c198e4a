"""The clock of a wall: fast for a person, once a second at rest, never adrift."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.tui.feeding import Hand
from tui.panes.pane import FRAMES
from tui.pulse import AWAKE_S, BEAT_S, Pulse


class Timer:
    """One that goes off when the hand comes by."""

    def __init__(self, at: float, act: Callable[[], None]) -> None:
        self.at, self.act, self.stopped = at, act, False

    def cancel(self) -> None:
        self.stopped = True


class Wall:
    """A pulse on a clock that is moved by hand."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.calm = False
        self.beats: list[tuple[float, int]] = []  # when, how many went by
        self.lates: list[float] = []
        self._timers: list[Timer] = []
        self.began = self.hand.at
        self.pulse = Pulse(self.hand, self._after, self._rest, self._beat)
        self.pulse.begin()

    def _after(self, seconds: float, act: Callable[[], None]) -> Timer:
        self._timers.append(Timer(self.hand.at + seconds, act))
        return self._timers[-1]

    def _rest(self) -> int:
        count = sum(beats for _, beats in self.beats)
        return FRAMES - count % FRAMES if self.calm else 1

    def _beat(self, beats: int, late: float) -> None:
        self.beats.append((self.hand.at - self.began, beats))
        self.lates.append(late)

    def run(self, seconds: float, late: float = 0.0) -> None:
        """Time goes by; every timer is so late."""
        end = self.hand.at + seconds
        while True:
            due = [one for one in self._timers if not one.stopped]
            first = min(due, key=lambda one: one.at)
            if first.at + late > end:
                break
            self._timers.remove(first)
            self.hand.at = max(self.hand.at, first.at + late)
            first.act()
        self.hand.at = end


def test_four_beats_a_second() -> None:
    wall = Wall()
    wall.run(2)
    assert wall.beats == [(BEAT_S * (n + 1), 1) for n in range(8)]


def test_at_rest_one_a_second_and_no_beat_is_lost() -> None:
    wall = Wall()
    wall.run(BEAT_S)
    wall.calm = True
    wall.run(4)
    assert wall.beats == [(0.25, 1), (0.5, 1), (1, 2), (2, 4), (3, 4), (4, 4)]


def test_somebody_there_wakes_it_on_the_beat_for_a_while() -> None:
    wall = Wall()
    wall.calm = True
    wall.run(1.3)
    assert wall.beats[-1] == (1, 3)
    wall.pulse.wake()
    wall.run(0.2)
    assert wall.beats[-1] == (1.5, 2)
    wall.run(AWAKE_S + 1)
    whens = [when for when, _ in wall.beats if when >= 1.5]
    assert whens[:3] == [1.5, 1.75, 2.0]
    assert whens[-2:] == [4.5, 5.0], "and then it rests again"
    assert sum(beats for _, beats in wall.beats) == 5 * FRAMES


def test_being_late_adds_up_to_nothing() -> None:
    wall = Wall()
    wall.run(3, late=0.1)
    assert len(wall.beats) == 3 * FRAMES - 1
    assert all(abs(late - 0.1) < 1e-9 for late in wall.lates)


def test_what_was_missed_is_not_made_up_for() -> None:
    wall = Wall()
    wall.run(0.5)
    wall.run(3, late=2.6)
    wall.run(1)
    whens = [round(when, 6) for when, _ in wall.beats]
    assert whens == [0.25, 0.5, 3.35, 3.5, 3.75, 4, 4.25, 4.5]
