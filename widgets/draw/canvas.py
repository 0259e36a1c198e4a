"""The base of every pane: shows drawn lines and repaints only the spans that changed.

Textual never compares frames and re-sends whatever is refreshed, so the comparison is
made here. `render_lines` hands out strips that were made when the content changed; the
per-line machinery of a widget (styles, borders, scrolling) is not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from domain.text import width
from widgets.draw.glyphs import FULL
from widgets.draw.lens import Lens
from widgets.draw.spans import RULE, Ground, Hue, Line, Rgb, Span, Tone, block
from widgets.draw.whole import WholeStrip

View = TypeVar("View")
Palette = Mapping[tuple[Tone | Hue | Rgb, Ground | Hue | Rgb], Style]

#: Until the theme arrives.
BARE: Final[Palette] = {
    (tone, ground): Style.null() for tone in (*Tone, *Hue) for ground in (*Ground, *Hue)
}


class Canvas(Widget, Generic[View]):
    """A pane that shows a `View`; a subclass answers `drawing`."""

    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False
    #: Whether it lies on top of others while it is there (`widgets/draw/whole.py`).
    above: ClassVar[bool] = False

    def __init__(self, name: str, first: View) -> None:
        super().__init__(id=name)
        self.shown: View = first
        self._palette: Palette = BARE
        self._lens: Lens | None = None
        self._drawn: list[Line] = []
        self._strips: list[Strip] = []
        self._number, self._focused = "", False

    def show(self, view: View) -> None:
        """Draw it; what looks the same is not painted again."""
        if view != self.shown:
            self.shown = view
            self.redraw()

    def drawing(self, lens: Lens, columns: int, rows: int) -> list[Line]:
        """The lines for that much room; fewer or shorter ones are padded."""
        raise NotImplementedError

    def dress(self, palette: Palette, lens: Lens) -> None:
        """Another theme, language or place: everything is painted again."""
        self._palette, self._lens = palette, lens
        self._drawn, self._strips = [], []
        self.redraw()

    def redraw(self) -> None:
        """Draw again and refresh what came out different."""
        columns, rows = self.size
        lens = self._lens
        if lens is None or not columns or not rows:
            return
        lines = block(self.drawing(lens, columns, rows), columns, rows)
        if self._number and lines:
            lines[0] = numbered(lines[0], self._number, focused=self._focused)
        if len(lines) != len(self._drawn):
            self._drawn, self._strips = lines, [self._strip(one) for one in lines]
            self.refresh()
            return
        regions: list[Region] = []
        for y, (old, new) in enumerate(zip(self._drawn, lines, strict=True)):
            if old != new and self.above:
                regions.append(Region(0, y, columns, 1))
                self._strips[y] = self._strip(new)
            elif old != new:
                regions += [Region(x, y, wide, 1) for x, wide in changes(old, new)]
                self._strips[y] = self._strip(new)
        self._drawn = lines
        if regions:
            self.refresh(*regions)

    def number(self, number: str, *, focused: bool) -> None:
        """Which key leads to the pane; it stands in its title."""
        if (number, focused) != (self._number, self._focused):
            self._number, self._focused = number, focused
            self.redraw()

    def on_resize(self) -> None:
        """Other room, other drawing."""
        self._drawn, self._strips = [], []
        self.redraw()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips as they are; Textual asks for the part it can see."""
        columns, rows = self.size
        if len(self._strips) != rows:
            blank = Strip.blank(columns, self._palette[Tone.TEXT, Ground.BASE])
            self._strips = [blank] * rows
        strips = self._strips[crop.y : crop.bottom]
        if crop.x == 0 and crop.width >= columns:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def style(self, span: Span, ground: Ground) -> Style:
        """How a span on a ground looks."""
        return self._palette[span.tone, span.back or ground]

    def text(self) -> list[str]:
        """What is shown, a string a row: for tests and for the plain dump."""
        return [one.text for one in self._drawn]

    def _strip(self, drawn: Line) -> Strip:
        ground = drawn.ground
        kind = WholeStrip if self.above else Strip
        glyphs = self._lens.glyphs if self._lens else FULL
        return kind(
            [Segment(glyphs(s.text), self.style(s, ground)) for s in drawn.spans],
            self.size.width,
        )


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
