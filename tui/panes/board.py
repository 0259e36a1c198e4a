"""All panes: each made when it is first looked at, then moved and asked by the screen.

Most of a wall is not on the screen at its start, and never imported by many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual.geometry import Region

from tui.carousel import Carousel
from tui.gauges import Gauges, Sources
from tui.line import Line
from tui.model import News
from tui.panes.home import FiguresBar, HeadBar
from tui.panes.pane import Pane, Sight
from tui.screens.arrangement import Rect
from widgets.draw.canvas import NOWHERE, Canvas, Palette
from widgets.draw.lens import Lens
from widgets.draw.notice import NoticeView
from widgets.foot import Foot
from widgets.notice import Notice

if TYPE_CHECKING:
    from client.outcome import Health
    from tui.casefile import CaseFile, Read
    from tui.pictures.gallery import Fetch, Gallery
    from widgets.entry import Entry
    from widgets.form import FormLine
    from widgets.keys import KeyTable
    from widgets.menu import MenuBox
    from widgets.palette import PaletteBox
    from widgets.photo import PhotoBox

_C = TypeVar("_C", bound=Canvas[Any])


class Board:
    """The panes by id, the bars that are always there, and what opens above them.

    `panes` are those made so far. Whatever comes to be is told to `made`, once.
    """

    def __init__(self, gauges: Gauges, way: Line) -> None:
        self.head, self.figures, self.foot = HeadBar(), FiguresBar(), Foot()
        self.carousel = Carousel()
        self.gauges, self.sources = gauges, Sources(way)
        self.small, self.empty = Notice("small", above=2), Notice("empty")
        self.small.show(NoticeView(("notice.small", "notice.small_what")))
        self.panes: Final[dict[str, Pane]] = {}
        #: What stands on the screen now.
        self.shown: tuple[Pane, ...] = ()
        self.made: Callable[[Canvas[Any], Pane | None], None] = lambda _one, _pane: None
        self._read: Read | None = None
        self._fetch: Fetch | None = None
        self._lids: dict[str, Canvas[Any]] = {}

    @cached_property
    def file(self) -> CaseFile:
        """What is known of the case that is shown."""
        from tui.casefile import CaseFile

        made = CaseFile()
        made.read = self._read
        return made

    @cached_property
    def gallery(self) -> Gallery:
        """The photos of a case."""
        from tui.pictures.gallery import Gallery

        made = Gallery()
        made.fetch = self._fetch
        return made

    @property
    def viewing(self) -> bool:
        """Whether photos are looked at."""
        return "gallery" in vars(self) and self.gallery.is_open

    def pane(self, name: str) -> Pane:
        """The pane of that name."""
        if name not in self.panes:
            found = {pane.id: pane for pane in MAKERS[name](self)}
            self.panes.update(found)
            for pane in found.values():
                self.made(pane.widget, pane)
        return self.panes[name]

    # What opens above the panes

    @cached_property
    def form(self) -> FormLine:
        """The form of a command."""
        from widgets.form import FormLine

        return self._lid(FormLine())

    @cached_property
    def entry(self) -> Entry:
        """The command line."""
        from widgets.entry import Entry

        return self._lid(Entry())

    @cached_property
    def palette(self) -> PaletteBox:
        """The palette."""
        from widgets.palette import PaletteBox

        return self._lid(PaletteBox())

    @cached_property
    def menu(self) -> MenuBox:
        """What may be done with a case."""
        from widgets.menu import MenuBox

        return self._lid(MenuBox())

    @cached_property
    def photo(self) -> PhotoBox:
        """Photos."""
        from widgets.photo import PhotoBox

        return self._lid(PhotoBox())

    @cached_property
    def keys(self) -> KeyTable:
        """The help."""
        from widgets.keys import KeyTable

        return self._lid(KeyTable())

    def _lid(self, canvas: _C) -> _C:
        self._lids[canvas.id] = canvas
        self.made(canvas, None)
        return canvas

    def lay(self, name: str, place: Rect | None) -> None:
        """Put one of those there, or away; then it may never have been made."""
        if place is not None:
            put(getattr(self, name), place)
        elif name in self._lids:
            put(self._lids[name], None)

    def ask(
        self,
        read: Read | None,
        health: Callable[[], Future[Health]] | None,
        photo: Fetch | None = None,
    ) -> None:
        """There is a centre that can be asked: of cases, how it is, for photos."""
        self._read, self.sources.health, self._fetch = read, health, photo
        if "file" in vars(self):
            self.file.read = read
        if "gallery" in vars(self):
            self.gallery.fetch = photo

    @property
    def widgets(self) -> Iterator[Canvas[Any]]:
        """Every canvas that was made, those above last."""
        yield self.head.widget
        yield self.figures.widget
        yield from (pane.widget for pane in self.panes.values())
        yield from (self.empty, self.foot)
        yield from self._lids.values()
        yield self.small

    def dress(self, palette: Palette, lens: Lens) -> None:
        """Another theme, language or place."""
        for widget in self.widgets:
            widget.dress(palette, lens)

    def show(self, sight: Sight, news: News, beat: int) -> None:
        """Ask the panes that are on the screen."""
        self.head.show(sight, news, beat)
        self.figures.show(sight, news, beat)
        for pane in self.shown:
            pane.show(sight, news, beat)


def put(canvas: Canvas[Any], place: Rect | None) -> None:
    """Move a canvas there, or take it off the screen."""
    gone = place is None or place.width <= 0 or place.height <= 0
    canvas.put(NOWHERE if place is None or gone else Region(*place))


def _home(_board: Board) -> tuple[Pane, ...]:
    from tui.panes import home

    return (
        home.CellsPane(),
        home.DetailPeek(),
        home.DepartmentsPane(),
        home.ActionsList(),
    )


def _queue(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.queue import QueuePane

    return (QueuePane(),)


def _stream(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.stream import StreamPane

    return (StreamPane(),)


def _charts(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.charts import BounceChart, InflowChart

    return BounceChart(), InflowChart()


def _overdue(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.overdue import OverduePane

    return (OverduePane(),)


def _map(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.map import MapPane

    return (MapPane(),)


def _desk(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.desk import DeskPane

    return (DeskPane(),)


def _chronic(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.around import ChronicList

    return (ChronicList(),)


def _departments(_board: Board) -> tuple[Pane, ...]:
    from tui.panes.departments import department_panes

    return department_panes()


def _street(board: Board) -> tuple[Pane, ...]:
    from tui.panes.street import street_panes

    return street_panes(board.carousel)


def _case(board: Board) -> tuple[Pane, ...]:
    from tui.panes.case import case_panes

    return case_panes(board.file)


def _ops(board: Board) -> tuple[Pane, ...]:
    from tui.panes.ops import LogPane, OpsPane

    return OpsPane(board.gauges, board.sources), LogPane(board.gauges)


def _by_id() -> Iterator[tuple[str, Callable[[Board], tuple[Pane, ...]]]]:
    for ids, make in (
        ("cells detail departments actions", _home),
        ("queue", _queue),
        ("stream", _stream),
        ("bounce inflow", _charts),
        ("overdue", _overdue),
        ("map", _map),
        ("desk", _desk),
        ("chronic", _chronic),
        ("scores reasons matrix trend", _departments),
        ("street units officers", _street),
        ("course history ruling related", _case),
        ("ops log", _ops),
    ):
        yield from ((name, make) for name in ids.split())


#: Pane -> what makes it, with those that share something with it.
MAKERS: Final[Mapping[str, Callable[[Board], tuple[Pane, ...]]]] = MappingProxyType(
    dict(_by_id())
)
