"""How the terminal's answers pace what it is sent."""

from __future__ import annotations

from tui.pacing import LEAST, MOST, Pacer


class Line:
    """A pacer with its clock, and a line of `rate` bytes/s and `delay` s behind it."""

    def __init__(self, rate: float, delay: float = 0.0, window: int = MOST) -> None:
        self.now = 100.0
        self.pacer = Pacer(lambda: self.now, window, rate=800)
        self.rate, self.delay = rate, delay
        self.free_at = 0.0
        self.answers: list[float] = []

    def send(self, size: int) -> None:
        self.pacer.sent(size)
        self.free_at = max(self.now, self.free_at) + size / self.rate
        self.answers.append(self.free_at + self.delay)

    def until(self, at: float) -> None:
        while self.answers and self.answers[0] <= at:
            self.now = max(self.now, self.answers.pop(0))
            self.pacer.answered()
        self.now = max(self.now, at)

    def busy(self, seconds: float, piece: int = 1 << 30) -> None:
        """Send all that may be sent, in pieces, as a wall does that always changes."""
        end = self.now + seconds
        while self.now < end:
            if room := self.pacer.room():
                self.send(max(60, min(room, piece)))
            else:
                self.until(self.now + 1 / 60)


def test_nothing_holds_back_a_first_frame() -> None:
    line = Line(1e9)
    assert line.pacer.ready()
    assert line.pacer.room() == MOST


def test_a_quick_terminal_takes_whole_frames_all_the_time() -> None:
    line = Line(2e6, 0.002)
    for _ in range(200):
        assert line.pacer.ready()
        line.send(35_000)
        line.until(line.now + 0.05)
    assert line.pacer.wide


def test_on_a_slow_line_little_is_under_way() -> None:
    line = Line(960)
    line.send(9_000)
    line.until(line.free_at + 0.01)
    line.busy(30)
    assert line.free_at - line.now < 0.4
    assert line.pacer.window < 500


def test_a_slow_line_is_kept_busy() -> None:
    line = Line(8_000, 0.05, window=400)
    line.busy(3)
    before = line.free_at
    line.busy(10)
    assert line.free_at - before > 9.0
    assert line.free_at - line.now < 0.35


def test_a_long_way_is_filled_with_more_than_one_frame() -> None:
    line = Line(100_000, 0.3, window=2_000)
    line.busy(20, piece=2_000)
    assert line.pacer.window > 100_000 * 0.15
    assert len(line.answers) >= 2


def test_a_late_answer_alone_changes_little() -> None:
    line = Line(1e6, 0.005)
    for _ in range(20):
        line.send(2_000)
        line.until(line.now + 0.05)
    line.pacer.sent(60)
    line.now += 0.9
    line.pacer.answered()
    assert line.pacer.window >= MOST // 4


def test_a_stalled_terminal_gets_nothing_and_all_again_after_it() -> None:
    line = Line(1e6, 0.005)
    line.send(100)
    line.until(line.now + 0.1)
    line.pacer.sent(100)
    line.now += 1.0
    assert line.pacer.room() == 0
    assert not line.pacer.ready()
    line.pacer.answered()
    assert line.pacer.ready()


def test_a_terminal_that_never_answers_is_paced_by_time() -> None:
    line = Line(1e9, window=400)
    pacer = line.pacer
    pacer.sent(400)
    line.now += 1.0
    assert pacer.room() == 0
    line.now += 1.5
    assert pacer.room() == 400
    assert pacer.mute
    pacer.sent(400)  # half a second's worth
    line.now += 0.4
    assert pacer.room() == 0
    line.now += 0.2
    assert pacer.room() == 400


def test_one_that_answers_after_all_is_believed() -> None:
    line = Line(1e9)
    line.pacer.sent(10)
    line.now += 3
    assert line.pacer.ready()
    assert line.pacer.mute
    line.pacer.sent(10)
    line.pacer.answered()
    assert not line.pacer.mute
    line.pacer.answered()  # to nothing that was asked
    assert line.pacer.ready()


def test_a_key_may_go_before_the_rest() -> None:
    line = Line(960, window=LEAST)
    line.send(LEAST)
    assert line.pacer.room() == 0
    line.pacer.pressed()
    assert line.pacer.room() == LEAST
    line.now += 0.2
    assert line.pacer.room() == 0


def test_a_key_is_answered_when_what_it_changed_is_sent() -> None:
    line = Line(1e6)
    pacer = line.pacer
    assert not pacer.echoing
    pacer.pressed()
    assert pacer.echoing
    line.now += 0.01
    line.send(100)  # a frame that was under way
    assert pacer.echoing
    line.now += 0.01
    pacer.heard()
    assert pacer.echoing
    line.now += 0.01
    line.send(100)
    assert not pacer.echoing
    pacer.pressed()
    line.now += 1.0
    assert not pacer.echoing, "one that changes nothing holds nothing up for long"


def test_a_key_that_is_held_and_changes_nothing_holds_nothing_up() -> None:
    line = Line(1e6)
    pacer, waits = line.pacer, 0
    for _ in range(60):
        pacer.pressed()
        pacer.heard()
        for _ in range(3):
            line.now += 0.01
            waits += pacer.echoing
    assert 0 < waits < 10
    line.send(100)
    pacer.pressed()
    assert pacer.echoing, "the next one is waited for again"


def test_no_new_frame_while_the_last_one_is_not_out() -> None:
    line = Line(1e6)
    line.pacer.owed = 40
    assert not line.pacer.ready()
    assert line.pacer.room() > 0
