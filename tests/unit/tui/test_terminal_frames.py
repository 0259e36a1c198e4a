"""Frames in pieces: what goes first, and that in the end all of it is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pyte
from rich.console import Console
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from tests.unit.widgets.lenses import lens
from tui.pacing import LEAST, Pacer
from tui.terminal import PAINT_S, quicken
from tui.terminal.frames import (
    covering,
    full_update,
    partial_update,
    rows,
    share,
    timer_update,
)
from tui.terminal.output import RowsUpdate
from tui.terminal.state import Frames
from widgets.draw.canvas import BARE, Canvas
from widgets.draw.lens import Lens
from widgets.draw.spans import Line, Span, line
from widgets.surface import Surface


def row(y: int, x: int = 0, width: int = 40) -> Region:
    return Region(x, y, width, 1)


ALL = {row(y) for y in range(10)}
NONE: frozenset[Region] = frozenset()


def test_with_room_everything_goes() -> None:
    assert share(ALL, NONE, 1 << 20, hurried=False) == (ALL, set())


def test_the_head_goes_first_then_from_the_top() -> None:
    now, later = share(ALL, NONE, 250, hurried=False)
    assert now == {row(0), row(1)}
    assert later == ALL - now


def test_one_goes_however_little_room_there_is() -> None:
    now, later = share(ALL, NONE, 1, hurried=False)
    assert now == {row(0)}
    assert len(later) == 9


def test_what_waited_goes_before_what_is_new() -> None:
    waited = frozenset({row(8), row(9)})
    now, _ = share(ALL - {row(0)}, waited, 250, hurried=False)
    assert now == waited


def test_after_a_key_what_is_new_goes_before_what_waited() -> None:
    waited = frozenset(row(y) for y in range(1, 9))
    now, later = share({*waited, row(9)}, waited, 130, hurried=True)
    assert now == {row(9)}
    assert later == waited


def test_piece_by_piece_all_of_it_goes_once() -> None:
    left, sent = set(ALL), []
    while left:
        now, left = share(left, frozenset(left), 200, hurried=False)
        sent += sorted(now)
    assert sorted(sent) == sorted(ALL)


def test_a_block_is_taken_row_by_row_and_nothing_outside_is_kept() -> None:
    screen = Region(0, 0, 80, 24)
    blocks = [Region(2, 20, 10, 9), Region(90, 1, 4, 4)]
    found = list(rows(block.intersection(screen) for block in blocks))
    assert found == [Region(2, y, 10, 1) for y in range(20, 24)]


# Straight from the rows of what covers the screen

SIZE = (40, 8)


class Words(Canvas[str]):
    """Its view in every row."""

    def drawing(self, _lens: Lens, columns: int, rows: int) -> list[Line]:
        return [line(Span((self.shown * columns)[:columns]))] * rows


class Covered(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.surface = Surface()
        self.words = Words("words", "a")
        self.words.dress(BARE, lens())

    def compose(self) -> ComposeResult:
        self.surface.add(self.words)
        yield self.surface


@asynccontextmanager
async def covered() -> AsyncIterator[tuple[Covered, Pilot[None]]]:
    app = Covered()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        app.words.put(Region(2, 1, 18, 2))
        await pilot.pause()
        yield app, pilot


def painted(*updates: CompositorUpdate | None) -> list[str]:
    shown = pyte.Screen(*SIZE)
    stream = pyte.Stream(shown)
    console = Console(force_terminal=True, color_system="truecolor", width=SIZE[0])
    for update in updates:
        stream.feed(update.render_segments(console) if update else "")
    return list(shown.display)


async def test_what_changed_is_painted_over_a_whole_picture() -> None:
    async with covered() as (app, _):
        compositor = app.screen._compositor
        whole = full_update(compositor)
        assert isinstance(whole, RowsUpdate)
        before = painted(whole)
        assert before[1] == "  " + "a" * 18 + " " * 20
        compositor._dirty_regions = {Region(2, 1, 18, 2), Region(30, 2, 90, 9)}
        app.words.show("天")
        part = partial_update(compositor)
        assert isinstance(part, RowsUpdate)
        assert compositor._dirty_regions == set()
        assert painted(whole, part) == painted(full_update(compositor))
        assert partial_update(compositor) is None


async def test_what_lies_on_it_is_painted_the_toolkits_way() -> None:
    async with covered() as (app, pilot):
        compositor = app.screen._compositor
        assert covering(compositor) is app.surface
        app.notify("lid")
        await pilot.pause()
        assert covering(compositor) is None
        app.screen.refresh()
        compositor._dirty_regions = {Region(0, 1, *SIZE)}
        update = partial_update(compositor)
        assert not isinstance(update, RowsUpdate)


# How soon


async def test_a_quickened_screen_paints_by_the_quick_timer() -> None:
    async with covered() as (app, pilot):
        before = app.screen._update_timer
        quicken(app.screen)
        timer = app.screen._update_timer
        assert timer is not before
        assert timer._interval == PAINT_S < before._interval
        app.words.show("z")
        while app.screen._dirty_widgets or app.screen._compositor._dirty_regions:
            await pilot.pause()


async def test_a_screen_without_room_is_not_looked_at_by_every_tick() -> None:
    async with covered() as (app, _):
        now = 100.0
        Frames.pacer = Pacer(lambda: now, window=LEAST)
        try:
            Frames.pacer.sent(LEAST)
            timer = app.screen._update_timer
            timer.resume()
            timer_update(app.screen)
            assert not timer._active.is_set()
            await timer._active.wait()  # and in a little while it is
        finally:
            Frames.pacer = None
