"""What a drawing is made of: lines of spans, each a text with a tone.

A tone says what a text means; which colour that is, is the theme's business. Texts in
spans are cleaned and measured: whoever makes a span of outside text goes through
`domain/text.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from domain.text import cut, fit, width


class Tone(StrEnum):
    """What a text means."""

    TEXT = "text"
    STRONG = "strong"  # figures, names
    DIM = "dim"  # labels, what is long known
    FAINT = "faint"  # rules, empty parts of a bar
    CALM = "calm"  # in order: gauges, bars, sparklines
    GOOD = "good"  # live, done
    WARN = "warn"  # due soon, apart from the usual
    BAD = "bad"  # overdue, refused
    INFO = "info"  # just now, chosen, keys
    DRILL = "drill"  # not the real thing
    SECOND = "second"  # the second series of a chart


class Ground(StrEnum):
    """What a line lies on."""

    BASE = "base"
    BAR = "bar"  # head and foot
    CURSOR = "cursor"
    FORM = "form"  # where something is being decided


class Hue(StrEnum):
    """What a cell of a map means; a colour that themes derive from their tones.

    As a span's `tone` it colours the text, as its `back` what lies behind it.
    """

    SHADE_1 = "shade-1"  # nothing there; four shades keep neighbours apart
    SHADE_2 = "shade-2"
    SHADE_3 = "shade-3"
    SHADE_4 = "shade-4"
    OUTSIDE = "outside"  # of the area looked at
    OPEN_1 = "open-1"
    OPEN_2 = "open-2"
    OPEN_3 = "open-3"
    OPEN_4 = "open-4"
    OVERDUE_1 = "overdue-1"
    OVERDUE_2 = "overdue-2"
    OVERDUE_3 = "overdue-3"
    OVERDUE_4 = "overdue-4"
    BOUNCED_1 = "bounced-1"
    BOUNCED_2 = "bounced-2"
    BOUNCED_3 = "bounced-3"
    BOUNCED_4 = "bounced-4"
    MARK = "mark"  # the cursor's cell
    INK = "ink"  # a text on one of the stronger colours


class Rgb(NamedTuple):
    """A dot of a photo, 0 to 255 each: the one colour that no theme decides."""

    red: int
    green: int
    blue: int


class Span(NamedTuple):
    """A text of known cells. `back` is a ground of its own, not the line's."""

    text: str
    tone: Tone | Hue | Rgb = Tone.TEXT
    back: Hue | Rgb | None = None


class Line(NamedTuple):
    """One row of a drawing."""

    spans: tuple[Span, ...]
    ground: Ground = Ground.BASE

    @property
    def text(self) -> str:
        """What a terminal shows, without colours."""
        return "".join(span.text for span in self.spans)


BLANK: Final = Line(())
RULE: Final = "─"


def cells(spans: Iterable[Span]) -> int:
    """How wide spans are together."""
    return sum(width(span.text) for span in spans)


def line(*spans: Span, ground: Ground = Ground.BASE) -> Line:
    """A line without its empty spans."""
    return Line(tuple(span for span in spans if span.text), ground)


def gap(size: int) -> Span:
    """Empty cells."""
    return Span(" " * max(0, size), Tone.DIM)


def cell(text: str, size: int, tone: Tone = Tone.TEXT, *, right: bool = False) -> Span:
    """Outside or own text in exactly `size` cells."""
    return Span(fit(text, size, right=right), tone)


def short(text: str, size: int, tone: Tone = Tone.TEXT) -> Span:
    """Outside or own text in at most `size` cells."""
    return Span(cut(text, size), tone)


def trim(spans: Iterable[Span], size: int) -> tuple[Span, ...]:
    """Spans cut off at `size` cells and padded to it."""
    kept: list[Span] = []
    room = size
    for span in spans:
        wide = width(span.text)
        if wide > room:
            if room:
                kept.append(span._replace(text=fit(span.text, room)))
            return tuple(kept)
        kept.append(span)
        room -= wide
    if room:
        kept.append(gap(room))
    return tuple(kept)


def exact(drawn: Line, size: int) -> Line:
    """The line in exactly `size` cells."""
    return Line(trim(drawn.spans, size), drawn.ground)


def block(lines: Iterable[Line], columns: int, rows: int) -> list[Line]:
    """Exactly `rows` lines of exactly `columns` cells."""
    kept = [exact(one, columns) for one in list(lines)[:rows]]
    return kept + [exact(BLANK, columns)] * (rows - len(kept))


def beside(*blocks: list[Line], between: int = 0) -> list[Line]:
    """Blocks of the same height, side by side."""
    rows = []
    for parts in zip(*blocks, strict=True):
        spans: list[Span] = []
        for part in parts:
            if spans and between:
                spans.append(gap(between))
            spans.extend(part.spans)
        rows.append(Line(tuple(spans), parts[0].ground))
    return rows


def title(name: str, size: int, note: str = "", tone: Tone = Tone.STRONG) -> Line:
    """A pane's heading: name, a faint rule, a note at the right end."""
    left, right = short(name, size, tone), short(note, max(0, size // 2), Tone.DIM)
    rule = size - width(left.text) - width(right.text) - 1 - bool(right.text)
    if rule < 1:
        return exact(line(left), size)
    return line(
        left, gap(1), Span(RULE * rule, Tone.FAINT), gap(bool(right.text)), right
    )


def flow(
    chunks: Iterable[tuple[Span, ...]], columns: int, between: int = 3
) -> list[Line]:
    """Chunks set like words: as many in a line as fit, broken only if one is wider."""
    rows: list[list[Span]] = [[]]
    used = 0
    for chunk in chunks:
        wide = cells(chunk)
        if used and used + between + wide > columns:
            rows.append([])
            used = 0
        if used:
            rows[-1].append(gap(between))
            used += between
        rows[-1].extend(chunk)
        used += wide
    return [Line(trim(spans, columns)) for spans in rows if spans]
