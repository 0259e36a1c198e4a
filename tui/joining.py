"""Puts a wall together: which centre, which demo, whose token; then the application.

Called by `gridwall.py`. The centre starts while Textual is still being imported, so
nothing here imports it at the top.
"""

from __future__ import annotations

import fcntl
import gc
import os
import platform
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from client.door import Door
from client.errors import ClientError, FolderUnsafe
from domain.codes import Role
from tui import kept
from tui.doors import token_in
from tui.kept import Keeper
from tui.keymap import Keymap
from tui.options import LEAST, Connection, WallOptions
from tui.reach import Reach
from tui.skeleton import skeleton
from tui.start import Start

if TYPE_CHECKING:
    from client.driver import Driver
    from client.embedded import Embedded
    from client.store import Store

_LEDGER: Final = ("ledger.db", "ledger.db-wal", "ledger.db-shm")
_LONGEST_TERMINAL: Final = 64


class NotATerminal(ClientError):
    """A wall needs a terminal."""

    exit_code = 9


class TerminalSmall(ClientError):
    """Not even the figures fit; a wall that is there already says so and waits."""

    exit_code = 10


def run(start: Start) -> int:
    """Open the wall, or with `headless` only play; the exit code."""
    if not start.headless and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NotATerminal(
            "the wall needs a terminal; for pipes there is `gridwall tail --plain`"
        )
    if not start.headless:
        _check_size(*os.get_terminal_size(sys.stdout.fileno()))
    if not start.headless:
        check_keys(start)
        _own_themes(start.themes)
    joining = Joining(start)
    joining.begin()
    if start.headless:
        gc.enable()
        return joining.stay()
    if start.department:
        start = joining.seat()
    reach = Reach(joining.connect)
    reach.begin()
    with skeleton(sys.stdin.fileno(), sys.stdout.fileno()) as frame:
        try:
            if joining.near:
                reach.lead(start.worked)
            from tui import app

            options = _options(start, joining)
            return app.run(options, reach, entered=frame.hand_over())
        finally:
            reach.stop()


def _options(start: Start, joining: Joining) -> WallOptions:
    role = start.role
    may_write = not start.readonly and role not in (Role.WATCH, Role.OPS)
    own = f"desk-{kept.NAME}" if start.department else kept.NAME
    keeper = Keeper(start.state / own, start.monotonic)
    was, settings, pinned = keeper.kept, start.settings, start.pinned
    return WallOptions(
        connect=joining.connect,
        monotonic=start.monotonic,
        new_key=lambda: start.entropy(16).hex(),
        lang=kept.choice("lang", was.lang, settings.lang, pinned),
        locale=start.locale,
        theme=kept.choice("theme", was.theme, settings.theme, pinned),
        role=str(role) if may_write else "",
        armed_role=str(role) if may_write and start.demo is not None else "",
        unit=settings.unit,
        account=start.account,
        desk=settings.unit if start.department else "",
        keeper=keeper,
        keymap=kept.choice("keymap", was.keymap, settings.keymap, pinned),
        keys=settings.keys,
        filters=settings.filters,
        pictures=start.state / "pictures",
        environment=os.environ,
        link=_word(kept.choice("link", was.link, settings.link, pinned)),
        glyphs=_word(kept.choice("glyphs", was.glyphs, settings.glyphs, pinned)),
        carousel=settings.carousel,
    )


def _own_themes(folder: Path | None) -> None:
    """Raise `ThemeError` for one that cannot be read, before anything is started."""
    if folder is not None and folder.is_dir():
        from tui import theme_files, themes

        themes.add(theme_files.load(folder))


def _word(choice: str) -> str:
    return "" if choice == "auto" else choice


def _ready(store: Store, seconds: float) -> None:
    store.wait_for(lambda feed: feed.current is not None, seconds)


def terminal_name() -> str:
    """`wall3:pts/4`: machine and terminal, as records name them; ASCII, 64 at most."""
    try:
        tty = os.ttyname(sys.stdin.fileno()).removeprefix("/dev/")
    except (OSError, ValueError):
        tty = ""
    name = f"{platform.node()}:{tty}" if tty else platform.node()
    return "".join(c for c in name if "!" <= c <= "~")[:_LONGEST_TERMINAL]


def check_keys(start: Start) -> None:
    """Raise `KeymapError` where `[keys]` cannot be: before anything is started."""
    told = {name.removeprefix("keys."): at for name, at in start.origins.items()}
    Keymap(start.settings.keymap, start.settings.keys, told)


def _check_size(columns: int, rows: int) -> None:
    if 0 < columns < LEAST[0] or 0 < rows < LEAST[1]:
        raise TerminalSmall(
            f"the terminal has {columns}x{rows} cells, the wall needs at least "
            f"{LEAST[0]}x{LEAST[1]}: enlarge it, or use `gridwall tail --plain`"
        )


