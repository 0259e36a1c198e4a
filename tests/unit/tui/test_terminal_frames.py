"""Frames in pieces: what goes first, and that in the end all of it is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pyte
from rich.console import Console
from rich.style import Style
from textual._compositor import Compositor, CompositorUpdate
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
from widgets.draw.spans import Ground, Line, Span, Tone, line
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


def said(update: CompositorUpdate | None) -> str:
    """What goes to the terminal for it: of the rows as they are at this moment."""
    console = Console(force_terminal=True, color_system="truecolor", width=SIZE[0])
    return update.render_segments(console) if update else ""


def screen(*texts: str) -> pyte.Screen:
    shown = pyte.Screen(*SIZE)
    stream = pyte.Stream(shown)
    for text in texts:
        stream.feed(text)
    return shown


def painted(*texts: str) -> list[str]:
    return list(screen(*texts).display)


def cells(*texts: str) -> list[pyte.screens.Char]:
    """With their colours."""
    shown = screen(*texts)
    return [shown.buffer[y][x] for y in range(SIZE[1]) for x in range(SIZE[0])]


async def test_what_changed_is_painted_over_a_whole_picture() -> None:
    async with covered() as (app, _):
        compositor = app.screen._compositor
        whole = full_update(compositor)
        assert isinstance(whole, RowsUpdate)
        before = said(whole)
        assert painted(before)[1] == "  " + "a" * 18 + " " * 20
        compositor._dirty_regions = {Region(2, 1, 18, 2), Region(30, 2, 90, 9)}
        app.words.show("天")
        part = partial_update(compositor)
        assert isinstance(part, RowsUpdate)
        assert compositor._dirty_regions == set()
        assert painted(before, said(part)) == painted(said(full_update(compositor)))
        assert partial_update(compositor) is None


DIM, BAD = Style.parse("#8a94a0 on #0e1216"), Style.parse("bold #ff5c57 on #0e1216")
COLOURS = BARE | {(Tone.DIM, Ground.BASE): DIM, (Tone.BAD, Ground.BASE): BAD}


class Rows(Canvas[str]):
    """Its view, dim, and a red word in every row."""

    def drawing(self, _lens: Lens, _columns: int, rows: int) -> list[Line]:
        shown = Span(self.shown.ljust(5), Tone.DIM), Span("late", Tone.BAD)
        return [line(*shown)] * rows


@asynccontextmanager
async def coloured() -> AsyncIterator[tuple[Rows, Compositor, str]]:
    """The rows, on the last four of the screen, and what has gone out for it."""
    async with covered() as (app, _):
        rows = Rows("rows", "one")
        rows.dress(COLOURS, lens())
        app.surface.add(rows)
        rows.put(Region(0, 4, 20, 4))
        compositor = app.screen._compositor
        yield rows, compositor, said(full_update(compositor))


async def test_a_style_lasts_from_one_part_to_the_next() -> None:
    async with coloured() as (rows, compositor, before):
        dim = [Region(0, y, 5, 1) for y in (4, 5, 6, 7)]
        compositor._dirty_regions = {*dim, Region(5, 6, 4, 1)}
        rows.show("two")
        change = said(partial_update(compositor))
        assert change.count("138;148;160") == 2, "before the red one, and after it"
        assert change.count("\x1b[0m") == 1
        assert change.endswith("\x1b[0m")
        now = said(full_update(compositor))
        assert cells(before, change) == cells(now) != cells(before)


async def test_a_whole_row_begins_without_the_style_before_it() -> None:
    async with coloured() as (_, compositor, before):
        compositor._dirty_regions = {Region(5, 4, 4, 1), Region(0, 5, SIZE[0], 1)}
        change = said(partial_update(compositor))
        assert cells(before, change) == cells(before)


async def test_a_part_that_a_row_has_no_more_says_nothing() -> None:
    """The window was made smaller, and the row is as it was drawn before."""
    async with coloured() as (_, compositor, _before):
        surface = covering(compositor)
        assert surface is not None
        surface.row(4)
        Frames.pacer = Pacer(lambda: 100.0)
        Frames.pacer.thrifty = Frames.pacer.erases = True
        try:
            there = said(RowsUpdate([(4, 0, 3)], surface))
            both = said(RowsUpdate([(4, 0, 3), (4, 90, 99)], surface))
        finally:
            Frames.pacer = None
        assert "one" in there
        assert painted(both) == painted(there)


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
