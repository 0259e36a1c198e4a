"""What the application does about its terminal: how wide, how fast, still there?"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from typing import TYPE_CHECKING, Any, Final

from tui import terminal
from tui.line import Line

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from tui.app import WallApp
    from tui.options import WallOptions
    from tui.screens.wall import WallScreen

#: When the collector looks: seldom, for next to nothing here is a cycle.
_GARBAGE: Final = (2_000, 20, 500)
#: When it looks again at the latest, seconds: perhaps no centre ever answers.
_LOADED_S: Final = 30.0
#: How long the terminal may take to say where its cursor is.
_PROBE_S: Final = 0.15


def way_of(options: WallOptions) -> Line:
    """The way to this process's terminal."""
    return Line(
        options.monotonic,
        options.environment,
        link=options.link,
        glyphs=options.glyphs,
        encoding=sys.stdout.encoding,
        locale=options.locale,
    )


class Tending:
    """Of one application and its way to the terminal."""

    def __init__(self, app: WallApp, way: Line) -> None:
        self._app, self._way = app, way
        self._wall: WallScreen | None = None

    def probe(self) -> None:
        """Ask how wide ambiguous signs are; without an answer: as wide as may be."""
        self._way.changed = lambda: self._app.soon(self._redress)
        question = self._way.choice.question()
        if terminal.ask_cursor(self._app, question, self._way.cursor):
            self._app.set_timer(_PROBE_S, self._probed)

    def _probed(self) -> None:
        before = self._way.glyphs
        self._way.choice.overdue()
        if self._way.glyphs is not before:
            self._redress()

    def _redress(self) -> None:
        if self._wall is not None:
            self._wall.redress()

    def wire(self, wall: WallScreen) -> None:
        """Before the wall is shown: what the terminal can do."""
        self._wall = wall
        wall.colours = self._app.console.color_system or "truecolor"
        wall.board.sources.colours = wall.colours
        wall.wire(self._way)
        wall.gauges.log.now = lambda: wall.now

    def watch(self, wall: WallScreen) -> None:
        """It is shown: pace it, count for it, and leave with the terminal."""
        logging.getLogger().addHandler(wall.gauges.log)
        self._writer(wall)
        turns = asyncio.get_running_loop()
        turns.set_exception_handler(self._failed)
        turns.call_later(_LOADED_S, gc.enable)
        terminal.at_hangup(lambda: self._app.soon(self._app.end, 0))

    def _failed(self, turns: AbstractEventLoop, told: dict[str, Any]) -> None:
        """What a timer of ours raises ends the wall, as a callback of the toolkit's."""
        error = told.get("exception")
        if "handle" in told and isinstance(error, Exception):
            self._app._handle_exception(error)  # noqa: SLF001
        else:
            turns.default_exception_handler(told)

    def _writer(self, wall: WallScreen) -> None:
        writer, pacer = terminal.writer(self._app), self._way.pacer
        if writer is None:
            return
        writer.on_drained = lambda: self._app.soon(self._app.repaint)
        wall.stalled = lambda: writer.backlog or not pacer.ready()
        wall.echoing, wall.heard = lambda: pacer.echoing, pacer.heard
        wall.gauges.written = lambda: writer.taken
        wall.board.sources.dropped = lambda: writer.lost

    def keep(self) -> None:
        """The wall is there: paint at once; the collector need not look at it again."""
        if self._wall is not None:
            terminal.quicken(self._wall)
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
        gc.enable()

    def leave(self) -> None:
        """The wall is going."""
        if self._wall is not None:
            logging.getLogger().removeHandler(self._wall.gauges.log)
