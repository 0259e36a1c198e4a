"""The peek at a case: it looks again when something reads differently, not before."""

from __future__ import annotations

from domain import commands as c
from tests.town import MINUTE
from tests.unit.domain.cases import DISP, filed
from tests.unit.tui.watching import Watch
from tui.panes.home import DetailPeek


def test_a_case_is_looked_at_again_when_its_times_read_differently() -> None:
    pane = DetailPeek()
    watch = Watch(pane)
    watch.focus.case = filed(watch.book)
    watch.turn()
    first = pane.detail.shown
    assert first.detail is not None
    watch.book.now += 999
    watch.turn(4)
    assert pane.detail.shown is first
    watch.book.now += MINUTE
    watch.turn(4)
    assert pane.detail.shown is not first


def test_another_case_and_a_touched_one_are_looked_at_at_once() -> None:
    pane = DetailPeek()
    watch = Watch(pane)
    one, other = filed(watch.book), filed(watch.book)
    watch.focus.case = one
    watch.turn()
    watch.focus.case = other
    watch.turn()
    shown = pane.detail.shown.detail
    assert shown is not None
    assert shown.case == other
    watch.book.do(other, c.Dispatch(department="cg"), DISP)
    watch.turn()
    assert pane.detail.shown.detail is not None
    assert pane.detail.shown.detail.department == "cg"
