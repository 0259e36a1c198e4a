"""The application: the wall's screen, the way to the centre and back, a clean end.

First the frame of the wall is painted (`tui/skeleton.py`); only then is everything
heavy imported and the centre reached, in a thread. `gridwall.py` starts it through
`tui/joining.py`.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.screen import Screen

from domain.errors import GridwallError
from tui import terminal
from tui.line import Line
from tui.options import Connection, WallOptions
from tui.reach import asked
from tui.skeleton import Skeleton
from tui.tending import Tending, way_of
from tui.themes import chosen

if TYPE_CHECKING:
    from client.outcome import Outcome
    from domain.commands import AnyCommand
    from domain.place import Place
    from tui.bulk import Send
    from tui.options import Port
    from tui.screens.wall import WallScreen

#: Seconds between looks at the terminal.
_LOOK_S: Final = 1.0
#: How long the terminal may take to say where its cursor is.
_PROBE_S: Final = 0.15


class WallApp(App[int], inherit_bindings=False):
    """One wall; its return code is the exit code of the process."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, options: WallOptions, way: Line | None = None) -> None:
        super().__init__()
        self.options = options
        self._way = way or Line(options.monotonic, {})
        self._tending = Tending(self, self._way)
        self.fault = ""
        self._wall: WallScreen | None = None
        self.ending: Callable[[], None] = lambda: None
        self._connection: Connection | None = None
        self._over = threading.Event()
        self._turns: asyncio.AbstractEventLoop | None = None

    @property
    def wall(self) -> WallScreen:
        """The wall, once it is there."""
        if self._wall is None:
            raise LookupError("the wall is not there yet")
        return self._wall

    def get_default_screen(self) -> Screen[Any]:
        """The frame of the wall."""
        return Skeleton(chosen(self.options.theme, self.options.environment))

    def on_mount(self) -> None:
        """Signals and the terminal; the wall when the first frame is out."""
        self._turns = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with suppress(ValueError, RuntimeError):  # not in the main thread: a test
                self._turns.add_signal_handler(number, self.end, 0)
        self._tending.probe()
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        """Reach the centre while the wall is imported and put in place."""
        threading.Thread(target=self._connect, name="reach", daemon=True).start()
        from tui.screens.making import made

        self._wall = made(self.options)
        self._wall.colours = self.console.color_system or "truecolor"
        self._tending.watch(self._wall)
        typed = self.screen.typed if isinstance(self.screen, Skeleton) else []
        await self.push_screen(self._wall)
        for key in typed:
            self._wall.post_message(key)

    def repaint(self) -> None:
        """Frames were dropped: what is on the terminal is not what was meant."""
        for widget in self.wall.board.widgets:
            widget.refresh()

    def soon(self, work: Callable[..., object], *arguments: object) -> None:
        """Do it on the wall's loop; from any thread."""
        if self._turns is not None and not self._over.is_set():
            with suppress(RuntimeError):  # the loop is closed: nobody looks any more
                self._turns.call_soon_threadsafe(work, *arguments)

    # The way to the centre

    def _connect(self) -> None:
        try:
            connection = self.options.connect()
        except GridwallError as error:
            self.soon(self._fail, str(error), error.exit_code)
            return
        self.soon(self._joined, connection)
        place = asked(connection.place, self._over)
        if place is not None:
            self.soon(self._open, place)
        from domain.views.sheet import Sheet

        sheet = asked(lambda: Sheet(connection.grids()), self._over)
        if sheet is not None:  # the ground of the map: nothing waited for it
            self.soon(lambda: self.wall.lay(sheet))

    def _joined(self, connection: Connection) -> None:
        if self._wall is None:  # the centre is quicker
            self.call_later(self._joined, connection)
            return
        from tui.bulk import Outbox

        self._connection = connection
        self.wall.watch_feed(connection.store, connection.url)
        self.wall.board.ask(connection.read, connection.health, connection.photo)
        self.wall.vouch = connection.vouch
        if connection.port is not None:
            outbox = Outbox(self.wall, self.options.new_key)
            outbox.send, self.wall.outbox = self._send(connection.port), outbox

    def _open(self, place: Place) -> None:
        self.wall.open(place)
        # What is there now stays: the collector need not look at it again.
        gc.collect()
        gc.freeze()

    def _fail(self, message: str, code: int) -> None:
        self.fault = message
        self.end(code)

    # Writes

    def on_wall_screen_wants(self, wants: WallScreen.Wants) -> None:
        """Send it; what became of it is told when it is known."""
        if self.wall.outbox is None:
            self.wall.tell("say.no_role")
            return
        self.wall.outbox.want(wants.confirmed.jobs, wants.confirmed.form)
        self.wall.recount()

    def _send(self, port: Port) -> Send:
        def send(command: AnyCommand, case: str, version: int, key: str) -> None:
            sent = port.send(command, case, version, key, self._resolved)
            sent.add_done_callback(lambda done: self._resolved(key, done.result()))

        return send

    def _resolved(self, key: str, outcome: Outcome) -> None:
        self.soon(self._settle, key, outcome)

    def _settle(self, key: str, outcome: Outcome) -> None:
        outbox = self.wall.outbox
        failure = outbox.settle(key, outcome) if outbox else None
        if failure is not None:
            self.wall.failed(failure)
        self.wall.went()
        self.wall.recount()

    # The end

    def end(self, code: int) -> None:
        """Leave with this exit code."""
        self.exit(code, return_code=code)

    def on_unmount(self) -> None:
        """Let go of the centre; nothing may keep the process from ending."""
        self._over.set()
        self.ending()
        self._tending.leave()
        if self._connection is not None:
            self._connection.close()


def run(options: WallOptions) -> int:
    """Show the wall until it is left; the exit code."""
    way = way_of(options)
    terminal.install(way.pacer)
    app = WallApp(options, way)
    app.ending = terminal.hard_stop
    app.run(mouse=way.profile.mouse)
    if app.fault:
        sys.stderr.write(f"gridwall: {app.fault}\n")
    return app.return_code or 0
