"""A line that opens above the panes repaints its own rows, and the panes come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widgets import Static

from tui.terminal import frames


@pytest.fixture
def wrapped() -> Iterator[None]:
    """The wrap is in while the test runs."""
    kept = Compositor.reflow
    Compositor.reflow = frames.reflow  # type: ignore[method-assign]
    yield
    Compositor.reflow = kept  # type: ignore[method-assign]


class Panes(App[None]):
    CSS = """
    Screen { layers: base above; }
    #pane { height: 1fr; }
    #line { layer: above; dock: bottom; height: 1; display: none; }
    """

    def compose(self) -> ComposeResult:
        yield Static("pane", id="pane")
        yield Static("line", id="line")


@pytest.mark.usefixtures("wrapped")
async def test_only_the_rows_of_what_opens_are_dirty() -> None:
    app = Panes()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        line = app.query_one("#line")
        for shown in (True, False):
            line.display = shown
            compositor._dirty_regions.clear()
            compositor.reflow(app.screen, app.screen.size)
            assert compositor._dirty_regions == {Region(0, 9, 40, 1)}


@pytest.mark.usefixtures("wrapped")
async def test_another_size_is_painted_whole() -> None:
    app = Panes()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        compositor._dirty_regions.clear()
        compositor.reflow(app.screen, Region(0, 0, 60, 12).size)
        assert Region(0, 0, 60, 12) in compositor._dirty_regions
