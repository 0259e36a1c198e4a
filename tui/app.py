"""The application: the wall's screen, the way to the centre and back, a clean end.

The frame of the wall is on the terminal before this is imported (`tui/skeleton.py`),
and the centre is being reached (`tui/reach.py`). `gridwall.py` starts it through
`tui/joining.py`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from domain.scoping import NONE
from tui import terminal
from tui.bulk import Outbox
from tui.line import Line
from tui.options import Connection, WallOptions
from tui.reach import Reach
from tui.screens.making import made
from tui.tending import Tending, way_of

if TYPE_CHECKING:
    from client.outcome import Me, Outcome
    from domain.commands import AnyCommand
    from domain.errors import GridwallError
    from domain.place import Place
    from domain.views.sheet import Sheet
    from tui.bulk import Send
    from tui.options import Port
    from tui.screens.wall import WallScreen


class WallApp(App[int], inherit_bindings=False):
    """One wall; its return code is the exit code of the process."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, options: WallOptions, way: Line | None = None, reach: Reach | None = None
    ) -> None:
        super().__init__()
        self.options = options
        self.wall: WallScreen = made(options)
        self.reach = reach or Reach(options.connect)
        self._tending = Tending(self, way or Line(options.monotonic, {}))
        self.fault = ""
        self.ending: Callable[[], None] = lambda: None
        self._connection: Connection | None = None
        self._turns: asyncio.AbstractEventLoop | None = None
        self._around = copy_context()  # what timers need to know of the app

    def get_default_screen(self) -> Screen[Any]:
        """The wall."""
        self._tending.wire(self.wall)
        return self.wall

    def on_mount(self) -> None:
        """Signals and the terminal; then whatever the centre says."""
        self._turns, self._around = asyncio.get_running_loop(), copy_context()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with suppress(ValueError, RuntimeError):  # not in the main thread: a test
                self._turns.add_signal_handler(number, self.end, 0)
        self._tending.probe()
        self._tending.watch(self.wall)
        self.reach.listen(_Told(self))
        self.reach.begin()

    def repaint(self) -> None:
        """Frames were dropped: what is on the terminal is not what was meant."""
        self.wall.surface.refresh()

    def soon(self, work: Callable[..., object], *arguments: object) -> None:
        """Do it on the wall's loop; from any thread."""
        if self._turns is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody looks any more
                self._turns.call_soon_threadsafe(work, *arguments, context=self._around)

    # What the centre says (`tui/reach.py`), on the wall's loop

    def joined(self, connection: Connection) -> None:
        """A centre is being reached."""
        self._connection = connection
        self.wall.watch_feed(connection.store, connection.url)
        self.wall.board.ask(connection.read, connection.health, connection.photo)
        connection.hear(self._heard)
        if connection.scope == NONE:
            self.wall.look_in()
        self.wall.vouch = connection.vouch
        if connection.port is not None:
            outbox = Outbox(self.wall, self.options.new_key)
            outbox.send, self.wall.outbox = self._send(connection.port), outbox

    def _heard(self, urgent: bool) -> None:  # noqa: FBT001 (a listener's signature)
        self.soon(lambda: self.wall.flash(urgent=urgent))

    def begun(self) -> None:
        """The first state is there: do not wait for the next frame."""
        self.wall.begin()
        self.wall.call_after_refresh(self.reach.go_on)
        self._tending.keep()

    def failed(self, error: GridwallError) -> None:
        """There is no centre."""
        self.fault = str(error)
        self.end(error.exit_code)

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
        self.reach.stop()
        self._turns = None
        self.ending()
        self._tending.leave()
        if self._connection is not None:
            self._connection.close()


class _Told:
    """Carries what `Reach` tells in its thread to the loop."""

    def __init__(self, app: WallApp) -> None:
        self._app = app

    def joined(self, connection: Connection) -> None:
        self._app.soon(self._app.joined, connection)

    def opened(self, place: Place) -> None:
        self._app.soon(lambda: self._app.wall.open(place))

    def begun(self) -> None:
        self._app.soon(self._app.begun)

    def signed_in(self, me: Me) -> None:
        self._app.soon(lambda: self._app.wall.signed_in(me))

    def laid(self, sheet: Sheet) -> None:
        self._app.soon(lambda: self._app.wall.lay(sheet))

    def failed(self, error: GridwallError) -> None:
        self._app.soon(self._app.failed, error)


def run(options: WallOptions, reach: Reach, *, entered: bool) -> int:
    """Show the wall until it is left; the exit code.

    `entered`: the terminal shows another screen than the shell's already.
    """
    way = way_of(options)
    terminal.install(way.pacer, entered=entered)
    app = WallApp(options, way, reach)
    app.ending = terminal.hard_stop
    app.run(mouse=way.profile.mouse)
    if app.fault:
        sys.stderr.write(f"gridwall: {app.fault}\n")
    return app.return_code or 0
