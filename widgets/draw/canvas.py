"""The base of every pane: shows drawn lines and repaints only the spans that changed.

Textual never compares frames and re-sends whatever is refreshed, so the comparison is
made here; `widgets/surface.py` puts the strips of all canvases together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from domain.text import width
from widgets.draw.glyphs import FULL
from widgets.draw.lens import Lens
from widgets.draw.spans import RULE, Ground, Hue, Line, Rgb, Span, Tone, block

View = TypeVar("View")
Palette = Mapping[tuple[Tone | Hue | Rgb, Ground | Hue | Rgb], Style]

#: Where a canvas is that is not on the screen.
NOWHERE: Final = Region()
#: Until the theme arrives.
BARE: Final[Palette] = {
    (tone, ground): Style.null() for tone in (*Tone, *Hue) for ground in (*Ground, *Hue)
}


class Host(Protocol):
    """What canvases stand on (`widgets/surface.py`)."""

    def changed(self, canvas: Canvas[Any], regions: Iterable[Region]) -> None:
        """Parts of it look different; regions are counted from its corner."""
        ...

    def moved(self, canvas: Canvas[Any], before: Region) -> None:
        """It stands elsewhere than before; an empty region is nowhere."""
        ...

    def call_later(self, callback: Callable[..., Any], *args: Any) -> bool:
        """Call it when what waits now is done."""
        ...


class Canvas(Generic[View]):
    """A pane that shows a `View`; a subclass answers `drawing`.

    Not a widget of Textual's: a wall has dozens, and each of those would take its share
    of the start, of the memory and of every layout. All canvases stand on one.
    """

    #: How far on top of the others it lies while it is there.
    above = 0

    def __init__(self, name: str, first: View) -> None:
        self.id: Final = name
        self.shown: View = first
        self.host: Host | None = None
        #: Where it stands on the screen; empty while it is not there.
        self.region = NOWHERE
        self._palette: Palette = BARE
        self._lens: Lens | None = None
        self._drawn: list[Line] = []
        self._strips: list[Strip] = []
        self._number, self._focused = "", False

    @property
    def size(self) -> Size:
        """Columns and rows."""
        return self.region.size

    def show(self, view: View) -> None:
        """Draw it; what looks the same is not painted again."""
        if view != self.shown:
            self.shown = view
            self.redraw()

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """The lines for that much room; fewer or shorter ones are padded."""
        raise NotImplementedError

    def put(self, region: Region) -> None:
        """Move it there, or with `NOWHERE` off the screen."""
        before = self.region
        if region == before:
            return
        self.region = region
        if region.size != before.size:
            self._drawn, self._strips = [], []
        if self.host is not None:
            self.host.moved(self, before)

    def dress(self, palette: Palette, lens: Lens) -> None:
        """Another theme, language or place: everything is painted again."""
        self._palette, self._lens = palette, lens
        self.repaint()

    def redraw(self) -> None:
        """Draw again and paint what came out different."""
        if not self._strips:
            self.repaint()  # nothing is on the screen that could stay
            return
        regions: list[Region] = []
        columns = self.region.width
        lines = self._lines()
        for y, (old, new) in enumerate(zip(self._drawn, lines, strict=True)):
            if old != new:
                regions += [Region(x, y, wide, 1) for x, wide in changes(old, new)]
                self._strips[y] = self._strip(new, columns)
        self._drawn = lines
        if regions:
            self.paint(regions)

    def repaint(self) -> None:
        """Paint all of it, when the screen asks for its strips."""
        self._drawn, self._strips = [], []
        if self.region:
            self.paint([self.size.region])

    def paint(self, regions: Sequence[Region]) -> None:
        """Have these cells of it sent with the next frame."""
        if self.host is not None:
            self.host.changed(self, regions)

    def number(self, number: str, *, focused: bool) -> None:
        """Which key leads to the pane; it stands in its title."""
        if (number, focused) != (self._number, self._focused):
            self._number, self._focused = number, focused
            self.redraw()

    def later(self, callback: Callable[..., Any], *args: Any) -> None:
        """Call it when the keys and frames that wait are done."""
        if self.host is not None:
            self.host.call_later(callback, *args)

    def strip(self, y: int) -> Strip:
        """One of its rows; drawn now if it was not."""
        if not self._strips:
            columns = self.region.width
            self._drawn = self._lines()
            self._strips = [self._strip(one, columns) for one in self._drawn]
        return self._strips[y]

    def parts(self, y: int, start: int, end: int) -> list[Segment]:
        """What stands in some cells of a row, from one to before another."""
        return between(self.strip(y), start, end)

    def style(self, span: Span, ground: Ground) -> Style:
        """How a span on a ground looks."""
        return self._palette[span.tone, span.back or ground]

    def text(self) -> list[str]:
        """What is shown, a string a row: for tests and for the plain dump."""
        if self.region and self._lens is not None:
            self.strip(0)
        return [one.text for one in self._drawn]

    def _lines(self) -> list[Line]:
        columns, rows = self.size
        lens = self._lens
        drawn = [] if lens is None else self.drawing(lens, columns, rows)
        lines = block(drawn, columns, rows)
        if self._number and lines:
            lines[0] = numbered(lines[0], self._number, focused=self._focused)
        return lines

    def _strip(self, drawn: Line, columns: int) -> Strip:
        ground = drawn.ground
        glyphs = self._lens.glyphs if self._lens else FULL
        return Strip(
            [Segment(glyphs(s.text), self.style(s, ground)) for s in drawn.spans],
            columns,
        )


def between(strip: Strip, start: int, end: int) -> list[Segment]:
    """The segments of some cells of a strip, those at its edges cut."""
    kept: list[Segment] = []
    x = 0
    for segment in strip._segments:  # noqa: SLF001 (asked for every span of a frame)
        if x >= end:
            break
        stop = x + segment.cell_length
        if stop > start:
            part = segment
            if stop > end:
                part, _ = part.split_cells(end - x)
            if x < start:
                _, part = part.split_cells(start - x)
            kept.append(part)
        x = stop
    return kept


def numbered(heading: Line, number: str, *, focused: bool) -> Line:
    """A pane's title with its number, cut out of the rule; other lines stay."""
    spans = list(heading.spans)
    at = next((i for i, s in enumerate(spans) if s.text.startswith(RULE * 4)), None)
    if at is None or at == 0:
        return heading
    tone = Tone.INFO if focused else Tone.FAINT
    spans[at] = Span(spans[at].text[2:], spans[at].tone)
    if focused:
        spans[0] = Span(spans[0].text, Tone.INFO)
    return Line((Span(f"{number} ", tone), *spans), heading.ground)


def changes(old: Line, new: Line) -> Iterator[tuple[int, int]]:
    """Where two lines of the same width differ: (first cell, cells).

    Exact where the spans have the same widths, else from the first to the last one that
    differs: a wide character is never cut in two.
    """
    if old.ground is not new.ground:
        yield 0, sum(width(span.text) for span in new.spans)
        return
    old_widths = [width(span.text) for span in old.spans]
    new_widths = [width(span.text) for span in new.spans]
    if old_widths == new_widths:
        yield from _runs(old.spans, new.spans, new_widths)
        return
    head = _common(old.spans, new.spans)
    tail = _common(old.spans[:head:-1], new.spans[:head:-1])
    start = sum(new_widths[:head])
    end = sum(new_widths) - sum(new_widths[len(new_widths) - tail :])
    if end > start:
        yield start, end - start


def _runs(
    old: tuple[Span, ...], new: tuple[Span, ...], widths: list[int]
) -> Iterator[tuple[int, int]]:
    x = 0
    for before, after, wide in zip(old, new, widths, strict=True):
        if before != after:
            yield x, wide
        x += wide


def _common(old: tuple[Span, ...], new: tuple[Span, ...]) -> int:
    shared = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        shared += 1
    return shared
