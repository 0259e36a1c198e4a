"""The map of the unit grids."""

from __future__ import annotations

from domain.views.map import MapView
from widgets.draw.canvas import Canvas
from widgets.draw.halfblock import Layout
from widgets.draw.lens import Lens
from widgets.draw.map import map_pane, plan
from widgets.draw.spans import Hue, Line, Tone


class MapPane(Canvas[MapView]):
    """Shows a `MapView`."""

    def __init__(self, name: str = "map") -> None:
        super().__init__(name, MapView())

    @property
    def plain(self) -> bool:
        """Whether half blocks cannot be drawn: no colours, or no such glyph."""
        if self._palette[Tone.TEXT, Hue.OPEN_4].bgcolor is None:
            return True
        return self._lens is not None and self._lens.glyphs("▀") != "▀"

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """See `widgets/draw/map.py`."""
        return map_pane(self.shown, lens, columns, rows, plain=self.plain)

    def layout_of(self, view: MapView) -> Layout | None:
        """How a view would be laid out in the room that there is."""
        wide = self._lens is not None and self._lens.wide
        divided = plan(view, *self.size, wide=wide, plain=self.plain)
        return divided.layout if divided else None
