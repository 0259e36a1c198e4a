"""One line of a live stream, in a cell or in a pane of its own."""

from __future__ import annotations

from typing import Final, NamedTuple

from domain.codes import TERMINAL
from domain.sla import Light
from domain.views.streams import StreamLine
from widgets.draw.lens import Lens
from widgets.draw.parts import LIGHT_GLYPHS, LIGHT_TONES, left, short_number
from widgets.draw.spans import Ground, Line, Span, Tone, cell, gap, line

#: Cells of the right column: `▲退单 B03`, `-00:12`, what ended it.
_TAIL: Final = 9
_MARKED: Final = (Light.YELLOW, Light.RED)


class More(NamedTuple):
    """Columns of their own and their cells: street, case number, what happened."""

    street: int = 0
    number: int = 0
    event: int = 0


NO_MORE: Final = More()


def stream_line(
    one: StreamLine,
    lens: Lens,
    columns: int,
    more: More = NO_MORE,
    ground: Ground = Ground.BASE,
) -> Line:
    """Time, what it is about, who has it, time left; more where there is room."""
    who = 8 if lens.wide else 6
    tail = _TAIL
    spans = [Span(lens.clock.minute(one.at), Tone.INFO if one.fresh else Tone.DIM)]
    if more.number:
        spans += [gap(1), cell(short_number(one.number), more.number, Tone.FAINT)]
    if more.street:
        spans += [gap(1), cell(lens.names.street(one.street), more.street, Tone.DIM)]
    if more.event:
        spans += [gap(1), cell(lens.names.event(one.what), more.event, Tone.DIM)]
    extra = sum(size + 1 for size in more if size)
    room = columns - 5 - extra - who - tail - 3
    about = lens.names.headline(one.subclass, one.title)
    tone = Tone.STRONG if one.urgent else Tone.TEXT
    spans += [gap(1), cell(about, max(0, room), tone), gap(1)]
    spans += [_who(one, lens, who), gap(1), _tail(one, lens, tail)]
    return line(*spans, ground=ground)


def _who(one: StreamLine, lens: Lens, size: int) -> Span:
    """The department, else what happened, unless the end of the line tells it."""
    if one.department:
        return cell(lens.names.department(one.department), size, Tone.DIM)
    if _ended(one):
        return gap(size)
    return cell(lens.names.event(one.what), size, Tone.DIM)


def _ended(one: StreamLine) -> bool:
    """No clock runs: what happened stands where the time left would."""
    return one.what != "Bounced" and (one.state in TERMINAL or one.left is None)


def _tail(one: StreamLine, lens: Lens, size: int) -> Span:
    if one.what == "Bounced":
        text = lens.say("stream.bounced").format(code=one.code)
        return cell(text, size, Tone.WARN, right=True)
    if _ended(one):
        return cell(lens.names.event(one.what), size, Tone.DIM, right=True)
    glyph = LIGHT_GLYPHS[one.light] if one.light in _MARKED else ""
    return cell(glyph + left(one.left), size, LIGHT_TONES[one.light], right=True)
