"""A wall in this process: the real application over a real store, fed by hand.

`Room.desk` decides as the centre's desk does. Frames come by hand too: what a test sees
does not depend on time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from client.outcome import Done, Outcome, Problem
from domain.commands import AnyCommand, Report
from domain.errors import Refused
from domain.events import Actor
from domain.place import Place
from domain.state import Case
from tests.town import GRIDS, place
from tests.unit.domain.cases import DISP
from tests.unit.tui.feeding import Feeding
from tui.app import WallApp
from tui.options import Connection, WallOptions
from tui.panes.charts import SETTLE, ChartPane
from tui.panes.pane import FRAMES

#: Keys with a name that type something.
SIGNS = {"space": " ", "enter": "\r", "tab": "\t"}
#: An app that has ended answers no more, seconds.
_LONG_S = 20
#: Turns of the loop after which a wall that is not there will not come.
_PATIENCE = 2000


class Desk:
    """The door for commands: decides on the book and feeds the records back."""

    def __init__(self, feeding: Feeding, by: Actor = DISP) -> None:
        self.feeding, self.by = feeding, by
        self.asked: list[tuple[AnyCommand, str]] = []
        self.silent = False  # the records come back only by `Room.frame`
        #: What it answers: a test may want what no book says.
        self.decides: Callable[[AnyCommand, str, int | None], Outcome] = self.decide

    def send(
        self,
        command: AnyCommand,
        case: str,
        version: int | None,
        key: str,
        resolved: Callable[[str, Outcome], None] | None = None,  # noqa: ARG002
    ) -> Future[Outcome]:
        """At once, unlike a centre."""
        self.asked.append((command, case))
        answer: Future[Outcome] = Future()
        answer.set_result(self.decides(command, case, version))
        assert key
        return answer

    def decide(self, command: AnyCommand, case: str, version: int | None) -> Outcome:
        """As a centre that nobody else asks."""
        book = self.feeding.book
        if isinstance(command, Report):
            return self._report(command)
        if book.case(case).version != version:
            return Problem(status=412, code="version-conflict", title="changed")
        done = book.ask(command, self.by, case)
        if isinstance(done, Refused):
            return _no(done)
        if not self.silent:
            self.feeding.give()
        return self._done(case, done[-1].seq)

    def _report(self, command: Report) -> Outcome:
        before = set(self.feeding.book.state.cases)
        done = self.feeding.book.ask(command, self.by)
        if isinstance(done, Refused):
            return _no(done)
        (case,) = set(self.feeding.book.state.cases) - before
        if not self.silent:
            self.feeding.give()
        return self._done(case, done[-1].seq)

    def _done(self, case: str, seq: int) -> Done:
        now = self.feeding.book.case(case)
        return Done(
            case=case, number=now.number, version=now.version, seq=seq, state=now.state
        )


def _no(why: Refused) -> Problem:
    return Problem(status=409, code=why.code, title="refused", detail=why.reason)


class Room:
    """A running wall and whoever stands before it."""

    def __init__(self, app: WallApp, pilot: Pilot[int], desk: Desk) -> None:
        self.app, self.pilot, self.desk = app, pilot, desk
        self.feeding, self.book = desk.feeding, desk.feeding.book

    async def press(self, *keys: str) -> None:
        """Keys as Textual names them, or the one character that they type."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            character = key if len(key) == 1 else SIGNS.get(key)
            driver.send_message(Key(name, character))
        await self.settle()

    async def settle(self) -> None:
        """Let everything be handled and laid out that has been sent so far."""
        for _ in range(2):
            done = asyncio.Event()
            screen = self.app.screen
            self.app.call_later(screen.call_later, screen.call_after_refresh, done.set)
            waits = {
                asyncio.ensure_future(done.wait()),
                asyncio.ensure_future(self.app._exception_event.wait()),
            }
            _, left = await asyncio.wait(
                waits, timeout=_LONG_S, return_when=asyncio.FIRST_COMPLETED
            )
            for one in left:
                one.cancel()

    async def type(self, text: str) -> None:
        """A text, a key a character."""
        await self.press(*text)

    async def command(self, line: str) -> None:
        """A command line and Enter."""
        await self.press(":", *line, "enter")

    async def frame(self, seconds: float = 0.0) -> None:
        """Let so much time pass, take what came, draw it."""
        if seconds:
            self.feeding.clock.at += seconds
            self.book.now += round(seconds * 1000)
        self.feeding.give()
        self.app.wall.frame()
        await self.settle()

    async def second(self) -> None:
        """A whole second: what is looked at once a second has been looked at."""
        await self.frame(1)
        for _ in range(FRAMES - 1):
            await self.frame()

    async def still(self) -> None:
        """Charts are built in threads: until all of them are there."""
        for _ in range(SETTLE):
            await self.frame()
        charts = [p for p in self.app.wall.board.shown if isinstance(p, ChartPane)]
        while built := [p.building for p in charts if p.building is not None]:
            await asyncio.wait(map(asyncio.wrap_future, built))
            await self.frame()

    @property
    def rows(self) -> list[str]:
        """What the terminal shows, a text a row."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.rows)

    @property
    def said(self) -> str:
        """The word of the catalogue that the foot tells."""
        return self.app.wall._said

    @property
    def view(self) -> str:
        """Which view it is."""
        return self.app.wall._trail.here.view

    @property
    def focused(self) -> str:
        """Which pane has the keys."""
        return self.app.wall._focused

    def word(self, key: str) -> str:
        """A word of the catalogue, as this wall says it."""
        return self.app.wall.words(key)

    @property
    def foot(self) -> str:
        """The last row."""
        return self.rows[-1]

    @property
    def case(self) -> Case | None:
        """The case under the cursor."""
        sight = self.app.wall.sight
        return sight.case if sight else None


def opened(app: WallApp) -> bool:
    """Whether the place and the ground of its map are known."""
    sight = app.wall.sight
    return sight is not None and sight.model.sheet is not None


@asynccontextmanager
async def room(
    size: tuple[int, int] = (120, 40),
    feeding: Feeding | None = None,
    shown: Place | None = None,
    scope: str = "all",
    **options: Any,
) -> AsyncIterator[Room]:
    """A wall that is live, its first frame drawn.

    `shown`: the place, if it is not the town; `scope`: its feed's; `options`: those of
    `WallOptions`.
    """
    feeding = feeding or Feeding()
    feeding.begin()
    desk, keys = Desk(feeding), count(1)
    given: dict[str, Any] = {
        "lang": "zh",
        "role": "dispatcher",
        "armed_role": "dispatcher",
    }
    app = WallApp(
        WallOptions(
            connect=lambda: Connection(
                feeding.store,
                lambda: shown or place(),
                desk,
                "http://127.0.0.1:1",
                grids=lambda: GRIDS,
                scope=scope,
            ),
            monotonic=feeding.clock,
            new_key=lambda: f"k{next(keys)}",
            **(given | options),
        )
    )
    async with app.run_test(size=size) as pilot:
        for _ in range(_PATIENCE):
            await pilot.pause()
            if app._exception is not None:
                raise app._exception
            if opened(app):
                break
        assert opened(app), "the wall never opened"
        here = Room(app, pilot, desk)
        await here.frame()
        yield here
