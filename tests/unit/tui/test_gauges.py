"""What the wall measures about itself."""

from __future__ import annotations

import logging

from client.feed import Feed, Gap, Phase
from tui.gauges import KEPT, Gauges, LogTail, memory


class Wall:
    """Gauges with their clock and counters."""

    def __init__(self) -> None:
        self.now, self.bytes = 0.0, 0
        self.gauges = Gauges(lambda: self.now)
        self.gauges.written = lambda: self.bytes

    def turns(self, count: int, seconds: float = 0.25, seq: int = 0) -> None:
        for _ in range(count):
            self.now += seconds
            self.bytes += 100
            self.gauges.turn(Feed(phase=Phase.LIVE, seq=seq), drawn=True)


def test_frames_and_bytes_a_second() -> None:
    wall = Wall()
    wall.turns(8)
    assert (wall.gauges.frames, wall.gauges.output) == (4.0, 400.0)
    assert wall.gauges.loop_s == 0.0


def test_a_late_turn_is_the_loops_lag_for_a_second() -> None:
    wall = Wall()
    wall.turns(2)
    wall.gauges.late(0.1)
    wall.gauges.late(0.5)
    wall.gauges.late(0.2)
    wall.turns(2)
    assert wall.gauges.loop_s == 0.5
    wall.turns(4)
    assert wall.gauges.loop_s == 0.0


def test_records_a_minute_settle_at_the_rate_they_come() -> None:
    wall = Wall()
    for second in range(120):
        wall.turns(4, seq=1000 + 2 * second)
    assert 115 < wall.gauges.rate < 121


def test_phases_and_gaps_are_logged_once() -> None:
    wall = Wall()
    feed = Feed(phase=Phase.RECONNECTING, reason="closed", gaps=(Gap(3, 5, 0),))
    for _ in range(3):
        wall.gauges.turn(feed, drawn=False)
    wall.turns(2)
    texts = [line.text for line in wall.gauges.log.lines]
    assert texts == [
        "feed: RECONNECTING closed",
        "feed: records 3 to 5 came late",
        "feed: LIVE",
    ]


def test_the_tail_keeps_the_last_lines_and_no_values() -> None:
    tail = LogTail(lambda: 7)
    logger = logging.getLogger("gridwall.test_gauges")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(tail)
    for number in range(KEPT + 5):
        logger.info("line %d", number)
    try:
        int("token 4711")
    except ValueError:
        logger.exception("could not read")
    logger.removeHandler(tail)
    assert len(tail.lines) == KEPT
    assert tail.lines[-1].text == "could not read"
    assert tail.lines[-1].bad
    assert tail.lines[-1].at == 7


def test_memory_is_told() -> None:
    assert memory() > 1 << 20
