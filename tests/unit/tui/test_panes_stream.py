"""The stream under a person's hands: followed, read, left again."""

from __future__ import annotations

import pytest

from client.feed import Gap
from domain.views.scrollback import Refill
from domain.views.streams import StreamLine
from tests.unit.tui.watching import Watch
from tui.panes.pane import END
from tui.panes.stream import StreamPane
from tui.visits import Visit


class Four(StreamPane):
    """In four rows: the title, and room for three lines."""

    @property
    def rows(self) -> int:
        """Four."""
        return 4


@pytest.fixture
def watch() -> Watch:
    made = Watch(Four())
    for _ in range(6):
        made.book.open()
    made.turn()
    return made


def pane_of(watch: Watch) -> StreamPane:
    (pane,) = watch.panes
    assert isinstance(pane, StreamPane)
    return pane


def top(watch: Watch) -> int:
    line = pane_of(watch).stream.shown.lines[0]
    assert isinstance(line, StreamLine)
    return line.seq


def test_it_follows_until_somebody_reads(watch: Watch) -> None:
    pane = pane_of(watch)
    assert pane.stream.shown.follows
    watch.book.open()
    watch.turn()
    assert top(watch) == 7
    pane.step(watch.sight, 1)
    assert not pane.stream.shown.follows
    before = pane.stream.shown.lines
    for _ in range(3):
        watch.book.open()
        watch.turn()
    shown = pane.stream.shown
    assert (shown.lines, shown.fresh) == (before, 3)
    pane.act(watch.sight, "follow")
    assert (top(watch), pane.stream.shown.fresh) == (10, 0)


def test_follow_off_holds_what_is_there(watch: Watch) -> None:
    pane = pane_of(watch)
    assert pane.act(watch.sight, "follow") == ""
    watch.book.open()
    watch.turn()
    assert (top(watch), pane.stream.shown.fresh) == (6, 1)
    assert pane.act(watch.sight, "pause") is None


def test_escape_follows_again_and_has_nothing_more_to_give_up(watch: Watch) -> None:
    pane = pane_of(watch)
    pane.step(watch.sight, 1)
    assert pane.back(watch.sight)
    assert pane.stream.shown.follows
    assert not pane.back(watch.sight)


def test_enter_opens_the_case_under_the_cursor(watch: Watch) -> None:
    pane, book = pane_of(watch), watch.book
    assert pane.open(watch.sight) == Visit("case", case=book.records[5].case)
    pane.step(watch.sight, 2)
    assert pane.open(watch.sight) == Visit("case", case=book.records[3].case)


def test_back_to_the_kept_end_and_its_word(watch: Watch) -> None:
    pane = pane_of(watch)
    pane.step(watch.sight, 1)
    assert not pane.stream.shown.end
    pane.step(watch.sight, END)
    assert (top(watch), pane.stream.shown.cursor) == (2, 1)
    assert pane.stream.shown.end
    pane.step(watch.sight, -END)
    assert top(watch) == 6


def test_keys_that_are_not_its_own_do_not_stop_it(watch: Watch) -> None:
    watch.focused = "queue"
    pane = pane_of(watch)
    assert not pane.step(watch.sight, 1)
    assert pane.stream.shown.follows


def test_another_street_is_followed_from_its_newest(watch: Watch) -> None:
    pane = pane_of(watch)
    pane.step(watch.sight, 1)
    other = watch.book.open(grid="T02001001")
    watch.focus.choose_street("T02")
    watch.turn()
    shown = pane.stream.shown
    assert (shown.key, shown.follows) == ("T02", True)
    assert pane.open(watch.sight) == Visit("case", case=other)


def test_a_gap_that_was_filled_is_a_row_and_opens_nothing(watch: Watch) -> None:
    pane = pane_of(watch)
    watch.gaps = (Gap(6, 6, 2_000, 1_000),)
    watch.turn(4)
    assert pane.stream.shown.lines[0] == Refill(6, 6, 1_000, 2_000)
    assert pane.open(watch.sight) is None


def test_the_mouse_chooses_a_row_below_the_title(watch: Watch) -> None:
    pane = pane_of(watch)
    assert not pane.point(watch.sight, 3, 0)
    assert pane.point(watch.sight, 3, 3)
    book = watch.book
    assert pane.open(watch.sight) == Visit("case", case=book.records[3].case)
