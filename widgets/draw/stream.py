"""A live stream of its own: a title that says how it is read, then a line a case."""

from __future__ import annotations

from typing import Final

import msgspec

from domain.state import ALL
from domain.views.scrollback import Refill
from domain.views.streams import StreamLine
from widgets.draw.lens import Lens
from widgets.draw.lines import More, stream_line
from widgets.draw.parts import count
from widgets.draw.spans import (
    RULE,
    Ground,
    Line,
    Span,
    Tone,
    cells,
    exact,
    gap,
    line,
    short,
    title,
)

HEADING_ROWS: Final = 1
#: Widths from which columns appear.
_PLACED, _NUMBERED, _TOLD = 44, 64, 84
_NUMBER: Final = 9


class StreamView(msgspec.Struct, frozen=True):
    """Lines of one street or of all (`key`), newest first, with the gaps among them.

    `follows`: it goes on by itself, else `fresh` lines have come since (`more`: or more
    than that). `cursor`: the row that is chosen. `end`: the oldest kept line is shown.
    """

    lines: tuple[StreamLine | Refill, ...] = ()
    key: str = ALL
    stamp: str = ""
    follows: bool = True
    fresh: int = 0
    more: bool = False
    cursor: int | None = None
    end: bool = False


def stream(view: StreamView, lens: Lens, columns: int, rows: int) -> list[Line]:
    """The title, then as many rows as there is room for."""
    drawn = [heading(view, lens, columns)]
    if not view.lines:
        empty = Span(lens.say("stream.empty"), Tone.DIM)
        return [*drawn, line(gap(1), empty)][:rows]
    more = _more(view, lens, columns)
    for at, one in enumerate(view.lines):
        here = Ground.CURSOR if at == view.cursor else Ground.BASE
        if isinstance(one, Refill):
            drawn.append(_gap(one, lens, columns, here))
            continue
        drawn.append(stream_line(one, lens, columns, more, here))
    if view.end and len(drawn) < rows:
        drawn.append(_ruled(lens.say("stream.end"), columns, Ground.BASE))
    return drawn[:rows]


def _more(view: StreamView, lens: Lens, columns: int) -> More:
    named = view.key == ALL and columns >= _PLACED
    wide = 12 if columns >= _NUMBERED else 9
    return More(
        street=(wide if lens.wide else 8) if named else 0,
        number=_NUMBER if columns >= _NUMBERED else 0,
        event=(11 if lens.wide else 8) if columns >= _TOLD else 0,
    )


def heading(view: StreamView, lens: Lens, columns: int) -> Line:
    """Whose stream; while it is read, what has come since, where it is always seen."""
    where = lens.names.street(view.key)
    if view.follows or view.stamp:
        return title(lens.say("stream.title"), columns, view.stamp or where)
    number = count(view.fresh) + ("+" if view.more else "")
    news = lens.say("stream.news").format(n=number)
    tone = Tone.INFO if view.fresh else Tone.DIM
    spans = [Span(lens.say("stream.title"), Tone.STRONG), gap(1), Span(news, tone)]
    rest = columns - cells(spans) - 1
    note = short(f"{where} · {lens.say('stream.follow')}", max(0, rest - 4), Tone.DIM)
    rule = rest - cells((note,)) - 1
    return exact(
        line(*spans, gap(1), Span(RULE * max(0, rule), Tone.FAINT), gap(1), note),
        columns,
    )


def _gap(one: Refill, lens: Lens, columns: int, ground: Ground) -> Line:
    since, at = lens.clock.second(one.since), lens.clock.second(one.at)
    late = count(one.last - one.first + 1)
    words = lens.say("stream.gap").format(n=late, since=since, at=at)
    return _ruled(words, columns, ground, Tone.WARN)


def _ruled(words: str, columns: int, ground: Ground, tone: Tone = Tone.DIM) -> Line:
    """Words in the middle of a faint rule."""
    text = short(words, max(0, columns - 6), tone)
    rule = columns - cells((text,)) - 2
    ahead = max(0, rule // 2)
    return line(
        Span(RULE * ahead, Tone.FAINT),
        gap(1),
        text,
        gap(1),
        Span(RULE * max(0, rule - ahead), Tone.FAINT),
        ground=ground,
    )
