"""One line of a live stream, in a cell or in a pane of its own."""

from __future__ import annotations

from typing import Final

from domain.codes import TERMINAL
from domain.sla import Light
from domain.views.streams import StreamLine
from widgets.draw.lens import Lens
from widgets.draw.parts import LIGHT_GLYPHS, LIGHT_TONES, left
from widgets.draw.spans import Line, Span, Tone, cell, gap, line

_TAIL: Final = 8
_MARKED: Final = (Light.YELLOW, Light.RED)


def stream_line(one: StreamLine, lens: Lens, columns: int, *, street: int = 0) -> Line:
    """Time, street if wanted (in so many cells), what it is about, who has it, left."""
    who = 7 if lens.wide else 4
    tail = _TAIL
    spans = [Span(lens.clock.minute(one.at), Tone.INFO if one.fresh else Tone.DIM)]
    if street:
        spans += [gap(1), cell(lens.names.street(one.street), street, Tone.DIM)]
    room = columns - 5 - (street + 1 if street else 0) - who - tail - 3
    about = lens.names.headline(one.subclass, one.title)
    tone = Tone.STRONG if one.urgent else Tone.TEXT
    spans += [gap(1), cell(about, max(0, room), tone), gap(1)]
    spans += [_who(one, lens, who), gap(1), _tail(one, lens, tail)]
    return line(*spans)


def _who(one: StreamLine, lens: Lens, size: int) -> Span:
    if one.department:
        return cell(lens.names.department(one.department), size, Tone.DIM)
    return cell(lens.names.event(one.what), size, Tone.DIM)


def _tail(one: StreamLine, lens: Lens, size: int) -> Span:
    if one.what == "Bounced":
        text = lens.say("stream.bounced").format(code=one.code)
        return cell(text, size, Tone.WARN, right=True)
    if one.state in TERMINAL or one.left is None:
        return cell(lens.names.event(one.what), size, Tone.DIM, right=True)
    glyph = LIGHT_GLYPHS[one.light] if one.light in _MARKED else ""
    return cell(glyph + left(one.left), size, LIGHT_TONES[one.light], right=True)
