"""A live stream of its own, where the cells have no room for theirs."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from domain.state import ALL
from domain.views.streams import StreamLine
from widgets._tcss import beside
from widgets.draw.canvas import Canvas
from widgets.draw.lens import Lens
from widgets.draw.lines import stream_line
from widgets.draw.spans import Line, title


class StreamView(msgspec.Struct, frozen=True):
    """Lines of one street or of all (`key`), newest first."""

    lines: tuple[StreamLine, ...] = ()
    key: str = ALL
    stamp: str = ""


class StreamPane(Canvas[StreamView]):
    """Shows a `StreamView`."""

    DEFAULT_CSS: ClassVar[str] = beside(__name__)

    def __init__(self, name: str = "stream") -> None:
        super().__init__(name, StreamView())

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """A title with the street's name, then a line a case."""
        view = self.shown
        where = lens.names.street(view.key)
        street = (12 if lens.wide else 8) if view.key == ALL else 0
        heading = title(lens.say("stream.title"), columns, view.stamp or where)
        lines = [stream_line(one, lens, columns, street=street) for one in view.lines]
        return [heading, *lines][:rows]
