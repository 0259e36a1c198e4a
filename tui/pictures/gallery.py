"""The photos of one case that are looked at: fetched, decoded, drawn, a step a thread.

Whoever shows it asks `turn` and `side` once a frame; nothing here waits. `woken` is
called, from any thread, when asking again is worth while. No Textual here.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from domain.errors import GridwallError
from domain.views.album import Picture, beside
from tui.pictures.ability import Way
from tui.pictures.errors import Unfit
from tui.pictures.fitting import Drawn, Room, drawn

if TYPE_CHECKING:
    from PIL import Image

    Fetch = Callable[[str, bool], Future[bytes]]

#: Where a picture of the centre's own making, 320 pixels a side, is enough.
_SMALL: Final = frozenset({Way.HALVES, Way.CELLS})
_CLOSING: Final = frozenset({"escape", "q", "o", "enter"})
_STEPS: Final = {"left": -1, "h": -1, "right": 1, "l": 1}
Work = Callable[[Callable[[], Any]], Future[Any]]


class Side(NamedTuple):
    """How far one photo is: `drawn`, or a `word` (key of the catalogue) about it.

    `told` is what the centre said, text from outside.
    """

    drawn: Drawn | None = None
    word: str = ""
    told: str = ""


class _Loading:
    """One photo on its way, for one way of showing it."""

    def __init__(self, fetched: Future[bytes]) -> None:
        self.fetched: Future[bytes] = fetched
        self.reduced: Future[Image.Image] | None = None
        self.drawn: Future[Drawn] | None = None
        self.asked: tuple[object, ...] = ()


class Gallery:
    """`fetch` asks the centre for a photo, small or as it came; None: there is none.

    `work` does something in another thread; left out: in one of its own.
    """

    def __init__(self, work: Work | None = None) -> None:
        self.fetch: Fetch | None = None
        self.woken: Callable[[], None] = lambda: None
        self.name = ""  # of the case, as it was asked for; empty: closed
        self.pictures: tuple[Picture, ...] = ()
        self.chosen = 0
        self._work = work
        self._pool: ThreadPoolExecutor | None = None
        self._loading: dict[tuple[str, bool, int], _Loading] = {}

    @property
    def is_open(self) -> bool:
        """Whether it has the keys."""
        return bool(self.name)

    def open(self, name: str, number: int = 0) -> None:
        """The photos of a case; `number` beside the first, 0: the usual one."""
        self.close()
        self.name, self.chosen = name, number

    def close(self) -> None:
        """Let go of everything."""
        self.name, self.pictures, self.chosen = "", (), 0
        for one in self._loading.values():
            one.fetched.cancel()
        self._loading = {}

    def stop(self) -> None:
        """The wall is going: nothing new is begun."""
        self.close()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def hang(self, pictures: tuple[Picture, ...]) -> None:
        """The photos are known, or there are more."""
        self.pictures = pictures

    @property
    def shown(self) -> tuple[Picture, ...]:
        """The first, and the chosen one beside it."""
        if not self.pictures:
            return ()
        number = min(self.chosen or beside(self.pictures) or 1, len(self.pictures))
        first, other = self.pictures[0], self.pictures[number - 1]
        return (first,) if other is first else (first, other)

    def press(self, key: str, character: str) -> None:
        """Step, choose or close; every other key is nothing."""
        if key in _CLOSING:
            self.close()
        elif key in _STEPS and self.pictures:
            at = self.shown[-1].number + _STEPS[key]
            self.chosen = (at - 1) % len(self.pictures) + 1
        elif character.isascii() and character.isdigit() and character != "0":
            self.chosen = min(int(character), max(1, len(self.pictures)))

    def side(self, number: int, way: Way, room: Room) -> Side:
        """How far the photo of a side is; sets going what it waits for."""
        picture = self.shown[number]
        if not picture.kept:
            return Side(word="photo.demo")
        if self.fetch is None:
            return Side(word="course.no_reader")
        loading = self._begun(picture.photo, number, small=way in _SMALL)
        try:
            return self._step(loading, way, room, number)
        except Unfit as error:
            return Side(word=error.word)
        except (GridwallError, CancelledError) as error:
            return Side(word="photo.not_read", told=str(error))
        except (MemoryError, OSError, ValueError):
            return Side(word="photo.broken")

    def _begun(self, photo: str, number: int, *, small: bool) -> _Loading:
        assert self.fetch is not None  # noqa: S101 (asked before)
        key = photo, small, number
        if key not in self._loading:
            loading = self._loading[key] = _Loading(self.fetch(photo, small))
            self._tell(loading.fetched)
        return self._loading[key]

    def _step(self, one: _Loading, way: Way, room: Room, number: int) -> Side:
        """As far as it has come; raises what a step raised."""
        if not one.fetched.done():
            return Side(word="photo.loading")
        if one.reduced is None:
            content = one.fetched.result()
            one.reduced = self._do(lambda: _reduced(content))
        if not one.reduced.done():
            return Side(word="photo.loading")
        picture = one.reduced.result()
        asked = way, room, number
        if one.drawn is None or one.asked != asked:
            if one.drawn is not None:
                one.drawn.cancel()
            one.asked = asked
            one.drawn = self._do(lambda: drawn(picture, way, room, number))
        if not one.drawn.done():
            return Side(word="photo.loading")
        return Side(one.drawn.result())

    def _do(self, work: Callable[[], Any]) -> Future[Any]:
        if self._work is not None:
            return self._tell(self._work(work))
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "pictures")
        return self._tell(self._pool.submit(work))

    def _tell(self, future: Future[Any]) -> Future[Any]:
        future.add_done_callback(lambda _done: self.woken())
        return future


def _reduced(content: bytes) -> Image.Image:
    from tui.pictures.decode import reduced

    return reduced(content)