class Joining:
    """The centre of one wall and, in a demo, its driver."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._door: Future[Door] = Future()
        self._embedded: Embedded | None = None
        self._driver: Driver | None = None
        self._moved: list[Callable[[str, str], None]] = []
        self._over = threading.Event()
        self._played = 0

    def begin(self) -> None:
        """Look for the centre or start one, beside whatever comes next."""
        settings = self._start.settings
        if settings.centre:
            self._door.set_result(Door(settings.centre, token_in(settings.token_file)))
            return
        pool = ThreadPoolExecutor(1, "joining")
        self._door = pool.submit(self._open)
        pool.shutdown(wait=False)

    @property
    def near(self) -> bool:
        """Whether it is known where the centre is: nothing has to be started first."""
        return self._door.done()

    def _open(self) -> Door:
        from client.embedded import Embedded, held

        start, folder = self._start, self._start.folder
        drives = start.demo is not None and self._drives(folder)
        if drives and not start.settings.data and not held(folder):
            for name in _LEDGER:  # every demo begins anew, unless its folder is named
                (folder / name).unlink(missing_ok=True)
        place = start.settings.place
        arguments = ["--embedded", "--place", place, "--data", str(folder)]
        arguments += ["--listen", "127.0.0.1:0"]
        if start.demo is not None:
            arguments += ["--demo", *start.demo]
        self._embedded = Embedded(
            folder,
            start.command("centre", *arguments),
            start.state / "centre.log",
            token=start.token,
            monotonic=start.monotonic,
            rng=start.rng(),
            changed=self._changed,
        )
        door = self._embedded.start()
        if start.demo is not None:
            self._drive(door, now=drives)
        return door

    def _drives(self, folder: Path) -> bool:
        """Whether this wall is the one that drives the demo; it stays so."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(
                folder / "drive.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise FolderUnsafe(f"cannot use {folder}: {error.strerror}") from error
        return True

    def _drive(self, door: Door, *, now: bool) -> None:
        from client.driver import Driver

        start = self._start
        place, demo = start.settings.place, start.demo or ()

        def command(url: str) -> list[str]:
            arguments = ["--url", url, "--place", place, "--lifeline"]
            return start.command("drive", *arguments, "--token-on-stdin", *demo)

        self._driver = Driver(
            command,
            start.state / "demo.log",
            monotonic=start.monotonic,
            rng=start.rng(),
            ended=self._ended,
        )
        if now:
            self._driver.start(door)
        else:
            threading.Thread(target=self._succeed, args=(door,), daemon=True).start()

    def _succeed(self, door: Door) -> None:
        """Take the demo over when the wall that drives it is gone."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if self._driver is not None and not self._over.is_set():
            self._driver.start(self._now_at or door)

    _now_at: Door | None = None

    def _changed(self, door: Door) -> None:
        self._now_at = door
        if self._driver is not None:
            self._driver.renew(door)
        for renew in self._moved:
            renew(door.url, door.token)

    def _ended(self, status: int) -> None:
        if status == 0:
            self._played = 1
            if self._start.headless:
                self._over.set()

    def seat(self) -> Start:
        """The start of a desk, its unit known: waits for the centre, raises as it."""
        from tui.seating import seated

        try:
            self._start = seated(self._start, self._door.result())
        except ClientError:
            self.end()
            raise
        return self._start

    def connect(self) -> Connection:
        """Reach the centre: feed and door; waits until it listens.

        Raises what starting or finding the centre raises.
        """
        from client import plain
        from client.api import Api
        from client.heads import Heads
        from client.link import Link
        from client.store import Store
        from tui.seating import scope_of, who, with_photos

        start, settings = self._start, self._start.settings
        door = self._door.result()
        store = Store(start.monotonic)
        scope = scope_of(start, door)
        link = Link(
            door.url,
            door.token,
            scope,
            store,
            start.monotonic,
            start.rng(),
            clock=start.now,
            heads=Heads(start.state / "heads"),
        )
        api = Api(
            door.url,
            door.token,
            str(start.role),
            settings.unit,
            start.account,
            monotonic=start.monotonic,
            rng=start.rng(),
            terminal=terminal_name(),
        )
        self._moved += [link.renew, api.renew]
        link.start()
        api.start()

        def close() -> None:
            link.stop()
            api.stop()
            self.end()

        return Connection(
            store,
            lambda: plain.place(self._now_at or door),
            with_photos(start, api, lambda: self._now_at or door),
            url=door.url,
            close=close,
            read=api.dossier,
            grids=lambda: plain.grids(self._now_at or door),
            vouch=api.vouch,
            who=(lambda: who(api)) if settings.token_file else lambda: None,
            health=api.health,
            ready=lambda seconds: _ready(store, seconds),
            hear=store.hear,
            photo=api.photo,
            scope=scope,
        )

    def end(self) -> None:
        """Let everything go that was started here."""
        self._over.set()
        if self._driver is not None:
            self._driver.stop()
        if self._embedded is not None:
            self._embedded.stop()

    def stay(self) -> int:
        """Play without a wall until the demo or somebody ends it."""
        door = self._door.result()
        sys.stdout.write(f"gridwall demo: {self._start.settings.place} on {door.url}\n")
        sys.stdout.flush()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._over.set())
        with suppress(KeyboardInterrupt):
            self._over.wait()
        self.end()
        return 0
