"""What the wall is given to run: `gridwall.py` makes it, tests make their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from client.feed import Feed
    from client.outcome import Health, Me, Outcome
    from client.reading import Dossier
    from client.store import Drained
    from domain.commands import AnyCommand
    from domain.place import Grid, Place
    from domain.state import CityState
    from domain.views.sheet import Sheet
    from tui.kept import Keeper

#: Below this there is no wall, only a word about it; below `SLIM` only the figures.
LEAST: Final = (40, 10)
SLIM: Final = (60, 16)


class Store(Protocol):
    """Where the feed leaves what comes: `client/store.py`."""

    def drain(self, most: int = ...) -> Drained:
        """What came since the last time, so many records at most."""
        ...

    @property
    def feed(self) -> Feed:
        """How the feed stands now."""
        ...

    @property
    def waits(self) -> bool:
        """Whether anything came since it was drained."""
        ...

    def fold(self, state: CityState, drained: Drained) -> tuple[CityState, set[str]]:
        """The state after it, and the ids of the cases it touched."""
        ...


class Port(Protocol):
    """The door for commands: `client/api.py`."""

    def send(
        self,
        command: AnyCommand,
        case: str,
        version: int | None,
        key: str,
        resolved: Callable[[str, Outcome], None] | None = None,
    ) -> Future[Outcome]:
        """Ask for `command` on `case` as seen at `version`, once for `key`.

        An outcome that is not confirmed in time is told to `resolved` later, from
        another thread.
        """
        ...


class Connection(NamedTuple):
    """A centre that is reached, or is being reached.

    `place` asks for the profile and `grids` for the ground of the map; they wait for
    it: called in a thread, again after every failure. `close` ends what was started.
    `url` is where cases may be posted. `read` asks for a case by id or number, with its
    records, and waits for nothing. `vouch` asks whether the token still stands for the
    role; its future fails if not. `health` asks how the centre is, `who` whom it takes
    this wall for: it waits as `place` does. `ready` waits until the feed is live, so
    many seconds at most. `hear` takes whom to tell, from any thread, that the store
    holds something new, and whether it is urgent. `photo` asks for a photo by its
    name: a small one, or its bytes as they came. `scope` is what the feed is of.
    """

    store: Store
    place: Callable[[], Place]
    port: Port | None = None
    url: str = ""
    close: Callable[[], None] = lambda: None
    read: Callable[[str], Future[Dossier]] | None = None
    grids: Callable[[], tuple[Grid, ...]] = tuple
    vouch: Callable[[], Future[object]] | None = None
    health: Callable[[], Future[Health]] | None = None
    photo: Callable[[str, bool], Future[bytes]] | None = None
    ready: Callable[[float], None] = lambda _seconds: None
    hear: Callable[[Callable[[bool], None]], None] = lambda _tell: None
    who: Callable[[], Me | None] = lambda: None
    scope: str = "all"

    def sheet(self) -> Sheet:
        """The ground of the map, as `grids` answers."""
        from domain.views.sheet import Sheet

        return Sheet(self.grids())


class WallOptions(NamedTuple):
    """One wall.

    `connect` is called in a thread; a `GridwallError` from it ends the wall with its
    message and exit code. `monotonic` gives seconds; `new_key` a fresh
    idempotency key. `lang` is "zh", "en" or empty: then `locale` (as in LANG)
    decides. `armed_role`: the role that may write from the start; `role` is the one
    that `:arm` gives, empty if none may. `keeper` keeps what a person chose; `keymap`
    (a preset), `keys` and `filters` are those of the config files. `unit` and `account`
    are those that the role acts for. `pictures` is the
    folder of screenshots, None for none. `link` and `glyphs` are a person's words,
    empty for what `environment` and the terminal tell; `carousel` is in seconds.
    `desk`: the department whose desk the wall is; it sees that one's cases only.
    """

    connect: Callable[[], Connection]
    monotonic: Callable[[], float]
    new_key: Callable[[], str]
    lang: str = ""
    locale: str = ""
    theme: str = ""
    role: str = ""
    armed_role: str = ""
    unit: str = ""
    account: str = ""
    desk: str = ""
    keeper: Keeper | None = None
    keymap: str = "vim"
    keys: Mapping[str, str | Sequence[str]] = {}
    filters: Mapping[str, str] = {}
    pictures: Path | None = None
    environment: Mapping[str, str] = {}
    link: str = ""
    glyphs: str = ""
    carousel: int = 0
