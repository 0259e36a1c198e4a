"""All panes: made once, moved and asked by the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final

from tui.carousel import Carousel
from tui.casefile import CaseFile
from tui.gauges import Gauges
from tui.line import Line
from tui.model import News
from tui.panes.around import ChronicList
from tui.panes.case import case_panes
from tui.panes.charts import BounceChart, InflowChart
from tui.panes.departments import department_panes
from tui.panes.desk import DeskPane
from tui.panes.home import (
    ActionsList,
    CellsPane,
    DepartmentsPane,
    DetailPeek,
    FiguresBar,
    HeadBar,
)
from tui.panes.map import MapPane
from tui.panes.ops import LogPane, OpsPane
from tui.panes.overdue import OverduePane
from tui.panes.pane import Pane, Sight
from tui.panes.queue import QueuePane
from tui.panes.stream import StreamPane
from tui.panes.street import street_panes
from tui.pictures.gallery import Gallery
from tui.screens.arrangement import Rect
from widgets.draw.canvas import Canvas, Palette
from widgets.draw.lens import Lens
from widgets.draw.notice import NoticeView
from widgets.entry import Entry
from widgets.foot import Foot
from widgets.form import FormLine
from widgets.keys import KeyTable
from widgets.menu import MenuBox
from widgets.notice import Notice
from widgets.palette import PaletteBox
from widgets.photo import PhotoBox

if TYPE_CHECKING:
    from client.outcome import Health
    from tui.casefile import Read
    from tui.pictures.gallery import Fetch


class Board:
    """The panes by id, the bars that are always there, and what opens above them."""

    def __init__(self, gauges: Gauges, way: Line) -> None:
        self.head, self.figures, self.foot = HeadBar(), FiguresBar(), Foot()
        self.file, self.carousel = CaseFile(), Carousel()
        self.ops = OpsPane(gauges, way)
        panes: tuple[Pane, ...] = (
            CellsPane(), QueuePane(), DetailPeek(), StreamPane(), DepartmentsPane(),
            BounceChart(), InflowChart(), OverduePane(), ActionsList(),
            MapPane(), DeskPane(), ChronicList(),
            *department_panes(),
            *street_panes(self.carousel), *case_panes(self.file),
            self.ops, LogPane(gauges),
        )  # fmt: skip
        self.panes: Final = {pane.id: pane for pane in panes}
        self.form, self.entry, self.keys = FormLine(), Entry(), KeyTable()
        self.palette, self.menu = PaletteBox(), MenuBox()
        self.gallery, self.photo = Gallery(), PhotoBox()
        self.small, self.empty = Notice("small"), Notice("empty")
        self.small.show(NoticeView(("notice.small", "notice.small_what")))
        #: What stands on the screen now.
        self.shown: tuple[Pane, ...] = ()

    def ask(
        self,
        read: Read | None,
        health: Callable[[], Future[Health]] | None,
        photo: Fetch | None = None,
    ) -> None:
        """There is a centre that can be asked: of cases, how it is, for photos."""
        self.file.read, self.ops.health = read, health
        self.gallery.fetch = photo

    @property
    def widgets(self) -> Iterator[Canvas[Any]]:
        """Every widget, those above last."""
        yield self.head.widget
        yield self.figures.widget
        yield from (pane.widget for pane in self.panes.values())
        yield from (self.empty, self.foot, self.form, self.entry, self.palette)
        yield from (self.menu, self.keys, self.photo, self.small)

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


def put(widget: Canvas[Any], place: Rect | None) -> None:
    """Move a widget there, or take it off the screen."""
    styles = widget.styles
    if place is None or place.width <= 0 or place.height <= 0:
        widget.display = False
        return
    styles.offset = (place.x, place.y)
    styles.width, styles.height = place.width, place.height
    widget.display = True
