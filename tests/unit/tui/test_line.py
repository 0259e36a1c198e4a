"""What the application is told of its line."""

from __future__ import annotations

from tui.line import Line
from tui.link import LOCAL, SLOW, SSH
from widgets.draw.glyphs import ASCII, NARROW


class Told:
    """A line with its clock; counts the changes it tells of."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.now = 0.0
        self.line = Line(lambda: self.now, environment, locale="zh_CN.UTF-8")
        self.changes = 0
        self.line.changed = self._changed

    def _changed(self) -> None:
        self.changes += 1

    def frames(self, count: int, size: int, seconds: float) -> None:
        for _ in range(count):
            self.line.pacer.sent(size)
            self.now += seconds
            self.line.pacer.answered()


def test_a_slow_line_is_found_out_and_told() -> None:
    told = Told({})
    told.frames(40, 500, 0.5)
    assert told.line.profile is SLOW
    assert told.line.pacer.rate == SLOW.rate
    assert told.changes == 2


def test_a_quick_line_stays_what_it_is() -> None:
    told = Told({"SSH_TTY": "/dev/pts/1"})
    told.frames(100, 3000, 0.02)
    assert told.line.profile is SSH
    assert told.changes == 0


def test_a_persons_profile_begins_with_its_window() -> None:
    told = Told({})
    assert told.line.use_link("slow")
    assert told.line.pacer.window == SLOW.window
    assert told.line.use_link("auto")
    assert told.line.profile is LOCAL
    assert not told.line.use_link("fast")


def test_the_width_of_glyphs_is_told_once() -> None:
    told = Told({})
    told.line.choice.question()
    told.line.cursor(1, 3)
    told.line.cursor(1, 3)
    assert told.line.glyphs is NARROW
    assert told.changes == 1
    assert told.line.use_glyphs("ascii")
    assert told.line.glyphs is ASCII
